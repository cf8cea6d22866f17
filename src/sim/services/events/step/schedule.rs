//! Rules that come by the calendar: on the default bus only, in UTC.
use super::{Output, Timer, arrive::matched};
use crate::sim::{
    epoch,
    schedule::Zone,
    services::events::model::{DEFAULT, Events, Written, bus::Rule, event::Event, metrics::Meter},
    trace::Weight,
    turn::{Draft, Turn},
};
use serde_json::json;
use std::sync::Arc;

/// Sets the timer of a rule's next moment, where it has one.
pub fn arm(rule: &Rule, turn: Turn<'_>, out: &mut Output) {
    let Some(table) = rule.schedule.as_ref().filter(|_| rule.enabled) else { return };
    let next = table.schedule.next(epoch::epoch_secs(turn.now), table.begun, Zone::default());
    if let Some(at) = next.and_then(epoch::moment) {
        out.timers.push((at.max(turn.now), Timer::Schedule(rule.no, rule.epoch)));
    }
}

impl Events {
    /// A rule's moment has come: its targets get a `Scheduled Event`, and the next moment is set.
    pub(super) fn fire(&mut self, no: u64, epoch_no: u32, turn: Turn<'_>, out: &mut Output) {
        let id = self.core.identity();
        let Self { core, buses, deliveries, .. } = self;
        let Some(bus) = buses.get_mut(DEFAULT) else { return };
        let found = bus.rules.values().find(|r| r.no == no && r.epoch == epoch_no && r.enabled);
        let Some((name, arn)) = found.map(|r| (r.name.clone(), r.arn.clone())) else { return };
        let event = Arc::new(Event {
            id,
            kind: "Scheduled Event".into(),
            source: "aws.events".into(),
            account: bus.home.account.clone(),
            region: bus.home.region.clone(),
            time: epoch::epoch_secs(turn.now),
            resources: vec![arn],
            detail: "{}".into(),
            replay: None,
            forwarded: false,
            ingested: turn.now,
            item: None,
            items: vec![],
            bytes: 0,
        });
        let cause = out.sink.emit(turn.now, None, || Draft {
            note: Some(name.clone()),
            weight: Weight::Step,
            ..Draft::new("events.schedule", &bus.name)
        });
        bus.tally.add(Meter::Matched, 1);
        let value = event.value(json!({}));
        let written = Written::new(&event, &value);
        matched(core, bus, &name, &written, deliveries, (Turn { cause, ..turn }, out));
        if let Some(rule) = bus.rules.get(&name) {
            arm(rule, turn, out);
        }
    }
}
