//! Values of conditions: numbers, dates, addresses, ARNs. All whole numbers, so that a run stays exact.
use super::wild;
use core::net::IpAddr;

/// A decimal number in billionths; `None` where it is none or too large.
pub(super) fn number(text: &str) -> Option<i128> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 20 || part.len() > 9 || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    let whole: i128 = whole.parse().ok()?;
    let part: i128 = format!("{part:0<9}").parse().ok()?;
    Some(sign * (whole * 1_000_000_000 + part))
}

/// Seconds since 1970: epoch seconds, or ISO 8601 in UTC: `2026-11-21`, `2026-11-21T07:00:00Z`.
pub(super) fn date(text: &str) -> Option<i64> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && text.len() > 4 {
        return text.parse().ok();
    }
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let mut parts = day.split('-').map(str::parse::<i64>);
    let (Some(Ok(y)), Some(Ok(m)), Some(Ok(d)), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return None;
    };
    let clock = time.strip_suffix('Z').unwrap_or(time);
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let mut parts = clock.split(':').map(str::parse::<i64>);
    let mut next = || parts.next().unwrap_or(Ok(0)).ok();
    let (hour, minute, second) = (next()?, next()?, next()?);
    let good = (1..=9_999).contains(&y)
        && (1..=12).contains(&m)
        && (1..=31).contains(&d)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    good.then(|| days(y, m, d) * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// Days since 1970-01-01 of the Gregorian calendar; years begin in March so that the leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A block of addresses: `203.0.113.0/24`, `2001:db8::/32`, or one address.
pub(super) fn block(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.unwrap_or(most);
    (bits <= most).then_some((address, bits))
}

/// Whether an address lies in a block.
pub(super) fn inside(address: &str, (from, bits): (IpAddr, u8)) -> bool {
    let shift = |width: u32| width - u32::from(bits).min(width);
    match (address.parse::<IpAddr>(), from) {
        (Ok(IpAddr::V4(a)), IpAddr::V4(b)) => {
            let cut = |n: core::net::Ipv4Addr| u32::from(n).checked_shr(shift(32)).unwrap_or(0);
            cut(a) == cut(b)
        }
        (Ok(IpAddr::V6(a)), IpAddr::V6(b)) => {
            let cut = |n: core::net::Ipv6Addr| u128::from(n).checked_shr(shift(128)).unwrap_or(0);
            cut(a) == cut(b)
        }
        _ => false,
    }
}

/// ArnEquals and ArnLike: each of the six parts by itself, so that a `*` never reaches over a colon of the first five.
pub(super) fn arn_like(pattern: &str, arn: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let (left, right) = (pattern.splitn(6, ':'), arn.splitn(6, ':'));
    left.clone().count() == right.clone().count() && left.zip(right).all(|(p, t)| wild::matches(p, t))
}
