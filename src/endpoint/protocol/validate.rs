//! Whether an input fits its shape: what must be there, how long, how large, of which form. Each service says it in its own words.
use crate::endpoint::{
    refusal::Refusal,
    services::Service,
    shapes::{Model, Shape},
};
use serde_json::Value;

/// Checks an input.
pub(super) fn check(service: Service, _model: &Model, shape: &Shape, input: &Value) -> Result<(), Refusal> {
    let absent = |name: &str| input.get(name).is_none_or(Value::is_null);
    let missing = shape.members.iter().find(|m| m.required() && absent(m.name));
    let Some(missing) = missing else { return Ok(()) };
    Err(match service {
        Service::Sqs => {
            Refusal::new("MissingParameter", format!("The request must contain the parameter {}.", missing.name))
        }
        _ => Refusal::missing(missing.name),
    })
}
