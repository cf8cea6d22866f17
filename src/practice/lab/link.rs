//! A run as a link: `inflight lab sqs-vt?seed=7&v.timeout=60s&i=crash:C2@31s&t=44s`. What it says it says again when read.
use crate::{
    base::{
        id::{Key, LabId, is_slug},
        time::SimTime,
    },
    sim::command::Fault,
};
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Which lab.
    pub lab: LabId,
    /// Another seed than the lab's.
    pub seed: Option<u64>,
    /// Variables from the start.
    pub values: BTreeMap<Key, String>,
    /// Faults with their moments, in order.
    pub faults: Vec<(SimTime, Fault)>,
    /// Variables changed during the run, in order.
    pub changes: Vec<(SimTime, Key, String)>,
    /// The moment shown.
    pub at: Option<SimTime>,
}

impl Link {
    /// A lab as it is.
    #[must_use]
    pub const fn to(lab: LabId) -> Self {
        Self { lab, seed: None, values: BTreeMap::new(), faults: vec![], changes: vec![], at: None }
    }

    /// Reads a link, with or without the words `inflight lab` before it.
    ///
    /// # Errors
    /// Which part is wrong, and what would do.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let text = text.strip_prefix("inflight lab ").unwrap_or(text).trim();
        let (lab, query) = text.split_once('?').unwrap_or((text, ""));
        if !is_slug(lab) {
            return Err(format!("`{lab}` is no lab: a link begins like sqs-vt?seed=7"));
        }
        let mut link = Self::to(lab.into());
        for part in query.split('&').filter(|p| !p.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| format!("`{part}` lacks a `=`"))?;
            link.take(name, &unescape(value)?)?;
        }
        Ok(link)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "seed" => self.seed = Some(value.parse().map_err(|_| format!("`{value}` is no seed: a whole number"))?),
            "t" => self.at = Some(SimTime::parse(value)?),
            "i" => {
                let (fault, at) = moment(value)?;
                let fault = fault.replace(':', " ").parse::<Fault>()?;
                self.faults.push((at, fault));
            }
            _ => match (name.strip_prefix("v."), name.strip_prefix("c.")) {
                (Some(key), _) if is_slug(key) => {
                    self.values.insert(key.into(), value.into());
                }
                (_, Some(key)) if is_slug(key) => {
                    let (value, at) = moment(value)?;
                    self.changes.push((at, key.into(), value.into()));
                }
                _ => return Err(format!("`{name}` means nothing here: seed, v.NAME, c.NAME, i and t do")),
            },
        }
        Ok(())
    }
}

fn moment(text: &str) -> Result<(&str, SimTime), String> {
    let (what, at) = text.rsplit_once('@').ok_or_else(|| format!("`{text}` lacks its moment: write {text}@31s"))?;
    Ok((what, SimTime::parse(at)?))
}

/// A moment or a span in a link: the largest unit below minutes that stays exact.
#[must_use]
pub fn short(t: SimTime) -> String {
    match t.as_micros() {
        us if us % 1_000_000 == 0 => format!("{}s", us / 1_000_000),
        us if us % 1_000 == 0 => format!("{}ms", us / 1_000),
        us => format!("{us}us"),
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.seed.map(|seed| format!("seed={seed}")));
        parts.extend(self.values.iter().map(|(key, value)| format!("v.{key}={}", escape(value))));
        parts.extend(self.changes.iter().map(|(at, key, value)| format!("c.{key}={}@{}", escape(value), short(*at))));
        parts.extend(
            self.faults
                .iter()
                .map(|(at, fault)| format!("i={}@{}", escape(&fault.to_string().replace(' ', ":")), short(*at))),
        );
        parts.extend(self.at.map(|at| format!("t={}", short(at))));
        write!(f, "inflight lab {}", self.lab)?;
        if parts.is_empty() { Ok(()) } else { write!(f, "?{}", parts.join("&")) }
    }
}

/// Percent signs for what would end a part or a word.
fn escape(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.:/'".contains(&b);
    text.bytes().fold(String::new(), |mut out, b| {
        if plain(b) {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}

fn unescape(text: &str) -> Result<String, String> {
    let bad = || format!("`{text}` has a broken %-sign");
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        if b == b'%' {
            let digits = [bytes.next().ok_or_else(bad)?, bytes.next().ok_or_else(bad)?];
            let digits = std::str::from_utf8(&digits).map_err(|_| bad())?;
            out.push(u8::from_str_radix(digits, 16).map_err(|_| bad())?);
        } else {
            out.push(b);
        }
    }
    String::from_utf8(out).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::Link;
    use crate::{base::time::SimTime, sim::command::Fault};
    use proptest::prelude::*;

    #[test]
    fn the_link_of_the_design_is_read_and_written() {
        let text = "inflight lab sqs-vt?seed=7&v.timeout=60s&c.wait=20s@40s&i=crash:C2@31s&t=44s";
        let link = Link::parse(text).unwrap();
        assert_eq!(link.to_string(), text);
        assert_eq!(link.faults[0], (SimTime::from_secs(31), Fault::Crash { who: "C2".into(), down: None }));
        assert_eq!(Link::parse("sqs-vt").unwrap(), Link::to("sqs-vt".into()));
    }

    #[test]
    fn broken_links_say_what_is_wrong() {
        for (text, why) in [
            ("", "is no lab"),
            ("sqs-vt?seed", "lacks a `=`"),
            ("sqs-vt?seed=x", "is no seed"),
            ("sqs-vt?i=crash:C2", "lacks its moment"),
            ("sqs-vt?i=explode:C2@3s", "is no fault"),
            ("sqs-vt?v.timeout=%G1", "broken %"),
            ("sqs-vt?speed=3", "means nothing"),
        ] {
            let error = Link::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    fn time() -> impl Strategy<Value = SimTime> {
        prop_oneof![(0..9_000u64).prop_map(SimTime::from_secs), (0..u64::from(u32::MAX)).prop_map(SimTime)]
    }

    fn fault() -> impl Strategy<Value = Fault> {
        let who = "[A-Za-z][A-Za-z0-9_.-]{0,8}";
        prop_oneof![
            (who, proptest::option::of(time())).prop_map(|(w, down)| Fault::Crash { who: w.into(), down }),
            (who, any::<u32>(), time()).prop_map(|(w, factor, during)| Fault::Slow { who: w.into(), factor, during }),
            (who, any::<u32>(), time()).prop_map(|(w, messages, over)| Fault::Burst { who: w.into(), messages, over }),
            (who, time()).prop_map(|(w, during)| Fault::Silence { who: w.into(), during }),
            who.prop_map(|w: String| Fault::Resend { who: w.into() }),
            who.prop_map(|w: String| Fault::Duplicate { queue: w.into() }),
            who.prop_map(|w: String| Fault::LoseReply { who: w.into() }),
            (who, time()).prop_map(|(w, during)| Fault::Partition { who: w.into(), during }),
            who.prop_map(|w: String| Fault::Poison { who: w.into() }),
        ]
    }

    proptest! {
        #[test]
        fn every_link_goes_there_and_back(
            seed in proptest::option::of(any::<u64>()),
            values in proptest::collection::btree_map("[a-z][a-z0-9-]{0,6}", "\\PC{0,12}", 0..4),
            faults in proptest::collection::vec((time(), fault()), 0..4),
            changes in proptest::collection::vec((time(), "[a-z][a-z0-9-]{0,6}", "\\PC{0,12}"), 0..3),
            at in proptest::option::of(time()),
        ) {
            let link = Link {
                lab: "sqs-vt".into(),
                seed,
                values: values.into_iter().map(|(k, v)| (k.into(), v)).collect(),
                faults,
                changes: changes.into_iter().map(|(t, k, v)| (t, k.into(), v)).collect(),
                at,
            };
            prop_assert_eq!(Link::parse(&link.to_string()).unwrap(), link);
        }

        #[test]
        fn nothing_typed_panics(text in "\\PC{0,60}") {
            let _ = Link::parse(&text);
        }
    }
}
