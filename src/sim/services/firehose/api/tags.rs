//! Tags and encryption of a Firehose stream: they change nothing else.
use super::{Code, FirehoseError, Reply, Response, Tags, manage::invalid};
use crate::sim::services::firehose::model::{Firehose, config::Source, given::Encryption, stream::DeliveryStream};

/// Tags of a stream, and of a page.
const MOST_TAGS: usize = 50;

/// Tags are few.
pub(super) fn check(tags: &Tags) -> Result<(), FirehoseError> {
    if tags.keys().any(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(invalid("Tag keys that begin with aws: are reserved for AWS."));
    }
    if tags.len() > MOST_TAGS {
        let message = format!("A Firehose stream has at most {MOST_TAGS} tags.");
        return Err(FirehoseError::new(Code::LimitExceededException, message));
    }
    Ok(())
}

/// A key of the customer's own has an ARN, one of AWS's has none; only direct puts are encrypted here.
pub(super) fn allowed(source: &Source, wanted: &Encryption) -> Result<(), FirehoseError> {
    if *source != Source::DirectPut {
        return Err(invalid(
            "Server-side encryption is set on the source stream, not on a Firehose stream that reads it.",
        ));
    }
    match (&*wanted.key_type, &wanted.key) {
        ("CUSTOMER_MANAGED_CMK", None) => Err(invalid("KeyARN must be given for the KeyType CUSTOMER_MANAGED_CMK.")),
        ("AWS_OWNED_CMK", Some(_)) => Err(invalid("KeyARN must not be given for the KeyType AWS_OWNED_CMK.")),
        _ => Ok(()),
    }
}

impl Firehose {
    fn named(&mut self, name: &str) -> Result<&mut DeliveryStream, FirehoseError> {
        self.streams.get_mut(name).ok_or_else(|| FirehoseError::no_stream(name))
    }

    pub(super) fn tag(&mut self, name: &str, tags: Tags) -> Reply {
        let stream = self.named(name)?;
        let mut all = stream.tags.clone();
        all.extend(tags);
        check(&all)?;
        stream.tags = all;
        Ok(Response::Done)
    }

    pub(super) fn untag(&mut self, name: &str, keys: &[String]) -> Reply {
        self.named(name)?.tags.retain(|key, _| !keys.contains(key));
        Ok(Response::Done)
    }

    pub(super) fn tags(&mut self, name: &str, after: Option<&str>, limit: Option<i64>) -> Reply {
        let most = limit.and_then(|n| usize::try_from(n).ok()).unwrap_or(MOST_TAGS);
        let mut rest = self.named(name)?.tags.iter().filter(|(key, _)| after.is_none_or(|a| key.as_str() > a));
        let page = rest.by_ref().take(most).map(|(k, v)| (k.clone(), v.clone())).collect();
        Ok(Response::Tags(page, rest.next().is_some()))
    }

    /// Starts with this key, or stops.
    pub(super) fn encrypt(&mut self, name: &str, wanted: Option<Encryption>) -> Reply {
        let stream = self.named(name)?;
        match (wanted, &mut stream.encryption) {
            (Some(wanted), _) => {
                allowed(&stream.source, &wanted)?;
                stream.encryption = Some(wanted);
            }
            (None, Some(now)) => now.on = false,
            (None, None) => {}
        }
        Ok(Response::Done)
    }
}
