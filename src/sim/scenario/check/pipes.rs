//! Pipes: names that must exist.
use super::Faults;
use crate::sim::scenario::Scenario;

/// Parameters of a target.
const PARAMETERS: &[&str] = &["MessageGroupId", "MessageDeduplicationId", "PartitionKey", "Source", "DetailType"];

/// Every fault of `pipes:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for pipe in &scenario.pipes {
        let path = format!("pipes.{}", pipe.name);
        exists(scenario, &pipe.from, &format!("{path}.from"), faults);
        exists(scenario, &pipe.target.to, &format!("{path}.target.to"), faults);
        if let Some(stage) = &pipe.enrichment {
            exists(scenario, &stage.to, &format!("{path}.enrichment.to"), faults);
            if !stage.parameters.is_empty() {
                faults
                    .add(format!("{path}.enrichment.parameters"), "an enrichment has none: they belong to the target");
            }
        }
        if let Some(to) = &pipe.dead_letter {
            exists(scenario, to, &format!("{path}.dead_letter"), faults);
        }
        for name in pipe.target.parameters.keys().filter(|n| !PARAMETERS.contains(&&***n)) {
            let all = PARAMETERS.join(", ");
            faults.add(format!("{path}.target.parameters"), format!("`{name}` is unknown here: write one of {all}"));
        }
    }
}

fn exists(scenario: &Scenario, name: &str, path: &str, faults: &mut Faults) {
    let fleet = scenario.consumers.iter().any(|c| &*c.name == name);
    if name != "default" && !fleet && scenario.arn_of(name).is_none() {
        faults.add(path, format!("there is no resource `{name}` in this scenario"));
    }
}
