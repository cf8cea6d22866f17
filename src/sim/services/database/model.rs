//! Databases: who is connected, what waits, which rows there are.
use super::{
    api::Form,
    quotas::{Limits, Settings},
};
use crate::base::time::SimTime;
use crate::sim::{
    errand::Cargo,
    trace::{Item, Name},
    turn::{Balance, CallId},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// All databases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Databases {
    pub(super) limits: Limits,
    pub(super) all: BTreeMap<Name, Database>,
}

/// One database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Database {
    /// What it carries.
    pub settings: Settings,
    /// Writes under way, by number; each holds a connection.
    pub(super) open: BTreeMap<u64, Write>,
    /// Writes the proxy lets wait for a connection.
    pub(super) waiting: VecDeque<u64>,
    /// The next write can start here: the writes before it take their share of a second.
    pub(super) free: SimTime,
    /// Down until then.
    pub(super) down: Option<SimTime>,
    /// Refused and timed-out writes of the last ten seconds.
    pub(super) troubles: VecDeque<SimTime>,
    /// Rows by message, and how often each was written.
    pub(super) rows: BTreeMap<Name, u32>,
    pub(super) next: u64,
    pub(super) tally: Tally,
}

/// A write under way or waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Write {
    pub(super) call: CallId,
    pub(super) from: Name,
    pub(super) cargo: Vec<Arc<Cargo>>,
    pub(super) form: Form,
    pub(super) came: SimTime,
    /// It has a connection.
    pub(super) connected: bool,
}

/// What happened, counted in writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Came.
    pub came: u64,
    /// Written for the first time.
    pub written: u64,
    /// Written again.
    pub repeats: u64,
    /// Refused.
    pub refused: u64,
    /// Timed out.
    pub timeouts: u64,
    /// Lost in a fall.
    pub lost: u64,
    /// The second that runs: which, writes in it, microseconds they took together; and the one before.
    pub(super) second: (u64, u64, u64),
    pub(super) before: (u64, u64, u64),
}

impl Tally {
    /// A write ended now and took so long.
    pub(super) fn took(&mut self, now: SimTime, took: SimTime) {
        if self.second.0 != now.as_secs() {
            self.before = self.second;
            self.second = (now.as_secs(), 0, 0);
        }
        self.second.1 += 1;
        self.second.2 += took.0;
    }
}

impl Write {
    /// The rows it writes: one for each message it carries.
    pub(super) fn rows(&self) -> Vec<(Name, Option<Item>)> {
        self.cargo.iter().flat_map(|cargo| rows(cargo)).collect()
    }
}

/// A message is one row, whoever sends it again.
fn rows(cargo: &Cargo) -> Vec<(Name, Option<Item>)> {
    let of = |item: &Item| (item.label.trim_end_matches('\'').into(), Some(item.clone()));
    match (&cargo.item, cargo.items.is_empty()) {
        (Some(item), _) => vec![of(item)],
        (None, false) => cargo.items.iter().map(of).collect(),
        (None, true) => vec![(cargo.key.clone().unwrap_or_else(|| cargo.body.clone()), None)],
    }
}

impl Database {
    /// Connections in use.
    pub(super) fn connections(&self) -> usize {
        self.open.len() - self.waiting.len()
    }

    /// Connections there may be: a proxy takes its share of them.
    pub(super) fn most(&self, limits: Limits) -> usize {
        let percent = match &self.settings.proxy {
            Some(proxy) => proxy.max_connections_percent.unwrap_or(limits.percent.default),
            None => 100,
        };
        usize::try_from((u64::from(self.settings.max_connections) * percent / 100).max(1)).unwrap_or(usize::MAX)
    }

    pub(super) fn measure(&self, name: &str, now: SimTime) -> Option<u64> {
        let tally = &self.tally;
        let last = if tally.second.0 < now.as_secs() { tally.second } else { tally.before };
        Some(match name {
            "DatabaseConnections" => self.connections() as u64,
            "DatabaseConnectionsBorrowPending" => self.waiting.len() as u64,
            "WriteIOPS" => {
                if last.0 + 1 == now.as_secs() {
                    last.1
                } else {
                    0
                }
            }
            "WriteLatency" => (last.2 / 1_000).checked_div(last.1).unwrap_or(0),
            "written" => tally.written,
            "repeats" => tally.repeats,
            "refused" => tally.refused,
            "timeouts" => tally.timeouts,
            "lost" => tally.lost,
            _ => return None,
        })
    }

    /// Everything that came is under way, written, refused, timed out or lost.
    pub(super) fn balance(&self, name: &Name) -> Balance {
        let t = &self.tally;
        let open: usize = self.open.values().map(|w| w.rows().len()).sum();
        let fates = t.written + t.repeats + t.refused + t.timeouts + t.lost + open as u64;
        Balance { place: name.clone(), came: t.came, fates }
    }
}
