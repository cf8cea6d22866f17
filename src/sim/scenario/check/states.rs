//! State machines: what their definitions refer to.
use super::Faults;
use crate::sim::scenario::Scenario;
use serde_json::Value;

/// Every fault of `state_machines:`; the definition itself is read by AWS's rules when it is made.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for machine in &scenario.state_machines {
        let path = format!("state_machines.{}", machine.name);
        if !matches!(machine.definition, Value::String(_) | Value::Object(_)) {
            faults.add(
                format!("{path}.definition"),
                "a definition is an object with StartAt and States, or its JSON text",
            );
        }
        let known = |name: &str| scenario.arn_of(name).is_some() || machine.activities.iter().any(|a| &**a == name);
        for name in machine.references().iter().filter(|name| !known(name)) {
            let message = format!("there is no resource `{name}` in this scenario: `${{NAME}}` stands for an ARN");
            faults.add(format!("{path}.definition"), message);
        }
        if machine.transition.is_some_and(|t| t.0.as_millis() < 1) {
            faults.add(format!("{path}.transition"), "at least 1ms, so that a loop of states takes time");
        }
        if machine.duplicates_per_million > 1_000_000 {
            faults.add(format!("{path}.duplicates_per_million"), "at most 1000000");
        }
        if machine.express_memory == 0 || !machine.express_memory.is_multiple_of(64) {
            faults.add(format!("{path}.express_memory"), "a multiple of 64 MB");
        }
    }
}
