//! Where in the trace what stands: by kind, by message, and the marks.
use crate::sim::trace::{Event, Weight};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Places in the trace, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    kinds: BTreeMap<&'static str, Vec<u32>>,
    items: BTreeMap<Arc<str>, Vec<u32>>,
    marks: Vec<u32>,
}

impl Index {
    /// Adds the next event.
    pub fn add(&mut self, event: &Event) {
        let at = u32::try_from(event.seq).unwrap_or(u32::MAX);
        self.kinds.entry(event.kind).or_default().push(at);
        if let Some(item) = event.item.as_ref().filter(|_| event.phase.is_some()) {
            match self.items.get_mut(&item.label) {
                Some(list) => list.push(at),
                None => {
                    self.items.insert(item.label.clone(), vec![at]);
                }
            }
        }
        if event.weight >= Weight::Mark {
            self.marks.push(at);
        }
    }
    /// Forgets what lies from `len` on.
    pub fn cut(&mut self, len: usize) {
        let keep = |list: &mut Vec<u32>| list.truncate(list.partition_point(|&at| (at as usize) < len));
        self.kinds.values_mut().for_each(keep);
        self.items.values_mut().for_each(keep);
        keep(&mut self.marks);
    }
    /// The events of a kind; `fault.*` for all that begin so.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'static str, &'a [u32])> {
        let all = kind.strip_suffix('*');
        self.kinds
            .iter()
            .filter(move |(k, _)| all.map_or(**k == kind, |head| k.starts_with(head)))
            .map(|(k, list)| (*k, list.as_slice()))
    }
    /// The events that moved the message with this label.
    #[must_use]
    pub fn of_item(&self, label: &str) -> &[u32] {
        self.items.get(label).map_or(&[], Vec::as_slice)
    }
    /// Events loud enough for the track.
    #[must_use]
    pub fn marks(&self) -> &[u32] {
        &self.marks
    }
}
