//! The visible messages of a standard queue: spread over servers, near the order of sending, tenants apart so that a noisy
//! one can stand back. Every step is logarithmic in the messages of one server.
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a visible message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The server.
    pub host: u8,
    /// The tenant (MessageGroupId), 0 for none.
    pub group: u32,
    /// The place in the order.
    pub key: u64,
    /// The message.
    pub slot: u32,
}

/// One server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Host {
    /// Messages without a tenant: (key, slot).
    plain: BTreeSet<(u64, u32)>,
    /// Messages per tenant.
    tenants: BTreeMap<u32, BTreeSet<(u64, u32)>>,
    /// The first key of every tenant: (key, tenant).
    heads: BTreeSet<(u64, u32)>,
}

impl Host {
    fn add(&mut self, spot: Spot) {
        if spot.group == 0 {
            self.plain.insert((spot.key, spot.slot));
            return;
        }
        let lane = self.tenants.entry(spot.group).or_default();
        let before = lane.first().copied();
        lane.insert((spot.key, spot.slot));
        self.head(spot.group, before);
    }
    fn drop(&mut self, spot: Spot) -> bool {
        if spot.group == 0 {
            return self.plain.remove(&(spot.key, spot.slot));
        }
        let Some(lane) = self.tenants.get_mut(&spot.group) else { return false };
        let before = lane.first().copied();
        let found = lane.remove(&(spot.key, spot.slot));
        self.head(spot.group, before);
        found
    }
    /// Keeps `heads` right after a tenant's lane has changed.
    fn head(&mut self, group: u32, before: Option<(u64, u32)>) {
        let now = self.tenants.get(&group).and_then(|lane| lane.first().copied());
        if now.is_none() {
            self.tenants.remove(&group);
        }
        if before.map(|b| b.0) != now.map(|n| n.0) {
            before.map(|b| self.heads.remove(&(b.0, group)));
            now.map(|n| self.heads.insert((n.0, group)));
        }
    }
    /// The first message: of quiet tenants if there is one, else of noisy ones; and whether it is a noisy one's.
    fn first(&self, noisy: &BTreeSet<u32>) -> Option<(bool, u64, u32, u32)> {
        let plain = self.plain.first().map(|&(key, slot)| (false, key, slot, 0));
        let tenant = |&(key, group): &(u64, u32)| {
            let slot = self.tenants.get(&group)?.first()?.1;
            Some((noisy.contains(&group), key, slot, group))
        };
        // At most a handful of tenants can each hold a tenth of what is in flight, so this search is short.
        let quiet = self.heads.iter().find(|h| !noisy.contains(&h.1)).and_then(tenant);
        let best = plain.into_iter().chain(quiet).min();
        best.or_else(|| self.heads.first().and_then(tenant))
    }
}

/// All servers of a standard queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    hosts: Vec<Host>,
}

impl Ready {
    /// So many servers, all empty.
    #[must_use]
    pub fn new(hosts: u32) -> Self {
        Self { hosts: (0..hosts).map(|_| Host::default()).collect() }
    }
    /// A message becomes visible.
    pub fn add(&mut self, spot: Spot) {
        if let Some(host) = self.hosts.get_mut(usize::from(spot.host)) {
            host.add(spot);
        }
    }
    /// A message is no longer visible; whether it was.
    pub fn drop(&mut self, spot: Spot) -> bool {
        self.hosts.get_mut(usize::from(spot.host)).is_some_and(|host| host.drop(spot))
    }
    /// The next message on the servers of `mask` (bit per server): quiet tenants first, then the order.
    #[must_use]
    pub fn first(&self, mask: u64, noisy: &BTreeSet<u32>) -> Option<Spot> {
        (0u8..)
            .zip(&self.hosts)
            .filter(|(no, _)| mask >> no & 1 == 1)
            .filter_map(|(no, host)| host.first(noisy).map(|(loud, key, slot, group)| (loud, key, slot, group, no)))
            .min()
            .map(|(_, key, slot, group, host)| Spot { host, group, key, slot })
    }
    /// Visible messages of one tenant.
    #[must_use]
    pub fn of_tenant(&self, group: u32) -> usize {
        self.hosts.iter().filter_map(|h| h.tenants.get(&group)).map(BTreeSet::len).sum()
    }
    /// The visible messages in the order a long poll would return them, as far as `most`.
    #[must_use]
    pub fn peek(&self, most: usize) -> Vec<u32> {
        let mut all: Vec<(u64, u32)> = vec![];
        for host in &self.hosts {
            all.extend(host.plain.iter().take(most));
            for lane in host.tenants.values() {
                all.extend(lane.iter().take(most));
            }
        }
        all.sort_unstable();
        all.truncate(most);
        all.into_iter().map(|(_, slot)| slot).collect()
    }
    /// The slots on each server, as far as `most` on each.
    #[must_use]
    pub fn by_host(&self, most: usize) -> Vec<Vec<u32>> {
        let slots = |host: &Host| {
            let mut all: Vec<(u64, u32)> = host.plain.iter().take(most).copied().collect();
            all.extend(host.tenants.values().flat_map(|lane| lane.iter().take(most)));
            all.sort_unstable();
            all.truncate(most);
            all.into_iter().map(|(_, slot)| slot).collect()
        };
        self.hosts.iter().map(slots).collect()
    }
}
