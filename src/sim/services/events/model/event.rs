//! Events: the envelope AWS gives every one of them, and its JSON.
use crate::base::time::SimTime;
use crate::sim::{
    epoch,
    trace::{Item, Name},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// An event on a bus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its id.
    pub id: Name,
    /// `detail-type`.
    pub kind: Name,
    /// `source`.
    pub source: Name,
    /// Where it was first put.
    pub account: Name,
    /// The Region where it was first put.
    pub region: Name,
    /// `time`, epoch seconds.
    pub time: i64,
    /// `resources`.
    pub resources: Vec<Name>,
    /// `detail`, as it was given.
    pub detail: Arc<str>,
    /// `replay-name`, where it comes from an archive.
    pub replay: Option<Name>,
    /// It came from another bus, which is as far as an event is passed on.
    pub forwarded: bool,
    /// When this bus received it.
    pub ingested: SimTime,
    /// The learner's message.
    pub item: Option<Item>,
    /// The learner's messages where it carries several.
    pub items: Vec<Item>,
    /// Bytes it stands for where that is more than its text.
    pub bytes: u64,
}

impl Event {
    /// The event as JSON text, its members in AWS's order.
    #[must_use]
    pub fn json(&self) -> String {
        self.text(true)
    }
    /// The same without `detail`: `<aws.events.event>`.
    #[must_use]
    pub fn head(&self) -> String {
        self.text(false)
    }
    fn text(&self, detail: bool) -> String {
        let quote = |text: &str| Value::from(text).to_string();
        let resources: Vec<String> = self.resources.iter().map(|r| quote(r)).collect();
        let mut out = format!(
            "{{\"version\":\"0\",\"id\":{},\"detail-type\":{},\"source\":{},\"account\":{},\"time\":{},\"region\":{},\"resources\":[{}]",
            quote(&self.id),
            quote(&self.kind),
            quote(&self.source),
            quote(&self.account),
            quote(&epoch::iso(self.time)),
            quote(&self.region),
            resources.join(",")
        );
        if let Some(replay) = &self.replay {
            out.push_str(",\"replay-name\":");
            out.push_str(&quote(replay));
        }
        if detail {
            out.push_str(",\"detail\":");
            out.push_str(&self.detail);
        }
        out.push('}');
        out
    }
    /// The event as a value, with its detail already read.
    #[must_use]
    pub fn value(&self, detail: Value) -> Value {
        let resources: Vec<&str> = self.resources.iter().map(|r| &**r).collect();
        let mut value = json!({
            "version": "0", "id": &*self.id, "detail-type": &*self.kind, "source": &*self.source,
            "account": &*self.account, "time": epoch::iso(self.time), "region": &*self.region,
            "resources": resources, "detail": detail,
        });
        if let (Some(replay), Some(map)) = (&self.replay, value.as_object_mut()) {
            map.insert("replay-name".into(), Value::from(&**replay));
        }
        value
    }
    /// What it counts as: its text, or the bytes it stands for.
    #[must_use]
    pub fn size(&self) -> u64 {
        let text = self.detail.len() + self.kind.len() + self.source.len();
        self.bytes.max((text + self.resources.iter().map(|r| r.len()).sum::<usize>()) as u64)
    }
    /// The message as the learner knows it, else one made of the event's id.
    #[must_use]
    pub fn shown(&self) -> Item {
        let short = || Item { no: 0, label: self.id.get(..4).unwrap_or("").into(), group: None };
        self.item.clone().unwrap_or_else(short)
    }
}
