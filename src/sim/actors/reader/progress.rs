//! What a worker writes down: how far a shard is read, and that it is read to its end.
use super::{
    Act, Worker,
    lease::{Lease, Progress},
};
use crate::base::time::SimTime;
use crate::sim::trace::{Name, Weight};

impl Worker {
    /// Writes down how far a shard is read; `false` where the lease is somebody else's by now.
    pub(super) fn checkpoint(&mut self, no: u32, act: &mut Act<'_, '_>) -> bool {
        let now = act.now();
        let Some(reading) = self.reading.get_mut(&no) else { return true };
        if act.desk.wire.cut_off(act.who(), now) {
            return true;
        }
        if !act.shared.table.has(&reading.shard, act.id.1) {
            return false;
        }
        (reading.since_saved, reading.saved) = (0, now);
        let shard = reading.shard.clone();
        if let (Some(number), Some(lease)) = (reading.unsaved.take(), act.shared.table.leases.get_mut(&shard)) {
            lease.progress = Progress::After(number);
            act.tell("reader.checkpoint", |d| d.note = Some(shard));
        }
        true
    }

    /// The shard is read to its end: its children can be read.
    pub(super) fn ended(&mut self, no: u32, children: Vec<Name>, act: &mut Act<'_, '_>) {
        let Some(reading) = self.reading.remove(&no) else { return };
        if !act.shared.table.has(&reading.shard, act.id.1) {
            return;
        }
        if let Some(lease) = act.shared.table.leases.get_mut(&reading.shard) {
            (lease.progress, lease.owner) = (Progress::End, None);
        }
        let shard = reading.shard;
        act.tell("reader.shard_end", |d| (d.note, d.weight) = (Some(shard.clone()), Weight::Mark));
        for child in children {
            let lease = Lease {
                owner: None,
                renewed: SimTime::ZERO,
                progress: Progress::TrimHorizon,
                parents: vec![shard.clone()],
            };
            let known = act.shared.table.leases.entry(child).or_insert(lease);
            if !known.parents.contains(&shard) {
                known.parents.push(shard.clone());
            }
        }
        if self.sync.is_none() {
            self.list(act);
        }
        self.take(act);
    }
}
