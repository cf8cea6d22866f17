//! Simulated time: whole microseconds since the start of a run. Durations use the same type.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A moment of a run, or a span of simulated time, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SimTime(pub u64);

impl SimTime {
    /// The start of every run.
    pub const ZERO: Self = Self(0);
    /// Later than anything a run reaches.
    pub const NEVER: Self = Self(u64::MAX);

    /// From microseconds.
    #[must_use]
    pub const fn from_micros(us: u64) -> Self {
        Self(us)
    }
    /// From milliseconds.
    #[must_use]
    pub const fn from_millis(ms: u64) -> Self {
        Self(ms.saturating_mul(1_000))
    }
    /// From seconds.
    #[must_use]
    pub const fn from_secs(s: u64) -> Self {
        Self(s.saturating_mul(1_000_000))
    }
    /// Whole microseconds.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }
    /// Whole milliseconds, rounded down.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000
    }
    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1_000_000
    }
    /// The difference, or zero where `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
    /// `m:ss`, with a tenth only where the moment is not whole seconds: `0:44`, `0:29.5`, `1:02:03`.
    #[must_use]
    pub fn clock(self) -> String {
        let (s, tenth) = (self.as_secs(), self.0 / 100_000 % 10);
        let mut out = if s >= 3_600 {
            format!("{}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60)
        } else {
            format!("{}:{:02}", s / 60, s % 60)
        };
        if tenth > 0 {
            out.push('.');
            out.push(char::from(b'0' + u8::try_from(tenth).unwrap_or(0)));
        }
        out
    }
    /// A span in the largest unit that stays exact: `250 ms`, `30 s`, `5 min`, `12 h`, `4 d`; a whole minute stays in seconds up to 120.
    #[must_use]
    pub fn span(self) -> String {
        let us = self.0;
        match us {
            0 => "0 s".into(),
            _ if !us.is_multiple_of(1_000) && us < 1_000_000 => format!("{us} us"),
            _ if !us.is_multiple_of(1_000_000) && us > 1_000_000 => {
                format!("{}.{} s", us / 1_000_000, us / 100_000 % 10)
            }
            _ if !us.is_multiple_of(1_000_000) => format!("{} ms", us / 1_000),
            _ => {
                let s = us / 1_000_000;
                if s.is_multiple_of(86_400) {
                    format!("{} d", s / 86_400)
                } else if s.is_multiple_of(3_600) {
                    format!("{} h", s / 3_600)
                } else if s.is_multiple_of(60) && s > 120 {
                    format!("{} min", s / 60)
                } else {
                    format!("{s} s")
                }
            }
        }
    }
    /// Reads `30s`, `250ms`, `5m`, `12h`, `4d`, `1.5s` or a bare number of seconds.
    ///
    /// # Errors
    /// A sentence that names the text and the accepted forms.
    pub fn parse(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a time: write 250ms, 30s, 5m, 12h or 4d");
        let text = text.trim();
        let at = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        let (number, unit) = text.split_at(at);
        let per: u64 = match unit.trim() {
            "us" => 1,
            "ms" => 1_000,
            "" | "s" => 1_000_000,
            "m" | "min" => 60_000_000,
            "h" => 3_600_000_000,
            "d" => 86_400_000_000,
            _ => return Err(bad()),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() || fraction.len() > 6 {
            return Err(bad());
        }
        let whole: u64 = whole.parse().map_err(|_| bad())?;
        let part: u64 = if fraction.is_empty() { 0 } else { fraction.parse().map_err(|_| bad())? };
        let scale = 10u64.pow(u32::try_from(fraction.len()).unwrap_or(0));
        let part = u64::try_from(u128::from(part) * u128::from(per) / u128::from(scale)).map_err(|_| bad())?;
        whole.checked_mul(per).and_then(|us| us.checked_add(part)).map(Self).ok_or_else(bad)
    }
}

impl Add for SimTime {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
impl AddAssign for SimTime {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl Sub for SimTime {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.since(other)
    }
}
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.clock())
    }
}

#[cfg(test)]
mod tests {
    use super::SimTime;

    #[test]
    fn reads_and_writes_times() {
        for (text, us, clock, span) in [
            ("30s", 30_000_000, "0:30", "30 s"),
            ("250ms", 250_000, "0:00.2", "250 ms"),
            ("1.5s", 1_500_000, "0:01.5", "1.5 s"),
            ("12h", 43_200_000_000, "12:00:00", "12 h"),
            ("5m", 300_000_000, "5:00", "5 min"),
            ("120", 120_000_000, "2:00", "120 s"),
            ("4d", 345_600_000_000, "96:00:00", "4 d"),
        ] {
            let t = SimTime::parse(text).unwrap();
            assert_eq!((t.0, t.clock().as_str(), t.span().as_str()), (us, clock, span), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in ["", "s", "-3s", "3 parsecs", "1.2.3s", "99999999999999999999d", "1.1234567s"] {
            assert!(SimTime::parse(text).is_err(), "{text}");
        }
    }
}
