//! Numbers of a report in words: dates, spans, counts.
pub use crate::base::words::count;

use crate::base::moment::Day;
use jiff::civil::Date;

/// The date of a study day; none where no calendar reaches.
fn civil(day: Day) -> Option<Date> {
    let span = jiff::Span::new().try_days(day.0).ok()?;
    Date::constant(1970, 1, 1).checked_add(span).ok()
}

/// The date of a study day, `2026-11-21`; a dash where no calendar reaches.
#[must_use]
pub fn iso(day: Day) -> String {
    civil(day).map_or_else(|| "-".into(), |date| date.to_string())
}

/// The date of a study day for people, `21 Nov 2026`; a dash where no calendar reaches.
#[must_use]
pub fn date(day: Day) -> String {
    civil(day).map_or_else(|| "-".into(), |date| date.strftime("%-d %b %Y").to_string())
}

/// `1:31`: minutes and seconds of so many milliseconds, cut off.
#[must_use]
pub fn clock(ms: u64) -> String {
    format!("{}:{:02}", ms / 60_000, ms % 60_000 / 1_000)
}

/// `48 s`, `2 min`, `2 min 5 s`, `3 h 5 min`.
#[must_use]
pub fn span(ms: u64) -> String {
    let (h, min, s) = (ms / 3_600_000, ms % 3_600_000 / 60_000, ms % 60_000 / 1_000);
    match (h, min, s) {
        (0, 0, s) => format!("{s} s"),
        (0, min, 0) => format!("{min} min"),
        (0, min, s) => format!("{min} min {s} s"),
        (h, 0, _) => format!("{h} h"),
        (h, min, _) => format!("{h} h {min} min"),
    }
}

/// `0.09`: hundredths of so many ten-thousandths, rounded.
#[must_use]
pub fn hundredths(ten_thousandths: u32) -> String {
    let rounded = ten_thousandths.saturating_add(50) / 100;
    format!("{}.{:02}", rounded / 100, rounded % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        assert_eq!((iso(Day(20_778)).as_str(), iso(Day(i32::MAX)).as_str()), ("2026-11-21", "-"));
        assert_eq!((date(Day(20_778)).as_str(), date(Day(20_786)).as_str()), ("21 Nov 2026", "29 Nov 2026"));
        assert_eq!((count(1, "card"), count(2, "card")), ("1 card".into(), "2 cards".into()));
        assert_eq!([clock(91_999), clock(0)], ["1:31", "0:00"]);
        assert_eq!(
            [span(900), span(120_000), span(125_000), span(3_600_000), span(11_100_000)],
            ["0 s", "2 min", "2 min 5 s", "1 h", "3 h 5 min"]
        );
        assert_eq!([hundredths(900), hundredths(10_000), hundredths(49)], ["0.09", "1.00", "0.00"]);
    }
}
