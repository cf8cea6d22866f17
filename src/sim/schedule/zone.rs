//! Time zones by their names in the time zone database, as far as their rules are simple: a fixed offset, or the daylight saving
//! time of Europe or of North America as it stands today.
use crate::sim::epoch::{DAY, Date};
use serde::{Deserialize, Serialize};

/// A time zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Minutes east of UTC in winter.
    offset: i32,
    /// Daylight saving time.
    summer: Summer,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Summer {
    #[default]
    None,
    /// Last Sunday of March to last Sunday of October, at 01:00 UTC.
    Europe,
    /// Second Sunday of March to first Sunday of November, at 02:00 local time.
    America,
}

const FIXED: &[(&str, i32)] = &[
    ("UTC", 0),
    ("GMT", 0),
    ("Etc/UTC", 0),
    ("Etc/GMT", 0),
    ("Africa/Cape_Town", 120),
    ("Africa/Johannesburg", 120),
    ("Africa/Lagos", 60),
    ("Africa/Nairobi", 180),
    ("America/Argentina/Buenos_Aires", -180),
    ("America/Bogota", -300),
    ("America/Lima", -300),
    ("America/Mexico_City", -360),
    ("America/Phoenix", -420),
    ("America/Sao_Paulo", -180),
    ("Asia/Bangkok", 420),
    ("Asia/Calcutta", 330),
    ("Asia/Dubai", 240),
    ("Asia/Ho_Chi_Minh", 420),
    ("Asia/Hong_Kong", 480),
    ("Asia/Jakarta", 420),
    ("Asia/Karachi", 300),
    ("Asia/Kathmandu", 345),
    ("Asia/Kolkata", 330),
    ("Asia/Manila", 480),
    ("Asia/Riyadh", 180),
    ("Asia/Seoul", 540),
    ("Asia/Shanghai", 480),
    ("Asia/Singapore", 480),
    ("Asia/Taipei", 480),
    ("Asia/Tokyo", 540),
    ("Atlantic/Reykjavik", 0),
    ("Australia/Brisbane", 600),
    ("Australia/Perth", 480),
    ("Europe/Istanbul", 180),
    ("Europe/Moscow", 180),
    ("Pacific/Honolulu", -600),
];
const EUROPE: &[(&str, i32)] = &[
    ("Europe/Amsterdam", 60),
    ("Europe/Athens", 120),
    ("Europe/Berlin", 60),
    ("Europe/Brussels", 60),
    ("Europe/Bucharest", 120),
    ("Europe/Budapest", 60),
    ("Europe/Copenhagen", 60),
    ("Europe/Dublin", 0),
    ("Europe/Helsinki", 120),
    ("Europe/Kiev", 120),
    ("Europe/Kyiv", 120),
    ("Europe/Lisbon", 0),
    ("Europe/London", 0),
    ("Europe/Madrid", 60),
    ("Europe/Oslo", 60),
    ("Europe/Paris", 60),
    ("Europe/Prague", 60),
    ("Europe/Rome", 60),
    ("Europe/Sofia", 120),
    ("Europe/Stockholm", 60),
    ("Europe/Vienna", 60),
    ("Europe/Warsaw", 60),
    ("Europe/Zurich", 60),
];
const AMERICA: &[(&str, i32)] = &[
    ("America/Anchorage", -540),
    ("America/Chicago", -360),
    ("America/Denver", -420),
    ("America/Halifax", -240),
    ("America/Los_Angeles", -480),
    ("America/New_York", -300),
    ("America/Toronto", -300),
    ("America/Vancouver", -480),
];

impl Zone {
    /// A zone by its name: `UTC`, `Europe/Berlin`, `Etc/GMT+5` (five hours *west*, as the database writes it), `UTC+01:00`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let find = |list: &[(&str, i32)]| list.iter().find(|z| z.0 == name).map(|z| z.1);
        if let Some(offset) = find(FIXED).or_else(|| written(name)) {
            return Some(Self { offset, summer: Summer::None });
        }
        let europe = find(EUROPE).map(|offset| Self { offset, summer: Summer::Europe });
        europe.or_else(|| find(AMERICA).map(|offset| Self { offset, summer: Summer::America }))
    }

    /// Local time at a moment, in seconds as if it were UTC.
    #[must_use]
    pub fn local(self, utc: i64) -> i64 {
        utc + self.shift(utc)
    }

    /// The moment of a local time; `None` in the hour that is skipped, the first of the two where the hour comes twice.
    #[must_use]
    pub fn utc(self, local: i64) -> Option<i64> {
        let winter = i64::from(self.offset) * 60;
        let candidates = [local - winter - 3_600, local - winter];
        candidates.into_iter().find(|&at| self.local(at) == local)
    }

    /// Seconds east of UTC at a moment.
    fn shift(self, utc: i64) -> i64 {
        let winter = i64::from(self.offset) * 60;
        let year = Date::from_days((utc + winter).div_euclid(DAY)).year;
        let (first, last) = match self.summer {
            Summer::None => return winter,
            Summer::Europe => (sunday(year, 3, 0) * DAY + 3_600, sunday(year, 10, 0) * DAY + 3_600),
            Summer::America => {
                // 02:00 local: winter time in March, summer time in November.
                (sunday(year, 3, 2) * DAY + 7_200 - winter, sunday(year, 11, 1) * DAY + 3_600 - winter)
            }
        };
        if (first..last).contains(&utc) { winter + 3_600 } else { winter }
    }
}

/// The nth Sunday of a month, 0 for the last, in days since 1970-01-01.
fn sunday(year: i64, month: u32, nth: i64) -> i64 {
    let first = Date { year, month, day: 1 };
    if nth == 0 {
        let last = Date { day: first.month_length(), ..first };
        return last.days() - i64::from(last.weekday());
    }
    first.days() + i64::from((7 - first.weekday()) % 7) + (nth - 1) * 7
}

/// `Etc/GMT+5`, `GMT-3`, `UTC+01:00`, `+02:00`.
fn written(name: &str) -> Option<i32> {
    if let Some(hours) = name.strip_prefix("Etc/GMT") {
        let (sign, digits) = signed(hours)?;
        let hours: i32 = if digits.len() <= 2 { digits.parse().ok()? } else { return None };
        return (hours <= 14).then_some(-sign * hours * 60);
    }
    let rest = name.strip_prefix("UTC").or_else(|| name.strip_prefix("GMT")).unwrap_or(name);
    let (sign, digits) = signed(rest)?;
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let plain = |t: &str| !t.is_empty() && t.len() <= 2 && t.bytes().all(|b| b.is_ascii_digit());
    if !plain(hours) || !plain(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn signed(text: &str) -> Option<(i32, &str)> {
    text.strip_prefix('+').map(|t| (1, t)).or_else(|| text.strip_prefix('-').map(|t| (-1, t)))
}
