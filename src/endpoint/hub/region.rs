//! Regions at the edge. Inside a world everything is in us-east-1 of the partition `aws`; a caller of another Region sees its own
//! name wherever the world says `us-east-1`, and the other way round. Pure.
//!
//! The two names change places in every text, word by word, so what a caller stored comes back as it was, an ARN of the caller's own
//! Region is at home in the world, and one of us-east-1 is foreign there, as on AWS. Availability Zones (`us-east-1a`) go with their
//! Region and `arn:aws:` with its partition. What a client checks by a digest is digested anew.
use crate::endpoint::{command::Command, refusal::Refusal, services::Service};
use md5::{Digest, Md5};
use serde_json::{Map, Value};
use std::{borrow::Cow, fmt::Write, sync::Arc};

/// The Region every world plays in.
pub const HOME: &str = "us-east-1";
/// Members that are handed back as they came: a digest over several values of them is not ours to repeat.
const OPAQUE: [&str; 2] = ["MessageAttributes", "MessageSystemAttributes"];

/// Whether a name has the form of a Region: `eu-west-1`, `us-gov-east-1`, `ap-southeast-2`.
#[must_use]
pub fn is_region(name: &str) -> bool {
    let mut parts = name.split('-');
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let head = parts.next().is_some_and(|p| p.len() == 2 && word(p));
    let (mut middle, mut tail) = (0, false);
    for part in parts {
        let number = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if tail || !(number || word(part)) {
            return false;
        }
        middle += usize::from(!number);
        tail = number;
    }
    head && tail && (1..=3).contains(&middle) && name.len() <= 32
}

/// The partition of a Region.
#[must_use]
pub fn partition(region: &str) -> &'static str {
    const PARTITIONS: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("us-iso-", "aws-iso"),
        ("eu-isoe-", "aws-iso-e"),
        ("eusc-", "aws-eusc"),
    ];
    PARTITIONS.iter().find(|(head, _)| region.starts_with(head)).map_or("aws", |p| p.1)
}

/// The exchange of names for one Region; for us-east-1 there is none.
#[derive(Clone, Debug)]
pub struct Swap {
    region: Arc<str>,
    partition: &'static str,
}

/// Digests of bodies as their sender wrote them, by batch entry (empty for a message on its own).
pub type Digests = Vec<(String, String)>;

impl Swap {
    /// For callers of this Region.
    #[must_use]
    pub fn new(region: &Arc<str>) -> Option<Self> {
        (&**region != HOME).then(|| Self { region: region.clone(), partition: partition(region) })
    }

    /// A command on its way in; returns the digests its answer must carry.
    pub fn inward(&self, command: &mut Command) -> Digests {
        let mut digests = vec![];
        if command.service == Service::Sqs && command.operation.starts_with("SendMessage") {
            self.digests("", &command.input, &mut digests);
            for entry in command.input().list("Entries") {
                self.digests(entry.text("Id").unwrap_or_default(), entry.raw(), &mut digests);
            }
        }
        self.value(&mut command.input);
        digests
    }

    fn digests(&self, id: &str, message: &Value, into: &mut Digests) {
        let body = message.get("MessageBody").and_then(Value::as_str);
        if let Some(body) = body.filter(|body| matches!(self.text(body), Cow::Owned(_))) {
            into.push((id.into(), hex(body)));
        }
    }

    /// An answer on its way out.
    pub fn outward(&self, told: &mut Result<Value, Refusal>, digests: &Digests) {
        match told {
            Ok(output) => {
                self.value(output);
                put(output, digests);
            }
            Err(refusal) => {
                if let Cow::Owned(message) = self.text(&refusal.message) {
                    refusal.message = message.into();
                }
            }
        }
    }

    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(swapped) = self.text(text) {
                    *text = swapped;
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|v| self.value(v)),
            Value::Object(members) => self.members(members),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn members(&self, members: &mut Map<String, Value>) {
        members.iter_mut().filter(|(name, _)| !OPAQUE.contains(&name.as_str())).for_each(|(_, v)| self.value(v));
        // A received message: its body may have changed.
        let digest = members.get("Body").and_then(Value::as_str).filter(|_| members.contains_key("MD5OfBody")).map(hex);
        if let (Some(digest), Some(slot)) = (digest, members.get_mut("MD5OfBody")) {
            *slot = digest.into();
        }
    }

    /// The text with the names changed, where it holds any.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let (mut out, mut done, mut arn) = (String::new(), 0, false);
        for (at, word) in words(text) {
            let after_arn = arn && text.get(..at).is_some_and(|head| head.ends_with("arn:"));
            arn = word == "arn";
            let Some(name) = self.word(word, after_arn) else { continue };
            out.push_str(text.get(done..at).unwrap_or_default());
            out.push_str(&name);
            done = at + word.len();
        }
        if done == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(out)
    }

    fn word(&self, word: &str, after_arn: bool) -> Option<Cow<'_, str>> {
        if after_arn {
            return match word {
                _ if self.partition == "aws" => None,
                "aws" => Some(self.partition.into()),
                _ => (word == self.partition).then_some("aws".into()),
            };
        }
        let (region, zone) = match word.as_bytes() {
            [.., b'0'..=b'9', b'a'..=b'z'] => word.split_at(word.len() - 1),
            _ => (word, ""),
        };
        let other = match region {
            HOME => &*self.region,
            _ if region == &*self.region => HOME,
            _ => return None,
        };
        Some(if zone.is_empty() { other.into() } else { format!("{other}{zone}").into() })
    }
}

/// The words of a text with their places: letters, digits, `-` and `_` in one piece.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let part = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let mut at = 0;
    text.split(part).filter_map(move |word| {
        let place = at;
        // What parts words may be of several bytes; the next word begins behind it.
        at += word.len() + text.get(at + word.len()..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((place, word))
    })
}

/// The digests of sent bodies where the answer carries others.
fn put(output: &mut Value, digests: &Digests) {
    for (id, digest) in digests {
        let slot = if id.is_empty() {
            output.get_mut("MD5OfMessageBody")
        } else {
            let sent = output.get_mut("Successful").and_then(Value::as_array_mut).into_iter().flatten();
            let mut own = sent.filter(|e| e.get("Id").and_then(Value::as_str) == Some(id));
            own.next().and_then(|e| e.get_mut("MD5OfMessageBody"))
        };
        if let Some(slot) = slot {
            *slot = digest.as_str().into();
        }
    }
}

fn hex(text: &str) -> String {
    Md5::digest(text).iter().fold(String::with_capacity(32), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::{HOME, Swap, hex, is_region, partition};
    use crate::endpoint::{
        command::{Command, Protocol},
        services::Service,
    };
    use proptest::prelude::*;
    use serde_json::json;

    fn swap(region: &str) -> Swap {
        Swap::new(&region.into()).unwrap()
    }

    #[test]
    fn regions_have_a_form() {
        for good in ["us-east-1", "eu-west-3", "us-gov-east-1", "ap-southeast-2", "us-isob-east-1", "cn-northwest-1"] {
            assert!(is_region(good), "{good}");
        }
        for bad in [
            "",
            "local",
            "us-east",
            "us-east-1a",
            "US-EAST-1",
            "us--1",
            "us-1",
            "u-east-1",
            "us-east-1-2",
            "../x-1",
            "us-east-123",
        ] {
            assert!(!is_region(bad), "{bad}");
        }
        assert_eq!(
            (partition("cn-north-1"), partition("us-gov-west-1"), partition(HOME)),
            ("aws-cn", "aws-us-gov", "aws")
        );
        assert!(Swap::new(&HOME.into()).is_none(), "at home nothing is exchanged");
    }

    #[test]
    fn names_change_places_word_by_word() {
        let cases = [
            ("eu-west-1", "arn:aws:sqs:eu-west-1:123456789012:q", "arn:aws:sqs:us-east-1:123456789012:q"),
            ("eu-west-1", "arn:aws:sqs:us-east-1:123456789012:q", "arn:aws:sqs:eu-west-1:123456789012:q"),
            ("eu-west-1", "arn:aws:sqs:us-west-2:123456789012:q", "arn:aws:sqs:us-west-2:123456789012:q"),
            ("eu-west-1", "https://sqs.us-east-1.amazonaws.com/1/q", "https://sqs.eu-west-1.amazonaws.com/1/q"),
            (
                "eu-west-1",
                "eu-west-1a, us-east-1f; eu-west-10 eu-west-1-x",
                "us-east-1a, eu-west-1f; eu-west-10 eu-west-1-x",
            ),
            ("eu-west-1", "ärn:é:us-east-1é", "ärn:é:eu-west-1é"),
            ("cn-north-1", "arn:aws-cn:sqs:cn-north-1:1:q", "arn:aws:sqs:us-east-1:1:q"),
            (
                "cn-north-1",
                r#"{"Resource":"arn:aws-cn:s3:::box/*"} aws arn aws"#,
                r#"{"Resource":"arn:aws:s3:::box/*"} aws arn aws"#,
            ),
            ("us-gov-west-1", "arn:aws:iam::1:role/r", "arn:aws-us-gov:iam::1:role/r"),
        ];
        for (region, text, wanted) in cases {
            assert_eq!(swap(region).text(text), wanted, "{region}");
            assert_eq!(swap(region).text(wanted), text, "{region}, back");
        }
    }

    #[test]
    fn what_is_checked_by_a_digest_is_digested_anew() {
        let swap = swap("eu-west-1");
        let body = "from eu-west-1";
        let input = json!({"QueueUrl": "http://localhost/1/q", "MessageBody": body,
            "MessageAttributes": {"a": {"DataType": "String", "StringValue": "eu-west-1"}}});
        let mut command = Command {
            service: Service::Sqs,
            operation: "SendMessage",
            protocol: Protocol::Json,
            region: "eu-west-1".into(),
            client: "boto3".into(),
            host: "localhost".into(),
            input,
            breach: None,
        };
        let digests = swap.inward(&mut command);
        assert_eq!(command.input["MessageBody"], "from us-east-1");
        assert_eq!(command.input["MessageAttributes"]["a"]["StringValue"], "eu-west-1");
        let mut sent = Ok(json!({"MD5OfMessageBody": hex("from us-east-1"), "MessageId": "m"}));
        swap.outward(&mut sent, &digests);
        assert_eq!(sent.unwrap()["MD5OfMessageBody"], hex(body));
        let mut got = Ok(json!({"Messages": [{"Body": "from us-east-1", "MD5OfBody": hex("from us-east-1")}]}));
        swap.outward(&mut got, &vec![]);
        assert_eq!(got.unwrap()["Messages"][0], json!({"Body": body, "MD5OfBody": hex(body)}));
    }

    proptest! {
        #[test]
        fn whatever_goes_in_comes_back(
            text in "([ :/.,\"é-]|us-east-1|eu-west-1|cn-north-1|[a-z]|arn:|aws|aws-cn|_|[0-9]){0,40}",
            region in prop::sample::select(vec!["eu-west-1", "cn-north-1", "us-gov-east-1"]),
        ) {
            let swap = swap(region);
            let inside = swap.text(&text).into_owned();
            prop_assert_eq!(swap.text(&inside), text);
        }
        #[test]
        fn any_text_is_read(text in "\\PC{0,60}") {
            let swap = swap("eu-west-1");
            let inside = swap.text(&text).into_owned();
            prop_assert_eq!(swap.text(&inside), text);
        }
        #[test]
        fn any_name_is_judged(name in "\\PC{0,40}") {
            let _ = is_region(&name);
        }
    }
}
