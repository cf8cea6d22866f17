//! The main view: what waits, what is hidden and for how long, what is done.
use super::{ROWS, View, row, span, text};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};
use crate::sim::services::sqs::model::message::{Flight, Message};

impl View<'_> {
    /// Role `queue`.
    pub(super) fn main(&self) -> Panel {
        let counts = &self.queue.counts;
        let sign = if self.sources.is_empty() { Sign::Visible } else { Sign::Dead };
        let mut rows = vec![self.waiting_row(sign)];
        if let Some(&(until, _)) = self.queue.due.delayed.first() {
            let words = format!("delayed {}, next in {}", counts.delayed, span(until - self.now));
            rows.push(row(vec![text(words, Tone::Muted)]));
        }
        if counts.in_flight > 0 {
            rows.push(row(vec![text("in flight", Tone::Muted)]));
            rows.extend(self.flying().into_iter().filter_map(|m| self.hidden(m)));
            let more = counts.in_flight.saturating_sub(ROWS as u64);
            if more > 0 {
                rows.push(row(vec![text(format!("and {more} more in flight"), Tone::Muted)]));
            }
        }
        rows.extend(self.waits());
        rows.push(self.done());
        let spoken = format!("Queue {}: {}, {} deleted.", self.queue.config.name, self.counts(), counts.deleted);
        self.panel("queue", rows, spoken)
    }

    fn hidden(&self, message: &Message) -> Option<Row> {
        let flight = message.flight()?;
        let left = flight.until - self.now;
        let lost = message.payload.item.as_ref().is_some_and(|item| (self.orphaned)(&flight.holder, item));
        let mut cells = vec![
            Cell::Tokens(vec![self.token(message, Sign::Flight)]),
            text(flight.holder.to_string(), Tone::Strong),
            remaining(flight, left, lost),
        ];
        let words = format!("hidden {}", span(left));
        if lost {
            cells.push(text(words + ", nobody works on it", Tone::Fault));
        } else {
            cells.push(text(words, Tone::Plain));
        }
        if flight.extended > 0 {
            cells.push(text(format!("+ {}", flight.extended), Tone::Muted));
        }
        Some(row(cells))
    }

    /// Long polls that wait.
    fn waits(&self) -> Option<Row> {
        let waiters = &self.queue.polls.waiters;
        let names: Vec<&str> = waiters.values().take(4).map(|w| &*w.from).collect();
        let words = format!("open long polls {}: {}", waiters.len(), names.join(" "));
        let token = Token { sign: Sign::Waiting, label: "".into(), group: None };
        (!names.is_empty()).then(|| row(vec![Cell::Tokens(vec![token]), text(words, Tone::Muted)]))
    }

    fn done(&self) -> Row {
        let counts = &self.queue.counts;
        let token = Token { sign: Sign::Done, label: "".into(), group: None };
        let mut cells = vec![Cell::Tokens(vec![token]), text(format!("deleted {}", counts.deleted), Tone::Done)];
        if counts.expired > 0 {
            cells.push(text(format!("expired {}", counts.expired), Tone::Fail));
        }
        if counts.dead_lettered > 0 {
            cells.push(text(format!("dead letters {}", counts.dead_lettered), Tone::Fail));
        }
        if let Some((sent, _)) = self.queue.due.ages.oldest() {
            cells.push(text(format!("oldest {}", span(self.now - sent)), Tone::Muted));
        }
        row(cells)
    }
}

/// The hidden time that is left, of the time last set.
fn remaining(flight: &Flight, left: SimTime, lost: bool) -> Cell {
    let tone = if lost { Tone::Fault } else { Tone::Flight };
    Cell::Bar { filled: left.as_millis(), of: (flight.until - flight.set).as_millis().max(1), tone }
}
