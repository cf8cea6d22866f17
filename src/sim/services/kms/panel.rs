//! A key as the learner sees it.
use super::{
    Kms,
    model::{Key, State},
};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Tone};

impl Kms {
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        self.keys.values().map(|key| view(key, now)).collect()
    }
}

fn view(key: &Key, now: SimTime) -> Panel {
    let text = |words: String, tone| Cell::Text(words, tone);
    let left = key.until.map(|until| until.since(now).as_secs().div_ceil(86_400));
    let (state, tone) = match (key.state, left) {
        (State::Enabled, _) => ("enabled".to_string(), Tone::Done),
        (State::Disabled, _) => ("disabled".to_string(), Tone::Fail),
        (State::PendingDeletion, left) => (format!("deleted in {} d", left.unwrap_or(0)), Tone::Fail),
    };
    let mut rows = vec![Row { cells: vec![text(state.clone(), tone)] }];
    let mut counts = vec![text(format!("used {}", key.tally.used), Tone::Muted)];
    if key.tally.refused > 0 {
        counts.push(text(format!("refused {}", key.tally.refused), Tone::Fail));
    }
    rows.push(Row { cells: counts });
    let spoken = format!("Key {}: {state}, used {} times, refused {}.", key.name, key.tally.used, key.tally.refused);
    Panel { role: "key", name: key.name.clone(), badge: key.state.name().into(), rows, spoken }
}
