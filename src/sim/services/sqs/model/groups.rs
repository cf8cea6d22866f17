//! Message groups: on FIFO the lock and the order, on standard queues the tenants of a fair queue. A group lives as long as a
//! message of it does, so memory stays linear in live messages.
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// MessageGroupId.
    pub name: Arc<str>,
    /// Live messages.
    pub live: u32,
    /// Messages in flight; on FIFO the group is locked while there are any.
    pub flight: u32,
    /// FIFO: visible messages in order: (sequence, slot).
    pub waiting: BTreeSet<(u64, u32)>,
    /// FIFO: the sequence counter when the group was last served; groups take turns by it.
    pub served: u64,
}

/// All groups of a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    by_name: BTreeMap<Arc<str>, u32>,
    by_no: BTreeMap<u32, Group>,
    last: u32,
    /// FIFO: unlocked groups with a visible message, in the order they are served: (turn, group).
    ready: BTreeSet<(u64, u32)>,
    /// Groups with messages in flight.
    locked: u64,
}

impl Groups {
    /// The number of the group `name`, which gains a live message.
    pub fn enter(&mut self, name: &Arc<str>) -> u32 {
        let no = self.by_name.get(name).copied().unwrap_or_else(|| {
            self.last = self.last.wrapping_add(1).max(1);
            self.by_name.insert(name.clone(), self.last);
            let group = Group { name: name.clone(), live: 0, flight: 0, waiting: BTreeSet::new(), served: 0 };
            self.by_no.insert(self.last, group);
            self.last
        });
        if let Some(group) = self.by_no.get_mut(&no) {
            group.live += 1;
        }
        no
    }
    /// A message of the group is gone; it must be neither visible nor in flight any more.
    pub fn leave(&mut self, no: u32) {
        let Some(group) = self.by_no.get_mut(&no) else { return };
        group.live = group.live.saturating_sub(1);
        if group.live == 0 {
            self.by_name.remove(&group.name);
            self.by_no.remove(&no);
        }
    }
    /// Changes a group and keeps the turns and locks right.
    fn change(&mut self, no: u32, act: impl FnOnce(&mut Group)) {
        let Some(group) = self.by_no.get_mut(&no) else { return };
        let (before, was_locked) = (turn(group), group.flight > 0);
        act(group);
        let (after, is_locked) = (turn(group), group.flight > 0);
        if before != after {
            before.map(|key| self.ready.remove(&(key, no)));
            after.map(|key| self.ready.insert((key, no)));
        }
        self.locked = self.locked + u64::from(is_locked) - u64::from(was_locked);
    }
    /// FIFO: a message waits.
    pub fn wait(&mut self, no: u32, seq: u64, slot: u32) {
        self.change(no, |g| {
            g.waiting.insert((seq, slot));
        });
    }
    /// FIFO: a message no longer waits.
    pub fn unwait(&mut self, no: u32, seq: u64, slot: u32) {
        self.change(no, |g| {
            g.waiting.remove(&(seq, slot));
        });
    }
    /// A message goes in flight.
    pub fn lift(&mut self, no: u32) {
        self.change(no, |g| g.flight += 1);
    }
    /// A message is no longer in flight.
    pub fn land(&mut self, no: u32) {
        self.change(no, |g| g.flight = g.flight.saturating_sub(1));
    }
    /// FIFO: the group whose turn it is, with its waiting messages in order, at most `most` of them. It goes to the back of the turns.
    pub fn next_turn(&mut self, stamp: u64, most: usize) -> Option<Vec<u32>> {
        let &(_, no) = self.ready.first()?;
        self.change(no, |g| g.served = stamp);
        Some(self.by_no.get(&no)?.waiting.iter().take(most).map(|&(_, slot)| slot).collect())
    }
    /// FIFO: the waiting message whose turn it is, without a receive.
    #[must_use]
    pub fn first_waiting(&self) -> Option<u32> {
        let &(_, no) = self.ready.first()?;
        Some(self.by_no.get(&no)?.waiting.first()?.1)
    }
    /// A group by number.
    #[must_use]
    pub fn get(&self, no: u32) -> Option<&Group> {
        self.by_no.get(&no)
    }
    /// A group by name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<(u32, &Group)> {
        let no = *self.by_name.get(name)?;
        Some((no, self.by_no.get(&no)?))
    }
    /// All groups with live messages, by name.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Group)> {
        self.by_name.values().filter_map(|no| Some((*no, self.by_no.get(no)?)))
    }
    /// ApproximateNumberOfGroupsWithInflightMessages.
    #[must_use]
    pub const fn locked(&self) -> u64 {
        self.locked
    }
}

/// When an unlocked group with something waiting is served; the group served longest ago comes first.
fn turn(group: &Group) -> Option<u64> {
    let head = group.waiting.first()?.0;
    (group.flight == 0).then_some(head.max(group.served))
}
