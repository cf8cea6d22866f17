//! AWS STS on the wire: who calls. There are no credentials here, so nobody is refused.
use super::{Ask, astray, lacks};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::{arn::ACCOUNT, services::Answer};
use serde_json::{Value, json};

/// Says a command in the simulator's words.
///
/// # Errors
/// Operations the endpoint lacks.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    match command.operation {
        "GetCallerIdentity" => Ok(Ask::Now(json!({
            "UserId": ACCOUNT,
            "Account": ACCOUNT,
            "Arn": format!("arn:aws:iam::{ACCOUNT}:root"),
        }))),
        _ => Err(lacks(command)),
    }
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// Always: nothing of STS is asked of the simulator.
pub fn tell(_command: &Command, _answer: Answer) -> Result<Value, Refusal> {
    Err(astray())
}
