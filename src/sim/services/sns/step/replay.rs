//! Replays: what a FIFO topic has archived is delivered once more to one subscription, in its order, before anything newer.
use super::Ctx;
use crate::base::time::SimTime;
use crate::sim::epoch;
use crate::sim::pattern::Filtered;
use crate::sim::services::sns::model::{
    notice::{Forms, Notice},
    subscription::Replay,
};
use crate::sim::trace::{Name, Weight};
use serde_json::Value;
use std::sync::Arc;

/// ReplayPolicy, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// StartingPoint.
    pub from: SimTime,
    /// EndingPoint.
    pub until: Option<SimTime>,
}

impl Window {
    /// Reads a replay policy.
    ///
    /// # Errors
    /// What is wrong.
    pub fn read(text: &str) -> Result<Self, String> {
        let policy: Value = serde_json::from_str(text).map_err(|_| "failed to parse JSON.".to_string())?;
        if policy.get("PointType").and_then(Value::as_str) != Some("Timestamp") {
            return Err("PointType must be Timestamp".into());
        }
        let point = |name: &str| -> Result<Option<SimTime>, String> {
            match policy.get(name).map(Value::as_str) {
                None => Ok(None),
                Some(text) => {
                    let secs =
                        text.and_then(epoch::parse).ok_or_else(|| format!("{name} must be an ISO 8601 timestamp"))?;
                    // What lies before the run began is its beginning.
                    Ok(Some(epoch::moment(secs).unwrap_or(SimTime::ZERO)))
                }
            }
        };
        let from = point("StartingPoint")?.ok_or("StartingPoint is required")?;
        let until = point("EndingPoint")?;
        if until.is_some_and(|until| until <= from) {
            return Err("EndingPoint must be after StartingPoint".into());
        }
        Ok(Self { from, until })
    }
}

impl Ctx<'_> {
    /// Begins a replay to one subscription.
    pub fn replay(&mut self, no: u64, window: Window) {
        self.topic.age(self.now);
        let within =
            |n: &&Arc<Notice>| n.published >= window.from && window.until.is_none_or(|until| n.published <= until);
        let all: Vec<Arc<Notice>> = self.topic.memory.archive.iter().filter(within).cloned().collect();
        let Some(to) = self.topic.subscriptions.get_mut(&no) else { return };
        if !to.is_confirmed() {
            return;
        }
        to.settle(self.now);
        let passing = |n: &&Arc<Notice>| to.filter.as_ref().is_none_or(|policy| policy.matches(&n.cargo));
        let left = all.iter().filter(passing).count() as u64;
        to.replay = Some(Replay { left, ends: window.until.is_some() });
        let short: Name = to.short().into();
        let event = self.emit(self.cause, "sns.replay", |d| {
            (d.actor, d.amount, d.weight) = (Some(short), left, Weight::Mark);
        });
        let sender = self.topic.sender();
        for notice in &all {
            self.offer(no, (notice, event), &mut Forms::new(&sender, notice, true), &mut Filtered::new(&notice.cargo));
        }
    }
}
