//! CreateTopic, DeleteTopic, lists and tags.
use super::error::{Code, SnsError};
use super::request::{Attributes, Request, bare};
use super::response::{Listed, Response};
use super::{Reply, attributes};
use crate::sim::leniency::Spared;
use crate::sim::services::sns::model::{
    Sns,
    metrics::Tally,
    topic::{Acting, Memory, Topic},
};
use crate::sim::services::sns::quotas::Settings;
use crate::sim::services::sns::step::{Ctx, Output};
use crate::sim::trace::Name;
use crate::sim::turn::Turn;
use std::collections::BTreeMap;

/// Entries of one page of a list, as AWS fixes it.
const PAGE: usize = 100;

impl Sns {
    /// CreateTopic: the same name with the same attributes is the same topic.
    pub(super) fn create(
        &mut self,
        name: &str,
        mut wanted: Attributes,
        tags: BTreeMap<String, String>,
        turn: Turn<'_>,
    ) -> Reply {
        let limits = self.core.limits;
        let fifo = fifo(&mut wanted)?;
        check_name(name, fifo, limits.sizes.name)
            .map_err(|error| if turn.spares(Spared::Wording) { SnsError::parameter(name_rule(fifo)) } else { error })?;
        if let Some(topic) = self.topics.get(name) {
            let differs = |(key, value): (&String, &String)| {
                topic.attributes.get(key).map_or(!value.is_empty(), |has| !has.eq_ignore_ascii_case(value))
            };
            if wanted.iter().any(differs) || topic.fifo != fifo {
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
        check_tags(tags.len(), limits.counts.tags)?;
        let mut topic = Topic {
            name: name.into(),
            arn: turn.region.arn("sns", name),
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
        if let Some(topic) = find(&mut self.topics, name) {
            let name = topic.name.clone();
            let all: Vec<u64> = topic.subscriptions.keys().copied().collect();
            let mut ctx = Ctx::new(topic, &mut self.core, &mut self.flights, turn, out);
            for no in all {
                ctx.remove(no);
            }
            ctx.emit(turn.cause, "sns.delete_topic", |_| {});
            self.topics.remove(&name);
        }
        Response::Done
    }

    /// ListTopics.
    pub(super) fn list(&self, next: Option<&str>) -> Reply {
        let all = self.topics.values().map(|t| t.arn.clone());
        page_of(all, next).map(|(page, more)| Response::Topics(page, more))
    }

    /// ListSubscriptions, ListSubscriptionsByTopic.
    pub(super) fn list_subscriptions(&self, of: Option<&str>, next: Option<&str>) -> Reply {
        let topics = self.topics.values().filter(|t| of.is_none_or(|name| &*t.name == name));
        let all = topics.flat_map(|t| t.subscriptions.values().map(move |s| (t, s)));
        let all = all.map(|(topic, s)| Listed {
            subscription: if s.is_confirmed() { s.arn.clone() } else { "PendingConfirmation".into() },
            owner: s.owner.clone(),
            protocol: s.protocol.name().into(),
            endpoint: s.endpoint.clone(),
            topic: topic.arn.clone(),
        });
        page_of(all, next).map(|(page, more)| Response::Subscriptions(page, more))
    }

    /// TagResource, UntagResource, ListTagsForResource.
    pub(super) fn tag(&mut self, request: Request) -> Reply {
        let missing = || SnsError::new(Code::ResourceNotFound, "Resource does not exist");
        let most = self.core.limits.counts.tags;
        let topic = request.topic().and_then(|topic| find(&mut self.topics, topic)).ok_or_else(missing)?;
        match request {
            Request::TagResource { tags, .. } => {
                check_tags(topic.tags.len() + tags.keys().filter(|key| !topic.tags.contains_key(*key)).count(), most)?;
                topic.tags.extend(tags);
            }
            Request::UntagResource { keys, .. } => topic.tags.retain(|key, _| !keys.contains(key)),
            _ => return Ok(Response::Tags(topic.tags.clone())),
        }
        Ok(Response::Done)
    }
}

/// A topic by name or ARN; an ARN of another account or Region is none of ours.
pub(super) fn find<'a>(topics: &'a mut BTreeMap<Name, Topic>, topic: &str) -> Option<&'a mut Topic> {
    let ours = |found: &&mut Topic| match topic.strip_prefix(&*found.arn) {
        Some(rest) => rest.is_empty() || rest.starts_with(':'),
        None => !topic.starts_with("arn:"),
    };
    topics.get_mut(bare(topic)).filter(ours)
}

/// One page of a list, and the token of the next.
pub(super) fn page_of<T>(
    all: impl Iterator<Item = T>,
    next: Option<&str>,
) -> Result<(Vec<T>, Option<String>), SnsError> {
    let from = next.map_or(Ok(0), str::parse::<usize>);
    let from = from.map_err(|_| SnsError::invalid("NextToken Reason: Invalid token"))?;
    let mut rest = all.skip(from);
    let page = rest.by_ref().take(PAGE).collect();
    let more = rest.next().map(|_| from.saturating_add(PAGE).to_string());
    Ok((page, more))
}

/// FifoTopic, in any case of letters; said to be false it is as if it were not said.
fn fifo(wanted: &mut Attributes) -> Result<bool, SnsError> {
    let fifo = match wanted.get("FifoTopic").map(|said| said.to_ascii_lowercase()).as_deref() {
        Some("true") => true,
        None | Some("false") => false,
        Some(_) => return Err(SnsError::invalid("Attributes Reason: FifoTopic: Invalid value")),
    };
    wanted.remove("FifoTopic");
    if fifo {
        wanted.insert("FifoTopic".into(), "true".into());
    }
    Ok(fifo)
}

fn check_tags(count: usize, most: u64) -> Result<(), SnsError> {
    let full = "Could not complete request: tag quota of per resource exceeded";
    if count as u64 > most { Err(SnsError::new(Code::TagLimitExceeded, full)) } else { Ok(()) }
}

/// The rule of names as emulators word it.
const fn name_rule(fifo: bool) -> &'static str {
    if fifo {
        "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long."
    } else {
        "Topic names must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long."
    }
}

fn check_name(name: &str, fifo: bool, most: u64) -> Result<(), SnsError> {
    let plain = if fifo { name.strip_suffix(".fifo").unwrap_or("") } else { name };
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if plain.is_empty() || name.len() as u64 > most || !plain.bytes().all(letter) {
        return Err(SnsError::invalid("Topic Name"));
    }
    Ok(())
}
