//! What a learner sees: a `function` panel per function, and a `mapping` panel per event source mapping.
//!
//! | role | shows |
//! |---|---|
//! | `function` | environments busy and warm, the items at work, concurrency against its limit, errors and throttles, Lambda's queue |
//! | `mapping` | the state, pollers or shards, batches under way, what came, was done, came back, was dropped |
use super::model::{
    Lambda,
    envs::Env,
    function::Function,
    mapping::{Mapping, Work},
    poller::At,
    run::{Entry, Run},
};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};
use crate::sim::trace::Item;
use std::sync::Arc;

/// Invocations shown with a row of their own.
const ROWS: usize = 6;
/// Items shown in one row.
const TOKENS: usize = 10;

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells }
}

/// How an item is written: its label without the `m` of `m3`.
fn label(item: &Item) -> Arc<str> {
    match item.label.strip_prefix('m') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.into(),
        _ => item.label.clone(),
    }
}

fn tokens<'a>(entries: impl Iterator<Item = &'a Entry>, sign: Sign) -> Cell {
    let items = entries.flat_map(Entry::items).take(TOKENS);
    Cell::Tokens(items.map(|i| Token { sign, label: label(i), group: None }).collect())
}

impl Lambda {
    /// Every function with its mappings.
    #[must_use]
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        let mut out = vec![];
        for f in self.functions.values() {
            out.push(self.function_view(f, now));
            let mine = self.mappings.values().filter(|m| m.function == f.config.name);
            out.extend(mine.map(|m| mapping_view(m, now)));
        }
        out
    }

    fn function_view(&self, f: &Function, now: SimTime) -> Panel {
        let t = &f.tally;
        let running: Vec<&Run> = self.runs.values().filter(|r| r.function == f.config.name).take(ROWS).collect();
        let limit = f.config.reserved.unwrap_or(self.core.limits.functions.concurrency);
        let busy = f.envs.running();
        let mut rows = vec![row(vec![
            Cell::Bar { filled: busy.into(), of: u64::from(limit).max(1), tone: Tone::Flight },
            text(format!("busy {busy} of {limit}"), Tone::Flight),
            text(format!("warm {}", f.envs.warm(now)), Tone::Muted),
        ])];
        rows.extend(running.iter().map(|r| run_row(r, now)));
        if busy as usize > running.len() {
            rows.push(row(vec![text(format!("and {} more", busy as usize - running.len()), Tone::Muted)]));
        }
        if let Some(p) = f.envs.provisioned {
            let words =
                format!("provisioned {} of {} ready, {} busy", f.envs.ready(now), p.count, f.envs.provisioned_busy);
            rows.push(row(vec![text(words, Tone::Strong)]));
        }
        let mut counts =
            vec![text(format!("runs {}", t.invocations), Tone::Done), text(format!("cold {}", t.cold), Tone::Muted)];
        for (word, count) in [("errors", t.errors), ("throttles", t.throttles), ("repeats", t.repeats)] {
            if count > 0 {
                counts.push(text(format!("{word} {count}"), Tone::Fail));
            }
        }
        rows.push(row(counts));
        if t.later.received > 0 {
            rows.push(self.queue_row(f));
        }
        let badge = f.config.reserved.map_or(String::new(), |n| format!("reserved {n}"));
        let spoken = format!(
            "Function {}: {busy} of {limit} busy, {} warm, {} errors, {} throttles.",
            f.config.name,
            f.envs.warm(now),
            t.errors,
            t.throttles
        );
        Panel { role: "function", name: f.config.name.clone(), badge, rows, spoken }
    }

    /// Lambda's own queue for asynchronous events.
    fn queue_row(&self, f: &Function) -> Row {
        let t = &f.tally.later;
        let waiting = self.events.values().filter(|e| e.function == f.config.name && !e.running);
        let items = waiting.filter_map(|e| e.cargo.item.as_ref()).take(TOKENS);
        let tokens = items.map(|i| Token { sign: Sign::Visible, label: label(i), group: None }).collect();
        let mut cells = vec![Cell::Tokens(tokens), text(format!("own queue {}", t.open), Tone::Visible)];
        if t.dropped > 0 {
            cells.push(text(format!("dropped {}", t.dropped), Tone::Fail));
        }
        row(cells)
    }
}

fn run_row(run: &Run, now: SimTime) -> Row {
    let cold = matches!(run.env, Env::Cold(_)) && now < run.started;
    let word = match run.env {
        _ if cold => "starting cold",
        Env::Provisioned => "provisioned",
        Env::Cold(_) | Env::Warm(_) => "working",
    };
    let whole = run.deadline.since(run.started).as_millis().max(1);
    let used = now.since(run.started).as_millis().min(whole);
    row(vec![
        tokens(run.entries.iter(), if cold { Sign::Locked } else { Sign::Working }),
        Cell::Bar { filled: used, of: whole, tone: Tone::Flight },
        text(word, if cold { Tone::Fault } else { Tone::Plain }),
    ])
}

fn mapping_view(m: &Mapping, now: SimTime) -> Panel {
    let t = &m.tally;
    let mut rows = vec![];
    match &m.work {
        Work::Pollers(all) => {
            let polling = all.list.iter().filter(|p| matches!(p.at, At::Polling(_))).count();
            let throttled = all.list.iter().filter(|p| matches!(p.at, At::Throttled(_))).count();
            let mut cells = vec![
                text(format!("pollers {}", all.target), Tone::Strong),
                text(format!("polling {polling}"), Tone::Muted),
                text(format!("batches {}", m.running()), Tone::Flight),
            ];
            if throttled > 0 {
                cells.push(text(format!("throttled {throttled}"), Tone::Fail));
            }
            rows.push(row(cells));
            let held = all.list.iter().flat_map(|p| &p.held);
            if all.list.iter().any(|p| !p.held.is_empty()) {
                rows.push(row(vec![tokens(held, Sign::Locked), text("gathered", Tone::Visible)]));
            }
        }
        Work::Readers(all) => {
            for shard in all.shards.iter().take(ROWS) {
                let blocked = shard.lanes.iter().filter(|l| l.until.is_some_and(|u| u > now)).count();
                let entries =
                    shard.lanes.iter().flat_map(|l| l.parts.iter().flat_map(|p| &p.entries).chain(&l.waiting));
                let mut cells = vec![
                    text(shard.id.trim_start_matches("shardId-").trim_start_matches('0'), Tone::Strong),
                    tokens(entries, if blocked > 0 { Sign::Failed } else { Sign::Visible }),
                    text(format!("behind {}", shard.backlog()), Tone::Visible),
                ];
                if blocked > 0 {
                    cells.push(text(format!("blocked {blocked}"), Tone::Fail));
                }
                rows.push(row(cells));
            }
        }
    }
    let mut counts = vec![text(format!("done {}", t.done), Tone::Done)];
    for (word, count) in [("returned", t.returned), ("dropped", t.dropped), ("filtered", t.filtered)] {
        if count > 0 {
            counts.push(text(format!("{word} {count}"), Tone::Fail));
        }
    }
    rows.push(row(counts));
    let spoken = format!(
        "Mapping from {} to {}: {}, {} batches under way, {} done, {} returned.",
        m.source_name,
        m.function,
        m.state.name(),
        m.running(),
        t.done,
        t.returned
    );
    let name = format!("{} > {}", m.source_name, m.function).into();
    Panel { role: "mapping", name, badge: m.state.name().into(), rows, spoken }
}
