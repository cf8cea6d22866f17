//! Exact decimals: a number is a whole count of millionths. No float is ever stored or compared.

/// Digits behind the point that a [`Millionths`] holds.
const DIGITS: i64 = 6;

/// A number in millionths.
pub(super) type Millionths = i64;

/// What numbers a dialect compares: up to `most` in magnitude, with `places` digits behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The largest magnitude.
    pub(super) most: i64,
    /// Digits behind the point; further ones are cut off.
    pub(super) places: u32,
}

impl Numbers {
    /// Reads a decimal as JSON writes it; `None` where it is none or out of range.
    pub(super) fn read(self, text: &str) -> Option<Millionths> {
        let text = text.trim();
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || (whole.is_empty() && part.is_empty()) {
            return None;
        }
        let exponent = power(exponent)?;
        let shift = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
        let (count, cut) = self.count(whole.bytes().chain(part.bytes()), shift)?;
        let fits = |n: i64| (n.checked_abs()? <= self.most.checked_mul(1_000_000)?).then_some(n);
        // What is cut off is cut downwards, on both sides of zero.
        let step = 10_i64.pow(6 - self.places.min(6));
        fits(if negative { -count - if cut { step } else { 0 } } else { count })
    }

    /// The number 0.DIGITS x 10^`shift` in millionths, and whether anything was cut off.
    fn count(self, digits: impl Iterator<Item = u8>, shift: i64) -> Option<(Millionths, bool)> {
        let places = i64::from(self.places).min(DIGITS);
        let (mut count, mut cut, mut taken) = (0_i64, false, 0_i64);
        let keep = shift.saturating_add(places);
        for digit in digits {
            if taken < keep {
                count = count.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
            } else {
                cut |= digit != b'0';
            }
            taken += 1;
        }
        let missing = keep.saturating_sub(taken).max(0).saturating_add(DIGITS - places);
        if count != 0 {
            count = count.checked_mul(10_i64.checked_pow(u32::try_from(missing).ok()?)?)?;
        }
        Some((count, cut))
    }
    /// A whole number.
    pub(super) fn whole(self, n: i64) -> Option<Millionths> {
        (n.checked_abs()? <= self.most).then(|| n * 1_000_000)
    }
}

/// Whether a text is a decimal, with or without an exponent.
pub(super) fn is_decimal(text: &str) -> bool {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty()) && power(exponent).is_some()
}

/// An exponent; what is absurd is cut to what is out of range anyway.
fn power(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(i64::MAX).min(1_000_000);
    Some(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn decimals_are_exact() {
        let sns = Numbers { most: 1_000_000_000, places: 5 };
        let events = Numbers { most: 5_000_000_000, places: 6 };
        for (text, five, six) in [
            ("0", Some(0), Some(0)),
            ("-0.0", Some(0), Some(0)),
            ("3.018e2", Some(301_800_000), Some(301_800_000)),
            ("300", Some(300_000_000), Some(300_000_000)),
            ("300.0", Some(300_000_000), Some(300_000_000)),
            ("0.1", Some(100_000), Some(100_000)),
            ("0.00001", Some(10), Some(10)),
            ("0.000019", Some(10), Some(19)),
            ("-0.000019", Some(-20), Some(-19)),
            ("1e-7", Some(0), Some(0)),
            ("-1e-7", Some(-10), Some(-1)),
            ("1e9", Some(1_000_000_000_000_000), Some(1_000_000_000_000_000)),
            ("1000000000.1", None, Some(1_000_000_000_100_000)),
            ("5e9", None, Some(5_000_000_000_000_000)),
            ("5000000001", None, None),
            ("1e400", None, None),
            ("0e400", Some(0), Some(0)),
            ("1e99999999999999999999", None, None),
            ("", None, None),
            ("-", None, None),
            ("1e", None, None),
            ("abc", None, None),
        ] {
            assert_eq!((sns.read(text), events.read(text)), (five, six), "{text}");
        }
    }
}
