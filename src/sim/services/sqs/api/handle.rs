//! Identities AWS hands out: compact inside, written out only when somebody asks.
use crate::sim::ids::{self, spread};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A MessageId; written as a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MessageId(pub u64, pub u64);

impl MessageId {
    /// The id of the message counted `no` in the run `seed`.
    #[must_use]
    pub const fn new(seed: u64, no: u64) -> Self {
        Self(spread(seed ^ spread(no)), spread(spread(seed).wrapping_add(no)))
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ids::write_uuid(f, self.0, self.1)
    }
}

/// A SequenceNumber of a FIFO queue: large, increasing, not consecutive. Written as AWS writes it, in 20 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SequenceNumber(pub u64);

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", 18_849_496_460_467_696_128_u128 + u128::from(self.0) * 256)
    }
}

/// What a receive returns to delete or extend by: another one at every receive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReceiptHandle {
    /// One that SQS has made.
    Made(Receipt),
    /// Text that SQS never made; kept for the error message.
    Malformed(String),
}

/// The inside of a receipt handle: which queue, which message, which of its receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Receipt {
    /// The queue's number in this run.
    pub queue: u32,
    /// Where the message lies.
    pub slot: u32,
    /// The message's number in this run.
    pub no: u64,
    /// Which receive of this message, from 1.
    pub receive: u32,
}

impl Receipt {
    fn bytes(self) -> [u8; 28] {
        let mut out = [0; 28];
        out[..4].copy_from_slice(&self.queue.to_be_bytes());
        out[4..8].copy_from_slice(&self.slot.to_be_bytes());
        out[8..16].copy_from_slice(&self.no.to_be_bytes());
        out[16..20].copy_from_slice(&self.receive.to_be_bytes());
        out[20..].copy_from_slice(&self.check().to_be_bytes());
        out
    }
    /// Makes a guessed handle fail.
    const fn check(self) -> u64 {
        spread(self.no ^ spread((self.queue as u64) << 32 | self.slot as u64) ^ spread(self.receive as u64))
    }
    fn read(text: &str) -> Option<Self> {
        let bytes: [u8; 28] = BASE64.decode(text).ok()?.try_into().ok()?;
        let four = |at: usize| bytes.get(at..at + 4)?.try_into().map(u32::from_be_bytes).ok();
        let eight = |at: usize| bytes.get(at..at + 8)?.try_into().map(u64::from_be_bytes).ok();
        let found = Self { queue: four(0)?, slot: four(4)?, no: eight(8)?, receive: four(16)? };
        (eight(20)? == found.check()).then_some(found)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(self.bytes()))
    }
}

impl From<Receipt> for ReceiptHandle {
    fn from(receipt: Receipt) -> Self {
        Self::Made(receipt)
    }
}

impl From<&str> for ReceiptHandle {
    fn from(text: &str) -> Self {
        Receipt::read(text).map_or_else(|| Self::Malformed(text.chars().take(200).collect()), Self::Made)
    }
}

impl fmt::Display for ReceiptHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Made(receipt) => receipt.fmt(f),
            Self::Malformed(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MessageId, Receipt, ReceiptHandle, SequenceNumber};

    #[test]
    fn handles_survive_the_wire_and_refuse_forgeries() {
        let made = Receipt { queue: 3, slot: 9, no: 77, receive: 2 };
        let text = made.to_string();
        assert_eq!(ReceiptHandle::from(text.as_str()), ReceiptHandle::Made(made));
        let mut forged = text.into_bytes();
        forged[3] ^= 1;
        let forged = String::from_utf8(forged).unwrap();
        assert!(matches!(ReceiptHandle::from(forged.as_str()), ReceiptHandle::Malformed(_)));
        assert!(matches!(ReceiptHandle::from("garbage"), ReceiptHandle::Malformed(_)));
    }

    #[test]
    fn ids_look_like_those_of_aws() {
        let id = MessageId::new(7, 1).to_string();
        assert_eq!((id.len(), id.matches('-').count(), id.as_bytes()[14]), (36, 4, b'4'));
        assert_ne!(id, MessageId::new(7, 2).to_string());
        assert_eq!(SequenceNumber(1).to_string().len(), 20);
    }
}
