//! A published message, and the forms in which subscribers get it. A form is made once and shared by all who want it.
use super::signature::Seal;
use super::subscription::{Protocol, Subscription};
use crate::base::time::SimTime;
use crate::sim::epoch;
use crate::sim::errand::{Attribute, Cargo};
use crate::sim::ids;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::fmt;
use std::sync::Arc;

/// MessageId; a UUID when written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MessageId(pub u64, pub u64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ids::write_uuid(f, self.0, self.1)
    }
}

/// SequenceNumber: twenty digits, increasing, not consecutive.
#[must_use]
pub fn sequence_number(seq: u64) -> String {
    (10_000_000_000_000_000_000_u64.saturating_add(seq.saturating_mul(256))).to_string()
}

/// A message as SNS keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// MessageId.
    pub id: MessageId,
    /// What was published; on a FIFO topic with the deduplication id in force.
    pub cargo: Arc<Cargo>,
    /// MessageStructure is `json`: the body holds one message per protocol.
    pub structured: bool,
    /// When.
    pub published: SimTime,
    /// FIFO: its place.
    pub seq: Option<u64>,
}

/// What a topic writes into its notifications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// TopicArn.
    pub arn: Name,
    /// SignatureVersion; `None`: no signature and no UnsubscribeURL.
    pub signs: Option<Name>,
}

/// The forms of one message made so far.
#[derive(Debug)]
pub struct Forms<'a> {
    sender: &'a Sender,
    notice: &'a Arc<Notice>,
    replayed: bool,
    structure: Option<Map<String, Value>>,
    made: Vec<((Protocol, bool), Arc<Cargo>)>,
}

impl<'a> Forms<'a> {
    /// No form yet.
    #[must_use]
    pub fn new(sender: &'a Sender, notice: &'a Arc<Notice>, replayed: bool) -> Self {
        let structure = notice.structured.then(|| serde_json::from_str(&notice.cargo.body).ok()).flatten();
        Self { sender, notice, replayed, structure, made: vec![] }
    }

    /// Whether the message comes from the archive.
    #[must_use]
    pub const fn is_replay(&self) -> bool {
        self.replayed
    }

    /// The form for a subscription.
    pub fn of(&mut self, to: &Subscription) -> Arc<Cargo> {
        if to.protocol == Protocol::Lambda {
            return Arc::new(self.event(&to.arn));
        }
        self.own(to.protocol, to)
    }

    /// The form a dead-letter queue gets: what the endpoint would have got, Lambda's without its event around it.
    pub fn dead(&mut self, to: &Subscription) -> Arc<Cargo> {
        self.own(if to.protocol == Protocol::Lambda { Protocol::Sqs } else { to.protocol }, to)
    }

    /// The message for a key of a message per protocol, else the default one.
    #[must_use]
    pub fn text_for(&self, key: &str) -> Arc<str> {
        let Some(fields) = &self.structure else { return self.notice.cargo.body.clone() };
        let own = fields.get(key).or_else(|| fields.get("default")).and_then(Value::as_str);
        own.unwrap_or_default().into()
    }

    /// A signed JSON form names its subscription, so it is made for it alone.
    fn own(&mut self, protocol: Protocol, to: &Subscription) -> Arc<Cargo> {
        let json = protocol == Protocol::Sqs || is_json(protocol);
        if !json || to.raw || self.sender.signs.is_none() {
            return self.shared(protocol, to.raw);
        }
        let mut said = self.envelope(&self.text(protocol));
        if let Some(seal) = self.seal() {
            seal.put(&mut said, &to.arn, protocol);
        }
        Arc::new(self.around(in_order(&said).into()))
    }

    fn seal(&self) -> Option<Seal<'_>> {
        self.sender.signs.as_ref().map(|version| Seal { topic: &self.sender.arn, version, id: self.notice.id })
    }

    fn shared(&mut self, protocol: Protocol, raw: bool) -> Arc<Cargo> {
        // Without a message per protocol all JSON forms are one.
        let json = is_json(protocol);
        let key = (if json && self.structure.is_none() && !raw { Protocol::Sqs } else { protocol }, raw);
        if let Some((_, made)) = self.made.iter().find(|(k, _)| *k == key) {
            return made.clone();
        }
        let made = self.make(protocol, raw);
        self.made.push((key, made.clone()));
        made
    }

    fn make(&self, protocol: Protocol, raw: bool) -> Arc<Cargo> {
        let text = self.text(protocol);
        match protocol {
            Protocol::Sqs if raw && self.structure.is_none() => self.notice.cargo.clone(),
            Protocol::Sqs if raw => Arc::new(Cargo { body: text, ..(*self.notice.cargo).clone() }),
            Protocol::Email | Protocol::Sms | Protocol::Application => {
                Arc::new(Cargo { subject: self.notice.cargo.subject.clone(), ..self.around(text) })
            }
            _ if raw => Arc::new(self.around(text)),
            _ => Arc::new(self.around(Value::from(self.envelope(&text)).to_string().into())),
        }
    }

    /// What travels besides the body, whatever the form.
    fn around(&self, body: Arc<str>) -> Cargo {
        let cargo = &self.notice.cargo;
        let grown = (body.len() as u64).saturating_sub(cargo.body.len() as u64);
        Cargo {
            body,
            group: cargo.group.clone(),
            dedup: cargo.dedup.clone(),
            bytes: if cargo.bytes > 0 { cargo.bytes + grown } else { 0 },
            item: cargo.item.clone(),
            items: cargo.items.clone(),
            ..Cargo::default()
        }
    }

    /// The message for a protocol: its own, else the default one.
    fn text(&self, protocol: Protocol) -> Arc<str> {
        self.text_for(protocol.name())
    }

    fn envelope(&self, text: &str) -> Map<String, Value> {
        let Notice { id, cargo, published, seq, .. } = &**self.notice;
        let mut said = Map::new();
        said.insert("Type".into(), "Notification".into());
        said.insert("MessageId".into(), id.to_string().into());
        if let Some(seq) = seq {
            said.insert("SequenceNumber".into(), sequence_number(*seq).into());
        }
        said.insert("TopicArn".into(), (&*self.sender.arn).into());
        if let Some(subject) = &cargo.subject {
            said.insert("Subject".into(), (&**subject).into());
        }
        said.insert("Message".into(), text.into());
        said.insert("Timestamp".into(), timestamp(*published).into());
        if self.replayed {
            said.insert("Replayed".into(), "true".into());
        }
        if !cargo.attributes.is_empty() {
            let attribute =
                |(name, a): (&Name, &Attribute)| (name.to_string(), json!({ "Type": &*a.kind, "Value": &*a.value }));
            said.insert(
                "MessageAttributes".into(),
                cargo.attributes.iter().map(attribute).collect::<Map<_, _>>().into(),
            );
        }
        said
    }

    /// Lambda's event.
    fn event(&self, subscription: &Name) -> Cargo {
        let mut said = self.envelope(&self.text(Protocol::Lambda));
        said.entry("Subject").or_insert(Value::Null);
        said.entry("MessageAttributes").or_insert_with(|| json!({}));
        if let Some(seal) = self.seal() {
            seal.put(&mut said, subscription, Protocol::Lambda);
        }
        let record = json!({
            "EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": &**subscription, "Sns": said,
        });
        self.around(json!({ "Records": [record] }).to_string().into())
    }
}

/// The members of a notification in AWS's order.
const ORDER: &[&str] = &[
    "Type",
    "MessageId",
    "SequenceNumber",
    "TopicArn",
    "Subject",
    "Message",
    "Timestamp",
    "Replayed",
    "SignatureVersion",
    "Signature",
    "SigningCertURL",
    "UnsubscribeURL",
    "MessageAttributes",
];

/// A notification as AWS writes it, but for its white space.
fn in_order(said: &Map<String, Value>) -> String {
    let member = |name: &&str| said.get(*name).map(|value| format!("\"{name}\":{value}"));
    format!("{{{}}}", ORDER.iter().filter_map(member).collect::<Vec<_>>().join(","))
}

/// Protocols besides SQS that get JSON.
const fn is_json(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Http | Protocol::Https | Protocol::EmailJson | Protocol::Firehose)
}

/// `2026-11-21T00:00:00.000Z`.
#[must_use]
pub fn timestamp(at: SimTime) -> String {
    let whole = epoch::iso(epoch::epoch_secs(at));
    format!("{}.{:03}Z", whole.trim_end_matches('Z'), at.as_millis() % 1_000)
}
