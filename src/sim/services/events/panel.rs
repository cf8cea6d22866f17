//! What a learner sees of the buses: role `bus` with the last events and what became of deliveries, role `rules` with a row
//! per rule, and role `archive` with what each archive keeps.
use super::model::{
    Events,
    archive::Archive,
    bus::{Bus, Rule},
    metrics::Meter,
};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};
use crate::sim::{arn, trace::Item};

/// Deliveries that wait for another attempt, shown one by one.
const ROWS: usize = 4;

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells }
}

fn token(item: &Item, sign: Sign) -> Token {
    Token { sign, label: item.label.clone(), group: None }
}

fn sign(sign: Sign) -> Cell {
    Cell::Tokens(vec![Token { sign, label: "".into(), group: None }])
}

impl Events {
    /// Every view: the default bus only where anything happens there.
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        let shown = |bus: &&Bus| {
            !bus.rules.is_empty() || &*bus.name != super::model::DEFAULT || bus.tally.of(Meter::PutCalls) > 0
        };
        let mut all = vec![];
        for bus in self.buses.values().filter(shown) {
            all.push(self.bus_panel(bus, now));
            all.push(rules_panel(bus));
        }
        all.extend(self.archives.values().map(|a| archive_panel(a, now)));
        all
    }

    fn bus_panel(&self, bus: &Bus, now: SimTime) -> Panel {
        let count = |meter| bus.tally.of(meter);
        let mut rows = vec![];
        let seen = bus.recent.iter().rev();
        let tokens: Vec<Token> =
            seen.map(|(item, taken)| token(item, if *taken { Sign::Visible } else { Sign::Empty })).collect();
        let arrived = count(Meter::PutEntries) - count(Meter::PutFailedEntries);
        rows.push(row(vec![Cell::Tokens(tokens), text(format!("events {arrived}"), Tone::Visible)]));
        let fates = bus.fates;
        let waiting = self.deliveries.values().filter(|d| d.bus == bus.name);
        let live = waiting.clone().count();
        rows.push(row(vec![sign(Sign::Flight), text(format!("on the way {live}"), Tone::Flight)]));
        for delivery in waiting.filter(|d| d.retries > 0).take(ROWS) {
            let target = arn::parse(&delivery.target.arn).map_or("", |place| place.name).to_string();
            let mut cells = vec![sign(Sign::Failed), text(target, Tone::Strong)];
            if let Some(item) = &delivery.cargo.item {
                cells.push(Cell::Tokens(vec![token(item, Sign::Flight)]));
            }
            let (age, most) = (now.since(delivery.came), delivery.target.retry.age);
            cells.push(Cell::Bar {
                filled: age.as_millis().min(most.as_millis()),
                of: most.as_millis().max(1),
                tone: Tone::Fail,
            });
            cells.push(text(format!("retry {} of {}", delivery.retries, delivery.target.retry.attempts), Tone::Fail));
            rows.push(row(cells));
        }
        let mut done = vec![sign(Sign::Done), text(format!("delivered {}", fates.delivered), Tone::Done)];
        if fates.dead > 0 {
            done.extend([sign(Sign::Dead), text(format!("dead letters {}", fates.dead), Tone::Fail)]);
        }
        if fates.lost > 0 {
            done.extend([sign(Sign::RanOut), text(format!("lost {}", fates.lost), Tone::Fail)]);
        }
        rows.push(row(done));
        let refused = count(Meter::PutFailedEntries) + count(Meter::PutThrottles) + count(Meter::PutFailures);
        if refused > 0 {
            rows.push(row(vec![sign(Sign::Refused), text(format!("refused {refused}"), Tone::Fail)]));
        }
        let spoken = format!(
            "Event bus {}: {arrived} events, {} matched, {live} deliveries on the way, {} delivered, {} dead letters, {} lost.",
            bus.name,
            count(Meter::Matched),
            fates.delivered,
            fates.dead,
            fates.lost
        );
        let badge = match (&bus.source, &*bus.name) {
            (Some(_), _) => "partner",
            (None, super::model::DEFAULT) => "default",
            _ => "custom",
        };
        Panel { role: "bus", name: bus.name.clone(), badge: badge.into(), rows, spoken }
    }
}

fn rules_panel(bus: &Bus) -> Panel {
    let rows = bus.rules.values().map(rule_row).collect();
    let words = |rule: &Rule| format!("{} took {}", rule.name, rule.tally.of(Meter::Triggered));
    let list: Vec<String> = bus.rules.values().map(words).collect();
    let spoken = if list.is_empty() {
        format!("Event bus {} has no rules.", bus.name)
    } else {
        format!("Rules of {}: {}.", bus.name, list.join(", "))
    };
    Panel { role: "rules", name: bus.name.clone(), badge: "rules".into(), rows, spoken }
}

fn rule_row(rule: &Rule) -> Row {
    let targets: Vec<&str> = rule.targets.iter().map(|t| arn::parse(&t.arn).map_or("?", |place| place.name)).collect();
    let took = rule.tally.of(Meter::Triggered);
    let state = if rule.enabled { Sign::Working } else { Sign::Locked };
    let mut cells = vec![
        sign(state),
        text(rule.name.to_string(), if rule.enabled { Tone::Strong } else { Tone::Muted }),
        text(format!("took {took}"), Tone::Visible),
        text(format!("to {}", if targets.is_empty() { "nobody".into() } else { targets.join(" ") }), Tone::Plain),
    ];
    let failed = rule.tally.of(Meter::Failed);
    if failed > 0 {
        cells.push(text(format!("failed {failed}"), Tone::Fail));
    }
    if let Some(table) = &rule.schedule {
        cells.push(text(table.text.to_string(), Tone::Muted));
    }
    row(cells)
}

fn archive_panel(archive: &Archive, now: SimTime) -> Panel {
    let held = archive.held(now);
    let kept = if archive.retention == 0 { "for ever".to_string() } else { format!("for {} d", archive.retention) };
    let last = archive.events.iter().rev().take(8).map(|(_, e)| token(&e.shown(), Sign::Visible)).collect();
    let rows = vec![row(vec![Cell::Tokens(last), text(format!("kept {held} {kept}"), Tone::Plain)])];
    let spoken = format!("Archive {} of bus {}: {held} events, kept {kept}.", archive.name, archive.bus);
    Panel { role: "archive", name: archive.name.clone(), badge: "archive".into(), rows, spoken }
}
