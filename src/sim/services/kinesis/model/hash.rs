//! The 128-bit space that partition keys are spread over: MD5 of the key, read as a big-endian number.
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A place in the space, written in decimal as AWS does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct HashKey(pub u128);

impl HashKey {
    /// The first.
    pub const LEAST: Self = Self(0);
    /// The last: 2^128 - 1.
    pub const MOST: Self = Self(u128::MAX);

    /// Where a partition key falls.
    #[must_use]
    pub fn of(key: &str) -> Self {
        Self(u128::from_be_bytes(Md5::digest(key.as_bytes()).into()))
    }
    /// Reads `0` or a decimal number without leading zeros, up to 2^128 - 1.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        if plain { text.parse().ok().map(Self) } else { None }
    }
    /// The first place of the `nth` of `of` equal ranges.
    #[must_use]
    pub const fn share(nth: u32, of: u32) -> Self {
        let of = if of == 0 { 1 } else { of as u128 };
        let (whole, rest) = (u128::MAX / of, u128::MAX % of);
        // 2^128 / of, without leaving 128 bits.
        let (width, rest) = if rest + 1 == of { (whole.wrapping_add(1), 0) } else { (whole, rest + 1) };
        let _ = rest;
        Self(width.wrapping_mul(nth as u128))
    }
    /// The one before; the first stays.
    #[must_use]
    pub const fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl From<HashKey> for String {
    fn from(key: HashKey) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for HashKey {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no hash key"))
    }
}

#[cfg(test)]
mod tests {
    use super::HashKey;

    #[test]
    fn a_partition_key_falls_where_aws_puts_it() {
        // MD5("a") = 0cc175b9c0f1b6a831c399e269772661, read big-endian.
        assert_eq!(HashKey::of("a").0, 0x0cc1_75b9_c0f1_b6a8_31c3_99e2_6977_2661);
        assert_eq!(HashKey::of("a").to_string(), "16955237001963240173058271559858726497");
    }

    #[test]
    fn equal_shares_are_those_of_aws() {
        // As DescribeStream shows them for two and three shards.
        assert_eq!(HashKey::share(1, 2).to_string(), "170141183460469231731687303715884105728");
        assert_eq!(HashKey::share(1, 3).to_string(), "113427455640312821154458202477256070485");
        assert_eq!(HashKey::share(2, 3).to_string(), "226854911280625642308916404954512140970");
        assert_eq!(HashKey::share(0, 1), HashKey::LEAST);
    }

    #[test]
    fn only_decimals_are_read() {
        for bad in ["", "-1", "01", "x", "340282366920938463463374607431768211456"] {
            assert_eq!(HashKey::parse(bad), None, "{bad}");
        }
        assert_eq!(HashKey::parse("340282366920938463463374607431768211455"), Some(HashKey::MOST));
    }
}
