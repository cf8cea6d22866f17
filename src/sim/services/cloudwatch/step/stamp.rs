//! Moments of a run as dates: a run begins at midnight of the ledger's date.
use crate::base::time::SimTime;

/// `2026-11-21T00:03:00.000+0000`.
pub(super) fn stamp(as_of: &str, now: SimTime) -> String {
    let mut parts = as_of.splitn(3, '-').map(|p| p.parse::<u64>().unwrap_or(1));
    let mut part = || parts.next().unwrap_or(1).max(1);
    let (mut year, mut month, mut day) = (part(), part(), part());
    let mut left = now.as_secs() / 86_400;
    while left > 0 {
        let rest = length(year, month).saturating_sub(day);
        if left <= rest {
            day += left;
            break;
        }
        left -= rest + 1;
        day = 1;
        month += 1;
        if month > 12 {
            (month, year) = (1, year + 1);
        }
    }
    let s = now.as_secs() % 86_400;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}+0000",
        s / 3_600,
        s / 60 % 60,
        s % 60,
        now.as_millis() % 1_000
    )
}

const fn length(year: u64, month: u64) -> u64 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::stamp;
    use crate::base::time::SimTime;

    #[test]
    fn days_run_on_over_months_and_years() {
        let at = |days: u64| stamp("2026-11-21", SimTime::from_secs(days * 86_400 + 61));
        assert_eq!(at(0), "2026-11-21T00:01:01.000+0000");
        assert_eq!(at(9), "2026-11-30T00:01:01.000+0000");
        assert_eq!(at(10), "2026-12-01T00:01:01.000+0000");
        assert_eq!(at(41), "2027-01-01T00:01:01.000+0000");
        assert_eq!(at(100), "2027-03-01T00:01:01.000+0000");
    }
}
