//! Wildcards and addresses.
use core::net::IpAddr;
use serde::{Deserialize, Serialize};

/// The pieces between the asterisks of a wildcard pattern, escapes resolved: one more than there are asterisks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wildcard(Vec<String>);

impl Wildcard {
    /// Reads `*` as any text, `\*` and `\\` as themselves.
    pub(super) fn read(pattern: &str) -> Result<Self, String> {
        let (mut pieces, mut piece) = (vec![], String::new());
        let mut chars = pattern.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match (c, chars.peek().map(|p| p.1)) {
                // AWS counts the quote in front as position 0.
                ('*', Some('*')) => return Err(format!("Consecutive wildcard characters at pos {}", at + 1)),
                ('*', _) => pieces.push(std::mem::take(&mut piece)),
                ('\\', Some(next @ ('*' | '\\'))) => {
                    piece.push(next);
                    chars.next();
                }
                ('\\', _) => return Err(format!("Invalid escape character at pos {}", at + 1)),
                _ => piece.push(c),
            }
        }
        pieces.push(piece);
        Ok(Self(pieces))
    }
    /// Whether a text fits; linear in asterisks times length.
    pub(super) fn fits(&self, text: &str) -> bool {
        let Some((first, rest)) = self.0.split_first() else { return false };
        let Some((last, middle)) = rest.split_last() else { return text == first };
        let Some(mut left) = text.strip_prefix(first.as_str()).and_then(|t| t.strip_suffix(last.as_str())) else {
            return false;
        };
        middle.iter().all(|piece| {
            let found = left.find(piece.as_str()).and_then(|at| left.get(at + piece.len()..));
            left = found.unwrap_or("");
            found.is_some()
        })
    }
}

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    address: IpAddr,
    bits: u8,
}

impl Block {
    /// Reads `10.0.0.0/24` or `2001:db8::/32`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut parts = text.split('/');
        let (Some(address), Some(bits), None) = (parts.next(), parts.next(), parts.next()) else {
            return Err("Malformed CIDR, one '/' required".into());
        };
        let bits: i64 = bits.parse().map_err(|_| "Malformed CIDR, mask bits must be an integer".to_string())?;
        let ip: IpAddr = address.parse().map_err(|_| format!("Nonstandard IP address: {address}"))?;
        let most = if ip.is_ipv4() { 32 } else { 128 };
        match u8::try_from(bits) {
            _ if bits < 0 => Err("Malformed CIDR, mask bits must not be negative".into()),
            Ok(bits) if bits <= most => Ok(Self { address: ip, bits }),
            _ if most == 32 => Err("IPv4 mask bits must be < 32".into()),
            _ => Err("IPv6 mask bits must be < 128".into()),
        }
    }
    /// Whether a text is an address within.
    pub(super) fn holds(&self, text: &str) -> bool {
        let same = |a: u128, b: u128, bits: u32| (a ^ b).checked_shr(bits).unwrap_or(0) == 0;
        let rest = |width: u32| width.saturating_sub(u32::from(self.bits));
        match (self.address, text.parse()) {
            (IpAddr::V4(a), Ok(IpAddr::V4(b))) => same(u128::from(a.to_bits()), u128::from(b.to_bits()), rest(32)),
            (IpAddr::V6(a), Ok(IpAddr::V6(b))) => same(a.to_bits(), b.to_bits(), rest(128)),
            _ => false,
        }
    }
}

/// Whether two texts differ in nothing but upper and lower case.
pub(super) fn same_folded(a: &str, b: &str) -> bool {
    let fold = |c: char| c.to_lowercase();
    a.eq_ignore_ascii_case(b) || a.chars().flat_map(fold).eq(b.chars().flat_map(fold))
}

/// Whether a text begins with another, whatever the case.
pub(super) fn begins_folded(text: &str, with: &str) -> bool {
    let mut text = text.chars().flat_map(char::to_lowercase);
    with.chars().flat_map(char::to_lowercase).all(|c| text.next() == Some(c))
}

/// Whether a text ends with another, whatever the case.
pub(super) fn ends_folded(text: &str, with: &str) -> bool {
    let lower = |t: &str| t.chars().flat_map(char::to_lowercase).collect::<String>();
    lower(text).ends_with(&lower(with))
}
