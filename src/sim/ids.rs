//! Numbers that look like AWS's identities: the same counter in the same run always gives the same one.
use std::fmt;

/// SplitMix64: spreads the bits of a counter. Not a random source; the same input always gives the same output.
#[must_use]
pub const fn spread(n: u64) -> u64 {
    let z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The two halves of the `no`th identity of a service (`salt`) in the run `seed`.
#[must_use]
pub const fn pair(seed: u64, salt: u64, no: u64) -> (u64, u64) {
    let seed = seed ^ spread(salt);
    (spread(seed ^ spread(no)), spread(spread(seed).wrapping_add(no)))
}

/// The `no`th UUID of a service (`salt`) in the run `seed`.
#[must_use]
pub fn uuid(seed: u64, salt: u64, no: u64) -> String {
    let (a, b) = pair(seed, salt, no);
    Uuid(a, b).to_string()
}

/// Writes two halves as a version 4 UUID.
///
/// # Errors
/// The formatter's.
pub fn write_uuid(f: &mut fmt::Formatter<'_>, a: u64, b: u64) -> fmt::Result {
    write!(
        f,
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        a >> 32,
        a >> 16 & 0xffff,
        a & 0xfff,
        0x8000 | b >> 50,
        b & 0xffff_ffff_ffff
    )
}

struct Uuid(u64, u64);

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_uuid(f, self.0, self.1)
    }
}
