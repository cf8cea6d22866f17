//! The equal clients of one entry of the scenario, and what there is to see of them.
use super::{Act, Client, Doing, Link};
use crate::base::time::SimTime;
use crate::sim::{
    actors::{ActorId, Wake, desk::Desk},
    command::Fault,
    panel::{Cell, Panel, Row, Sign, Token, Tone},
    scenario::spec::client::ClientSpec,
    trace::Name,
};
use serde::{Deserialize, Serialize};

/// What a crew has done together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Messages finished for the first time.
    pub finished: u64,
    /// Messages finished again.
    pub repeats: u64,
}

/// Equal clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crew {
    /// Their name.
    pub name: Name,
    /// Each of them.
    pub members: Vec<Client>,
    /// What they have done.
    pub tally: Tally,
}

impl Crew {
    /// Clients that have not begun.
    #[must_use]
    pub fn new(spec: &ClientSpec, seed: u64) -> Self {
        let name = |no: u32| match spec.count {
            None => spec.name.clone(),
            Some(_) => format!("{}{no}", spec.name).into(),
        };
        let members = (1..=spec.count.unwrap_or(1)).map(|no| Client::new(name(no), seed)).collect();
        Self { name: spec.name.clone(), members, tally: Tally::default() }
    }
    /// They begin to connect.
    pub fn begin(&self, at: u32, spec: &ClientSpec, desk: &mut Desk<'_>) {
        for (nth, client) in (0..).zip(&self.members) {
            desk.wake(spec.start.0, ActorId::Client(at, nth), Wake::Poll, client.epoch());
        }
    }
    /// The member a fault means: its own name, or the crew's for the first that is up.
    #[must_use]
    pub fn find(&self, who: &str) -> Option<usize> {
        let exact = self.members.iter().position(|c| &*c.name == who);
        let up = || self.members.iter().position(|c| c.link != Link::Down);
        exact.or_else(|| (who == &*self.name).then(up).flatten())
    }
    /// A measure by name: see `world::ACTOR_METRICS`.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<u64> {
        Some(match name {
            "finished" => self.tally.finished,
            "repeats" => self.tally.repeats,
            "members" => self.members.len() as u64,
            "busy" => self.members.iter().filter(|c| c.doing != Doing::Idle).count() as u64,
            _ => return None,
        })
    }
    /// A fault strikes one of them.
    pub fn suffer(client: &mut Client, fault: &Fault, act: &mut Act<'_, '_>) {
        match fault {
            Fault::Crash { down, .. } => client.crash(*down, act),
            Fault::Slow { factor, during, .. } => client.slow(*factor, *during, act),
            _ => {}
        }
    }

    /// Their panel: one row each, then what they have done together.
    #[must_use]
    pub fn panel(&self, now: SimTime) -> Panel {
        let mut rows: Vec<Row> = self.members.iter().map(|c| row(c, now)).collect();
        let (done, twice) = (self.tally.finished, self.tally.repeats);
        let tone = if twice > 0 { Tone::Fail } else { Tone::Muted };
        let counts = vec![Cell::Text(format!("done {done}"), Tone::Muted), Cell::Text(format!("twice {twice}"), tone)];
        rows.push(Row { cells: counts });
        let each: Vec<String> = self.members.iter().map(|c| format!("{} {}", c.name, saying(c))).collect();
        let spoken = format!("Clients {}: {}. Done {done}, twice {twice}.", self.name, each.join("; "));
        Panel { role: "clients", name: self.name.clone(), badge: String::new(), rows, spoken }
    }
}

fn row(client: &Client, now: SimTime) -> Row {
    let token = |held: &super::Held| Token { sign: Sign::Flight, label: held.item.label.clone(), group: None };
    let (filled, of) = match client.doing {
        Doing::Working { since, until } => ((now - since).0, (until - since).0.max(1)),
        _ => (0, 1),
    };
    let tone = if matches!(client.link, Link::Down | Link::Stranded) { Tone::Fault } else { Tone::Plain };
    Row {
        cells: vec![
            Cell::Text(client.name.to_string(), Tone::Strong),
            Cell::Tokens(client.hands.iter().take(8).map(token).collect()),
            Cell::Bar { filled, of, tone: Tone::Flight },
            Cell::Text(saying(client), tone),
        ],
    }
}

fn saying(client: &Client) -> String {
    match (client.link, client.doing) {
        (Link::Down, _) => "crashed".into(),
        (Link::Stranded, _) => "connection lost".into(),
        (Link::Away | Link::Connecting(_) | Link::Subscribing(_), _) => "connecting".into(),
        (Link::Up, Doing::Idle) => "waiting".into(),
        (Link::Up, _) => match client.hands.len() {
            0 | 1 => "working".into(),
            more => format!("working, {} ahead", more - 1),
        },
    }
}
