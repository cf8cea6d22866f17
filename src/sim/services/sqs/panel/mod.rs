//! What a learner sees of the queues. Every queue has several views, told apart by `role`; a lab chooses among them:
//!
//! | role | shows |
//! |---|---|
//! | `queue` | visible, delayed and in-flight messages, with the time each stays hidden |
//! | `hosts` | the servers: which the last poll asked, where messages lie, what the polls found |
//! | `groups` | FIFO: a row per message group, locked or free; standard: waiting and in flight; then delivered and dropped |
//! | `receives` | where there is a redrive policy: how many receives each message has used |
//! | `dead` | a dead-letter queue: each dead letter, when it was sent and when it expires |
mod dead;
mod groups;
mod hosts;
mod queue;

use super::model::{Sqs, message::Message, queue::Queue};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};
use crate::sim::trace::{Item, Name};
use std::sync::Arc;

/// Messages shown one by one in a row.
const TOKENS: usize = 8;
/// Messages in flight shown with a row of their own.
const ROWS: usize = 8;

/// What a view may ask.
struct View<'a> {
    queue: &'a Queue,
    now: SimTime,
    /// Whether nobody works on a message any more, although somebody holds it.
    orphaned: &'a dyn Fn(&Name, &Item) -> bool,
    /// The queues whose dead letters come here.
    sources: Vec<Name>,
}

impl Sqs {
    /// Every view of every queue, told apart by `role`.
    #[must_use]
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        self.panels_knowing(now, &|_, _| false)
    }

    /// The same, by somebody who knows who works on what: `orphaned` says whether this holder has lost or forgotten this message.
    #[must_use]
    pub fn panels_knowing(&self, now: SimTime, orphaned: &dyn Fn(&Name, &Item) -> bool) -> Vec<Panel> {
        let views = |queue| {
            let view = View { queue, now, orphaned, sources: self.sources(&queue.config.name) };
            let mut out = vec![view.main(), view.hosts(), view.groups()];
            out.extend(view.receives());
            out.extend(view.dead());
            out
        };
        self.queues.values().flat_map(views).collect()
    }
}

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells }
}

/// A span in at most two units, rounded down: `16 s`, `5 min`, `3 d 14 h`; under a second in tenths.
fn span(time: SimTime) -> String {
    let s = time.as_secs();
    let two =
        |a: u64, ua: &str, b: u64, ub: &str| if b == 0 { format!("{a} {ua}") } else { format!("{a} {ua} {b} {ub}") };
    match s {
        0 => format!("0.{} s", time.as_millis() / 100),
        1..=120 => format!("{s} s"),
        121..=3_599 => two(s / 60, "min", s % 60, "s"),
        3_600..=86_399 => two(s / 3_600, "h", s / 60 % 60, "min"),
        _ => two(s / 86_400, "d", s / 3_600 % 24, "h"),
    }
}

/// How a message is written: its label without the `m` of `m3`, else its number.
fn label(message: &Message) -> Arc<str> {
    let Some(item) = &message.payload.item else { return message.no.to_string().into() };
    short(item)
}

fn short(item: &Item) -> Arc<str> {
    match item.label.strip_prefix('m') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.into(),
        _ => item.label.clone(),
    }
}

impl View<'_> {
    fn panel(&self, role: &'static str, rows: Vec<Row>, spoken: String) -> Panel {
        let badge = if self.queue.config.fifo { "fifo" } else { "standard" };
        Panel { role, name: self.queue.config.name.clone(), badge: badge.into(), rows, spoken }
    }
    fn place_of(&self, group: Option<&Arc<str>>) -> Option<usize> {
        let group = group?;
        self.queue.shown.groups.iter().position(|g| g == group)
    }
    fn token(&self, message: &Message, sign: Sign) -> Token {
        Token { sign, label: label(message), group: self.place_of(message.payload.group_id.as_ref()) }
    }
    fn item_token(&self, item: &Item, sign: Sign) -> Token {
        Token { sign, label: short(item), group: self.place_of(item.group.as_ref()) }
    }
    /// The first visible messages, the next one to be received first.
    fn visible(&self, most: usize) -> Vec<&Message> {
        let queue = self.queue;
        let slots = if queue.config.fifo {
            let mut all: Vec<(u64, u32)> =
                queue.groups.iter().flat_map(|(_, g)| g.waiting.iter().take(most).copied()).collect();
            all.sort_unstable();
            all.into_iter().take(most).map(|(_, slot)| slot).collect()
        } else {
            queue.ready.peek(most)
        };
        slots.into_iter().filter_map(|slot| queue.messages.get(slot)).collect()
    }
    /// Messages in flight, those that return soonest, in the order of sending.
    fn flying(&self) -> Vec<&Message> {
        let soonest = self.queue.due.hidden.iter().take(ROWS);
        let mut all: Vec<&Message> = soonest.filter_map(|&(_, slot)| self.queue.messages.get(slot)).collect();
        all.sort_by_key(|m| (m.seq, m.no));
        all
    }
    /// Visible messages as signs, the next one rightmost, as they leave the queue to the right.
    fn waiting_row(&self, sign: Sign) -> Row {
        let visible = self.visible(TOKENS);
        let tokens = visible.iter().rev().map(|m| self.token(m, sign)).collect();
        let count = text(format!("visible {}", self.queue.counts.ready), Tone::Visible);
        row(vec![Cell::Tokens(tokens), count])
    }
    fn counts(&self) -> String {
        let c = &self.queue.counts;
        let delayed = if c.delayed > 0 { format!(", {} delayed", c.delayed) } else { String::new() };
        format!("{} visible, {} in flight{delayed}", c.ready, c.in_flight)
    }
}
