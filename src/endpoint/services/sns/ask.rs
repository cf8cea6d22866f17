//! Calls of SNS besides Publish.
use super::device;
use crate::endpoint::{command::Command, input::Input, refusal::Refusal};
use crate::sim::services::sns::api::{
    Request, push,
    request::{Attributes, Subscribe},
};
use crate::sim::trace::Name;
use std::collections::BTreeMap;

/// Parts of an ARN at least.
const PARTS: usize = 6;

/// `InvalidParameter` in SNS's usual words.
pub(super) fn invalid(what: &str) -> Refusal {
    Refusal::new("InvalidParameter", format!("Invalid parameter: {what}"))
}

/// An ARN; what has too few parts is refused before any service looks at it.
pub(super) fn arn(input: Input<'_>, member: &str) -> Result<Name, Refusal> {
    let text = input.text(member).unwrap_or_default();
    let count = text.split(':').count();
    if count < PARTS {
        return Err(invalid(&format!("{member} Reason: An ARN must have at least 6 elements, not {count}")));
    }
    Ok(text.into())
}

/// The ARN of a topic; one of another Region is refused too.
pub(super) fn topic(command: &Command, member: &str) -> Result<Name, Refusal> {
    let arn = arn(command.input(), member)?;
    if arn.split(':').nth(3) == Some(command.region.name()) { Ok(arn) } else { Err(invalid("TopicArn")) }
}

/// The ARN of a subscription.
pub(super) fn subscription(input: Input<'_>) -> Result<Name, Refusal> {
    if input.text("SubscriptionArn").unwrap_or_default().is_empty() {
        return Err(invalid("SubscriptionArn Reason: no value for required parameter"));
    }
    arn(input, "SubscriptionArn")
}

/// NextToken; an empty one is none.
pub(super) fn next(input: Input<'_>) -> Option<String> {
    input.text("NextToken").filter(|token| !token.is_empty()).map(Into::into)
}

fn owned(input: Input<'_>, member: &str) -> String {
    input.text(member).unwrap_or_default().into()
}

/// Tags; a key may stand there once.
fn tags(input: Input<'_>) -> Result<BTreeMap<String, String>, Refusal> {
    let all = input.tags("Tags");
    if all.len() == input.list("Tags").count() { Ok(all) } else { Err(invalid("Duplicated keys are not allowed.")) }
}

pub(super) fn create_topic(input: Input<'_>) -> Result<Request, Refusal> {
    let attributes = input.text_map("Attributes");
    Ok(Request::CreateTopic { name: owned(input, "Name"), attributes, tags: tags(input)? })
}

pub(super) fn set_topic(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    let topic = topic(command, "TopicArn")?;
    Ok(Request::SetTopicAttributes {
        topic,
        name: owned(input, "AttributeName"),
        value: owned(input, "AttributeValue"),
    })
}

pub(super) fn add_permission(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    Ok(Request::AddPermission {
        topic: topic(command, "TopicArn")?,
        label: owned(input, "Label"),
        accounts: input.texts("AWSAccountId"),
        actions: input.texts("ActionName"),
    })
}

pub(super) fn remove_permission(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    Ok(Request::RemovePermission { topic: topic(command, "TopicArn")?, label: owned(input, "Label") })
}

pub(super) fn tag(input: Input<'_>) -> Result<Request, Refusal> {
    Ok(Request::TagResource { topic: input.need("ResourceArn")?.into(), tags: tags(input)? })
}

pub(super) fn subscribe(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    let topic = topic(command, "TopicArn")?;
    let what = Subscribe {
        protocol: owned(input, "Protocol"),
        endpoint: input.name("Endpoint").unwrap_or_default(),
        attributes: input.text_map("Attributes"),
        return_arn: input.flag("ReturnSubscriptionArn").unwrap_or(false),
    };
    Ok(Request::Subscribe { topic, what: Box::new(what) })
}

pub(super) fn confirm(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    Ok(Request::ConfirmSubscription {
        topic: topic(command, "TopicArn")?,
        token: input.name("Token").unwrap_or_default(),
        authenticate: input.text("AuthenticateOnUnsubscribe").is_some_and(|said| said.eq_ignore_ascii_case("true")),
    })
}

pub(super) fn unsubscribe(input: Input<'_>) -> Result<Request, Refusal> {
    let subscription = subscription(input)?;
    // Such is the ARN of a topic.
    if subscription.split(':').count() == PARTS {
        Err(invalid("SubscriptionId"))
    } else {
        Ok(Request::Unsubscribe { subscription })
    }
}

pub(super) fn set_subscription(input: Input<'_>) -> Result<Request, Refusal> {
    let subscription = subscription(input)?;
    Ok(Request::SetSubscriptionAttributes {
        subscription,
        name: owned(input, "AttributeName"),
        value: owned(input, "AttributeValue"),
    })
}

pub(super) fn create_application(input: Input<'_>) -> Result<Request, Refusal> {
    let (name, platform) = (owned(input, "Name"), owned(input, "Platform"));
    Ok(device(push::Request::CreateApplication { name, platform, attributes: input.text_map("Attributes") }))
}

pub(super) fn set_application(input: Input<'_>) -> Result<Request, Refusal> {
    let application = arn(input, "PlatformApplicationArn")?;
    Ok(device(push::Request::SetApplication { application, attributes: input.text_map("Attributes") }))
}

/// CustomUserData may be said twice; among the attributes it counts.
pub(super) fn create_endpoint(input: Input<'_>) -> Result<Request, Refusal> {
    let application = arn(input, "PlatformApplicationArn")?;
    let said = input.text("CustomUserData").map(|data| ("CustomUserData".to_string(), data.to_string()));
    let mut attributes: Attributes = said.into_iter().collect();
    attributes.extend(input.text_map("Attributes"));
    Ok(device(push::Request::CreateEndpoint { application, token: owned(input, "Token"), attributes }))
}

pub(super) fn set_endpoint(input: Input<'_>) -> Result<Request, Refusal> {
    let endpoint = arn(input, "EndpointArn")?;
    Ok(device(push::Request::SetEndpoint { endpoint, attributes: input.text_map("Attributes") }))
}

pub(super) fn list_endpoints(input: Input<'_>) -> Result<Request, Refusal> {
    let application = arn(input, "PlatformApplicationArn")?;
    Ok(device(push::Request::ListEndpoints { application, next: next(input) }))
}
