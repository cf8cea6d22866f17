//! Dead letters seen from both sides: receives used at the source, time left in the dead-letter queue.
use super::{ROWS, View, row, span, text};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Tone};
use crate::sim::services::sqs::model::message::Message;

impl View<'_> {
    /// Role `receives`, where there is a redrive policy.
    pub(super) fn receives(&self) -> Option<Panel> {
        let max = self.queue.config.acting.redrive.as_ref()?.max.max(1);
        let counts = &self.queue.counts;
        let mut rows = vec![self.waiting_row(Sign::Visible)];
        let tried = self.visible(ROWS).into_iter().filter(|m| m.here > 0);
        let all = self.flying().into_iter().map(|m| (m, Sign::Flight)).chain(tried.map(|m| (m, Sign::RanOut)));
        rows.extend(all.take(ROWS).map(|(m, sign)| self.used(m, sign, max)));
        let words = format!("deleted {}", counts.deleted);
        rows.push(row(vec![
            text(words, Tone::Done),
            text(format!("dead letters {}", counts.dead_lettered), Tone::Fail),
        ]));
        let spoken = format!(
            "Queue {}: {}, {} sent on as dead letters; at most {max} receives.",
            self.queue.config.name,
            self.counts(),
            counts.dead_lettered
        );
        Some(self.panel("receives", rows, spoken))
    }

    fn used(&self, message: &Message, sign: Sign, max: u32) -> Row {
        let here = u64::from(message.here);
        let tone = if message.here >= max { Tone::Fail } else { Tone::Flight };
        row(vec![
            Cell::Tokens(vec![self.token(message, sign)]),
            text("receive", Tone::Muted),
            Cell::Bar { filled: here.min(u64::from(max)), of: u64::from(max), tone },
            text(format!("{here} of {max}"), tone),
        ])
    }

    /// Role `dead`, where dead letters arrive.
    pub(super) fn dead(&self) -> Option<Panel> {
        if self.sources.is_empty() {
            return None;
        }
        let letters = self.visible(ROWS);
        let mut rows: Vec<Row> = letters.iter().flat_map(|m| self.letter(m)).collect();
        if rows.is_empty() {
            rows.push(row(vec![text("empty", Tone::Muted)]));
        }
        let more = self.queue.counts.ready.saturating_sub(ROWS as u64);
        if more > 0 {
            rows.push(row(vec![text(format!("and {more} more"), Tone::Muted)]));
        }
        let names: Vec<&str> = self.sources.iter().map(|n| &**n).collect();
        let spoken =
            format!("Dead-letter queue {} of {}: {}.", self.queue.config.name, names.join(", "), self.counts());
        Some(self.panel("dead", rows, spoken))
    }

    /// `†2   sent 3 d 14 h ago`, and below it when it expires.
    fn letter(&self, message: &Message) -> Vec<Row> {
        let retention = SimTime::from_secs(self.queue.config.acting.retention);
        let left = (message.sent + retention) - self.now;
        let age = format!("sent {} ago", span(self.now - message.sent));
        let fresh = retention == left;
        let whole = if fresh { String::new() } else { format!("  not in {}", span(retention)) };
        vec![
            row(vec![Cell::Tokens(vec![self.token(message, Sign::Dead)]), text(age, Tone::Plain)]),
            row(vec![text(format!("expires in {}{whole}", span(left)), Tone::Muted)]),
        ]
    }
}
