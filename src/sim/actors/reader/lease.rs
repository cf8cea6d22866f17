//! The lease table: one lease per shard, with its owner and its checkpoint. It stands for the library's DynamoDB table.
use crate::base::time::SimTime;
use crate::sim::{
    errand::{Position, ShardInfo},
    scenario::spec::reader::Start,
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How far a shard has been read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// `LATEST`.
    Latest,
    /// `TRIM_HORIZON`.
    TrimHorizon,
    /// Up to this sequence number.
    After(Name),
    /// `SHARD_END`.
    End,
}

impl Progress {
    /// Where the next owner begins; `None` where there is nothing left.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Latest => Some(Position::Latest),
            Self::TrimHorizon => Some(Position::TrimHorizon),
            Self::After(number) => Some(Position::After(number.clone())),
            Self::End => None,
        }
    }
}

/// A lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The worker that has it.
    pub owner: Option<u32>,
    /// When it was taken or renewed last.
    pub renewed: SimTime,
    /// How far the shard has been read.
    pub progress: Progress,
    /// ParentShardId and AdjacentParentShardId.
    pub parents: Vec<Name>,
}

/// All leases by ShardId.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// By ShardId.
    pub leases: BTreeMap<Name, Lease>,
    /// When the shards were listed last.
    pub synced: Option<SimTime>,
}

impl Table {
    /// Takes up shards that are not known yet. The first list begins where the application says, later ones at their trim
    /// horizon, so that nothing between two lists is missed.
    pub fn learn(&mut self, shards: &[ShardInfo], start: Start) {
        let first = self.leases.is_empty();
        for shard in shards.iter().filter(|s| !(first && s.closed && start == Start::Latest)) {
            let progress = if first && start == Start::Latest { Progress::Latest } else { Progress::TrimHorizon };
            let lease = Lease { owner: None, renewed: SimTime::ZERO, progress, parents: shard.parents.clone() };
            self.leases.entry(shard.id.clone()).or_insert(lease);
        }
        // Leases of shards that are read to their end and gone from the stream go as well.
        let there: BTreeSet<&Name> = shards.iter().map(|s| &s.id).collect();
        self.leases.retain(|id, lease| lease.progress != Progress::End || there.contains(id));
    }
    /// Whether a shard can be read: something is left, and its parents are through.
    #[must_use]
    pub fn is_ready(&self, lease: &Lease) -> bool {
        let through = |id: &Name| self.leases.get(id).is_none_or(|l| l.progress == Progress::End);
        lease.progress != Progress::End && lease.parents.iter().all(through)
    }
    /// Whether nobody has a lease any more.
    #[must_use]
    pub fn is_free(lease: &Lease, failover: SimTime, now: SimTime) -> bool {
        lease.owner.is_none() || lease.renewed + failover <= now
    }
    /// Whether a worker has a lease.
    #[must_use]
    pub fn has(&self, shard: &Name, worker: u32) -> bool {
        self.leases.get(shard).is_some_and(|l| l.owner == Some(worker))
    }
    /// Shards a worker may take now, stolen ones marked with whom they are taken from: what is free up to its share; else,
    /// if another worker has more than its share, one of that worker's.
    #[must_use]
    pub fn choose(&self, worker: u32, failover: SimTime, now: SimTime) -> Vec<(Name, Option<u32>)> {
        let ready: Vec<(&Name, &Lease)> = self.leases.iter().filter(|(_, l)| self.is_ready(l)).collect();
        let mut held: BTreeMap<u32, Vec<&Name>> = BTreeMap::from([(worker, vec![])]);
        let mut free = vec![];
        for (id, lease) in &ready {
            match lease.owner.filter(|_| !Self::is_free(lease, failover, now)) {
                Some(owner) => held.entry(owner).or_default().push(id),
                None => free.push(*id),
            }
        }
        let share = ready.len().div_ceil(held.len());
        let mine = held.get(&worker).map_or(0, Vec::len);
        let wanted = share.saturating_sub(mine);
        if wanted == 0 {
            return vec![];
        }
        if !free.is_empty() {
            return free.into_iter().take(wanted).map(|id| (id.clone(), None)).collect();
        }
        let most = held.iter().max_by_key(|(owner, all)| (all.len(), std::cmp::Reverse(**owner)));
        let Some((&victim, all)) = most.filter(|(_, all)| all.len() > share || all.len() > mine + 1) else {
            return vec![];
        };
        all.last().map(|id| ((*id).clone(), Some(victim))).into_iter().collect()
    }
}
