//! Tags of event buses and rules.
use super::{Reply, Response, error::EventsError};
use crate::sim::services::events::model::{DEFAULT, Events};
use crate::sim::{
    arn,
    members::{Tags, Told, tag_list},
    trace::Name,
};

impl Events {
    /// TagResource.
    pub(super) fn tag(&mut self, arn: &str, tags: Tags) -> Reply {
        self.tags_of(arn)?.extend(tags);
        Ok(Response::Done)
    }

    /// UntagResource.
    pub(super) fn untag(&mut self, arn: &str, keys: &[Name]) -> Reply {
        let tags = self.tags_of(arn)?;
        tags.retain(|key, _| !keys.contains(key));
        Ok(Response::Done)
    }

    /// ListTagsForResource.
    pub(super) fn list_tags(&mut self, arn: &str) -> Reply {
        let tags = tag_list(self.tags_of(arn)?);
        Ok(Response::Described(Told::new().put("Tags", tags).end()))
    }

    /// The tags of a bus or a rule. The name of a rule follows the last slash: those of partner buses have slashes themselves.
    fn tags_of(&mut self, arn: &str) -> Result<&mut Tags, EventsError> {
        let wrong = || EventsError::parameter("ResourceARN", "Provided Arn is not in correct format.");
        let place = arn::parse(arn).filter(|p| p.service == "events").ok_or_else(wrong)?;
        let path = if place.rest.is_empty() { place.name.into() } else { format!("{}/{}", place.name, place.rest) };
        match place.kind {
            "event-bus" => Ok(&mut self.known_mut(&path)?.tags),
            "rule" => {
                let (bus, rule) = path.rsplit_once('/').unwrap_or((DEFAULT, &path));
                Ok(&mut self.rule_mut(bus, rule)?.tags)
            }
            _ => Err(wrong()),
        }
    }
}
