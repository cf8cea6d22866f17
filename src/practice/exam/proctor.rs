//! The result of a proctored sitting, sealed with the instructor's pass phrase: whoever does not know it cannot change a word of the
//! result without being found out.
//!
//! The key is drawn from the pass phrase by PBKDF2 (HMAC-SHA-256) with a salt of the file's own, so that guessing is slow; the
//! digest is HMAC-SHA-256 over the result as compact JSON with its members in order.
use super::{draw::Order, export::Format, report::Report, room, words::iso};
use crate::{
    content::library::Library,
    practice::{
        desk::Desk,
        progress::{Progress, sitting::Sitting},
        record::{
            Record,
            sat::{Mode, Paper},
        },
    },
};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fmt::{self, Write};

/// The format of the file.
pub const FORMAT: &str = "inflight-result/1";
/// Turns of PBKDF2: a fraction of a second, once a sitting, and as much for each guess.
const TURNS: u32 = 200_000;
/// More than this no file may ask for.
const MOST_TURNS: u32 = 2_000_000;
/// The fewest characters of a pass phrase.
pub const SHORTEST: usize = 8;

/// What seals: the key, never the pass phrase. It is neither printed nor written.
#[derive(Clone)]
pub struct Seal {
    salt: [u8; 16],
    turns: u32,
    key: [u8; 32],
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// A seal of this pass phrase, with a salt that nobody used before.
    ///
    /// # Errors
    /// A sentence: the pass phrase is too short.
    pub fn new(phrase: &str, salt: [u8; 16]) -> Result<Self, String> {
        if phrase.chars().count() < SHORTEST {
            return Err(format!("the pass phrase needs {SHORTEST} characters or more"));
        }
        Ok(Self::turned(phrase, salt, TURNS))
    }

    fn turned(phrase: &str, salt: [u8; 16], turns: u32) -> Self {
        Self { salt, turns, key: key(phrase, &salt, turns) }
    }

    /// The file of a result.
    #[must_use]
    pub fn close(&self, result: &Value) -> String {
        let digest = hex(&self.digest(result));
        let seal = json!({ "kind": "PBKDF2-HMAC-SHA256, HMAC-SHA256", "turns": self.turns, "salt": hex(&self.salt), "digest": digest });
        let file = json!({ "format": FORMAT, "result": result, "seal": seal });
        format!("{file:#}\n")
    }

    fn digest(&self, result: &Value) -> [u8; 32] {
        // A map of this library keeps its members in the order of their names.
        mac(&self.key, result.to_string().as_bytes())
    }
}

/// The result of a proctored sitting that has ended, and a name for its file: the candidate and the whole report.
#[must_use]
pub fn result(sitting: &Sitting, library: &Library, progress: &Progress) -> Option<(String, Value)> {
    let paper = &sitting.paper;
    let report = Report::build(sitting, library, progress).filter(|_| paper.mode == Mode::Proctored)?;
    let candidate = paper.candidate.as_deref().unwrap_or("candidate");
    let name = format!("result-{}-{}-{candidate}-{}.json", paper.blueprint, paper.seed, iso(report.heading.day));
    let report: Value = serde_json::from_str(&Format::Json.write(&report, library)).ok()?;
    Some((name, json!({ "candidate": paper.candidate, "report": report })))
}

/// What is to be done before a room opens: papers that were killed under an instructor are handed in; and where the paper that is
/// ordered is one of those, or was sat before, its result is sealed again, so that a result that got lost can be had.
#[must_use]
pub fn close(order: &Order, desk: &Desk<'_>) -> (Vec<Record>, Option<(String, Value)>) {
    let records = room::abandoned(desk);
    if order.mode != Mode::Proctored {
        return (records, None);
    }
    let mut progress = desk.progress.clone();
    records.iter().for_each(|record| progress.apply(record));
    let same = |paper: &Paper| {
        let of = (paper.mode, Some(&paper.blueprint), Some(paper.seed), &paper.candidate);
        of == (Mode::Proctored, order.blueprint.as_ref(), order.seed, &order.candidate)
    };
    let sat = progress.sittings.iter().rev().find(|sitting| same(&sitting.paper));
    let sealed = sat.and_then(|sitting| result(sitting, desk.library, &progress));
    (records, sealed)
}

/// Opens a file: gives its result where the seal is whole.
///
/// # Errors
/// A sentence: it is no such file, or the seal is broken (or the pass phrase is another).
pub fn open(text: &str, phrase: &str) -> Result<Value, String> {
    let file: Value = serde_json::from_str(text).map_err(|e| format!("this is no result file: {e}"))?;
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(format!("this is no result file: its format is not {FORMAT}"));
    }
    let seal = |name: &str| file.get("seal").and_then(|seal| seal.get(name));
    let bytes = |name: &str| seal(name).and_then(Value::as_str).and_then(unhex);
    let salt: Option<[u8; 16]> = bytes("salt").and_then(|salt| salt.try_into().ok());
    let turns = seal("turns").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let (Some(salt), Some(digest), Some(turns), Some(result)) = (salt, bytes("digest"), turns, file.get("result"))
    else {
        return Err("this result file has no seal, or a damaged one".into());
    };
    if !(1..=MOST_TURNS).contains(&turns) {
        return Err(format!("its seal asks for {turns} turns; 1 to {MOST_TURNS} are taken"));
    }
    let mut check = hasher(&key(phrase, &salt, turns));
    check.update(result.to_string().as_bytes());
    match check.verify_slice(&digest) {
        Ok(()) => Ok(result.clone()),
        Err(_) => Err("the seal is broken: the result was changed, or this is not its pass phrase".into()),
    }
}

fn key(phrase: &str, salt: &[u8], turns: u32) -> [u8; 32] {
    pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(phrase.as_bytes(), salt, turns)
}

fn hasher(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC fills a key that is shorter than a block with zeros.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    <Hmac<Sha256> as Mac>::new((&block).into())
}

fn mac(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let mut mac = hasher(key);
    mac.update(text);
    mac.finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    text.len().is_multiple_of(2).then(|| text.as_bytes().chunks(2).map(pair).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result() -> Value {
        json!({ "title": "Section mock", "right": 17, "of": 20, "candidate": "Zoë \"Z\" <z@example.com>", "items": [1, null, true] })
    }

    #[test]
    fn a_result_opens_with_its_pass_phrase_and_no_other() {
        let file = Seal::turned("correct horse", [7; 16], 10).close(&result());
        assert_eq!(open(&file, "correct horse").unwrap(), result());
        assert!(open(&file, "correct horst").unwrap_err().contains("seal is broken"));
        assert!(Seal::new("short", [7; 16]).unwrap_err().contains("8 characters"));
    }

    #[test]
    fn a_changed_word_breaks_the_seal_and_a_changed_layout_does_not() {
        let file = Seal::turned("correct horse", [1; 16], 10).close(&result());
        let better = file.replace("\"right\": 17", "\"right\": 20");
        assert_ne!(better, file);
        assert!(open(&better, "correct horse").unwrap_err().contains("seal is broken"));
        let flat = serde_json::from_str::<Value>(&file).unwrap().to_string();
        assert_eq!(open(&flat, "correct horse").unwrap(), result());
    }

    #[test]
    fn what_is_no_result_is_told() {
        for (text, words) in [
            ("", "no result file"),
            ("{}", "format"),
            (r#"{"format":"inflight-result/1","result":{}}"#, "no seal"),
            (r#"{"format":"inflight-result/1","result":{},"seal":{"salt":"é","digest":"0","turns":10}}"#, "no seal"),
            (
                r#"{"format":"inflight-result/1","result":{},"seal":{"salt":"00000000000000000000000000000000","digest":"00","turns":4000000000}}"#,
                "4000000000 turns",
            ),
        ] {
            let why = open(text, "correct horse").unwrap_err();
            assert!(why.contains(words), "{text}: {why}");
        }
    }

    #[test]
    fn the_seal_is_what_the_standards_say() {
        // RFC 4231, case 2 (the key padded to our length gives the same HMAC), and PBKDF2-HMAC-SHA-256 as in RFC 7914, section 11.
        let mut jefe = [0; 32];
        jefe[..4].copy_from_slice(b"Jefe");
        let digest = hex(&mac(&jefe, b"what do ya want for nothing?"));
        assert_eq!(digest, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(hex(&key("passwd", b"salt", 1)), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
    }
}
