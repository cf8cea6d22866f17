//! An event reaches a bus: archives keep it, every rule is matched by itself, every target of a rule that takes it gets a
//! delivery of its own.
use super::{Output, Timer};
use crate::base::time::SimTime;
use crate::sim::{
    leniency::Spared,
    services::events::model::{
        Core, Delivery, Events, Written,
        archive::Archive,
        bus::{Bus, Rule},
        event::Event,
        metrics::Meter,
    },
    trace::{Name, Phase, Weight},
    turn::{Draft, Turn},
};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// An event that arrives.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// The event.
    pub event: Arc<Event>,
    /// Its detail, taken apart.
    pub detail: Value,
    /// Who sent it.
    pub from: Name,
    /// Only these rules see it (by ARN): the filter of a replay, the one rule of a schedule.
    pub only: Option<&'a [Name]>,
}

/// Bytes a published event is billed by.
const CHUNK: u64 = 65_536;

impl Events {
    /// An event reaches a bus.
    pub(in crate::sim::services::events) fn arrive(
        &mut self,
        name: &Name,
        arrival: Arrival<'_>,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        let Self { core, buses, archives, deliveries, .. } = self;
        let Some(bus) = buses.get_mut(name) else { return };
        let Arrival { event, detail, from, only } = arrival;
        bus.tally.add(Meter::Chunks, event.size().div_ceil(CHUNK).max(1));
        let cause = out.sink.emit(turn.now, turn.cause, || Draft {
            actor: Some(from),
            item: Some(event.shown()),
            phase: Some(Phase::Visible),
            note: Some(format!("{} {}", event.source, event.kind).into()),
            weight: Weight::Step,
            ..Draft::new("events.put", name)
        });
        let turn = Turn { cause: cause.or(turn.cause), ..turn };
        let value = event.value(detail);
        keep(archives, bus, (&event, &value), turn, out);
        let taken: Vec<Name> = bus.rules.values().filter(|r| takes(r, &value, only)).map(|r| r.name.clone()).collect();
        if event.item.is_some() {
            bus.remember(event.shown(), !taken.is_empty());
        }
        if taken.is_empty() {
            out.sink.emit(turn.now, turn.cause, || Draft {
                item: Some(event.shown()),
                phase: Some(Phase::Done),
                ..Draft::new("events.unmatched", name)
            });
            return;
        }
        bus.tally.add(Meter::Matched, 1);
        let written = Written::new(&event, &value);
        for rule in taken {
            matched(core, bus, &rule, &written, deliveries, (turn, out));
        }
    }
}

/// Whether a rule takes an event.
fn takes(rule: &Rule, event: &Value, only: Option<&[Name]>) -> bool {
    let seen = only.is_none_or(|rules| rules.contains(&rule.arn));
    rule.enabled && seen && rule.pattern.as_ref().is_some_and(|pattern| pattern.matches(event))
}

/// Archives keep what passes, except what comes out of an archive.
fn keep(
    archives: &mut BTreeMap<Name, Archive>,
    bus: &Bus,
    (event, value): (&Arc<Event>, &Value),
    turn: Turn<'_>,
    out: &mut Output,
) {
    if event.replay.is_some() {
        return;
    }
    for archive in archives.values_mut().filter(|a| a.bus == bus.name) {
        archive.expire(turn.now);
        if archive.pattern.as_ref().is_none_or(|p| p.matches(value)) {
            archive.keep(turn.now + bus.settings.archive_takes, event.clone());
            out.sink.emit(turn.now, turn.cause, || Draft {
                item: Some(event.shown()),
                note: Some(archive.name.clone()),
                ..Draft::new("events.archived", &bus.name)
            });
        }
    }
}

/// A rule took an event: a delivery to each of its targets.
pub(super) fn matched(
    core: &mut Core,
    bus: &mut Bus,
    rule: &Name,
    written: &Written<'_>,
    deliveries: &mut BTreeMap<u64, Delivery>,
    (turn, out): (Turn<'_>, &mut Output),
) {
    let Bus { name, rules, tally, fates, settings, .. } = bus;
    let Some(rule) = rules.get_mut(rule) else { return };
    let cause = out.sink.emit(turn.now, turn.cause, || Draft {
        item: Some(written.event.shown()),
        amount: rule.targets.len() as u64,
        note: Some(rule.name.clone()),
        weight: Weight::Step,
        ..Draft::new("events.matched", name)
    });
    let cause = cause.or(turn.cause);
    let mut count = |meter, n| {
        tally.add(meter, n);
        rule.tally.add(meter, n);
    };
    count(Meter::Triggered, 1);
    count(Meter::Created, rule.targets.len() as u64);
    let latency = if turn.spares(Spared::Latency) { SimTime::ZERO } else { settings.latency };
    for target in &rule.targets {
        let cargo = Arc::new(target.cargo((&rule.name, &rule.arn), written));
        let copies = 1 + u32::from(core.luck.chance(settings.duplicates_per_million));
        for copy in 0..copies {
            let no = core.number();
            fates.created += 1;
            let delivery = Delivery {
                bus: name.clone(),
                rule: rule.name.clone(),
                rule_arn: rule.arn.clone(),
                target: target.clone(),
                cargo: cargo.clone(),
                came: turn.now,
                retries: 0,
                tried: false,
                dead: None,
                cause,
            };
            deliveries.insert(no, delivery);
            let late = if settings.shuffle > SimTime::ZERO { core.luck.below(settings.shuffle.0 + 1) } else { 0 };
            out.timers.push((turn.now + latency + SimTime(late), Timer::Deliver(no)));
            if copy > 0 {
                out.sink.emit(turn.now, cause, || Draft {
                    item: Some(written.event.shown()),
                    note: Some(target.id.clone()),
                    weight: Weight::Mark,
                    ..Draft::new("events.duplicate", name)
                });
            }
        }
    }
}
