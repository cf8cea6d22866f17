//! Replays.
use super::{
    Reply, Response, bad_name,
    error::{Code, EventsError},
    page,
    request::{ReplayInput, Search},
    well_named,
};
use crate::sim::services::events::model::{
    Events,
    archive::{Replay, ReplayState},
    bus_name,
    event::Event,
};
use crate::sim::services::events::step::{Output, Timer, replay::pace};
use crate::sim::{
    arn,
    leniency::Spared,
    members::{Members, Told},
    region::Region,
    trace::{Name, Weight},
    turn::{Draft, Turn},
};
use std::{collections::BTreeMap, sync::Arc};

impl Events {
    /// StartReplay: what lies in the archive now, by the events' own time, minute by minute.
    pub(super) fn start_replay(&mut self, input: ReplayInput, turn: Turn<'_>, out: &mut Output) -> Reply {
        if !well_named(&input.name, 64, b".-_") {
            return Err(bad_name("replayName", &input.name));
        }
        if self.replays.contains_key(&input.name) {
            return Err(EventsError::exists("Replay", &input.name));
        }
        let bus = arn::parse(&input.destination).filter(|p| p.service == "events" && p.kind == "event-bus");
        if bus.is_none() && !self.buses.contains_key(&input.destination) {
            return Err(EventsError::parameter("Destination.Arn", "Must contain an event bus ARN."));
        }
        self.known(&input.destination)?;
        let place = arn::parse(&input.archive).filter(|p| p.service == "events" && p.kind == "archive");
        let place = place.ok_or_else(|| EventsError::parameter("EventSourceArn", "Must contain an archive ARN."))?;
        let archive = self.archives.get_mut(place.name);
        let archive = archive.ok_or_else(|| {
            EventsError::parameter("EventSourceArn", &format!("Archive {} does not exist.", place.name))
        })?;
        if bus_name(&input.destination) != archive.bus {
            return Err(EventsError::parameter("Destination.Arn", "Cross event bus replay is not permitted."));
        }
        if input.start >= input.end {
            let why = "EventStartTime must be before EventEndTime.";
            return Err(EventsError::parameter("EventEndTime", why));
        }
        archive.expire(turn.now);
        let step = i64::try_from(self.core.limits.replay_step.as_secs().max(1)).unwrap_or(60);
        let mut minutes: BTreeMap<i64, Vec<Arc<Event>>> = BTreeMap::new();
        let within = |e: &Event| (input.start..input.end).contains(&e.time);
        for (_, event) in archive.events.iter().filter(|(at, e)| *at <= turn.now && within(e)) {
            minutes.entry(event.time.div_euclid(step)).or_default().push(event.clone());
        }
        let no = self.core.number();
        let bus = archive.bus.clone();
        let replay = Replay {
            name: input.name.clone(),
            no,
            description: input.description,
            archive: archive.name.clone(),
            bus: bus.clone(),
            span: (input.start, input.end),
            filters: input.filters,
            state: ReplayState::Starting,
            ahead: minutes.into_values().collect(),
            last: None,
            when: (turn.now, None),
            sent: 0,
        };
        let pace = self.buses.get(&bus).map_or(turn.now, |b| turn.now + pace(b, turn));
        out.timers.push((pace, Timer::Replay(no)));
        out.sink.emit(turn.now, turn.cause, || Draft {
            amount: replay.ahead.iter().map(|m| m.len() as u64).sum(),
            note: Some(replay.name.clone()),
            weight: Weight::Mark,
            ..Draft::new("events.replay", &bus)
        });
        let made = made(&replay, turn.region);
        self.replays.insert(input.name, replay);
        Ok(Response::Made(made.at("ReplayStartTime", turn.now).end()))
    }

    /// DescribeReplay.
    pub(super) fn describe_replay(&self, name: &str, region: &Region) -> Reply {
        let replay = self.replays.get(name).ok_or_else(|| EventsError::missing("Replay", name))?;
        let filters: Vec<&str> = replay.filters.iter().map(|f| &**f).collect();
        let filters = (!filters.is_empty()).then_some(filters);
        let destination =
            Told::new().text("Arn", &self.bus_arn(&replay.bus, region)).maybe("FilterArns", filters).end();
        let told = Told::from(seen(replay, region)).text("Description", &replay.description);
        Ok(Response::Described(told.text("ReplayArn", &arn(replay, region)).put("Destination", destination).end()))
    }

    /// ListReplays, by one filter at most.
    pub(super) fn list_replays(&self, search: &Search, region: &Region) -> Reply {
        search.check("ListReplays")?;
        let of = |replay: &Replay| search.source.as_ref().is_none_or(|s| *s == archive_arn(replay, region));
        let found = self.replays.iter().filter(|(name, r)| search.takes(name, r.state.name()) && of(r));
        page(&search.page, "Replays", found.map(|(name, r)| (name.clone(), r)), |r| seen(r, region).into())
    }

    /// CancelReplay: only one that is STARTING or RUNNING. Where replays are done at once nobody could ever cancel one, so that a COMPLETED one
    /// may be.
    pub(super) fn cancel_replay(&mut self, name: &str, turn: Turn<'_>, out: &mut Output) -> Reply {
        let replay = self.replays.get_mut(name).ok_or_else(|| EventsError::missing("Replay", name))?;
        let done = replay.state == ReplayState::Completed && turn.spares(Spared::Replays);
        if !done && !matches!(replay.state, ReplayState::Starting | ReplayState::Running) {
            let message = format!("Replay {name} is not in a valid state for this operation.");
            return Err(EventsError::new(Code::IllegalStatus, message));
        }
        replay.state = ReplayState::Cancelling;
        if done {
            out.timers.push((turn.now, Timer::Replay(replay.no)));
        }
        Ok(Response::Made(made(replay, turn.region).end()))
    }
}

fn arn(replay: &Replay, region: &Region) -> Name {
    region.arn("events", &format!("replay/{}", replay.name))
}

fn archive_arn(replay: &Replay, region: &Region) -> Name {
    region.arn("events", &format!("archive/{}", replay.archive))
}

fn made(replay: &Replay, region: &Region) -> Told {
    Told::new().text("ReplayArn", &arn(replay, region)).text("State", replay.state.name())
}

/// A replay as lists show it.
fn seen(replay: &Replay, region: &Region) -> Members {
    let told = Told::new()
        .text("ReplayName", &replay.name)
        .text("EventSourceArn", &archive_arn(replay, region))
        .text("State", replay.state.name())
        .put("EventStartTime", replay.span.0)
        .put("EventEndTime", replay.span.1)
        .maybe("EventLastReplayedTime", replay.last)
        .at("ReplayStartTime", replay.when.0);
    match replay.when.1 {
        Some(end) => told.at("ReplayEndTime", end).end(),
        None => told.end(),
    }
}
