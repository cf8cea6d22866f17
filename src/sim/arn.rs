//! Amazon Resource Names: how a resource of any service is addressed, and read back.
use super::{region::partition, trace::Name};

/// The account of every resource that names no other.
pub const ACCOUNT: &str = "123456789012";

/// Writes an ARN: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; the partition is the Region's. A run's own Region writes most:
/// [`Region::arn`](super::region::Region::arn).
#[must_use]
pub fn make(service: &str, region: &str, account: &str, resource: &str) -> Name {
    format!("arn:{}:{service}:{region}:{account}:{resource}", partition(region)).into()
}

/// An account as a whole, in the partition of another ARN: `arn:aws:iam::111122223333:root`.
#[must_use]
pub fn root(beside: &str, account: &str) -> String {
    let partition = parse(beside).map_or("aws", |place| place.partition);
    format!("arn:{partition}:iam::{account}:root")
}

/// An ARN of the run's own account in the usual Region.
#[cfg(test)]
pub fn local(service: &str, resource: &str) -> Name {
    super::region::Region::default().arn(service, resource)
}

/// An ARN taken apart; nothing is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// `aws`, `aws-cn` ...
    pub partition: &'a str,
    /// `sqs`, `lambda`, `states` ...
    pub service: &'a str,
    /// `us-east-1`; empty where the service has none (S3, IAM).
    pub region: &'a str,
    /// Twelve digits; empty where the ARN names none (S3).
    pub account: &'a str,
    /// The kind of resource where the ARN names one: `stream`, `function`, `stateMachine`, `event-bus`, `rule`.
    pub kind: &'a str,
    /// The resource's name: `orders`.
    pub name: &'a str,
    /// What follows the name, without its separator: `consumer/reader:1`.
    pub rest: &'a str,
}

/// Services whose resource part begins with the name itself.
const PLAIN: &[&str] = &["sqs", "sns", "s3", "execute-api"];

/// Takes an ARN apart; `None` where it is none.
#[must_use]
pub fn parse(arn: &str) -> Option<Place<'_>> {
    let mut parts = arn.splitn(6, ':');
    let (head, partition) = (parts.next()?, parts.next()?);
    let (service, region, account, resource) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if head != "arn" || resource.is_empty() {
        return None;
    }
    let cut = |text: &'_ str| text.find([':', '/']);
    let (kind, tail) = match cut(resource) {
        Some(at) if !PLAIN.contains(&service) => (&resource[..at], &resource[at + 1..]),
        _ => ("", resource),
    };
    let (name, rest) = cut(tail).map_or((tail, ""), |at| (&tail[..at], &tail[at + 1..]));
    Some(Place { partition, service, region, account, kind, name, rest })
}

#[cfg(test)]
mod tests {
    use super::{local, parse};

    #[test]
    fn every_form_of_name_is_taken_apart() {
        let seen = |arn: &str| parse(arn).map(|p| format!("{} {} {} {}", p.service, p.kind, p.name, p.rest));
        let cases = [
            (&*local("sqs", "orders.fifo"), "sqs  orders.fifo "),
            (&*local("sns", "orders:1-2"), "sns  orders 1-2"),
            (&*local("kinesis", "stream/clicks/consumer/c:1"), "kinesis stream clicks consumer/c:1"),
            (&*local("lambda", "function:work"), "lambda function work "),
            (&*local("states", "execution:flow:run"), "states execution flow run"),
            (&*local("events", "rule/bus/r"), "events rule bus r"),
            ("arn:aws:s3:::box/a/b", "s3  box a/b"),
            (&*local("execute-api", "front/prod/POST/"), "execute-api  front prod/POST/"),
        ];
        for (arn, wanted) in cases {
            assert_eq!(seen(arn).as_deref(), Some(wanted), "{arn}");
        }
        for bad in ["", "orders", "arn:aws:sqs", "arn:aws:sqs:r:a:", "https://example.com/a:b:c:d:e"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
