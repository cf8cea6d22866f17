//! Task tokens: opaque to whoever holds one, and never forged by chance.
use super::Spot;
use crate::sim::ids::spread;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

/// Characters of a token AWS takes at most.
const MOST: usize = 2_048;

fn check(seed: u64, spot: Spot) -> u64 {
    spread(seed ^ spread(spot.execution) ^ spread(u64::from(spot.branch) << 32 | u64::from(spot.stamp)))
}

/// The token of a task.
#[must_use]
pub fn make(seed: u64, spot: Spot) -> String {
    let Spot { execution, branch, stamp } = spot;
    BASE64.encode(format!("AAAAKgAAAAI:{execution}:{branch}:{stamp}:{:016x}", check(seed, spot)))
}

/// The task of a token; `None` where it is none of this run.
#[must_use]
pub fn read(seed: u64, token: &str) -> Option<Spot> {
    let bytes = BASE64.decode(token.get(..token.len().min(MOST))?).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let mut parts = text.strip_prefix("AAAAKgAAAAI:")?.splitn(4, ':');
    let spot = Spot {
        execution: parts.next()?.parse().ok()?,
        branch: parts.next()?.parse().ok()?,
        stamp: parts.next()?.parse().ok()?,
    };
    let sum = u64::from_str_radix(parts.next()?, 16).ok()?;
    (sum == check(seed, spot)).then_some(spot)
}
