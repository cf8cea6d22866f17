//! Nodes die and return. Storage survives; memory and connections do not.
use super::{Output, Timer, closed};
use crate::sim::services::mq::{
    api::Tale,
    model::{
        Deployment, Mq,
        broker::{Broker, Destination},
        store::Store,
    },
};
use crate::sim::{
    trace::{Name, Weight},
    turn::Turn,
};

impl Mq {
    /// The node that serves dies (of a cluster, the first that is up); whether there is such a broker.
    pub(in crate::sim::services::mq) fn fail_node(&mut self, broker: &str, turn: Turn<'_>, out: &mut Output) -> bool {
        let Some(broker) = self.brokers.get_mut(broker) else { return false };
        broker.strike(turn, out);
        true
    }
}

impl Broker {
    /// The node that serves dies.
    fn strike(&mut self, turn: Turn<'_>, out: &mut Output) {
        let victim = match self.make.mode {
            Deployment::Cluster => (0..self.nodes.len()).find(|n| self.is_up(*n)),
            Deployment::Single | Deployment::ActiveStandby => Some(self.active),
        };
        let Some(victim) = victim else { return };
        let back = turn.now + self.settings.restart;
        if let Some(node) = self.nodes.get_mut(victim) {
            node.down_until = Some(back);
        }
        out.timers.push((back, Timer::Node(self.name.clone())));
        let which = format!("{}-{}", self.name, victim + 1);
        self.tell(turn, out, Tale { weight: Weight::Alarm, ..Tale::of("mq.fail", &which) });
        self.break_off(victim, turn, out);
        self.forget_memory(victim, turn, out);
        if self.make.mode == Deployment::ActiveStandby {
            let standby = (self.active + 1) % self.nodes.len().max(1);
            if self.is_up(standby) {
                let at = turn.now + self.settings.failover;
                if let Some(node) = self.nodes.get_mut(standby) {
                    node.down_until = Some(at);
                }
                self.active = standby;
                out.timers.push((at, Timer::Node(self.name.clone())));
            }
        }
    }

    /// RebootBroker: every node starts again; a pair changes roles.
    pub(in crate::sim::services::mq) fn reboot(&mut self, turn: Turn<'_>, out: &mut Output) {
        match self.make.mode {
            Deployment::Single | Deployment::ActiveStandby => self.strike(turn, out),
            Deployment::Cluster => {
                let up = (0..self.nodes.len()).filter(|n| self.is_up(*n)).count();
                for _ in 0..up {
                    self.strike(turn, out);
                }
            }
        }
    }

    /// Every connection to a node breaks; what was on its way to the disk is not confirmed.
    fn break_off(&mut self, node: usize, turn: Turn<'_>, out: &mut Output) {
        let storing = std::mem::take(&mut self.storing);
        for one in storing {
            if self.make.mode == Deployment::Cluster && self.reachable(&one.from).is_some() {
                self.storing.push_back(one);
            } else {
                out.replies.push((one.id, Err(closed())));
            }
        }
        let broken: Vec<Name> =
            self.connections.iter().filter(|(_, c)| c.node == node).map(|(name, _)| name.clone()).collect();
        for client in broken {
            self.close(&client, "node died", turn, out);
        }
    }

    /// Every connection ends.
    pub(in crate::sim::services::mq) fn close_all(&mut self, turn: Turn<'_>, out: &mut Output, why: &str) {
        let all: Vec<Name> = self.connections.keys().cloned().collect();
        for client in all {
            self.close(&client, why, turn, out);
        }
        for one in std::mem::take(&mut self.storing) {
            out.replies.push((one.id, Err(closed())));
        }
    }

    /// Messages that were only in the memory of a node are gone: everything of the active broker, of a cluster what lay on
    /// classic queues of that node. Quorum queues keep theirs on the other nodes.
    fn forget_memory(&mut self, victim: usize, turn: Turn<'_>, out: &mut Output) {
        let cluster = self.make.mode == Deployment::Cluster;
        let mut lost = vec![];
        let mut sweep = |name: &Name, store: &mut Store| {
            let (kept, gone): (Vec<_>, Vec<_>) =
                std::mem::take(&mut store.ready).into_iter().partition(|m| m.persistent);
            store.ready = kept.into();
            lost.extend(gone.into_iter().map(|message| (name.clone(), message)));
        };
        for (name, destination) in &mut self.destinations {
            match destination {
                Destination::Queue { quorum: true, .. } => {}
                Destination::Queue { store, node, .. } => {
                    if !cluster || *node == victim {
                        sweep(name, store);
                    }
                }
                Destination::Topic { subscriptions } => {
                    if !cluster {
                        subscriptions.values_mut().for_each(|s| sweep(name, &mut s.store));
                    }
                }
            }
        }
        for (name, message) in lost {
            self.lose(&message, &name, turn, out);
        }
    }

    /// Nodes whose time has come are back.
    pub(super) fn nodes_due(&mut self, turn: Turn<'_>, out: &mut Output) {
        for at in 0..self.nodes.len() {
            let Some(node) = self.nodes.get_mut(at) else { continue };
            if node.down_until.is_none_or(|until| until > turn.now) {
                continue;
            }
            node.down_until = None;
            let takes_over = self.make.mode == Deployment::ActiveStandby && at == self.active;
            let kind = if takes_over { "mq.failover" } else { "mq.node_back" };
            let which = format!("{}-{}", self.name, at + 1);
            self.tell(turn, out, Tale { weight: Weight::Mark, ..Tale::of(kind, &which) });
        }
        let all: Vec<Name> = self.destinations.keys().cloned().collect();
        for destination in all {
            self.hand_out(&destination, turn, out);
        }
    }
}
