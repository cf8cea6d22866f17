//! Sequence numbers and shard iterators: opaque texts outside, numbers inside.
use crate::base::time::SimTime;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Positions of one microsecond: so many records can share it before their positions run ahead of the clock.
pub const PER_MICRO: u32 = 8;

/// How every sequence number of today begins.
const HEAD: &str = "4967";
/// Its length: four digits, the shard's creation, the position, the shard.
const DIGITS: usize = 56;

/// SequenceNumber: 56 digits that grow within a shard, with gaps, and are not comparable across shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SequenceNumber {
    /// When the shard was created.
    pub born: SimTime,
    /// Where in the shard.
    pub place: u64,
    /// Which shard.
    pub shard: u32,
}

impl SequenceNumber {
    /// Reads one back; `None` where the text is none of a stream here.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != DIGITS || !text.starts_with(HEAD) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let born = SimTime(text.get(4..24)?.parse().ok()?);
        Some(Self { born, place: text.get(24..44)?.parse().ok()?, shard: text.get(44..56)?.parse().ok()? })
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{HEAD}{:020}{:020}{:012}", self.born.0, self.place, self.shard)
    }
}

/// How every iterator begins.
const FRONT: &str = "AAAAAAAAAAG";

/// ShardIterator: where the next read of a shard begins, good for five minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardIterator {
    /// The stream's number; one created anew under the same name has another.
    pub stream: u32,
    /// Which shard.
    pub shard: u32,
    /// The first place it may return.
    pub from: u64,
    /// When it was made.
    pub issued: SimTime,
}

impl ShardIterator {
    fn check(&self) -> u64 {
        use crate::sim::ids::spread;
        let place = u64::from(self.stream) << 32 | u64::from(self.shard);
        spread(spread(place) ^ spread(self.from) ^ self.issued.0.rotate_left(17))
    }
    /// Reads one back; `None` where the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64.decode(text.strip_prefix(FRONT)?).ok()?;
        let at = |from: usize| Some(u64::from_be_bytes(bytes.get(from..from + 8)?.try_into().ok()?));
        let place = at(0)?;
        let half = |n: u64| u32::try_from(n & 0xffff_ffff).unwrap_or(0);
        let made = Self { stream: half(place >> 32), shard: half(place), from: at(8)?, issued: SimTime(at(16)?) };
        (bytes.len() == 32 && at(24)? == made.check()).then_some(made)
    }
}

impl fmt::Display for ShardIterator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = u64::from(self.stream) << 32 | u64::from(self.shard);
        let mut bytes = Vec::with_capacity(32);
        for part in [place, self.from, self.issued.0, self.check()] {
            bytes.extend_from_slice(&part.to_be_bytes());
        }
        write!(f, "{FRONT}{}", BASE64.encode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::{SequenceNumber, ShardIterator};
    use crate::base::time::SimTime;

    #[test]
    fn both_come_back_from_their_text_and_nothing_else_does() {
        let number = SequenceNumber { born: SimTime(5), place: 77, shard: 3 };
        assert_eq!(SequenceNumber::parse(&number.to_string()), Some(number));
        assert_eq!(number.to_string().len(), 56);
        let iterator = ShardIterator { stream: 1, shard: 2, from: u64::MAX, issued: SimTime(9) };
        assert_eq!(ShardIterator::parse(&iterator.to_string()), Some(iterator));
        for bad in ["", "0", "AAAAAAAAAAG", "AAAAAAAAAAGxyz", &"4".repeat(56), &"9".repeat(56)] {
            assert_eq!(ShardIterator::parse(bad), None, "{bad}");
            assert!(SequenceNumber::parse(bad).is_none(), "{bad}");
        }
        let forged = iterator.to_string().replace('f', "g").replace('/', "x");
        assert_eq!(ShardIterator::parse(&forged), None);
    }
}
