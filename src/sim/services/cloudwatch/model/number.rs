//! Metric values as whole millionths: what a double is on AWS, without a float in the state.

/// A metric value in millionths. It saturates at about nine million million units.
pub type Micro = i64;

/// One unit.
pub const ONE: Micro = 1_000_000;

/// A whole number of units.
#[must_use]
pub fn whole(units: u64) -> Micro {
    i64::try_from(units).unwrap_or(i64::MAX).saturating_mul(ONE)
}

/// Brings a wide number back.
#[must_use]
pub fn narrow(wide: i128) -> Micro {
    i64::try_from(wide).unwrap_or(if wide < 0 { i64::MIN } else { i64::MAX })
}

/// Reads a decimal number, with an exponent where one is written; digits beyond the sixth after the point are dropped.
#[must_use]
pub fn parse(text: &str) -> Option<Micro> {
    let text = text.trim();
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim_start_matches('+').parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (units, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if (units.is_empty() && fraction.is_empty()) || !all_digits(units) || !all_digits(fraction) {
        return None;
    }
    if units.len() + fraction.len() > 60 || exponent.abs() > 60 {
        return None;
    }
    // The point moves by the exponent; then six more places make millionths.
    let point = i32::try_from(units.len()).ok()? + exponent + 6;
    let mut value: i128 = 0;
    for (at, digit) in (0..point.max(0)).zip(units.bytes().chain(fraction.bytes()).chain(std::iter::repeat(b'0'))) {
        let _ = at;
        value = value.saturating_mul(10).saturating_add(i128::from(digit - b'0'));
    }
    Some(narrow(if negative { -value } else { value }))
}

/// Writes it plainly: `100`, `0.5`, `-2.25`.
#[must_use]
pub fn show(n: Micro) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let (units, rest) = (n.unsigned_abs() / 1_000_000, n.unsigned_abs() % 1_000_000);
    if rest == 0 {
        return format!("{sign}{units}");
    }
    let digits = format!("{rest:06}");
    format!("{sign}{units}.{}", digits.trim_end_matches('0'))
}

/// Writes it as AWS's alarm reasons do: always with a point, `100.0`.
#[must_use]
pub fn pointed(n: Micro) -> String {
    let plain = show(n);
    if plain.contains('.') { plain } else { plain + ".0" }
}

/// The product.
#[must_use]
pub fn times(a: Micro, b: Micro) -> Micro {
    narrow(i128::from(a) * i128::from(b) / i128::from(ONE))
}

/// The quotient; none by zero, as CloudWatch leaves such points out.
#[must_use]
pub fn over(a: Micro, b: Micro) -> Option<Micro> {
    (b != 0).then(|| narrow(i128::from(a) * i128::from(ONE) / i128::from(b)))
}

#[cfg(test)]
mod tests {
    use super::{over, parse, show, times};

    #[test]
    fn numbers_go_there_and_back() {
        for text in ["0", "100", "0.5", "-2.25", "0.000001", "9000000000000"] {
            assert_eq!(show(parse(text).unwrap()), text);
        }
        assert_eq!(parse("1e3"), parse("1000"));
        assert_eq!(parse("1.5E-1"), parse("0.15"));
        assert_eq!(parse("1e40"), Some(i64::MAX));
        assert_eq!(parse("0.0000019"), Some(1));
        for bad in ["", "-", ".", "1e", "e3", "1 2", "0x3", "1.2.3", "1e99999"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(over(parse("1").unwrap(), parse("3").unwrap()), Some(333_333));
        assert_eq!(over(1, 0), None);
        assert_eq!(times(parse("2.5").unwrap(), parse("4").unwrap()), parse("10").unwrap());
    }
}
