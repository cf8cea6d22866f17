//! AWS STS on the wire: who calls, and credentials for a while. Every caller is a user of the account named after its tool. There is
//! nothing to sign for here, so the credentials open nothing that was not open before.
use super::{Ask, astray, lacks};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::{arn::ACCOUNT, ids::spread, services::Answer};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// How long credentials last where nothing is said: those of a user's session, those of a role's.
const USERS: i64 = 43_200;
const ROLES: i64 = 3_600;

/// Says a command in the simulator's words.
///
/// # Errors
/// A role of another account, and operations the endpoint lacks.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    let answer = match command.operation {
        "GetCallerIdentity" => json!({
            "UserId": user_id(&command.client),
            "Account": ACCOUNT,
            "Arn": user(command),
        }),
        "GetSessionToken" => json!({ "Credentials": credentials(&user(command), seconds(command, USERS)) }),
        "AssumeRole" => assume_role(command)?,
        _ => return Err(lacks(command)),
    };
    Ok(Ask::Now(answer))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// Always: nothing of STS is asked of the simulator.
pub fn tell(_command: &Command, _answer: Answer) -> Result<Value, Refusal> {
    Err(astray())
}

/// The id IAM gives to the user of this name: also the SenderId of its messages.
#[must_use]
pub fn user_id(name: &str) -> String {
    identity("AIDA", name, 17)
}

fn user(command: &Command) -> String {
    let good = |c: &char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(*c);
    let name: String = command.client.chars().filter(good).take(64).collect();
    command.region.global("iam", ACCOUNT, &format!("user/{name}")).to_string()
}

fn assume_role(command: &Command) -> Result<Value, Refusal> {
    let input = command.input();
    let (role, session) = (input.need("RoleArn")?, input.need("RoleSessionName")?);
    let own = format!("arn:{}:iam::", command.region.partition());
    let Some(path) = role.strip_prefix(&own).and_then(|rest| rest.split_once(":role/")) else {
        return Err(Refusal::new("ValidationError", format!("{role} is invalid")));
    };
    if path.0 != ACCOUNT {
        let message =
            format!("User: {} is not authorized to perform: sts:AssumeRole on resource: {role}", user(command));
        return Err(Refusal::new("AccessDenied", message).status(403));
    }
    let name = path.1.rsplit('/').next().unwrap_or_default();
    let arn = command.region.global("sts", ACCOUNT, &format!("assumed-role/{name}/{session}"));
    Ok(json!({
        "Credentials": credentials(&arn, seconds(command, ROLES)),
        "AssumedRoleUser": { "AssumedRoleId": format!("{}:{session}", identity("AROA", name, 17)), "Arn": &*arn },
    }))
}

fn seconds(command: &Command, default: i64) -> i64 {
    command.input().int("DurationSeconds").unwrap_or(default)
}

/// Credentials of AWS's form. They end by the client's clock, not by the simulated one: it is the client who looks.
fn credentials(owner: &str, seconds: i64) -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |t| i64::try_from(t.as_secs()).unwrap_or(0));
    json!({
        "AccessKeyId": identity("ASIA", owner, 16),
        "SecretAccessKey": identity("", &format!("{owner} secret"), 40),
        "SessionToken": STANDARD.encode(format!("inflight:{owner}")),
        "Expiration": now + seconds,
    })
}

/// An identity of IAM's form, the same for the same name.
fn identity(prefix: &str, name: &str, length: usize) -> String {
    let seed = name.bytes().fold(0x5157, |h, b| spread(h ^ u64::from(b)));
    let digit = |at: u64| {
        let half = u8::try_from(spread(seed ^ at) & 31).unwrap_or(0);
        char::from(if half < 26 { b'A' + half } else { b'2' + half - 26 })
    };
    prefix.chars().chain((0..).take(length).map(digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{command::Protocol, services::Service};

    fn command(operation: &'static str, input: Value) -> Command {
        Command::sample(Service::Sts, Protocol::Query, operation, input)
    }

    fn now(operation: &'static str, input: Value) -> Value {
        match ask(&command(operation, input)) {
            Ok(Ask::Now(answer)) => answer,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_caller_is_a_user_named_after_its_tool() {
        let who = now("GetCallerIdentity", json!({}));
        assert_eq!((&who["Account"], &who["Arn"]), (&json!(ACCOUNT), &json!("arn:aws:iam::123456789012:user/boto3")));
        assert_eq!(who["UserId"], user_id("boto3"));
        assert!(user_id("boto3").len() == 21 && user_id("boto3") != user_id("aws-cli"));
    }

    #[test]
    fn a_role_of_the_account_is_assumed_and_no_other() {
        let ask_for = |account: &str| json!({ "RoleArn": format!("arn:aws:iam::{account}:role/team/worker"), "RoleSessionName": "me" });
        let answer = now("AssumeRole", ask_for(ACCOUNT));
        assert_eq!(answer["AssumedRoleUser"]["Arn"], "arn:aws:sts::123456789012:assumed-role/worker/me");
        let credentials = &answer["Credentials"];
        assert!(credentials["AccessKeyId"].as_str().is_some_and(|key| key.len() == 20 && key.starts_with("ASIA")));
        assert!(credentials["Expiration"].as_i64().is_some_and(|t| t > 1_700_000_000));
        let other = ask(&command("AssumeRole", ask_for("111111111111"))).unwrap_err();
        assert_eq!((&*other.code, other.status), ("AccessDenied", 403));
    }

    #[test]
    fn session_tokens_last_as_long_as_asked() {
        let end = |input| now("GetSessionToken", input)["Credentials"]["Expiration"].as_i64().unwrap();
        assert!(end(json!({})) - end(json!({ "DurationSeconds": 900 })) > 40_000);
    }
}
