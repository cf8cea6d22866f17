//! What a learner sees of a broker: its nodes, its queues and topics, who is connected.
use super::model::{
    Deployment, Engine, Mq,
    broker::{Broker, Destination},
    store::Store,
};
use crate::base::time::SimTime;
use crate::sim::{
    panel::{Cell, Panel, Row, Sign, Token, Tone},
    trace::Name,
};
use std::sync::Arc;

/// Messages shown one by one in a row.
const TOKENS: usize = 8;

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

impl Mq {
    /// Every broker.
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        self.brokers.values().map(|broker| broker.view(now)).collect()
    }
}

impl Broker {
    fn view(&self, now: SimTime) -> Panel {
        let mut rows = vec![Row { cells: self.node_cells(now) }];
        for (name, destination) in &self.destinations {
            match destination {
                Destination::Queue { store, .. } => rows.push(row(name, store)),
                Destination::Topic { subscriptions } => {
                    rows.push(Row { cells: vec![text(format!("topic {name}"), Tone::Muted)] });
                    rows.extend(subscriptions.iter().map(|(who, s)| row(who, &s.store)));
                }
            }
        }
        let count = self.connections.len();
        rows.push(Row { cells: vec![text(format!("connections {count}"), Tone::Muted)] });
        let (ready, unacked) = self.stores().fold((0, 0), |(r, u), (_, s)| (r + s.ready.len(), u + s.unacked.len()));
        let up = (0..self.nodes.len()).filter(|n| self.is_up(*n)).count();
        let spoken = format!(
            "Broker {}: {up} of {} nodes up, {ready} messages waiting, {unacked} handed out, {count} connections.",
            self.name,
            self.nodes.len()
        );
        let badge = if self.make.engine == Engine::ActiveMq { "ActiveMQ" } else { "RabbitMQ" };
        Panel { role: "broker", name: self.name.clone(), badge: badge.into(), rows, spoken }
    }

    fn node_cells(&self, now: SimTime) -> Vec<Cell> {
        let node = |at: usize| {
            let until = self.nodes.get(at).and_then(|n| n.down_until);
            let (word, tone) = match (until, self.make.mode) {
                (Some(_), Deployment::ActiveStandby) if at == self.active => ("starting", Tone::Flight),
                (Some(_), _) => ("down", Tone::Fail),
                (None, Deployment::ActiveStandby) if at != self.active => ("standby", Tone::Muted),
                (None, _) => ("active", Tone::Done),
            };
            let wait = until.map_or(String::new(), |u| format!(" {}", u.since(now).span()));
            text(format!("{}-{} {word}{wait}", self.name, at + 1), tone)
        };
        (0..self.nodes.len()).map(node).collect()
    }
}

fn row(name: &Name, store: &Store) -> Row {
    let token = |sign, message: &super::model::store::Message| {
        let label: Arc<str> = message.cargo.item.as_ref().map_or_else(|| "·".into(), |item| item.label.clone());
        Token { sign, label, group: None }
    };
    let waiting = store.ready.iter().take(TOKENS).map(|m| token(Sign::Visible, m)).collect();
    let out = store.unacked.values().take(TOKENS).map(|(_, m)| token(Sign::Flight, m)).collect();
    let counts = format!("{} waiting, {} out", store.ready.len(), store.unacked.len());
    Row {
        cells: vec![
            text(name.to_string(), Tone::Strong),
            Cell::Tokens(waiting),
            Cell::Tokens(out),
            text(counts, Tone::Muted),
        ],
    }
}
