//! Named, seeded random streams: a new draw in one service never shifts another's.
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};
use serde::{Deserialize, Serialize};

/// The stream `name` of the run `seed`. The same pair gives the same numbers on every machine.
#[must_use]
pub fn stream(seed: u64, name: &str) -> ChaCha8Rng {
    let mut key = [0u8; 32];
    // FNV-1a over the name, twice with different offsets: cheap, stable, and never the std hasher.
    let fnv = |start: u64| name.bytes().fold(start, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&fnv(0xcbf2_9ce4_8422_2325).to_le_bytes());
    key[16..24].copy_from_slice(&fnv(0x6c62_272e_07bb_0142).to_le_bytes());
    key[24..].copy_from_slice(&(name.len() as u64).to_le_bytes());
    ChaCha8Rng::from_seed(key)
}

/// A stream as plain data, for state that is cloned, compared and serialised: its key and how many numbers were drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    seed: u64,
    name: std::sync::Arc<str>,
    drawn: u64,
}

impl Stream {
    /// The stream `name` of the run `seed`, nothing drawn yet.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        Self { seed, name: name.into(), drawn: 0 }
    }
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        let mut rng = stream(self.seed, &self.name);
        rng.set_word_pos(u128::from(self.drawn) * 2);
        self.drawn += 1;
        rng.next_u64()
    }
    /// The next number in `0..bound`, from one draw (bias below one in 2^32 for every bound used here); 0 where `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let draw = self.draw();
        u64::try_from((u128::from(draw) * u128::from(bound)) >> 64).unwrap_or(0)
    }
    /// True in `per_million` of a million draws.
    pub fn chance(&mut self, per_million: u32) -> bool {
        per_million > 0 && self.below(1_000_000) < u64::from(per_million)
    }
}

/// A whole number in `0..bound` without modulo bias; 0 where `bound` is 0.
pub fn below(rng: &mut impl Rng, bound: u64) -> u64 {
    if bound == 0 {
        return 0;
    }
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let draw = rng.next_u64();
        if draw < limit {
            return draw % bound;
        }
    }
}

/// Puts a slice in a seeded order (Fisher and Yates).
pub fn shuffle<T>(rng: &mut impl Rng, items: &mut [T]) {
    for i in (1..items.len()).rev() {
        items.swap(i, usize::try_from(below(rng, i as u64 + 1)).unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::{Stream, below, shuffle, stream};
    use rand::Rng;

    #[test]
    fn streams_repeat_and_differ_by_name() {
        let draw = |seed, name| stream(seed, name).next_u64();
        assert_eq!(draw(7, "sqs/orders"), draw(7, "sqs/orders"));
        assert_ne!(draw(7, "sqs/orders"), draw(7, "sqs/parcels"));
        assert_ne!(draw(7, "sqs/orders"), draw(8, "sqs/orders"));
    }

    #[test]
    fn a_stored_stream_goes_on_where_it_stopped() {
        let (mut one, mut two) = (Stream::new(7, "x"), Stream::new(7, "x"));
        let first: Vec<u64> = (0..20).map(|_| one.draw()).collect();
        let again: Vec<u64> = (0..20)
            .map(|_| {
                let text = serde_json::to_string(&two).unwrap();
                two = serde_json::from_str(&text).unwrap();
                two.draw()
            })
            .collect();
        assert_eq!(first, again);
        assert!((0..1_000).all(|_| one.below(7) < 7));
        assert_eq!((0..100_000).filter(|_| two.chance(100_000)).count() / 1_000, 10);
    }

    #[test]
    fn shuffle_keeps_every_item_and_reaches_every_order() {
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let mut v = vec![1, 2, 3];
            shuffle(&mut stream(seed, "deal"), &mut v);
            seen.insert(v.clone());
            v.sort_unstable();
            assert_eq!(v, [1, 2, 3]);
        }
        assert_eq!(seen.len(), 6);
        assert_eq!(below(&mut stream(1, "x"), 0), 0);
    }
}
