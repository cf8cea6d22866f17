//! What a notification says of its sender besides its TopicArn. The signature has AWS's form and length; there is no key behind it.
use super::notice::MessageId;
use super::subscription::Protocol;
use crate::sim::trace::Name;
use crate::sim::{arn, region};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Bytes of a signature: RSA with 2,048 bits.
const LENGTH: usize = 256;

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct Seal<'a> {
    /// TopicArn.
    pub topic: &'a Name,
    /// SignatureVersion.
    pub version: &'a Name,
    /// MessageId.
    pub id: MessageId,
}

impl Seal<'_> {
    /// Writes it into a notification for a subscription. Lambda's events spell two names differently, Firehose's have no signature.
    pub fn put(&self, said: &mut Map<String, Value>, subscription: &str, protocol: Protocol) {
        let lambda = protocol == Protocol::Lambda;
        let name = if lambda { "UnsubscribeUrl" } else { "UnsubscribeURL" };
        let host = self.host();
        said.insert(name.into(), format!("{host}/?Action=Unsubscribe&SubscriptionArn={subscription}").into());
        if protocol != Protocol::Firehose {
            self.sign(said, if lambda { "SigningCertUrl" } else { "SigningCertURL" });
        }
    }

    /// The signature alone.
    pub fn sign(&self, said: &mut Map<String, Value>, certificate: &str) {
        let file = "SimpleNotificationService-0000000000000000000000696e666c69.pem";
        said.insert("SignatureVersion".into(), (&**self.version).into());
        said.insert("Signature".into(), self.signature().into());
        said.insert(certificate.into(), format!("{}/{file}", self.host()).into());
    }

    /// `https://sns.us-east-1.amazonaws.com`.
    #[must_use]
    pub fn host(&self) -> String {
        let place = arn::parse(self.topic);
        format!("https://{}", region::host("sns", place.map_or("", |place| place.region)))
    }

    fn signature(&self) -> String {
        let mut bytes = Vec::with_capacity(LENGTH);
        let mut block = Sha256::digest(format!("{} {}", self.id, self.version));
        while bytes.len() < LENGTH {
            bytes.extend_from_slice(&block);
            block = Sha256::digest(block);
        }
        STANDARD.encode(bytes)
    }
}
