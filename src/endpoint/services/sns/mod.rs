//! Amazon SNS on the wire.
mod ask;
mod publish;
mod tell;
#[cfg(test)]
mod tests;

use super::{Ask, astray, lacks};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::services::sns::api::{Request, push, sms};
use crate::sim::services::{Answer, Call};
use serde_json::Value;

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    let input = command.input();
    let request = match command.operation {
        "AddPermission" => ask::add_permission(command)?,
        "CheckIfPhoneNumberIsOptedOut" => text(sms::Request::IsOptedOut(input.need("phoneNumber")?.into())),
        "ConfirmSubscription" => ask::confirm(command)?,
        "CreatePlatformApplication" => ask::create_application(input)?,
        "CreatePlatformEndpoint" => ask::create_endpoint(input)?,
        "CreateTopic" => ask::create_topic(input)?,
        "DeleteEndpoint" => device(push::Request::DeleteEndpoint { endpoint: ask::arn(input, "EndpointArn")? }),
        "DeletePlatformApplication" => {
            device(push::Request::DeleteApplication { application: ask::arn(input, "PlatformApplicationArn")? })
        }
        "DeleteTopic" => Request::DeleteTopic { topic: ask::topic(command, "TopicArn")? },
        "GetEndpointAttributes" => device(push::Request::GetEndpoint { endpoint: ask::arn(input, "EndpointArn")? }),
        "GetPlatformApplicationAttributes" => {
            device(push::Request::GetApplication { application: ask::arn(input, "PlatformApplicationArn")? })
        }
        "GetSMSAttributes" => text(sms::Request::Get(input.texts("attributes"))),
        "GetSubscriptionAttributes" => Request::GetSubscriptionAttributes { subscription: ask::subscription(input)? },
        "GetTopicAttributes" => Request::GetTopicAttributes { topic: ask::topic(command, "TopicArn")? },
        "ListEndpointsByPlatformApplication" => ask::list_endpoints(input)?,
        "ListPhoneNumbersOptedOut" => text(sms::Request::OptedOut),
        "ListPlatformApplications" => device(push::Request::ListApplications { next: ask::next(input) }),
        "ListSubscriptions" => Request::ListSubscriptions { next: ask::next(input) },
        "ListSubscriptionsByTopic" => {
            Request::ListSubscriptionsByTopic { topic: ask::topic(command, "TopicArn")?, next: ask::next(input) }
        }
        "ListTagsForResource" => Request::ListTagsForResource { topic: input.need("ResourceArn")?.into() },
        "ListTopics" => Request::ListTopics { next: ask::next(input) },
        "OptInPhoneNumber" => text(sms::Request::OptIn(input.need("phoneNumber")?.into())),
        "Publish" => publish::one(command)?,
        "PublishBatch" => publish::batch(command)?,
        "RemovePermission" => ask::remove_permission(command)?,
        "SetEndpointAttributes" => ask::set_endpoint(input)?,
        "SetPlatformApplicationAttributes" => ask::set_application(input)?,
        "SetSMSAttributes" => text(sms::Request::Set(input.text_map("attributes"))),
        "SetSubscriptionAttributes" => ask::set_subscription(input)?,
        "SetTopicAttributes" => ask::set_topic(command)?,
        "Subscribe" => ask::subscribe(command)?,
        "TagResource" => ask::tag(input)?,
        "Unsubscribe" => ask::unsubscribe(input)?,
        "UntagResource" => {
            Request::UntagResource { topic: input.need("ResourceArn")?.into(), keys: input.texts("TagKeys") }
        }
        _ => return Err(lacks(command)),
    };
    Ok(Call::Sns(request).into())
}

fn device(request: push::Request) -> Request {
    Request::Push(Box::new(request))
}

fn text(request: sms::Request) -> Request {
    Request::Sms(Box::new(request))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    let Answer::Sns(reply) = answer else { return Err(astray()) };
    let response = reply.map_err(|e| Refusal::new(e.code.name(), e.message).status(e.code.http_status()))?;
    Ok(tell::output(command.operation, response))
}
