//! The queue's own randomness. One draw of the named stream feeds many small choices, so that chance costs little.
use crate::base::random::Stream;
use crate::sim::ids::spread;
use serde::{Deserialize, Serialize};

/// Choices one draw feeds.
const PER_DRAW: u32 = 64;

/// A stream with a part-used draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Luck {
    stream: Stream,
    state: u64,
    left: u32,
}

impl Luck {
    /// The stream `name` of the run `seed`.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        Self { stream: Stream::new(seed, name), state: 0, left: 0 }
    }
    fn next(&mut self) -> u64 {
        if self.left == 0 {
            self.state = self.stream.draw();
            self.left = PER_DRAW;
        }
        self.left -= 1;
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        spread(self.state)
    }
    /// A number in `0..bound`; 0 where `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        u64::try_from((u128::from(self.next()) * u128::from(bound)) >> 64).unwrap_or(0)
    }
    /// True in `per_million` of a million cases; no draw where it can never be.
    pub fn chance(&mut self, per_million: u32) -> bool {
        per_million > 0 && self.below(1_000_000) < u64::from(per_million)
    }
    /// A weighted random subset of `count` servers as a bit mask; heavier servers are likelier.
    pub fn sample(&mut self, weights: &[u8], count: u32) -> u64 {
        let mut mask = 0u64;
        for _ in 0..count {
            let free = |mask: u64| (0u32..).zip(weights).filter(move |(no, _)| mask >> no & 1 == 0);
            let total: u64 = free(mask).map(|(_, &w)| u64::from(w)).sum();
            let mut at = self.below(total);
            for (no, &weight) in free(mask) {
                if at < u64::from(weight) {
                    mask |= 1 << no;
                    break;
                }
                at -= u64::from(weight);
            }
        }
        mask
    }
}
