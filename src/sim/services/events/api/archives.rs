//! Archives and replays.
use super::{
    Reply, Response, bad_name, described,
    error::{Code, EventsError},
    request::{ArchiveInput, ReplayInput},
    rules::filter,
    well_named,
};
use crate::sim::services::events::model::{
    Events,
    archive::{Archive, Replay, ReplayState},
    bus_name,
    event::Event,
};
use crate::sim::services::events::step::{Output, Timer};
use crate::sim::{
    arn, epoch,
    trace::{Name, Weight},
    turn::{Draft, Turn},
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

impl Events {
    /// CreateArchive.
    pub(super) fn create_archive(&mut self, input: ArchiveInput, turn: Turn<'_>) -> Reply {
        if !well_named(&input.name, 48, b".-_") {
            return Err(bad_name("archiveName", &input.name));
        }
        if self.archives.contains_key(&input.name) {
            return Err(EventsError::exists("Archive", &input.name));
        }
        let bus = self.known(&input.source)?;
        let arn = arn::make("events", &bus.home.region, &bus.home.account, &format!("archive/{}", input.name));
        let bus = bus.name.clone();
        let pattern = input.pattern.as_deref().map(|p| filter(p, self.core.limits.sizes.pattern)).transpose()?;
        let archive = Archive {
            name: input.name.clone(),
            arn: arn.clone(),
            bus,
            description: input.description,
            pattern,
            retention: input.retention.unwrap_or(0),
            created: turn.now,
            events: VecDeque::new(),
            bytes: 0,
            taken: 0,
            counts: (0, 0),
        };
        self.archives.insert(input.name, archive);
        Ok(Response::Made(arn))
    }

    /// UpdateArchive: what is not said stays.
    pub(super) fn update_archive(&mut self, input: ArchiveInput) -> Reply {
        let pattern = input.pattern.as_deref().map(|p| filter(p, self.core.limits.sizes.pattern)).transpose()?;
        let found = self.archives.get_mut(&input.name);
        let archive = found.ok_or_else(|| EventsError::missing("Archive", &input.name))?;
        archive.pattern = pattern.or(archive.pattern.take());
        archive.retention = input.retention.unwrap_or(archive.retention);
        if !input.description.is_empty() {
            archive.description = input.description;
        }
        Ok(Response::Made(archive.arn.clone()))
    }

    /// DeleteArchive.
    pub(super) fn delete_archive(&mut self, name: &str) -> Reply {
        let gone = self.archives.remove(name);
        gone.map(|_| Response::Done).ok_or_else(|| EventsError::missing("Archive", name))
    }

    /// DescribeArchive.
    pub(super) fn describe_archive(&self, name: &str, turn: Turn<'_>) -> Reply {
        let archive = self.archives.get(name).ok_or_else(|| EventsError::missing("Archive", name))?;
        Ok(described(&[
            ("ArchiveName", &archive.name),
            ("ArchiveArn", &archive.arn),
            ("EventPattern", archive.pattern.as_ref().map_or("", |p| &p.text)),
            ("State", "ENABLED"),
            ("RetentionDays", &archive.retention.to_string()),
            ("EventCount", &archive.held(turn.now).to_string()),
            ("SizeBytes", &archive.bytes.to_string()),
        ]))
    }

    /// StartReplay: what lies in the archive now, by the events' own time, minute by minute.
    pub(super) fn start_replay(&mut self, input: ReplayInput, turn: Turn<'_>, out: &mut Output) -> Reply {
        if !well_named(&input.name, 64, b".-_") {
            return Err(bad_name("replayName", &input.name));
        }
        if self.replays.contains_key(&input.name) {
            return Err(EventsError::exists("Replay", &input.name));
        }
        let place = arn::parse(&input.archive).filter(|p| p.service == "events" && p.kind == "archive");
        let place = place.ok_or_else(|| EventsError::parameter("EventSourceArn", "Must contain an archive ARN."))?;
        let archive = self.archives.get_mut(place.name);
        let archive = archive.ok_or_else(|| EventsError::missing("Archive", place.name))?;
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
        let arn = arn::local("events", &format!("replay/{}", input.name));
        let replay = Replay {
            name: input.name.clone(),
            no,
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
        let pace = self.buses.get(&bus).map_or(turn.now, |b| turn.now + b.settings.replay_pace);
        out.timers.push((pace, Timer::Replay(no)));
        out.sink.emit(turn.now, turn.cause, || Draft {
            amount: replay.ahead.iter().map(|m| m.len() as u64).sum(),
            note: Some(replay.name.clone()),
            weight: Weight::Mark,
            ..Draft::new("events.replay", &bus)
        });
        self.replays.insert(input.name, replay);
        Ok(Response::Made(arn))
    }

    /// DescribeReplay.
    pub(super) fn describe_replay(&self, name: &str) -> Reply {
        let replay = self.replays.get(name).ok_or_else(|| EventsError::missing("Replay", name))?;
        let last = replay.last.map(epoch::iso).unwrap_or_default();
        Ok(described(&[
            ("ReplayName", &replay.name),
            ("State", replay.state.name()),
            ("EventStartTime", &epoch::iso(replay.span.0)),
            ("EventEndTime", &epoch::iso(replay.span.1)),
            ("EventLastReplayedTime", &last),
        ]))
    }

    /// CancelReplay: only one that is STARTING or RUNNING.
    pub(super) fn cancel_replay(&mut self, name: &str) -> Reply {
        let replay = self.replays.get_mut(name).ok_or_else(|| EventsError::missing("Replay", name))?;
        if !matches!(replay.state, ReplayState::Starting | ReplayState::Running) {
            let message = format!("Replay {name} is not in a valid state for this operation.");
            return Err(EventsError::new(Code::IllegalStatus, message));
        }
        replay.state = ReplayState::Cancelling;
        let arn: Name = arn::local("events", &format!("replay/{name}"));
        Ok(Response::Made(arn))
    }
}
