//! Timestamps as the States Language writes them (RFC 3339, `2016-03-14T01:59:00Z`), and this run's clock in the same form.
use crate::base::time::SimTime;
use crate::sim::epoch::{Date, EPOCH_MILLIS, epoch_millis};

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
    if !sane {
        return None;
    }
    let whole = Date { year, month: u32::try_from(month).ok()?, day: u32::try_from(day).ok()? }.days() * 86_400
        + hour * 3_600
        + minute * 60
        + second
        - offset(zone)?;
    Some(whole * 1_000_000 + fraction)
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
    let millis = epoch_millis(at);
    let (days, rest) = (millis / 86_400_000, millis % 86_400_000);
    let Date { year, month, day } = Date::from_days(i64::try_from(days).unwrap_or(0));
    let (h, m, s, ms) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{ms:03}Z")
}

/// The moment of the run a timestamp means; what lies before the run is its start.
#[must_use]
pub fn moment(text: &str) -> Option<SimTime> {
    let micros = parse(text)?;
    let start = i64::try_from(EPOCH_MILLIS).unwrap_or(0) * 1_000;
    Some(SimTime::from_micros(u64::try_from(micros - start).unwrap_or(0)))
}
