//! Tags of state machines and activities.
use super::{Code, Reply, Response, StatesError, bare};
use crate::sim::arn;
use crate::sim::leniency::Spared;
use crate::sim::services::stepfunctions::model::States;
use crate::sim::turn::Turn;
use std::collections::BTreeMap;

/// Tags of one resource, as every AWS service bounds them.
const MOST: usize = 50;

type Tags = BTreeMap<String, String>;

/// Whether a resource takes so many tags.
pub(super) fn fitting(tags: &Tags) -> Result<(), StatesError> {
    if tags.len() > MOST {
        return Err(StatesError::new(Code::TooManyTags, format!("A resource has at most {MOST} tags")));
    }
    Ok(())
}

impl States {
    /// The tags of a resource.
    pub(super) fn tags(&self, resource: &str) -> Result<&Tags, StatesError> {
        let none = || StatesError::no_resource(resource);
        match arn::parse(resource).map(|p| p.kind) {
            Some("activity") => self.activities.get(bare(resource)).map(|a| &a.tags).ok_or_else(none),
            _ => self.machines.get(bare(resource)).map(|m| &m.tags).ok_or_else(none),
        }
    }

    /// ListTagsForResource.
    pub(super) fn list_tags(&self, resource: &str, turn: Turn<'_>) -> Reply {
        let found = self.tags(resource).map(|tags| Response::Tags(tags.clone()));
        let none = || if turn.spares(Spared::NoTags) { Some(Response::Tags(Tags::new())) } else { None };
        found.or_else(|error| none().ok_or(error))
    }

    fn tags_mut(&mut self, resource: &str) -> Result<&mut Tags, StatesError> {
        let none = || StatesError::no_resource(resource);
        match arn::parse(resource).map(|p| p.kind) {
            Some("activity") => self.activities.get_mut(bare(resource)).map(|a| &mut a.tags).ok_or_else(none),
            _ => self.machines.get_mut(bare(resource)).map(|m| &mut m.tags).ok_or_else(none),
        }
    }

    pub(super) fn tag(&mut self, resource: &str, tags: Tags) -> Reply {
        let own = self.tags_mut(resource)?;
        let mut all = own.clone();
        all.extend(tags);
        fitting(&all)?;
        *own = all;
        Ok(Response::Done)
    }

    pub(super) fn untag(&mut self, resource: &str, keys: &[String]) -> Reply {
        self.tags_mut(resource)?.retain(|key, _| !keys.contains(key));
        Ok(Response::Done)
    }
}
