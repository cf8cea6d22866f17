//! The calendar: what date and time of day the simulated seconds stand for. Whole numbers only, the Gregorian calendar, UTC.
use crate::base::time::SimTime;

/// 0:00 of every run in epoch milliseconds: 2026-11-21 00:00 UTC.
pub const EPOCH_MILLIS: u64 = 1_795_219_200_000;
/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// A moment of the run as AWS writes timestamps.
#[must_use]
pub const fn epoch_millis(at: SimTime) -> u64 {
    EPOCH_MILLIS.saturating_add(at.as_millis())
}

/// The same in whole seconds.
#[must_use]
pub fn epoch_secs(at: SimTime) -> i64 {
    i64::try_from(epoch_millis(at) / 1_000).unwrap_or(i64::MAX)
}

/// The moment of the run that epoch seconds stand for; `None` before 0:00 of the run.
#[must_use]
pub fn moment(epoch_secs: i64) -> Option<SimTime> {
    let since = u64::try_from(epoch_secs).ok()?.checked_sub(EPOCH_MILLIS / 1_000)?;
    Some(SimTime::from_secs(since))
}

/// A date: year, month 1 to 12, day 1 to 31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// 2026
    pub year: i64,
    /// 1 = January
    pub month: u32,
    /// 1 to 31
    pub day: u32,
}

impl Date {
    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let month = i64::from(self.month);
        let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }
    /// The date so many days after 1970-01-01.
    #[must_use]
    pub fn from_days(days: i64) -> Self {
        let shifted = days + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let small = |n: i64| u32::try_from(n).unwrap_or(1);
        Self { year: year + era * 400 + i64::from(month <= 2), month: small(month), day: small(day) }
    }
    /// 0 = Sunday.
    #[must_use]
    pub fn weekday(self) -> u32 {
        u32::try_from((self.days() + 4).rem_euclid(7)).unwrap_or(0)
    }
    /// How many days this month has.
    #[must_use]
    pub const fn month_length(self) -> u32 {
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0) => 29,
            2 => 28,
            _ => 31,
        }
    }
}

/// `2026-11-21T00:00:00Z`, as events carry it.
#[must_use]
pub fn iso(epoch_secs: i64) -> String {
    let date = Date::from_days(epoch_secs.div_euclid(DAY));
    let s = epoch_secs.rem_euclid(DAY);
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", date.year, date.month, date.day, s / 3_600, s / 60 % 60, s % 60)
}

/// Reads `2026-11-21T00:00:00`, with or without `Z` and parts of a second, as epoch seconds.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let time = time.strip_suffix('Z').unwrap_or(time);
    let whole = match time.split_once('.') {
        Some((whole, rest)) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => time,
    };
    let mut date = date.split('-').map(|part| number(part, &[2, 4]));
    let mut clock = whole.split(':').map(|part| number(part, &[2]));
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let found = Date { year: i64::from(year), month, day };
    let good = date.next().is_none() && clock.next().is_none() && (1..=12).contains(&month);
    let good = good && (1..=found.month_length()).contains(&day) && hour < 24 && minute < 60 && second < 60;
    good.then(|| found.days() * DAY + i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second))
}

fn number(text: &str, lengths: &[usize]) -> Option<u32> {
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && lengths.contains(&text.len());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{Date, EPOCH_MILLIS, iso, moment, parse};
    use crate::base::time::SimTime;

    #[test]
    fn every_run_begins_on_a_saturday_in_november() {
        let start = i64::try_from(EPOCH_MILLIS / 1_000).unwrap();
        assert_eq!(iso(start), "2026-11-21T00:00:00Z");
        assert_eq!(Date { year: 2026, month: 11, day: 21 }.weekday(), 6);
        assert_eq!(moment(start + 90), Some(SimTime::from_secs(90)));
        assert_eq!(moment(start - 1), None);
    }

    #[test]
    fn dates_and_days_are_two_names_of_one_thing() {
        for days in -200_000..200_000 {
            let date = Date::from_days(days);
            assert_eq!(date.days(), days);
            assert!((1..=date.month_length()).contains(&date.day));
        }
        assert_eq!(Date::from_days(0), Date { year: 1970, month: 1, day: 1 });
        assert_eq!(Date { year: 2028, month: 2, day: 1 }.month_length(), 29);
        assert_eq!(Date { year: 2100, month: 2, day: 1 }.month_length(), 28);
    }

    #[test]
    fn times_are_read_as_they_are_written() {
        for at in [0, 1_795_219_200, 1_709_210_096, 951_825_599] {
            assert_eq!(parse(&iso(at)), Some(at));
        }
        assert_eq!(parse("2026-11-21T00:00:00"), Some(1_795_219_200));
        assert_eq!(parse("2026-11-21T00:00:00.250Z"), Some(1_795_219_200));
        for bad in [
            "",
            "2026-11-21",
            "2026-02-29T00:00:00",
            "2026-13-01T00:00:00",
            "2026-1-1T0:0:0",
            "2026-11-21T24:00:00",
            "2026-11-21T00:00:00.",
            "x-y-zTa:b:c",
            "2026-11-21T00:00:00Zz",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
