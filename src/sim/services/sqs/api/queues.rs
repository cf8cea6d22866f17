//! Calls about queues themselves: create, delete, find, list, attributes, tags, purge.
use super::error::{Code, SqsError};
use super::request::{Attributes, Request, bare};
use super::response::Response;
use super::{Call, Reply, policy};
use crate::base::time::SimTime;
use crate::sim::leniency::Spared;
use crate::sim::region::Region;
use crate::sim::services::sqs::model::{
    Sqs, arn,
    attributes::{Allow, Attrs, Redrive, truth, unknown},
    epoch_millis,
    parts::Config,
    queue::Queue,
    url,
};
use crate::sim::services::sqs::quotas::Limits;
use crate::sim::services::sqs::step::{Ctx, Output, attributes_act};
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{Draft, Turn};
use std::collections::BTreeMap;

/// Attributes that can be read and never set.
const READ_ONLY: &[&str] = &[
    "QueueArn",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
];

const TAG_KEYS: &str = "Tag keys must be between 1 and 128 characters in length.";
const ONE_ENCRYPTION: &str =
    "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.";

/// Attributes that exist, whether this queue has them or not.
const SETTABLE: &[&str] = &[
    "VisibilityTimeout",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "DelaySeconds",
    "ReceiveMessageWaitTimeSeconds",
    "SqsManagedSseEnabled",
    "Policy",
    "RedrivePolicy",
    "RedriveAllowPolicy",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "FifoQueue",
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "FifoThroughputLimit",
];

impl Sqs {
    /// Every call that is not about single messages.
    pub(super) fn manage(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Reply {
        let turn = call.turn;
        match request {
            Request::CreateQueue { name, attributes, tags } => {
                self.create(turn, &name, &forgiven(attributes, turn), tags)
            }
            Request::DeleteQueue { queue } => self.delete_queue(turn.now, bare(&queue), out),
            Request::GetQueueUrl { name } => self
                .queues
                .get(name.as_str())
                .map(|_| Response::QueueUrl(url(turn.region, &name)))
                .ok_or_else(SqsError::no_queue),
            Request::ListQueues { prefix, max_results, next_token } => {
                let prefix = prefix.unwrap_or_default();
                let names = self.queues.keys().filter(|n| n.starts_with(&prefix)).cloned().collect();
                self.page(names, max_results, next_token.as_deref(), turn.region)
            }
            Request::ListDeadLetterSourceQueues { queue, max_results, next_token } => {
                let target = bare(&queue);
                if !self.queues.contains_key(target) {
                    return Err(SqsError::no_queue());
                }
                self.page(self.sources(target), max_results, next_token.as_deref(), turn.region)
            }
            Request::GetQueueAttributes { queue, names } => {
                self.on(&queue, turn, out, |q, _| read(q, &names, turn.region))
            }
            Request::SetQueueAttributes { queue, attributes } => {
                let checked = self.check_attributes(bare(&queue), &forgiven(attributes, turn), turn)?;
                self.on(&queue, turn, out, |q, ctx| {
                    set(q, ctx, checked);
                    Ok(Response::Done)
                })
            }
            Request::TagQueue { queue, tags } => self.on(&queue, turn, out, |q, ctx| {
                if tags.is_empty() {
                    return Err(SqsError::missing("Tags"));
                }
                let mut all = q.config.tags.clone();
                all.extend(tags);
                check_tags(&q.config.name, &all, ctx.core.limits.sizes.tags)?;
                q.config.tags = all;
                Ok(Response::Done)
            }),
            Request::UntagQueue { queue, keys } => self.on(&queue, turn, out, |q, _| {
                if keys.is_empty() {
                    return Err(SqsError::new(Code::InvalidParameterValue, TAG_KEYS));
                }
                q.config.tags.retain(|key, _| !keys.contains(key));
                Ok(Response::Done)
            }),
            Request::ListQueueTags { queue } => {
                self.on(&queue, turn, out, |q, _| Ok(Response::Tags(q.config.tags.clone())))
            }
            Request::AddPermission { queue, label, accounts, actions } => self.on(&queue, turn, out, |q, ctx| {
                policy::add(q, (&ctx.core.limits, turn.region), &label, (&accounts, &actions))
            }),
            Request::RemovePermission { queue, label } => {
                self.on(&queue, turn, out, |q, _| policy::remove(q, &label, turn.region))
            }
            Request::PurgeQueue { queue } => self.on(&queue, turn, out, |q, ctx| purge(q, ctx, call.from)),
            other => self.task_call(turn, other, out),
        }
    }

    /// The queues whose redrive policy names `target`, sorted.
    pub(in crate::sim::services::sqs) fn sources(&self, target: &str) -> Vec<Name> {
        let names = |q: &&Queue| q.config.declared.redrive.as_ref().is_some_and(|r| &*r.target == target);
        self.queues.values().filter(names).map(|q| q.config.name.clone()).collect()
    }

    fn create(&mut self, turn: Turn<'_>, name: &str, given: &Attributes, tags: BTreeMap<String, String>) -> Reply {
        let (now, region, limits) = (turn.now, turn.region, self.limits(turn));
        let wanted_fifo = match given.get("FifoQueue") {
            None => false,
            Some(text) if truth("FifoQueue", text)? => true,
            Some(_) => return Err(unknown("FifoQueue")),
        };
        check_name(name, wanted_fifo, self.core.limits.sizes.name)?;
        check_tags(name, &tags, self.core.limits.sizes.tags)?;
        if let Some(queue) = self.queues.get(name) {
            return self.same(queue, given, (&limits, region));
        }
        let wait = self.core.limits.spans.recreate_wait;
        if self.core.deleted.get(name).is_some_and(|&at| now < at + wait) {
            let message = format!(
                "You must wait {} seconds after deleting a queue before you can create another with the same name.",
                wait.as_secs()
            );
            return Err(SqsError::new(Code::QueueDeletedRecently, message));
        }
        let attrs = self.with_given(Attrs::new(&limits), given, (name, wanted_fifo), (&limits, region))?;
        let name: Name = name.into();
        let no = self.core.next_queue;
        self.core.next_queue += 1;
        self.core.deleted.retain(|_, at| now < *at + wait);
        self.core.kinds.insert(name.clone(), wanted_fifo);
        let config = Config {
            no,
            name: name.clone(),
            fifo: wanted_fifo,
            settings: self.core.settings.clone(),
            declared: attrs.clone(),
            acting: attrs,
            pending: None,
            pending_retention: None,
            tags,
            stamps: (now, now),
        };
        self.queues.insert(name.clone(), Queue::new(config, self.core.seed));
        Ok(Response::QueueUrl(url(region, &name)))
    }

    /// CreateQueue for a name that is taken: fine if every attribute given has the value the queue has.
    fn same(&self, queue: &Queue, given: &Attributes, known: (&Limits, &Region)) -> Reply {
        let (config, fifo) = (&queue.config, queue.config.fifo);
        let wanted = self.with_given(config.declared.clone(), given, (&config.name, fifo), known)?;
        let (is, would) = (config.declared.write(fifo, known.1), wanted.write(fifo, known.1));
        if wanted == config.declared {
            return Ok(Response::QueueUrl(url(known.1, &config.name)));
        }
        let other = would.iter().find(|pair| !is.contains(pair)).map_or("RedrivePolicy", |pair| pair.0);
        let message = format!("A queue already exists with the same name and a different value for attribute {other}");
        Err(SqsError::new(Code::QueueNameExists, message))
    }

    /// The limits in force for attributes.
    const fn limits(&self, turn: Turn<'_>) -> Limits {
        let mut limits = self.core.limits;
        if turn.spares(Spared::Retention) {
            limits.ranges.retention.min = 1;
        }
        limits
    }

    /// Attributes with those given set, and everything checked that can be known.
    fn with_given(
        &self,
        mut attrs: Attrs,
        given: &Attributes,
        queue: (&str, bool),
        known: (&Limits, &Region),
    ) -> Result<Attrs, SqsError> {
        let key = given.get("KmsMasterKeyId").is_some_and(|key| !key.is_empty());
        if key && given.get("SqsManagedSseEnabled").is_some_and(|text| text.eq_ignore_ascii_case("true")) {
            return Err(SqsError::new(Code::InvalidAttributeName, ONE_ENCRYPTION));
        }
        for (name, text) in given.iter().filter(|(name, _)| *name != "FifoQueue") {
            attrs.set(name, text, queue.1, known)?;
        }
        attrs.check()?;
        if let Some(redrive) = attrs.redrive.as_ref().filter(|_| given.contains_key("RedrivePolicy")) {
            self.check_redrive(redrive, queue, known.1)?;
        }
        Ok(attrs)
    }

    fn check_redrive(&self, redrive: &Redrive, queue: (&str, bool), region: &Region) -> Result<(), SqsError> {
        let wrong = |reason: &str| Err(SqsError::value("RedrivePolicy", arn(region, &redrive.target), reason));
        if &*redrive.target == queue.0 {
            return wrong("A queue cannot be its own dead-letter queue.");
        }
        let Some(target) = self.queues.get(&redrive.target) else { return wrong("Dead letter target does not exist.") };
        if target.config.fifo != queue.1 {
            return wrong("Dead-letter queue must be same type of queue as the source.");
        }
        let allowed = match &target.config.declared.allow {
            None | Some(Allow::All) => true,
            Some(Allow::None) => false,
            Some(Allow::Queues(names)) => names.iter().any(|n| &**n == queue.0),
        };
        if allowed {
            Ok(())
        } else {
            wrong("The RedriveAllowPolicy of the dead-letter queue does not allow this source queue.")
        }
    }

    fn check_attributes(&self, queue: &str, given: &Attributes, turn: Turn<'_>) -> Result<Attrs, SqsError> {
        let queue = self.queues.get(queue).ok_or_else(SqsError::no_queue)?;
        match given.get("FifoQueue") {
            Some(_) if !queue.config.fifo => return Err(unknown("FifoQueue")),
            Some(text) if !truth("FifoQueue", text)? => {
                let message =
                    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.";
                return Err(SqsError::new(Code::InvalidAttributeValue, message));
            }
            _ => {}
        }
        let config = &queue.config;
        self.with_given(config.declared.clone(), given, (&config.name, config.fifo), (&self.limits(turn), turn.region))
    }

    fn delete_queue(&mut self, now: SimTime, name: &str, out: &mut Output) -> Reply {
        let queue = self.queues.remove(name).ok_or_else(SqsError::no_queue)?;
        self.core.kinds.remove(name);
        self.core.deleted.insert(queue.config.name.clone(), now);
        for waiter in queue.polls.waiters.into_values() {
            out.replies.push((waiter.call, Err(SqsError::no_queue())));
        }
        Ok(Response::Done)
    }

    /// One page of names, or all of them (as far as the limit) where no page size is given. The token is the last name seen.
    fn page(&self, names: Vec<Name>, max: Option<i64>, token: Option<&str>, region: &Region) -> Reply {
        let most = self.core.limits.sizes.list;
        let size = match max {
            None => most,
            Some(n) => u64::try_from(n).ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| {
                SqsError::value("MaxResults", n, &format!("MaxResults must be an integer between 1 and {most}."))
            })?,
        };
        let after = token.unwrap_or("");
        let mut rest = names.into_iter().filter(|n| &**n > after);
        let page: Vec<Name> = rest.by_ref().take(usize::try_from(size).unwrap_or(usize::MAX)).collect();
        let more = max.is_some() && rest.next().is_some();
        let next_token = page.last().filter(|_| more).map(ToString::to_string);
        Ok(Response::Queues { urls: page.iter().map(|n| url(region, n)).collect(), next_token })
    }
}

/// Attributes as a lenient account reads them.
fn forgiven(given: Attributes, turn: Turn<'_>) -> Attributes {
    let mut given = given;
    if turn.spares(Spared::Blanks) {
        given = given.into_iter().map(|(name, text)| (name.trim().to_string(), text)).collect();
    }
    if turn.spares(Spared::FifoFalse) {
        given.retain(|name, text| name != "FifoQueue" || truth(name, text) == Ok(true));
    }
    given
}

fn check_name(name: &str, fifo: bool, most: u64) -> Result<(), SqsError> {
    let stem = if fifo { name.strip_suffix(".fifo") } else { Some(name) };
    let good = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if name.len() as u64 <= most && stem.is_some_and(good) {
        return Ok(());
    }
    let message = if fifo {
        format!(
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to {most} in length."
        )
    } else {
        format!("Can only include alphanumeric characters, hyphens, or underscores. 1 to {most} in length")
    };
    Err(SqsError::new(Code::InvalidParameterValue, message))
}

fn check_tags(queue: &str, tags: &BTreeMap<String, String>, most: u64) -> Result<(), SqsError> {
    if tags.len() as u64 > most {
        let message = format!("Too many tags added for queue {queue}.");
        return Err(SqsError::new(Code::InvalidParameterValue, message));
    }
    let good =
        |(key, value): (&String, &String)| (1..=128).contains(&key.chars().count()) && value.chars().count() <= 256;
    if !tags.iter().all(good) {
        return Err(SqsError::new(Code::InvalidParameterValue, TAG_KEYS));
    }
    Ok(())
}

fn read(queue: &Queue, names: &[String], region: &Region) -> Reply {
    if let Some(name) =
        names.iter().find(|n| *n != "All" && !READ_ONLY.contains(&n.as_str()) && !SETTABLE.contains(&n.as_str()))
    {
        return Err(SqsError::new(Code::InvalidAttributeName, format!("Unknown Attribute {name}.")));
    }
    let (config, counts) = (&queue.config, &queue.counts);
    let secs = |at: SimTime| (epoch_millis(at) / 1_000).to_string();
    let mut all = config.declared.write(config.fifo, region);
    all.extend([
        ("QueueArn", arn(region, &config.name)),
        ("CreatedTimestamp", secs(config.stamps.0)),
        ("LastModifiedTimestamp", secs(config.stamps.1)),
        ("ApproximateNumberOfMessages", counts.ready.to_string()),
        ("ApproximateNumberOfMessagesNotVisible", counts.in_flight.to_string()),
        ("ApproximateNumberOfMessagesDelayed", counts.delayed.to_string()),
    ]);
    let every = names.iter().any(|n| n == "All");
    let asked = all.into_iter().filter(|(name, _)| every || names.iter().any(|n| n == name));
    Ok(Response::Attributes(asked.map(|(name, value)| (name.to_string(), value)).collect()))
}

fn set(queue: &mut Queue, ctx: &mut Ctx<'_>, attrs: Attrs) {
    let config = &mut queue.config;
    let retention = attrs.retention != config.declared.retention;
    config.declared = attrs;
    config.stamps.1 = ctx.now;
    config.pending = Some(ctx.now + config.settings.attributes_take);
    if retention {
        config.pending_retention = Some(ctx.now + config.settings.retention_takes);
    }
    attributes_act(queue, ctx.now);
    let name = &queue.config.name;
    ctx.emit(ctx.cause, || Draft { weight: Weight::Mark, ..Draft::new("sqs.attributes", name) });
}

fn purge(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name) -> Reply {
    let pause = ctx.core.limits.spans.purge;
    if queue.due.purged_at.is_some_and(|at| ctx.now < at + pause) {
        let message = format!(
            "Only one PurgeQueue operation on {} is allowed every {} seconds.",
            queue.config.name,
            pause.as_secs()
        );
        return Err(SqsError::new(Code::PurgeQueueInProgress, message));
    }
    queue.due.purged_at = Some(ctx.now);
    queue.due.purge = Some((ctx.now + queue.config.settings.purge_takes.min(pause), ctx.core.next_message));
    queue.memory.dedup.clear();
    let name = &queue.config.name;
    ctx.emit(ctx.cause, || Draft { actor: Some(from.clone()), weight: Weight::Mark, ..Draft::new("sqs.purge", name) });
    Ok(Response::Done)
}
