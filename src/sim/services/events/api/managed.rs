//! The rules AWS keeps for archives: one for each, to be seen and counted among the rules of its bus, and changed by nobody. What an
//! archive takes is decided in [`super::super::step::arrive`]; these rules only say it.
use super::error::{Code, EventsError};
use crate::sim::services::events::model::{Events, archive::Archive, bus::Bus};
use crate::sim::{arn, members::Members, members::Told};
use serde_json::{Value, json};

/// Who keeps them.
const MANAGER: &str = "prod.vhs.events.aws.internal";

/// What the rule of an archive is called.
pub(super) fn rule_name(archive: &Archive) -> String {
    format!("Events-Archive-{}", archive.name)
}

/// The rule of an archive: the archive's pattern, and nothing that comes from a replay.
pub(super) fn rule(archive: &Archive, bus: &Bus) -> Members {
    let name = rule_name(archive);
    let pattern = archive.pattern.as_ref().and_then(|p| serde_json::from_str::<Members>(&p.text).ok());
    let pattern = Told::from(pattern.unwrap_or_default()).put("replay-name", json!([{ "exists": false }])).end();
    Told::new()
        .text("Name", &name)
        .text("Arn", &bus.rule_arn(&name))
        .text("EventPattern", &Value::from(pattern).to_string())
        .text("State", "ENABLED")
        .text("ManagedBy", MANAGER)
        .text("EventBusName", &bus.name)
        .end()
}

/// Its target: the archive.
pub(super) fn target(archive: &Archive) -> Value {
    let template = format!(
        "{{\"archive-arn\": \"{}\", \"event\": <aws.events.event.json>, \"ingestion-time\": <aws.events.event.ingestion-time>}}",
        archive.arn
    );
    let home = arn::parse(&archive.arn);
    json!({
        "Id": &*archive.name,
        "Arn": format!("arn:{}:events:{}:::", home.map_or("aws", |p| p.partition), home.map_or("", |p| p.region)),
        "InputTransformer": { "InputPathsMap": {}, "InputTemplate": template },
    })
}

impl Events {
    /// The archives of a bus, each of which has a rule there.
    pub(super) fn managed_in<'a>(&'a self, bus: &'a Bus) -> impl Iterator<Item = &'a Archive> {
        self.archives.values().filter(|archive| archive.bus == bus.name)
    }
    /// Refuses the rule of an archive: only AWS changes it.
    pub(super) fn own_rule(&self, bus: &str, name: &str) -> Result<(), EventsError> {
        let bus = self.known(bus)?;
        if self.managed_in(bus).any(|archive| rule_name(archive) == name) {
            let message = format!("Rule {name} is managed by an AWS service and can only be modified by it.");
            return Err(EventsError::new(Code::ManagedRule, message));
        }
        Ok(())
    }
}
