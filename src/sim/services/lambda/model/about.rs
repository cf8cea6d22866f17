//! What is told of a function but changes nothing in how it runs here, except for the three variables of its environment that say
//! what stands in for its code.
//!
//! | variable | values |
//! |---|---|
//! | `INFLIGHT_DURATION_MS` | how long an invocation takes, in milliseconds; default 0 |
//! | `INFLIGHT_FAIL` | `never` (the default), `always`, `N%` of the invocations, `every N`, or a text: payloads that contain it fail |
//! | `INFLIGHT_RESPONSE` | the JSON an invocation returns, or `echo` for its own payload; default `null` |
use super::code::{Code, Faults, Pace, Returns};
use crate::base::time::SimTime;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What AWS tells of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Runtime.
    pub runtime: Option<Name>,
    /// Role.
    pub role: Option<Name>,
    /// Handler.
    pub handler: Option<Name>,
    /// Description.
    pub description: Option<Name>,
    /// The variables of its environment.
    pub environment: BTreeMap<String, String>,
    /// Architectures: `arm64`, else `x86_64`.
    pub arm: bool,
    /// The code that was handed over.
    pub package: Package,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// LastModified.
    pub modified: SimTime,
    /// How often it was changed: its RevisionId follows from it.
    pub changes: u64,
}

/// The code that was handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// ImageUri; else it is a zip.
    pub image: Option<Name>,
    /// CodeSha256.
    pub sha: Name,
    /// CodeSize.
    pub size: u64,
}

/// The longest a stub works: AWS's longest timeout is far below.
const MOST_MILLIS: u64 = 86_400_000;

/// The code a function runs: what it ran before, where its environment does not say otherwise.
///
/// # Errors
/// The variable that makes no sense.
pub fn stub(code: &Code, environment: &BTreeMap<String, String>) -> Result<Code, String> {
    let mut out = code.clone();
    let wrong = |name: &str, text: &str| format!("{name} makes no sense: {text}");
    for (name, text) in environment {
        match name.as_str() {
            "INFLIGHT_DURATION_MS" => {
                let millis = text.trim().parse().ok().filter(|n| *n <= MOST_MILLIS);
                out.duration = Pace::Fixed(SimTime::from_millis(millis.ok_or_else(|| wrong(name, text))?));
            }
            "INFLIGHT_FAIL" => out.faults = fails(text).ok_or_else(|| wrong(name, text))?,
            "INFLIGHT_RESPONSE" => {
                let json = serde_json::from_str::<serde_json::Value>(text).is_ok();
                out.returns = match text.trim() {
                    "echo" => Returns::Echo,
                    _ if json => Returns::Fixed(text.as_str().into()),
                    _ => return Err(wrong(name, text)),
                };
            }
            _ => {}
        }
    }
    Ok(out)
}

/// When a function fails; `None` where the text says nothing.
fn fails(text: &str) -> Option<Faults> {
    let text = text.trim();
    let plain = Faults { poison: false, ..Faults::default() };
    let (percent, number) = (text.strip_suffix('%'), text.strip_prefix("every "));
    Some(match (text, percent, number) {
        ("", ..) => return None,
        ("never", ..) => plain,
        ("always", ..) => Faults { percent: 100, ..plain },
        (_, Some(share), _) => Faults { percent: share.trim().parse().ok().filter(|n| *n <= 100)?, ..plain },
        (_, _, Some(n)) => Faults { every: n.trim().parse().ok().filter(|n| *n > 0)?, ..plain },
        _ => Faults { text: Some(text.into()), ..plain },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Code, String> {
        let all = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        stub(&Code::default(), &all)
    }

    #[test]
    fn an_environment_says_what_the_stub_does() {
        let code =
            read(&[("INFLIGHT_DURATION_MS", "250"), ("INFLIGHT_RESPONSE", "{\"a\":1}"), ("OTHER", "x")]).unwrap();
        assert_eq!(code.duration, Pace::Fixed(SimTime::from_millis(250)));
        assert_eq!(code.returns, Returns::Fixed("{\"a\":1}".into()));
        assert_eq!(read(&[]).unwrap(), Code::default());
        let fail = |text| read(&[("INFLIGHT_FAIL", text)]).map(|code| code.faults);
        assert_eq!(fail("always").unwrap().percent, 100);
        assert_eq!(fail("30%").unwrap().percent, 30);
        assert_eq!(fail("every 3").unwrap().every, 3);
        assert_eq!(fail("poison").unwrap().text.as_deref(), Some("poison"));
        for (name, bad) in [
            ("INFLIGHT_FAIL", "every 0"),
            ("INFLIGHT_FAIL", "200%"),
            ("INFLIGHT_RESPONSE", "{"),
            ("INFLIGHT_DURATION_MS", "-1"),
        ] {
            assert!(read(&[(name, bad)]).is_err(), "{name} {bad}");
        }
    }
}
