//! Answers of SNS under the member names of its model.
use crate::sim::services::sns::api::response::{Failed, Listed, Published, Response};
use crate::sim::trace::Name;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The output of an operation.
pub(super) fn output(operation: &str, response: Response) -> Value {
    match response {
        Response::Done => json!({}),
        Response::Topic(arn) => json!({ "TopicArn": &*arn }),
        Response::Subscription(arn) => json!({ "SubscriptionArn": &*arn }),
        Response::Published(published) => accepted(published).into(),
        Response::Batch(good, bad) => batch(good, bad),
        Response::Attributes(all) if operation == "GetSMSAttributes" => json!({ "attributes": *all }),
        Response::Attributes(all) => json!({ "Attributes": *all }),
        Response::Topics(all, next) => {
            paged("Topics", all.iter().map(|arn| json!({ "TopicArn": &**arn })).collect(), next)
        }
        Response::Subscriptions(all, next) => paged("Subscriptions", all.iter().map(listed).collect(), next),
        Response::Tags(all) => {
            let tags: Vec<Value> = all.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
            json!({ "Tags": tags })
        }
        Response::Arn(arn) if operation == "CreatePlatformEndpoint" => json!({ "EndpointArn": &*arn }),
        Response::Arn(arn) => json!({ "PlatformApplicationArn": &*arn }),
        Response::Named(all, next) => named(operation, &all, next),
        Response::Phones(all) => {
            json!({ "phoneNumbers": all.iter().map(|phone| &**phone).collect::<Vec<&str>>() })
        }
        Response::Flag(is) => json!({ "isOptedOut": is }),
    }
}

fn accepted(published: Published) -> Map<String, Value> {
    let mut said = Map::new();
    said.insert("MessageId".into(), published.id.to_string().into());
    if let Some(number) = published.sequence_number() {
        said.insert("SequenceNumber".into(), number.into());
    }
    said
}

fn batch(good: Vec<(String, Published)>, bad: Vec<Failed>) -> Value {
    let good = good.into_iter().map(|(id, published)| {
        let mut said = accepted(published);
        said.insert("Id".into(), id.into());
        Value::from(said)
    });
    let bad = bad.into_iter().map(
        |failed| json!({ "Id": failed.id, "Code": failed.code.name(), "Message": failed.message, "SenderFault": true }),
    );
    json!({ "Successful": good.collect::<Vec<_>>(), "Failed": bad.collect::<Vec<_>>() })
}

fn listed(to: &Listed) -> Value {
    json!({
        "SubscriptionArn": &*to.subscription, "Owner": &*to.owner, "Protocol": &*to.protocol, "Endpoint": &*to.endpoint,
        "TopicArn": &*to.topic,
    })
}

fn named(operation: &str, all: &[(Name, BTreeMap<String, String>)], next: Option<String>) -> Value {
    let (list, arn) = match operation {
        "ListPlatformApplications" => ("PlatformApplications", "PlatformApplicationArn"),
        _ => ("Endpoints", "EndpointArn"),
    };
    paged(list, all.iter().map(|(name, attributes)| json!({ arn: &**name, "Attributes": attributes })).collect(), next)
}

fn paged(list: &str, all: Vec<Value>, next: Option<String>) -> Value {
    let mut said = Map::new();
    said.insert(list.into(), all.into());
    if let Some(next) = next {
        said.insert("NextToken".into(), next.into());
    }
    said.into()
}
