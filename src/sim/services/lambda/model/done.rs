//! A set of item numbers as spans: finished items are mostly consecutive, so a million of them take one entry.
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which items were finished.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// First to last of each span; spans never touch.
    spans: BTreeMap<u64, u64>,
}

impl Done {
    /// Whether the item is in it.
    #[must_use]
    pub fn has(&self, no: u64) -> bool {
        self.spans.range(..=no).next_back().is_some_and(|(_, last)| *last >= no)
    }
    /// Puts it in; whether it was new.
    pub fn put(&mut self, no: u64) -> bool {
        let before = self.spans.range(..=no).next_back().map(|(first, last)| (*first, *last));
        if before.is_some_and(|(_, last)| last >= no) {
            return false;
        }
        let first = before.filter(|(_, last)| last.saturating_add(1) == no).map_or(no, |(first, _)| first);
        let last = no.checked_add(1).and_then(|next| self.spans.remove(&next)).unwrap_or(no);
        self.spans.insert(first, last);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Done;

    #[test]
    fn spans_grow_together() {
        let mut done = Done::default();
        for no in [5, 1, 3, 2, 9, u64::MAX] {
            assert!(done.put(no), "{no}");
            assert!(!done.put(no), "{no}");
        }
        assert_eq!(done.spans.len(), 4);
        assert!(done.put(4));
        assert_eq!(done.spans.iter().next(), Some((&1, &5)));
        assert!(done.has(4) && !done.has(6) && done.has(9) && !done.has(0));
    }
}
