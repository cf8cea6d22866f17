//! Whose request it is and what it wants, found the way AWS finds it: `X-Amz-Target`, else a form with an Action, else the service the
//! signature names and the path.
use super::{
    super::shapes::{Hit, Shape, Wire},
    Head,
    form::{self, Pairs},
    head::Signed,
};
use crate::endpoint::{
    command::Protocol,
    refusal::Refusal,
    services::Service,
    shapes::{Operation, model},
};
use serde_json::Value;

/// What was found.
pub(super) struct Found<'a> {
    pub(super) service: Service,
    pub(super) protocol: Protocol,
    pub(super) operation: &'static Operation,
    pub(super) carried: Carried<'a>,
}

/// Where the input is.
pub(super) enum Carried<'a> {
    Json,
    Cbor,
    Form(Pairs),
    Rest(Vec<(&'static str, &'a str)>),
}

/// What was not found.
pub(super) struct Lost {
    pub(super) service: Option<Service>,
    pub(super) protocol: Protocol,
    pub(super) refusal: Refusal,
}

const TARGETS: &[(&str, Service)] = &[
    ("AmazonSQS", Service::Sqs),
    ("Kinesis_20131202", Service::Kinesis),
    ("Firehose_20150804", Service::Firehose),
    ("AWSEvents", Service::Events),
    ("AWSStepFunctions", Service::States),
    ("GraniteServiceVersion20100801", Service::CloudWatch),
    ("AnyScaleFrontendService", Service::ApplicationAutoScaling),
    ("TrentService", Service::Kms),
];

const FORMS: &[Service] =
    &[Service::Sqs, Service::Sns, Service::Sts, Service::AutoScaling, Service::CloudWatch, Service::Iam];

const PATHS: &[(&str, Service)] = &[
    ("/schedules", Service::Scheduler),
    ("/schedule-groups", Service::Scheduler),
    ("/v1/pipes", Service::Pipes),
    ("/v1/brokers", Service::Mq),
    ("/v1/configurations", Service::Mq),
    ("/v1/broker-", Service::Mq),
];

/// Finds service, protocol and operation.
pub(super) fn find<'a>(head: &Head<'a>, signed: &Signed<'_>, body: &[u8]) -> Result<Found<'a>, Lost> {
    if let Some(target) = head.header("x-amz-target") {
        let (prefix, name) = target.rsplit_once('.').unwrap_or((target, ""));
        return by_target(head, (prefix, name));
    }
    // Smithy's RPC v2: /service/GraniteServiceVersion20100801/operation/PutMetricData
    let rpc = head.path().strip_prefix("/service/").and_then(|path| path.split_once("/operation/"));
    if let (Some(target), Some(_)) = (rpc, head.header("smithy-protocol")) {
        return by_target(head, target);
    }
    let sent = head.header("content-type").is_some_and(|t| t.starts_with("application/x-www-form-urlencoded"));
    let form = if sent { head.pairs().join(form::pairs(body)) } else { head.pairs() };
    match form.get("Action").map(str::to_owned) {
        Some(action) => by_action(&action, form, signed),
        None => by_path(head, &form, signed),
    }
}

fn by_target<'a>(head: &Head<'_>, (prefix, name): (&str, &str)) -> Result<Found<'a>, Lost> {
    let older = head.header("x-amzn-query-mode").is_some_and(|mode| mode.eq_ignore_ascii_case("true"));
    let cbor = |kind: &str| matches!(kind, "application/cbor" | "application/x-amz-cbor-1.1");
    let (protocol, carried) = match older {
        _ if head.header("content-type").is_some_and(cbor) || head.header("smithy-protocol").is_some() => {
            (Protocol::Cbor, Carried::Cbor)
        }
        true => (Protocol::JsonCompatible, Carried::Json),
        false => (Protocol::Json, Carried::Json),
    };
    let service = TARGETS.iter().find(|(t, _)| *t == prefix).map(|(_, service)| *service);
    let operation = service.and_then(|service| Some((service, model(service).operation(name)?)));
    match operation {
        Some((service, operation)) => Ok(Found { service, protocol, operation, carried }),
        None => {
            let what = if service.is_some() { name } else { prefix };
            let refusal = Refusal::new("UnknownOperationException", unknown(what)).query("InvalidAction");
            Err(Lost { service, protocol, refusal })
        }
    }
}

fn unknown(what: &str) -> String {
    format!("AWS has no operation {} that inflight knows.", short(what))
}

/// The head of what came from outside, for messages.
pub(super) fn short(text: &str) -> &str {
    text.char_indices().nth(200).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

fn by_action<'a>(action: &str, form: Pairs, signed: &Signed<'_>) -> Result<Found<'a>, Lost> {
    let version = form.get("Version").unwrap_or_default();
    let of = |service: &&Service| {
        let meta = &model(**service).meta;
        signed.service.map_or(meta.version == version, |name| meta.signing == name)
    };
    let bare = version.is_empty() && signed.service.is_none();
    let having = |service: &&Service| bare && model(**service).operation(action).is_some();
    let service = FORMS.iter().find(of).or_else(|| FORMS.iter().find(having)).copied();
    let operation = service.and_then(|service| Some((service, model(service).operation(action)?)));
    let protocol = Protocol::Query;
    match operation {
        Some((service, operation)) => Ok(Found { service, protocol, operation, carried: Carried::Form(form) }),
        None => {
            let message = match service {
                Some(Service::Sqs) => format!("The action {} is not valid for this endpoint.", short(action)),
                _ => format!("Could not find operation {} for version {}", short(action), short(version)),
            };
            Err(Lost { service, protocol, refusal: Refusal::new("InvalidAction", message) })
        }
    }
}

fn by_path<'a>(head: &Head<'a>, query: &Pairs, signed: &Signed<'_>) -> Result<Found<'a>, Lost> {
    let Some(service) = rest_service(head.path(), signed) else {
        let refusal = Refusal::new("MissingAuthenticationTokenException", "Missing Authentication Token").status(403);
        return Err(Lost { service: None, protocol: Protocol::Rest, refusal });
    };
    let protocol = if service == Service::S3 { Protocol::RestXml } else { Protocol::Rest };
    let has = |wire: Wire<'_>| match wire {
        Wire::Query(key, None) => query.get(key).is_some(),
        Wire::Query(key, value) => query.get(key) == value,
        Wire::Header(name) => head.header(name).is_some(),
    };
    let model = model(service);
    let hit = model.route(head.method, head.path(), &has);
    let known = hit.and_then(|hit| Some((model.operation(hit.operation)?, hit)));
    match known {
        Some((operation, Hit { labels, .. })) => {
            Ok(Found { service, protocol, operation, carried: Carried::Rest(labels) })
        }
        None if service == Service::S3 => {
            let refusal =
                Refusal::new("MethodNotAllowed", "The specified method is not allowed against this resource.");
            Err(Lost { service: Some(service), protocol, refusal: refusal.status(405) })
        }
        None => {
            let what = format!("{} {}", short(head.method), short(head.path()));
            let refusal = Refusal::new("UnknownOperationException", unknown(&what)).status(404);
            Err(Lost { service: Some(service), protocol, refusal })
        }
    }
}

fn rest_service(path: &str, signed: &Signed<'_>) -> Option<Service> {
    let named = |name: &str| {
        let rest = [Service::S3, Service::Lambda, Service::Scheduler, Service::Pipes, Service::Mq];
        rest.into_iter().find(|service| name == service.model())
    };
    match signed.service {
        Some(name) => named(name),
        // Lambda's paths begin with a date: /2015-03-31/functions
        None if path.get(1..3) == Some("20") && path.get(5..6) == Some("-") => Some(Service::Lambda),
        None => PATHS.iter().find(|(start, _)| path.starts_with(start)).map(|(_, service)| *service),
    }
}

/// SQS's older protocol calls a queue by its address: the path stands for `QueueUrl`.
pub(super) fn queue_of_path(head: &Head<'_>, shape: &Shape, input: &mut Value) {
    let path = head.path();
    let wanted = shape.member("QueueUrl").is_some() && path.len() > 1;
    if let (true, Some(input)) = (wanted, input.as_object_mut()) {
        let host = head.header("host").unwrap_or("127.0.0.1");
        input.entry("QueueUrl").or_insert_with(|| format!("http://{host}{path}").into());
    }
}

#[cfg(test)]
mod tests {
    use super::TARGETS;
    use crate::endpoint::{services::Service, shapes::model};

    #[test]
    fn targets_are_those_of_the_models() {
        for service in Service::ALL {
            let ours = TARGETS.iter().find(|(_, s)| s == service).map_or("", |(target, _)| target);
            assert_eq!(model(*service).meta.target, ours, "{service:?}");
        }
    }
}
