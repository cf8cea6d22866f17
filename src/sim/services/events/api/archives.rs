//! Archives.
use super::{
    Reply, Response, bad_name,
    error::EventsError,
    page,
    request::{ArchiveInput, Search},
    rules::filter,
    well_named,
};
use crate::sim::services::events::model::{Events, archive::Archive, bus_name};
use crate::sim::{
    arn,
    leniency::Spared,
    members::{Members, Told},
    region::Region,
    turn::Turn,
};
use std::collections::VecDeque;

/// Every archive works.
const STATE: &str = "ENABLED";

impl Events {
    /// CreateArchive: it counts among the rules of its bus.
    pub(super) fn create_archive(&mut self, input: ArchiveInput, turn: Turn<'_>) -> Reply {
        if !well_named(&input.name, 48, b".-_") {
            return Err(bad_name("archiveName", &input.name));
        }
        if self.archives.contains_key(&input.name) {
            return Err(EventsError::exists("Archive", &input.name));
        }
        let bus = self.known(&input.source)?;
        let rules = bus.rules.len() + self.managed_in(bus).count();
        let arn = arn::make("events", &bus.home.region, &bus.home.account, &format!("archive/{}", input.name));
        let bus = bus.name.clone();
        let pattern = read(&input, self.core.limits.sizes.pattern, turn)?;
        if rules as u64 >= self.core.limits.counts.rules {
            return Err(EventsError::limit());
        }
        let archive = Archive {
            name: input.name.clone(),
            arn,
            bus,
            description: input.description,
            more: input.more,
            pattern,
            retention: input.retention.unwrap_or(0),
            created: turn.now,
            events: VecDeque::new(),
            bytes: 0,
            taken: 0,
            counts: (0, 0),
        };
        let made = made(&archive);
        self.archives.insert(input.name, archive);
        Ok(made)
    }

    /// UpdateArchive: what is not said stays.
    pub(super) fn update_archive(&mut self, input: ArchiveInput, turn: Turn<'_>) -> Reply {
        let pattern = read(&input, self.core.limits.sizes.pattern, turn)?;
        let found = self.archives.get_mut(&input.name);
        let archive = found.ok_or_else(|| EventsError::missing("Archive", &input.name))?;
        archive.pattern = pattern.or(archive.pattern.take());
        archive.retention = input.retention.unwrap_or(archive.retention);
        archive.more.extend(input.more);
        if !input.description.is_empty() {
            archive.description = input.description;
        }
        Ok(made(archive))
    }

    /// DeleteArchive.
    pub(super) fn delete_archive(&mut self, name: &str) -> Reply {
        let gone = self.archives.remove(name);
        gone.map(|_| Response::Done).ok_or_else(|| EventsError::missing("Archive", name))
    }

    /// DescribeArchive.
    pub(super) fn describe_archive(&self, name: &str, turn: Turn<'_>) -> Reply {
        let archive = self.archives.get(name).ok_or_else(|| EventsError::missing("Archive", name))?;
        let mut told = Told::from(self.seen_archive(archive, turn))
            .text("ArchiveArn", &archive.arn)
            .text("Description", &archive.description)
            .text("EventPattern", archive.pattern.as_ref().map_or("", |p| &p.text))
            .end();
        told.extend(archive.more.clone());
        Ok(Response::Described(told))
    }

    /// ListArchives, by one filter at most.
    pub(super) fn list_archives(&self, search: &Search, turn: Turn<'_>) -> Reply {
        search.check("ListArchives")?;
        let bus = search.source.as_deref().map(|source| self.known(source)).transpose()?;
        let found = self
            .archives
            .iter()
            .filter(|(name, archive)| search.takes(name, STATE) && bus.is_none_or(|bus| bus.name == archive.bus));
        let found = found.map(|(name, archive)| (name.clone(), archive));
        page(&search.page, "Archives", found, |archive| self.seen_archive(archive, turn).into())
    }

    /// An archive as lists show it.
    fn seen_archive(&self, archive: &Archive, turn: Turn<'_>) -> Members {
        Told::new()
            .text("ArchiveName", &archive.name)
            .text("EventSourceArn", &self.bus_arn(&archive.bus, turn.region))
            .text("State", STATE)
            .put("RetentionDays", archive.retention)
            .put("SizeBytes", archive.bytes)
            .put("EventCount", archive.held(turn.now))
            .at("CreationTime", archive.created)
            .end()
    }

    /// The ARN of a bus, of one that is gone too.
    pub(super) fn bus_arn(&self, name: &str, region: &Region) -> crate::sim::trace::Name {
        let gone = || region.arn("events", &format!("event-bus/{}", bus_name(name)));
        self.buses.get(name).map_or_else(gone, |bus| bus.arn.clone())
    }
}

fn read(
    input: &ArchiveInput,
    most: u64,
    turn: Turn<'_>,
) -> Result<Option<crate::sim::services::events::model::filter::Filter>, EventsError> {
    let Some(text) = input.pattern.as_deref().filter(|p| !p.is_empty()) else { return Ok(None) };
    filter(text, most).map(Some).map_err(|error| {
        let broken = || serde_json::from_str::<serde_json::Value>(text).is_err();
        if turn.spares(Spared::Wording) && broken() {
            return EventsError::new(error.code, "Event pattern is not valid. Reason: Invalid JSON");
        }
        error
    })
}

fn made(archive: &Archive) -> Response {
    let told = Told::new().text("ArchiveArn", &archive.arn).text("State", STATE);
    Response::Made(told.at("CreationTime", archive.created).end())
}

impl Search {
    /// AWS takes one filter.
    pub(super) fn check(&self, operation: &str) -> Result<(), EventsError> {
        let filters = [&self.prefix, &self.source, &self.state].iter().filter(|f| f.is_some()).count();
        if filters > 1 {
            return Err(EventsError::validation(format!(
                "At most one filter is allowed for {operation}. Use either : State, EventSourceArn, or NamePrefix."
            )));
        }
        Ok(())
    }
    /// Whether a name and a state are asked for.
    pub(super) fn takes(&self, name: &str, state: &str) -> bool {
        self.prefix.as_ref().is_none_or(|p| name.starts_with(&**p)) && self.state.as_ref().is_none_or(|s| **s == *state)
    }
}
