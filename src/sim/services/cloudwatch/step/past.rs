//! The history of alarms, in AWS's words.
use crate::base::time::SimTime;
use crate::sim::{
    services::cloudwatch::model::{
        CloudWatch, Past,
        alarm::{Alarm, By, Config, State},
        number,
    },
    trace::Name,
};
use serde_json::json;

/// An entry before it has its place.
struct Entry {
    kind: &'static str,
    summary: String,
    data: serde_json::Value,
}

impl CloudWatch {
    /// An alarm is about to be made or changed.
    pub(in crate::sim::services::cloudwatch) fn note_change(&mut self, config: &Config, now: SimTime) {
        let (word, kind) =
            if self.alarms.contains_key(&config.name) { ("updated", "Update") } else { ("created", "Create") };
        let entry = Entry {
            kind: "ConfigurationUpdate",
            summary: format!("Alarm \"{}\" {word}", config.name),
            data: json!({ "version": "1.0", "type": kind }),
        };
        self.note(config, entry, now);
    }

    /// An alarm is gone.
    pub(in crate::sim::services::cloudwatch) fn note_end(&mut self, alarm: &Alarm, now: SimTime) {
        let entry = Entry {
            kind: "ConfigurationUpdate",
            summary: format!("Alarm \"{}\" deleted", alarm.config.name),
            data: json!({ "version": "1.0", "type": "Delete" }),
        };
        self.note(&alarm.config, entry, now);
    }

    /// An alarm went into its state.
    pub(super) fn note_state(&mut self, alarm: &Alarm, from: (State, &Name), now: SimTime) {
        let (old, why) = from;
        let entry = Entry {
            kind: "StateUpdate",
            summary: format!("Alarm updated from {} to {}", old.name(), alarm.state.name()),
            data: json!({
                "version": "1.0",
                "oldState": { "stateValue": old.name(), "stateReason": &**why },
                "newState": {
                    "stateValue": alarm.state.name(),
                    "stateReason": &*alarm.reason,
                    "value": alarm.value.map(number::show),
                },
            }),
        };
        self.note(&alarm.config, entry, now);
    }

    /// An action worked, or was refused with a code.
    pub(super) fn note_action(&mut self, name: &str, target: &Name, failed: Option<&Name>, now: SimTime) {
        let Some(config) = self.alarms.get(name).map(|a| a.config.clone()) else { return };
        let (word, state) =
            if failed.is_some() { ("Failed to execute", "Failed") } else { ("Successfully executed", "Succeeded") };
        let entry = Entry {
            kind: "Action",
            summary: format!("{word} action {target}"),
            data: json!({ "actionState": state, "notificationResource": &**target, "error": failed.map(|f| &**f) }),
        };
        self.note(&config, entry, now);
    }

    fn note(&mut self, config: &Config, entry: Entry, at: SimTime) {
        self.remember(Past {
            alarm: config.name.clone(),
            composite: matches!(config.by, By::Rule(..)),
            at,
            kind: entry.kind.into(),
            summary: entry.summary.into(),
            data: entry.data.to_string().into(),
        });
    }
}
