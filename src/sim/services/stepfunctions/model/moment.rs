//! Timestamps as the States Language writes them (RFC 3339, `2016-03-14T01:59:00Z`), and this run's clock in the same form.
use crate::base::time::SimTime;

/// 0:00 of every run in epoch milliseconds: 2026-11-21 00:00 UTC.
pub const EPOCH_MILLIS: u64 = 1_795_219_200_000;

/// Days from 1970-01-01 to a date of the Gregorian calendar.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date so many days after 1970-01-01.
const fn date(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, doy - (153 * mp + 2) / 5 + 1)
}

const fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A timestamp in epoch microseconds; `None` where it is none. `T` and `Z` are capital, as the language demands.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once('T')?;
    let mut parts = date.splitn(3, '-');
    let mut number = |width: usize| -> Option<i64> { digits(parts.next()?, width) };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let at = rest.find(['Z', '+', '-'])?;
    let (clock, zone) = (rest.get(..at)?, rest.get(at..)?);
    let mut parts = clock.splitn(3, ':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let (second, fraction) = seconds(parts.next()?)?;
    let sane = (1..=12).contains(&month)
        && (1..=month_days(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    let whole = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset(zone)?;
    sane.then_some(whole * 1_000_000 + fraction)
}

fn digits(text: &str, width: usize) -> Option<i64> {
    (text.len() == width && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn seconds(text: &str) -> Option<(i64, i64)> {
    let Some((whole, fraction)) = text.split_once('.') else { return Some((digits(text, 2)?, 0)) };
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    Some((digits(whole, 2)?, micros.parse().ok()?))
}

fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    Some(sign * (digits(hours, 2)? * 3_600 + digits(minutes, 2)? * 60))
}

/// A moment of the run as the context object writes it: `2026-11-21T00:00:05.250Z`.
#[must_use]
pub fn stamp(at: SimTime) -> String {
    let millis = millis(at);
    let (days, rest) = (millis / 86_400_000, millis % 86_400_000);
    let (year, month, day) = date(i64::try_from(days).unwrap_or(0));
    let (h, m, s, ms) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{ms:03}Z")
}

/// A moment of the run in epoch milliseconds.
#[must_use]
pub const fn millis(at: SimTime) -> u64 {
    EPOCH_MILLIS.saturating_add(at.as_millis())
}

/// The moment of the run a timestamp means; what lies before the run is its start.
#[must_use]
pub fn moment(text: &str) -> Option<SimTime> {
    let micros = parse(text)?;
    let start = i64::try_from(EPOCH_MILLIS).unwrap_or(0) * 1_000;
    Some(SimTime::from_micros(u64::try_from(micros - start).unwrap_or(0)))
}
