//! APIs: there is something behind them.
use super::{Faults, iam};
use crate::sim::scenario::Scenario;

pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for api in &scenario.apis {
        let path = format!("apis.{}", api.name);
        if scenario.arn_of(&api.to).is_none() {
            faults.add(format!("{path}.to"), format!("there is no resource `{}` in this scenario", api.to));
        }
        if api.to == api.name {
            faults.add(format!("{path}.to"), "an API cannot be its own integration");
        }
        iam::resource(scenario, &path, (&api.allow, api.policy.as_ref()), faults);
    }
}
