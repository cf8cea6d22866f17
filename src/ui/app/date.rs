//! Study days as dates for people.
use crate::base::moment::Day;
use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `9 December 2026`.
#[must_use]
pub fn words(day: Day) -> String {
    let epoch = Date::constant(1970, 1, 1);
    let Some(date) = jiff::Span::new().try_days(day.0).ok().and_then(|span| epoch.checked_add(span).ok()) else {
        return "out of range".into();
    };
    let month = MONTHS.get(usize::from(date.month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or("");
    format!("{} {month} {}", date.day(), date.year())
}

/// `18 days`, `today`, `3 days ago`.
#[must_use]
pub fn from_today(today: Day, day: Day) -> String {
    match today.until(day) {
        0 => "today".into(),
        1 => "tomorrow".into(),
        n @ 2.. => format!("{n} days"),
        n => format!("{} days ago", -n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!((words(Day(0)).as_str(), words(Day(20_796)).as_str()), ("1 January 1970", "9 December 2026"));
        assert_eq!(
            (from_today(Day(5), Day(23)).as_str(), from_today(Day(5), Day(6)).as_str()),
            ("18 days", "tomorrow")
        );
        let _ = words(Day(i32::MAX));
    }
}
