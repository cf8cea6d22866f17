//! PutEvents and PutPartnerEvents.
use super::{
    Reply, Response,
    error::{Code, EventsError},
    request::{Entry, Form},
};
use crate::sim::services::events::model::{DEFAULT, Events, bus::Home, bus_name, event::Event, metrics::Meter};
use crate::sim::services::events::step::{Output, arrive::Arrival};
use crate::sim::{
    epoch,
    errand::Cargo,
    trace::{Name, Weight},
    turn::{Draft, Turn},
};
use serde_json::Value;
use std::sync::Arc;

/// Why an entry was refused.
type Refusal = (Code, Arc<str>);

/// What an entry counts as: Time 14 bytes, and everything else as it is written.
fn size(entry: &Entry) -> u64 {
    let text = |t: Option<&str>| t.map_or(0, str::len);
    let own = text(entry.source.as_deref()) + text(entry.kind.as_deref()) + text(entry.detail.as_deref());
    let rest = entry.resources.iter().map(|r| r.len()).sum::<usize>() + if entry.time.is_some() { 14 } else { 0 };
    let stands_for = entry.brought.as_ref().map_or(0, |cargo| cargo.bytes);
    stands_for.max((own + rest) as u64)
}

impl Events {
    /// PutEvents: the request as a whole may be refused, then each entry by itself.
    pub(super) fn put_events(
        &mut self,
        from: &Name,
        entries: Vec<Entry>,
        form: Form,
        turn: Turn<'_>,
        out: &mut Output,
    ) -> Reply {
        let first = entries.first().map_or_else(|| DEFAULT.into(), |e| bus_name(&e.bus));
        let home = self.buses.get(&first).map_or_else(|| Home::of(turn.region), |bus| bus.home.clone());
        let bytes: u64 = entries.iter().map(size).sum();
        let checked = self.check_request(&entries, bytes, &home, turn);
        let counted = if self.buses.contains_key(&first) { first } else { DEFAULT.into() };
        if let Some(bus) = self.buses.get_mut(&counted) {
            let tally = &mut bus.tally;
            tally.add(Meter::PutCalls, 1);
            match &checked {
                Ok(()) => {
                    tally.add(Meter::PutSuccesses, 1);
                    tally.add(Meter::PutEntries, entries.len() as u64);
                    tally.add(Meter::PutSize, bytes);
                }
                Err(e) if e.code == Code::Throttling => tally.add(Meter::PutThrottles, 1),
                Err(_) => tally.add(Meter::PutFailures, 1),
            }
        }
        checked?;
        let results: Vec<_> = entries.into_iter().map(|entry| self.put_one(from, entry, form, turn, out)).collect();
        let failed = results.iter().filter(|r| r.is_err()).count() as u64;
        if let Some(bus) = self.buses.get_mut(&counted) {
            bus.tally.add(Meter::PutFailedEntries, failed);
        }
        Ok(Response::Put(form, results))
    }

    fn check_request(&mut self, entries: &[Entry], bytes: u64, home: &Home, turn: Turn<'_>) -> Result<(), EventsError> {
        let sizes = self.core.limits.sizes;
        let count = entries.len() as u64;
        if count == 0 || count > sizes.entries {
            let bound = if count == 0 {
                "greater than or equal to 1".into()
            } else {
                format!("less than or equal to {}", sizes.entries)
            };
            return Err(EventsError::validation(format!(
                "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length {bound}"
            )));
        }
        if bytes > sizes.request {
            return Err(EventsError::validation("Total size of the entries in the request is over the limit."));
        }
        if !self.core.put_allowed(home, turn.now) {
            return Err(EventsError::new(Code::Throttling, "Rate exceeded"));
        }
        Ok(())
    }

    /// One entry: its id, or why not. To a bus that does not exist it is accepted and dropped.
    fn put_one(
        &mut self,
        from: &Name,
        entry: Entry,
        form: Form,
        turn: Turn<'_>,
        out: &mut Output,
    ) -> Result<Name, Refusal> {
        let name = bus_name(&entry.bus);
        let detail = match check_entry(&entry, form) {
            Ok(detail) => detail,
            Err(refusal) => {
                out.sink.emit(turn.now, turn.cause, || Draft {
                    actor: Some(from.clone()),
                    item: entry.item.clone(),
                    note: Some(refusal.0.name().into()),
                    weight: Weight::Mark,
                    ..Draft::new("events.refused", &name)
                });
                return Err(refusal);
            }
        };
        let Some(bus) = self.buses.get(&name) else {
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                item: entry.item.clone(),
                phase: Some(crate::sim::trace::Phase::Lost),
                weight: Weight::Alarm,
                ..Draft::new("events.dropped", &name)
            });
            return Ok(self.core.identity());
        };
        let home = bus.home.clone();
        let event = Arc::new(self.event(entry, &home, turn));
        let id = event.id.clone();
        self.arrive(&name, Arrival { event, detail, from: from.clone(), only: None }, turn, out);
        Ok(id)
    }

    /// The event of an entry; one that comes from another bus keeps its envelope.
    fn event(&mut self, entry: Entry, home: &Home, turn: Turn<'_>) -> Event {
        let brought = entry.brought.unwrap_or_default();
        let said = |name: &str| brought.attributes.get(name).map(|a| a.value.clone());
        let resources = said("resources").and_then(|text| serde_json::from_str::<Vec<Name>>(&text).ok());
        Event {
            id: said("id").unwrap_or_else(|| self.core.identity()),
            kind: entry.kind.unwrap_or_default(),
            source: entry.source.unwrap_or_default(),
            account: said("account").unwrap_or_else(|| home.account.clone()),
            region: said("region").unwrap_or_else(|| home.region.clone()),
            time: said("time")
                .and_then(|t| epoch::parse(&t))
                .or(entry.time)
                .unwrap_or_else(|| epoch::epoch_secs(turn.now)),
            resources: resources.unwrap_or(entry.resources),
            detail: entry.detail.unwrap_or_default(),
            replay: said("replay-name"),
            forwarded: brought.attributes.contains_key("id"),
            ingested: turn.now,
            item: entry.item,
            items: brought.items.clone(),
            bytes: brought.bytes,
        }
    }

    /// PutPartnerEvents: to the bus of each entry's source; refused where nobody has made that bus.
    pub(super) fn put_partner_events(
        &mut self,
        from: &Name,
        entries: Vec<Entry>,
        turn: Turn<'_>,
        out: &mut Output,
    ) -> Reply {
        let home = Home::of(turn.region);
        let bytes: u64 = entries.iter().map(size).sum();
        self.check_request(&entries, bytes, &home, turn)?;
        let mut results = vec![];
        for mut entry in entries {
            let source = entry.source.clone().unwrap_or_default();
            let Some(partner) = self.outside.partners.get(&source) else {
                results.push(Err((Code::InvalidArgument, "Source is not a partner event source.".into())));
                continue;
            };
            // Until somebody accepts a source, and while it is switched off, its events are taken and gone.
            if !partner.active && self.buses.contains_key(&source) {
                results.push(Ok(self.core.identity()));
                continue;
            }
            entry.bus = source;
            results.push(self.put_one(from, entry, Form::Many, turn, out));
        }
        Ok(Response::Put(Form::Call, results))
    }
}

/// The entry's detail, taken apart.
fn check_entry(entry: &Entry, form: Form) -> Result<Value, Refusal> {
    let needed = |name: &str, value: Option<&str>| match value {
        Some(text) if !text.is_empty() => Ok(()),
        _ => {
            let message = format!("Parameter {name} is not valid. Reason: {name} is a required argument.");
            Err((Code::InvalidArgument, message.into()))
        }
    };
    needed("Source", entry.source.as_deref())?;
    needed("DetailType", entry.kind.as_deref())?;
    needed("Detail", entry.detail.as_deref())?;
    let own = entry.source.as_deref().is_some_and(|s| s.starts_with("aws.") && !s.starts_with("aws.partner/"));
    if own && form == Form::Call {
        return Err((Code::NotAuthorizedForSource, "Not authorized for the source.".into()));
    }
    let detail: Option<Value> = serde_json::from_str(entry.detail.as_deref().unwrap_or("")).ok();
    detail.filter(Value::is_object).ok_or_else(|| (Code::MalformedDetail, "Detail is malformed.".into()))
}

/// An entry of an errand: detail, source and detail-type of what it carries.
pub(super) fn entry(bus: Name, cargo: &Arc<Cargo>) -> Entry {
    let bare = cargo.subject.is_none() && cargo.kind.is_none();
    let or = |said: &Option<Name>, default: &str| said.clone().or_else(|| bare.then(|| default.into()));
    let extra = !cargo.attributes.is_empty() || !cargo.items.is_empty() || cargo.bytes > 0;
    Entry {
        bus,
        source: or(&cargo.subject, "app"),
        kind: or(&cargo.kind, "message"),
        detail: Some(cargo.body.clone()),
        resources: vec![],
        time: None,
        item: cargo.item.clone(),
        brought: extra.then(|| cargo.clone()),
    }
}
