//! AWS's cron expressions: six fields (minutes, hours, day of month, month, day of week, year); exactly one of the two days is `?`.
use crate::sim::epoch::{DAY, Date};
use serde::{Deserialize, Serialize};

/// The years a cron expression may name.
const FIRST_YEAR: u32 = 1970;
const LAST_YEAR: u32 = 2199;
const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A cron expression that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cron {
    minutes: u64,
    hours: u64,
    months: u64,
    days: Days,
    years: Vec<(u32, u32, u32)>,
}

/// Which days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Days {
    /// Of the month, as bits.
    Month(u64),
    /// `L`: the last of the month.
    Last,
    /// `15W`: the weekday nearest to that day, in the same month.
    Nearest(u32),
    /// `LW`: the last weekday (Monday to Friday) of the month.
    LastWeekday,
    /// Of the week, as bits; 0 = Sunday.
    Week(u64),
    /// `6L`: the last such day of the month.
    LastOf(u32),
    /// `3#2`: the nth such day of the month.
    Nth(u32, u32),
}

/// What a field may hold.
struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    names: &'static [&'static str],
}

impl Field {
    fn bad(&self, text: &str) -> String {
        format!("`{text}` does not fit {}: {} to {}", self.name, self.least, self.most)
    }
    fn number(&self, text: &str) -> Result<u32, String> {
        let named = self.names.iter().position(|n| n.eq_ignore_ascii_case(text));
        if let Some(at) = named {
            return Ok(u32::try_from(at).unwrap_or(0) + self.least);
        }
        let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        let n: u32 = if digits { text.parse().map_err(|_| self.bad(text))? } else { return Err(self.bad(text)) };
        if (self.least..=self.most).contains(&n) { Ok(n) } else { Err(self.bad(text)) }
    }
    /// `*`, `5`, `1-5`, `0/15`, `*/2`, `1-30/10`; lists of these. Each as first, last, step.
    fn parts(&self, text: &str) -> Result<Vec<(u32, u32, u32)>, String> {
        text.split(',').map(|part| self.part(part)).collect()
    }
    fn part(&self, text: &str) -> Result<(u32, u32, u32), String> {
        let (range, step) = match text.split_once('/') {
            Some((range, step)) => {
                let digits = !step.is_empty() && step.len() <= 4 && step.bytes().all(|b| b.is_ascii_digit());
                let step: u32 = if digits { step.parse().unwrap_or(0) } else { 0 };
                if step == 0 {
                    return Err(self.bad(text));
                }
                (range, Some(step))
            }
            None => (text, None),
        };
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (self.least, self.most),
            Some((a, b)) => (self.number(a)?, self.number(b)?),
            None => {
                let n = self.number(range)?;
                (n, if step.is_some() { self.most } else { n })
            }
        };
        if first > last && self.names.is_empty() {
            return Err(self.bad(text));
        }
        Ok((first, last, step.unwrap_or(1)))
    }
    /// The same as bits. A range of named values may wrap around: `FRI-MON`.
    fn bits(&self, text: &str) -> Result<u64, String> {
        let mut bits = 0;
        for (first, last, step) in self.parts(text)? {
            let span = self.most - self.least + 1;
            let reach = if last >= first { last - first } else { last + span - first };
            for ahead in (0..=reach).step_by(step as usize) {
                bits |= 1 << ((first - self.least + ahead) % span + self.least);
            }
        }
        Ok(bits)
    }
}

const MINUTES: Field = Field { name: "minutes", least: 0, most: 59, names: &[] };
const HOURS: Field = Field { name: "hours", least: 0, most: 23, names: &[] };
const DAY_OF_MONTH: Field = Field { name: "day of month", least: 1, most: 31, names: &[] };
const MONTH: Field = Field { name: "month", least: 1, most: 12, names: &MONTHS };
const DAY_OF_WEEK: Field = Field { name: "day of week", least: 1, most: 7, names: &DAYS };
const YEAR: Field = Field { name: "year", least: FIRST_YEAR, most: LAST_YEAR, names: &[] };

impl Cron {
    /// Reads what stands inside `cron(...)`.
    ///
    /// # Errors
    /// What is wrong.
    pub fn parse(inside: &str) -> Result<Self, String> {
        let fields: Vec<&str> = inside.split_whitespace().collect();
        let [minutes, hours, of_month, months, of_week, years] = fields.as_slice() else {
            let count = fields.len();
            return Err(format!(
                "cron has six fields (minutes hours day-of-month month day-of-week year), not {count}"
            ));
        };
        let days = match (*of_month, *of_week) {
            ("?", "?") => {
                return Err("one of day of month and day of week must say which days; the other one is `?`".into());
            }
            (day, "?") => days_of_month(day)?,
            ("?", day) => days_of_week(day)?,
            _ => return Err("day of month and day of week exclude each other: write `?` in one of them".into()),
        };
        Ok(Self {
            minutes: MINUTES.bits(minutes)?,
            hours: HOURS.bits(hours)?,
            months: MONTH.bits(months)?,
            days,
            years: YEAR.parts(years)?,
        })
    }

    /// The first local time after `after` (seconds as if UTC), where there is one.
    #[must_use]
    pub fn next(&self, after: i64) -> Option<i64> {
        let from = after.div_euclid(60) + 1;
        let (mut day, mut minute) = (from.div_euclid(1_440), from.rem_euclid(1_440));
        loop {
            let date = Date::from_days(day);
            let year = self.year_from(date.year)?;
            if year > date.year {
                (day, minute) = (Date { year, month: 1, day: 1 }.days(), 0);
                continue;
            }
            if self.months >> date.month & 1 == 0 {
                let first = Date { day: 1, ..date }.days();
                (day, minute) = (first + i64::from(date.month_length()), 0);
                continue;
            }
            if self.days.hold(date)
                && let Some(found) = (minute..1_440).find(|&m| self.at(m))
            {
                return Some(day * DAY + found * 60);
            }
            (day, minute) = (day + 1, 0);
        }
    }

    fn at(&self, minute: i64) -> bool {
        self.hours >> (minute / 60) & 1 == 1 && self.minutes >> (minute % 60) & 1 == 1
    }
    /// The first year of the expression from this one on.
    fn year_from(&self, year: i64) -> Option<i64> {
        let from = u32::try_from(year).unwrap_or(FIRST_YEAR);
        let first = |&(first, last, step): &(u32, u32, u32)| {
            let next = if from <= first { first } else { first + (from - first).div_ceil(step) * step };
            (next <= last).then_some(next)
        };
        self.years.iter().filter_map(first).min().map(i64::from)
    }
}

fn days_of_month(text: &str) -> Result<Days, String> {
    match text {
        "L" => return Ok(Days::Last),
        "LW" => return Ok(Days::LastWeekday),
        _ => {}
    }
    match text.strip_suffix('W') {
        Some(day) => Ok(Days::Nearest(DAY_OF_MONTH.number(day)?)),
        None => Ok(Days::Month(DAY_OF_MONTH.bits(text)?)),
    }
}

fn days_of_week(text: &str) -> Result<Days, String> {
    if let Some((day, nth)) = text.split_once('#') {
        let nth: u32 = nth.parse().ok().filter(|n| (1..=5).contains(n)).ok_or_else(|| DAY_OF_WEEK.bad(text))?;
        return Ok(Days::Nth(DAY_OF_WEEK.number(day)? - 1, nth));
    }
    match text.strip_suffix('L') {
        Some("") => Ok(Days::Week(1 << 6)),
        Some(day) => Ok(Days::LastOf(DAY_OF_WEEK.number(day)? - 1)),
        None => Ok(Days::Week(DAY_OF_WEEK.bits(text)? >> 1)),
    }
}

impl Days {
    fn hold(&self, date: Date) -> bool {
        let length = date.month_length();
        match *self {
            Self::Month(bits) => bits >> date.day & 1 == 1,
            Self::Last => date.day == length,
            Self::Nearest(day) => date.day == nearest(Date { day: day.min(length), ..date }),
            Self::LastWeekday => date.day == nearest(Date { day: length, ..date }),
            Self::Week(bits) => bits >> date.weekday() & 1 == 1,
            Self::LastOf(day) => date.weekday() == day && date.day + 7 > length,
            Self::Nth(day, nth) => date.weekday() == day && (date.day - 1) / 7 + 1 == nth,
        }
    }
}

/// The day of the month that is the nearest weekday, without leaving the month.
fn nearest(date: Date) -> u32 {
    match date.weekday() {
        6 if date.day == 1 => 3,
        6 => date.day - 1,
        0 if date.day == date.month_length() => date.day - 2,
        0 => date.day + 1,
        _ => date.day,
    }
}
