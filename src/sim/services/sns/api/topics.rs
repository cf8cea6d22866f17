//! CreateTopic, DeleteTopic, lists and tags.
use super::error::{Code, SnsError};
use super::request::{Attributes, Request, bare};
use super::response::{Listed, Response};
use super::{Reply, attributes};
use crate::sim::arn;
use crate::sim::services::sns::model::{
    Sns,
    metrics::Tally,
    topic::{Acting, Memory, Topic},
};
use crate::sim::services::sns::quotas::Settings;
use crate::sim::services::sns::step::{Ctx, Output};
use crate::sim::turn::Turn;
use std::collections::BTreeMap;

/// Entries of one page of a list, as AWS fixes it.
const PAGE: usize = 100;

impl Sns {
    /// CreateTopic: the same name with the same attributes is the same topic.
    pub(super) fn create(&mut self, name: &str, wanted: Attributes, tags: BTreeMap<String, String>) -> Reply {
        let limits = self.core.limits;
        let fifo = match wanted.get("FifoTopic").map(String::as_str) {
            Some("true") => true,
            None | Some("false") => false,
            Some(_) => return Err(SnsError::invalid("Attributes Reason: FifoTopic: Invalid value")),
        };
        check_name(name, fifo, limits.sizes.name)?;
        if let Some(topic) = self.topics.get(name) {
            let differs = wanted.iter().any(|(key, value)| topic.attributes.get(key).is_none_or(|has| has != value));
            if differs || topic.fifo != fifo {
                return Err(SnsError::invalid("Attributes Reason: Topic already exists with different attributes"));
            }
            if tags.iter().any(|(key, value)| topic.tags.get(key) != Some(value)) {
                return Err(SnsError::invalid("Tags Reason: Topic already exists with different tags"));
            }
            return Ok(Response::Topic(topic.arn.clone()));
        }
        let most = if fifo { limits.counts.fifo_topics } else { limits.counts.topics };
        if self.topics.values().filter(|t| t.fifo == fifo).count() as u64 >= most {
            return Err(SnsError::new(Code::TopicLimitExceeded, "You have reached the maximum number of topics."));
        }
        let mut topic = Topic {
            name: name.into(),
            arn: arn::local("sns", name),
            fifo,
            settings: Settings::default(),
            attributes: BTreeMap::new(),
            acting: Acting { size: limits.sizes.message.default, ..Acting::default() },
            tags,
            subscriptions: BTreeMap::new(),
            deleted: 0,
            memory: Memory::default(),
            tally: Tally::default(),
        };
        for (key, value) in wanted {
            attributes::put(&mut topic, &limits, (&key, value), true)?;
        }
        let answer = Response::Topic(topic.arn.clone());
        self.topics.insert(topic.name.clone(), topic);
        Ok(answer)
    }

    /// DeleteTopic: with all its subscriptions; deleting what is not there is fine.
    pub(super) fn delete(&mut self, name: &str, turn: Turn<'_>, out: &mut Output) -> Response {
        if let Some(topic) = self.topics.get_mut(name) {
            let all: Vec<u64> = topic.subscriptions.keys().copied().collect();
            let mut ctx = Ctx::new(topic, &mut self.core, &mut self.flights, turn, out);
            for no in all {
                ctx.remove(no);
            }
            ctx.emit(turn.cause, "sns.delete_topic", |_| {});
            self.topics.remove(name);
        }
        Response::Done
    }

    /// ListTopics.
    pub(super) fn list(&self, next: Option<&str>) -> Reply {
        let (from, until) = page(next)?;
        let all: Vec<_> = self.topics.values().map(|t| t.arn.clone()).collect();
        let more = (all.len() > until).then(|| until.to_string());
        Ok(Response::Topics(all.into_iter().skip(from).take(PAGE).collect(), more))
    }

    /// ListSubscriptions, ListSubscriptionsByTopic.
    pub(super) fn list_subscriptions(&self, of: Option<&str>, next: Option<&str>) -> Reply {
        let (from, until) = page(next)?;
        let topics = self.topics.values().filter(|t| of.is_none_or(|name| &*t.name == name));
        let mut all = topics.flat_map(|t| t.subscriptions.values().map(move |s| (t, s))).skip(from);
        let page = all.by_ref().take(PAGE).map(|(topic, s)| Listed {
            subscription: if s.is_confirmed() { s.arn.clone() } else { "PendingConfirmation".into() },
            owner: s.owner.clone(),
            protocol: s.protocol.name().into(),
            endpoint: s.endpoint.clone(),
            topic: topic.arn.clone(),
        });
        let page: Vec<Listed> = page.collect();
        let more = all.next().map(|_| until.to_string());
        Ok(Response::Subscriptions(page, more))
    }

    /// TagResource, UntagResource, ListTagsForResource.
    pub(super) fn tag(&mut self, request: Request) -> Reply {
        let missing = || SnsError::new(Code::ResourceNotFound, "Resource does not exist");
        let topic = request.topic().map(bare).and_then(|name| self.topics.get_mut(name)).ok_or_else(missing)?;
        match request {
            Request::TagResource { tags, .. } => topic.tags.extend(tags),
            Request::UntagResource { keys, .. } => topic.tags.retain(|key, _| !keys.contains(key)),
            _ => return Ok(Response::Tags(topic.tags.clone())),
        }
        Ok(Response::Done)
    }
}

fn page(next: Option<&str>) -> Result<(usize, usize), SnsError> {
    let from = next.map_or(Ok(0), str::parse::<usize>);
    let from = from.map_err(|_| SnsError::invalid("NextToken Reason: Invalid token"))?;
    Ok((from, from.saturating_add(PAGE)))
}

fn check_name(name: &str, fifo: bool, most: u64) -> Result<(), SnsError> {
    let stem = name.strip_suffix(".fifo");
    if fifo && stem.is_none() {
        return Err(SnsError::invalid(
            "Topic Name Reason: Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.",
        ));
    }
    let plain = if fifo { stem.unwrap_or("") } else { name };
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if plain.is_empty() || name.len() as u64 > most || !plain.bytes().all(letter) {
        return Err(SnsError::invalid("Topic Name"));
    }
    Ok(())
}
