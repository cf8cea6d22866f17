//! The view by group: who is locked, who is free, what was delivered and what was dropped.
use super::{TOKENS, View, row, text};
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};
use crate::sim::services::sqs::model::{groups::Group, message::Message};
use crate::sim::trace::Item;
use std::collections::VecDeque;
use std::sync::Arc;

impl View<'_> {
    /// Role `groups`.
    pub(super) fn groups(&self) -> Panel {
        let fifo = self.queue.config.fifo;
        let mut rows: Vec<Row> = if fifo {
            self.queue.shown.groups.iter().map(|name| self.group(name)).collect()
        } else {
            vec![
                self.list("waiting", self.visible(TOKENS), Sign::Visible),
                self.list("in flight", self.flying(), Sign::Flight),
            ]
        };
        rows.push(self.items("delivered", &self.queue.shown.done, Sign::Done));
        rows.push(self.items("dropped", &self.queue.shown.dropped, Sign::Duplicate));
        let locked = self.queue.groups.locked();
        let lock = if fifo { format!(", {locked} groups locked") } else { String::new() };
        let spoken = format!("Queue {}: {}{lock}.", self.queue.config.name, self.counts());
        self.panel("groups", rows, spoken)
    }

    /// `group A   ●A3   locked   A2 is in flight`.
    fn group(&self, name: &Arc<str>) -> Row {
        let head = text(format!("group {name}"), Tone::Muted);
        let Some((no, group)) = self.queue.groups.named(name) else {
            return row(vec![head, text("empty", Tone::Muted), text("free", Tone::Done)]);
        };
        let flying = self.flying_of(no, group);
        let waiting: Vec<&Message> =
            group.waiting.iter().take(TOKENS).filter_map(|&(_, slot)| self.queue.messages.get(slot)).collect();
        let sign = if group.flight > 0 { Sign::Locked } else { Sign::Visible };
        let shown: Vec<Token> = match (waiting.is_empty(), flying.is_empty()) {
            (false, _) => waiting.iter().map(|m| self.token(m, sign)).collect(),
            (true, false) => flying.iter().map(|m| self.token(m, Sign::Flight)).collect(),
            (true, true) => vec![],
        };
        let tokens = if shown.is_empty() { text("delayed", Tone::Muted) } else { Cell::Tokens(shown) };
        if group.flight == 0 {
            return row(vec![head, tokens, text("free", Tone::Done)]);
        }
        let names: Vec<String> = flying.iter().map(|m| super::label(m).to_string()).collect();
        let verb = if group.flight == 1 { "is" } else { "are" };
        let who = if names.is_empty() { group.flight.to_string() } else { names.join(" ") };
        let why = format!("{who} {verb} in flight");
        row(vec![head, tokens, text("locked", Tone::Flight), text(why, Tone::Muted)])
    }

    /// A group's messages in flight, in order; none where too many are in flight to look through.
    fn flying_of(&self, no: u32, group: &Group) -> Vec<&Message> {
        if group.flight == 0 || self.queue.due.hidden.len() > 1_000 {
            return vec![];
        }
        let all = self.queue.due.hidden.iter().filter_map(|&(_, slot)| self.queue.messages.get(slot));
        let mut mine: Vec<&Message> = all.filter(|m| m.group == no).collect();
        mine.sort_by_key(|m| m.seq);
        mine.truncate(TOKENS);
        mine
    }

    fn list(&self, head: &str, messages: Vec<&Message>, sign: Sign) -> Row {
        let tokens: Vec<Token> = messages.into_iter().map(|m| self.token(m, sign)).collect();
        named(head, tokens)
    }

    fn items(&self, head: &str, items: &VecDeque<Item>, sign: Sign) -> Row {
        named(head, items.iter().map(|item| self.item_token(item, sign)).collect())
    }
}

fn named(head: &str, tokens: Vec<Token>) -> Row {
    let what = if tokens.is_empty() { text("nothing", Tone::Muted) } else { Cell::Tokens(tokens) };
    row(vec![text(head, Tone::Muted), what])
}
