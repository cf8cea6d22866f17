//! What time does: events leave, are tried again, and test events are answered.
use super::api::{Call, Code, Response, S3Error, notify::Notifications};
use super::model::{Asked, Bucket, Notice, Proving, S3, arn, items};
use crate::base::time::SimTime;
use crate::sim::{
    epoch,
    errand::{By, Cargo, Class, Errand, Outcome, Task, Ticket},
    region::Region,
    trace::{Name, Weight},
    turn::{Draft, Out, Turn},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// An event of a bucket is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// Which bucket.
    pub bucket: Name,
    /// Which event.
    pub no: u64,
}

/// What S3 answers with.
pub type Output = Out<Timer, Result<Response, S3Error>>;

/// S3 as IAM sees it.
const PRINCIPAL: &str = "s3.amazonaws.com";

impl S3 {
    /// Something happened to an object: every rule it concerns, and EventBridge where the bucket says so.
    #[allow(clippy::too_many_arguments)] // one happening, spelt out
    pub(super) fn event(
        &mut self,
        name: &Name,
        event: &'static str,
        about: (&Name, u64, u64),
        cargo: &Cargo,
        turn: Turn<'_>,
        cause: Option<u64>,
        out: &mut Output,
    ) {
        let Some(bucket) = self.buckets.get(name) else { return };
        let config = &bucket.notifications;
        if config.rules.is_empty() && config.event_bridge.is_none() {
            return;
        }
        let tag = super::model::etag(cargo);
        let (item, items) = (items(cargo).next().cloned(), cargo.items.clone());
        let mut notices: Vec<(Name, Cargo)> = vec![];
        for rule in config.rules.iter().filter(|rule| rule.takes(event, about.0)) {
            let body = records(name, event, about, &tag, (&rule.id, turn)).to_string().into();
            notices.push((rule.to.clone(), Cargo { body, ..Cargo::default() }));
        }
        if let Some(bus) = &config.event_bridge {
            let kind = if event.starts_with("ObjectCreated") { "Object Created" } else { "Object Deleted" };
            let body = detail(name, event, about, &tag).to_string().into();
            let cargo = Cargo { body, subject: Some("aws.s3".into()), kind: Some(kind.into()), ..Cargo::default() };
            notices.push((bus.clone(), cargo));
        }
        for (to, mut cargo) in notices {
            (cargo.item, cargo.items) = (item.clone(), items.clone());
            let cargo = Arc::new(cargo);
            self.plan(name, &to, &cargo, turn.now, cause, out);
            let twice = self.buckets.get_mut(name).is_some_and(|b| b.luck.chance(b.settings.duplicates_per_million));
            if twice {
                let cause = out.sink.emit(turn.now, cause, || told("s3.duplicate", name, &to, &cargo));
                self.plan(name, &to, &cargo, turn.now, cause, out);
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // one event on its way
    fn plan(&mut self, name: &Name, to: &Name, cargo: &Arc<Cargo>, now: SimTime, cause: Option<u64>, out: &mut Output) {
        self.next += 1;
        let no = self.next;
        let Some(bucket) = self.buckets.get_mut(name) else { return };
        let stray = bucket.settings.notification_jitter.as_micros();
        let stray = if stray > 0 { SimTime(bucket.luck.below(stray + 1)) } else { SimTime::ZERO };
        bucket.events.insert(no, Notice { to: to.clone(), cargo: cargo.clone(), tries: 0, cause });
        bucket.counts.sent += 1;
        let at = now + bucket.settings.notification_delay + stray;
        out.timers.push((at, Timer { bucket: name.clone(), no }));
    }

    pub(super) fn wake(&mut self, timer: Timer, turn: Turn<'_>, out: &mut Output) {
        self.next += 1;
        let ticket = self.next;
        let Some(bucket) = self.buckets.get_mut(&timer.bucket) else { return };
        let patience = bucket.settings.patience;
        let Some(notice) = bucket.events.get_mut(&timer.no) else { return };
        notice.tries += 1;
        let cause =
            out.sink.emit(turn.now, notice.cause, || told("s3.notify", &timer.bucket, &notice.to, &notice.cargo));
        out.errands.push(Errand {
            ticket: Ticket(ticket),
            by: if notice.cargo.subject.is_some() {
                // AWS's own events need no permission on the default bus.
                By::Role { of: arn(turn.region, &timer.bucket) }
            } else {
                by(turn.region, &timer.bucket)
            },
            to: notice.to.clone(),
            task: Task::Send(notice.cargo.clone()),
            patience,
            cause,
        });
        self.errands.insert(ticket, Asked::Event(timer.bucket, timer.no));
    }

    pub(super) fn hear(&mut self, ticket: Ticket, outcome: &Outcome, turn: Turn<'_>, out: &mut Output) {
        match self.errands.remove(&ticket.0) {
            Some(Asked::Event(name, no)) => {
                if let Some(bucket) = self.buckets.get_mut(&name) {
                    bucket.heard(no, outcome, turn, out);
                }
            }
            Some(Asked::Test(no)) => self.proved(no, outcome, turn, out),
            None => {}
        }
    }

    /// Sends the test event of a configuration to one destination.
    pub(super) fn test(&mut self, name: &Name, no: u64, to: Name, turn: Turn<'_>, out: &mut Output) {
        let Some(bucket) = self.buckets.get(name) else { return };
        let time = epoch::iso(epoch::epoch_secs(turn.now));
        let body = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": time, "Bucket": &**name});
        self.next += 1;
        let cause =
            out.sink.emit(turn.now, turn.cause, || Draft { note: Some(to.clone()), ..Draft::new("s3.test", name) });
        out.errands.push(Errand {
            ticket: Ticket(self.next),
            by: by(turn.region, name),
            to,
            task: Task::Send(Arc::new(Cargo::new(body.to_string()))),
            patience: bucket.settings.patience,
            cause,
        });
        self.errands.insert(self.next, Asked::Test(no));
    }

    /// A destination answered the test event; the last answer decides.
    fn proved(&mut self, no: u64, outcome: &Outcome, turn: Turn<'_>, out: &mut Output) {
        let Some(mut proving) = self.proving.remove(&no) else { return };
        proving.open -= 1;
        if !outcome.is_good() {
            proving.bad.push(code(outcome));
        }
        if proving.open > 0 {
            self.proving.insert(no, proving);
            return;
        }
        let Proving { call, from, bucket, config, bad, .. } = proving;
        let call = Call { id: call, from: &from, turn };
        if bad.is_empty() {
            self.configure(&bucket, config, turn, out);
            out.replies.push((call.id, Ok(Response::Done)));
        } else {
            let message = "Unable to validate the following destination configurations";
            self.refuse(call, &bucket, S3Error::new(Code::InvalidArgument, message), out);
        }
    }

    /// Puts a configuration in force.
    pub(super) fn configure(&mut self, name: &Name, config: Notifications, turn: Turn<'_>, out: &mut Output) {
        let Some(bucket) = self.buckets.get_mut(name) else { return };
        bucket.notifications = config;
        out.sink.emit(turn.now, turn.cause, || Draft {
            amount: bucket.notifications.rules.len() as u64,
            weight: Weight::Step,
            ..Draft::new("s3.configured", name)
        });
    }
}

impl Bucket {
    /// A destination took an event, or did not.
    fn heard(&mut self, no: u64, outcome: &Outcome, turn: Turn<'_>, out: &mut Output) {
        let Some(notice) = self.events.get(&no) else { return };
        if outcome.is_good() {
            self.counts.delivered += 1;
            out.sink.emit(turn.now, turn.cause, || told("s3.notified", &self.name, &notice.to, &notice.cargo));
            self.events.remove(&no);
            return;
        }
        let hopeless =
            matches!(outcome, Outcome::Refused { class: Class::Client | Class::Denied, .. } | Outcome::Failed(..));
        let last = hopeless || notice.tries > self.settings.retries;
        let kind = if last { "s3.undelivered" } else { "s3.retry" };
        out.sink.emit(turn.now, turn.cause, || Draft {
            weight: if last { Weight::Alarm } else { Weight::Mark },
            ..told(kind, &self.name, &code(outcome), &notice.cargo)
        });
        if last {
            self.counts.failed += 1;
            self.events.remove(&no);
        } else {
            let wait = self.settings.retry_wait.0.saturating_mul(1 << (notice.tries - 1).min(16));
            out.timers.push((turn.now + SimTime(wait), Timer { bucket: self.name.clone(), no }));
        }
    }
}

fn by(region: &Region, bucket: &str) -> By {
    By::Service { principal: PRINCIPAL.into(), source: arn(region, bucket) }
}

fn code(outcome: &Outcome) -> Name {
    match outcome {
        Outcome::Refused { code, .. } | Outcome::Failed(code, _) => code.clone(),
        _ => "no answer".into(),
    }
}

fn told(kind: &'static str, bucket: &Name, note: &Name, cargo: &Cargo) -> Draft {
    Draft { item: cargo.item.clone(), note: Some(note.clone()), weight: Weight::Step, ..Draft::new(kind, bucket) }
}

/// S3's event as SQS, SNS and Lambda get it.
fn records(bucket: &Name, event: &str, about: (&Name, u64, u64), tag: &str, by: (&Name, Turn<'_>)) -> Value {
    let ((key, size, no), (rule, turn)) = (about, by);
    let mut object = json!({"key": escape(key), "sequencer": format!("{no:018X}")});
    if event.starts_with("ObjectCreated")
        && let Some(object) = object.as_object_mut()
    {
        object.insert("size".into(), size.into());
        object.insert("eTag".into(), tag.into());
    }
    json!({"Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": turn.region.name(),
        "eventTime": epoch::iso(epoch::epoch_secs(turn.now)),
        "eventName": event,
        "userIdentity": {"principalId": "AWS:EXAMPLE"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": &**rule,
            "bucket": {"name": &**bucket, "ownerIdentity": {"principalId": "EXAMPLE"}, "arn": &*arn(turn.region, bucket)},
            "object": object,
        },
    }]})
}

/// The detail of the event EventBridge gets.
fn detail(bucket: &Name, event: &str, about: (&Name, u64, u64), tag: &str) -> Value {
    let (key, size, no) = about;
    let created = event.starts_with("ObjectCreated");
    let mut object = json!({"key": &**key, "sequencer": format!("{no:018X}")});
    if created && let Some(object) = object.as_object_mut() {
        object.insert("size".into(), size.into());
        object.insert("etag".into(), tag.into());
    }
    json!({
        "version": "0",
        "bucket": {"name": &**bucket},
        "object": object,
        "requester": crate::sim::arn::ACCOUNT,
        "reason": if created { "PutObject" } else { "DeleteObject" },
    })
}

/// A key as S3 writes it into its events: URL-encoded, a space as `+`.
fn escape(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'/' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                let hex = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0').to_ascii_uppercase();
                out.extend([hex(byte >> 4), hex(byte & 15)]);
            }
        }
    }
    out
}
