//! A typed number of the ledger in short words: `30 s`, `1 MiB`, `120,000`, `300/s`.
use crate::{base::time::SimTime, sim::quotas::Number};

/// A number in the unit of the ledger, as a sentence takes it.
#[must_use]
pub fn short(n: u64, unit: &str) -> String {
    match unit {
        "milliseconds" => SimTime::from_millis(n).span(),
        "seconds" => SimTime::from_secs(n).span(),
        "minutes" => SimTime::from_secs(n.saturating_mul(60)).span(),
        "hours" => SimTime::from_secs(n.saturating_mul(3_600)).span(),
        "days" => SimTime::from_secs(n.saturating_mul(86_400)).span(),
        "bytes" => bytes(n),
        "bytes_per_second" => format!("{}/s", bytes(n)),
        "percent" => format!("{n}%"),
        "micro_usd" => dollars(n),
        _ if unit.ends_with("_per_second") => format!("{}/s", thousands(n)),
        _ => thousands(n),
    }
}

/// A whole number: the value itself, or its range.
#[must_use]
pub fn number(n: &Number, unit: &str) -> Option<String> {
    let short = |n| short(n, unit);
    match (n.is, n.min, n.max) {
        (Some(is), ..) => Some(short(is)),
        (None, Some(min), Some(max)) => Some(format!("{} to {}", short(min), short(max))),
        (None, None, Some(max)) => Some(format!("up to {}", short(max))),
        (None, Some(min), None) => Some(format!("{} or more", short(min))),
        (None, None, None) => n.default.map(short),
    }
}

/// `120,000`
fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The largest binary unit that stays exact.
fn bytes(n: u64) -> String {
    let units = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
    let exact = units.iter().find(|(shift, _)| n > 0 && n.is_multiple_of(1 << shift));
    exact.map_or_else(|| format!("{} B", thousands(n)), |(shift, unit)| format!("{} {unit}", thousands(n >> shift)))
}

/// Millionths of a dollar: `$0.40`, `$0.0225`, `$1`.
fn dollars(micro: u64) -> String {
    let (whole, rest) = (micro / 1_000_000, micro % 1_000_000);
    if rest == 0 {
        return format!("${}", thousands(whole));
    }
    let digits = format!("{rest:06}");
    let digits = digits.trim_end_matches('0');
    format!("${}.{digits:0<2}", thousands(whole))
}

#[cfg(test)]
mod tests {
    use super::{number, short};
    use crate::sim::quotas::Number;

    #[test]
    fn numbers_in_short_words() {
        for (n, unit, words) in [
            (30, "seconds", "30 s"),
            (900, "seconds", "15 min"),
            (43_200, "seconds", "12 h"),
            (345_600, "seconds", "4 d"),
            (0, "seconds", "0 s"),
            (250, "milliseconds", "250 ms"),
            (14, "days", "14 d"),
            (1_048_576, "bytes", "1 MiB"),
            (262_144, "bytes", "256 KiB"),
            (1_000, "bytes", "1,000 B"),
            (2_097_152, "bytes_per_second", "2 MiB/s"),
            (120_000, "messages", "120,000"),
            (300, "calls_per_second", "300/s"),
            (50, "percent", "50%"),
            (400_000, "micro_usd", "$0.40"),
            (22_500, "micro_usd", "$0.0225"),
            (3_000_000, "micro_usd", "$3"),
        ] {
            assert_eq!(short(n, unit), words);
        }
    }

    #[test]
    fn ranges_are_told_from_low_to_high() {
        let range = Number { min: Some(0), max: Some(43_200), ..Number::default() };
        assert_eq!(number(&range, "seconds").as_deref(), Some("0 s to 12 h"));
        let most = Number { max: Some(10), ..Number::default() };
        assert_eq!(number(&most, "messages").as_deref(), Some("up to 10"));
    }
}
