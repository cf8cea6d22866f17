//! Faults and commands as text: `crash C2`, `slow workers x3 60s`, `burst checkout 50 1s`; a command adds its moment: `crash C2 @31s`.
use super::{Act, Command, Fault};
use crate::base::time::SimTime;
use std::fmt;
use std::str::FromStr;

/// The forms, for error messages and documentation.
pub const FORMS: &str = "crash WHO [20s], slow WHO x3 60s, burst WHO 50 1s, silence WHO 20s, resend WHO, duplicate QUEUE, \
                         lose-reply WHO, partition WHO 40s, poison WHO, outage RESOURCE 60s, errors RESOURCE 30% 60s, fail RESOURCE";

/// A span as short as it can be written and read back.
fn span(t: SimTime) -> String {
    match t.as_micros() {
        us if us % 1_000_000 == 0 => format!("{}s", us / 1_000_000),
        us if us % 1_000 == 0 => format!("{}ms", us / 1_000),
        us => format!("{us}us"),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crash { who, down: None } => write!(f, "crash {who}"),
            Self::Crash { who, down: Some(down) } => write!(f, "crash {who} {}", span(*down)),
            Self::Slow { who, factor, during } => write!(f, "slow {who} x{factor} {}", span(*during)),
            Self::Burst { who, messages, over } => write!(f, "burst {who} {messages} {}", span(*over)),
            Self::Silence { who, during } => write!(f, "silence {who} {}", span(*during)),
            Self::Resend { who } => write!(f, "resend {who}"),
            Self::Duplicate { queue } => write!(f, "duplicate {queue}"),
            Self::LoseReply { who } => write!(f, "lose-reply {who}"),
            Self::Partition { who, during } => write!(f, "partition {who} {}", span(*during)),
            Self::Poison { who } => write!(f, "poison {who}"),
            Self::Outage { who, during } => write!(f, "outage {who} {}", span(*during)),
            Self::Errors { who, percent, during } => write!(f, "errors {who} {percent}% {}", span(*during)),
            Self::Fail { who } => write!(f, "fail {who}"),
        }
    }
}

impl FromStr for Fault {
    type Err = String;

    /// Reads a fault as it is written in labs, packs and links.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is no fault: write {FORMS}");
        let words: Vec<&str> = text.split_whitespace().collect();
        let (&verb, rest) = words.split_first().ok_or_else(bad)?;
        let (&who, rest) = rest.split_first().ok_or_else(bad)?;
        let who = who.into();
        Ok(match (verb, rest) {
            ("crash", []) => Self::Crash { who, down: None },
            ("crash", [down]) => Self::Crash { who, down: Some(SimTime::parse(down)?) },
            ("slow", [factor, during]) => {
                let factor = factor.strip_prefix('x').and_then(|n| n.parse().ok()).ok_or_else(bad)?;
                Self::Slow { who, factor, during: SimTime::parse(during)? }
            }
            ("burst", [messages, over]) => {
                Self::Burst { who, messages: messages.parse().map_err(|_| bad())?, over: SimTime::parse(over)? }
            }
            ("silence", [during]) => Self::Silence { who, during: SimTime::parse(during)? },
            ("resend", []) => Self::Resend { who },
            ("duplicate", []) => Self::Duplicate { queue: who },
            ("lose-reply", []) => Self::LoseReply { who },
            ("partition", [during]) => Self::Partition { who, during: SimTime::parse(during)? },
            ("poison", []) => Self::Poison { who },
            ("outage", [during]) => Self::Outage { who, during: SimTime::parse(during)? },
            ("errors", [percent, during]) => {
                let percent = percent.trim_end_matches('%').parse().ok().filter(|&n| n <= 100).ok_or_else(bad)?;
                Self::Errors { who, percent, during: SimTime::parse(during)? }
            }
            ("fail", []) => Self::Fail { who },
            _ => return Err(bad()),
        })
    }
}

impl FromStr for Command {
    type Err = String;

    /// Reads a fault with its moment: `crash C2 @31s`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (fault, at) =
            text.rsplit_once('@').ok_or_else(|| format!("`{text}` lacks its moment: write `{text} @31s`"))?;
        Ok(Self { at: SimTime::parse(at)?, act: Act::Inject(fault.trim().parse()?) })
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.act {
            Act::Inject(fault) => write!(f, "{fault} @{}", span(self.at)),
            Act::Set { path, value } => write!(f, "set {path} = {value} @{}", span(self.at)),
            Act::Leave(id) => write!(f, "caller {} leaves @{}", id.0, span(self.at)),
            Act::Visit(visit) => write!(f, "{} {} @{}", visit.guest, visit.operation, span(self.at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, Fault};

    #[test]
    fn every_form_goes_there_and_back() {
        for text in [
            "crash C2",
            "crash C2 20s",
            "slow workers x3 60s",
            "burst checkout 50 1s",
            "silence checkout 20s",
            "resend checkout",
            "duplicate orders",
            "lose-reply C1",
            "partition C1 1500ms",
            "poison checkout",
            "outage db 60s",
            "errors db 30% 60s",
            "fail broker",
        ] {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
        assert_eq!("crash C2 @31s".parse::<Command>().unwrap().to_string(), "crash C2 @31s");
    }

    #[test]
    fn nonsense_is_refused_with_the_forms() {
        for text in
            ["", "crash", "slow C1 3 60s", "explode C1", "burst checkout many 1s", "errors db 101% 1s", "crash C1 soon"]
        {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
        assert!("crash C2".parse::<Command>().unwrap_err().contains("@31s"));
    }
}
