//! The calls of EventBridge under AWS's names, and where each is answered.
mod archives;
mod buses;
mod connections;
mod destinations;
/// Errands of other services.
pub(super) mod errand;
/// Refusals.
pub mod error;
mod managed;
mod partners;
mod put;
mod replays;
/// The calls as data.
pub mod request;
/// The answers as data.
pub mod response;
mod rules;
mod tags;
mod targets;

use super::model::{Events, bus_name};
use super::step::Output;
use crate::sim::{
    members::Page,
    trace::{Name, Weight},
    turn::{CallId, Draft, Turn},
};
pub use error::{Code, EventsError};
pub use request::Request;
pub use response::Response;
use serde_json::Value;
use std::collections::BTreeMap;

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, EventsError>;

impl Events {
    /// A call arrives; it is answered at once.
    pub(super) fn handle(&mut self, (id, from): (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let place = if out.sink.off { None } else { request.bus().map(bus_name) };
        let reply = self.answer(from, request, turn, out);
        if let Err(error) = &reply {
            let kind = if error.code == Code::Throttling { "events.throttled" } else { "events.refused" };
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new(kind, &place.unwrap_or_else(|| "events".into()))
            });
        }
        out.replies.push((id, reply));
    }

    fn answer(&mut self, from: &Name, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        match request {
            Request::PutEvents { entries, form } => self.put_events(from, entries, form, turn, out),
            Request::PutPartnerEvents { entries } => self.put_partner_events(from, entries, turn, out),
            Request::CreateEventBus(input) => self.create_bus(*input, turn),
            Request::UpdateEventBus(input) => self.update_bus(*input, turn),
            Request::DeleteEventBus { name } => self.delete_bus(&name),
            Request::DescribeEventBus { name } => self.describe_bus(&name),
            Request::ListEventBuses { prefix, page } => self.list_buses(&prefix, &page),
            Request::PutPermission(permission) => self.put_permission(*permission, turn),
            Request::RemovePermission { bus, statement_id, all } => {
                self.remove_permission(&bus, statement_id, all, turn)
            }
            Request::TestEventPattern { pattern, event } => rules::test_pattern(&pattern, &event),
            Request::StartReplay(input) => self.start_replay(*input, turn, out),
            Request::DescribeReplay { name } => self.describe_replay(&name, turn.region),
            Request::CancelReplay { name } => self.cancel_replay(&name, turn, out),
            Request::ListReplays(search) => self.list_replays(&search, turn.region),
            Request::CreateArchive(input) => self.create_archive(*input, turn),
            Request::UpdateArchive(input) => self.update_archive(*input, turn),
            Request::DeleteArchive { name } => self.delete_archive(&name),
            Request::DescribeArchive { name } => self.describe_archive(&name, turn),
            Request::ListArchives(search) => self.list_archives(&search, turn),
            other => self.manage(other, turn, out),
        }
    }

    /// Rules, targets, tags, and what lies outside.
    fn manage(&mut self, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        match request {
            Request::PutRule(input) => self.put_rule(*input, turn, out),
            Request::DeleteRule { bus, name } => self.delete_rule(&bus, &name),
            Request::EnableRule { bus, name } => self.switch_rule(&bus, &name, true, turn, out),
            Request::DisableRule { bus, name } => self.switch_rule(&bus, &name, false, turn, out),
            Request::DescribeRule { bus, name } => self.describe_rule(&bus, &name),
            Request::ListRules { bus, prefix, page } => self.list_rules(&bus, &prefix, &page),
            Request::ListRuleNamesByTarget { bus, target, page } => self.rules_of_target(&bus, &target, &page),
            Request::PutTargets { bus, rule, targets } => self.put_targets(&bus, &rule, targets, turn),
            Request::RemoveTargets { bus, rule, ids } => self.remove_targets(&bus, &rule, &ids),
            Request::ListTargetsByRule { bus, rule, page } => self.targets_of_rule(&bus, &rule, &page),
            Request::TagResource { arn, tags } => self.tag(&arn, tags),
            Request::UntagResource { arn, keys } => self.untag(&arn, &keys),
            Request::ListTagsForResource { arn } => self.list_tags(&arn),
            Request::CreateConnection(_)
            | Request::UpdateConnection(_)
            | Request::DeauthorizeConnection { .. }
            | Request::DeleteConnection { .. }
            | Request::DescribeConnection { .. }
            | Request::ListConnections { .. } => self.connection_call(request, turn),
            Request::CreateApiDestination(_)
            | Request::UpdateApiDestination(_)
            | Request::DeleteApiDestination { .. }
            | Request::DescribeApiDestination { .. }
            | Request::ListApiDestinations { .. } => self.destination_call(request, turn),
            other => self.partner_call(other, turn),
        }
    }
}

/// The most entries of a page: AWS's own `LimitMax100`.
const PAGE: usize = 100;

/// A page of a list.
fn page<T>(
    wanted: &Page,
    member: &str,
    entries: impl IntoIterator<Item = (Name, T)>,
    write: impl Fn(T) -> Value,
) -> Reply {
    let cut = wanted.cut(member, entries, PAGE, write);
    cut.map(Response::Listed).ok_or_else(|| EventsError::parameter("NextToken", "It was given by no list."))
}

/// What has a name that begins so.
fn starting<'a, T>(all: &'a BTreeMap<Name, T>, prefix: &'a str) -> impl Iterator<Item = (Name, &'a T)> {
    all.iter().filter(move |(name, _)| name.starts_with(prefix)).map(|(name, one)| (name.clone(), one))
}

/// Whether a name has letters, digits and these signs only, and 1 to `most` of them.
fn well_named(name: &str, most: usize, signs: &[u8]) -> bool {
    (1..=most).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || signs.contains(&b))
}

/// The refusal of a name.
fn bad_name(field: &str, name: &str) -> EventsError {
    EventsError::validation(format!(
        "1 validation error detected: Value '{name}' at '{field}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"
    ))
}
