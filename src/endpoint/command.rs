//! What a client wants, as data: the operation and its input under AWS's own names, whatever protocol it came by.
use super::{input::Input, refusal::Refusal, services::Service};
use crate::sim::leniency::{Leniency, Spared};
use crate::sim::region::Region;
use serde_json::Value;
use std::sync::Arc;

/// How a request came, and so how it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `X-Amz-Target` and a JSON body (1.0 or 1.1).
    Json,
    /// The same from a client that was written for the query protocol and wants its error codes too (`x-amzn-query-mode`).
    JsonCompatible,
    /// The same in CBOR: Kinesis from the Java SDK, CloudWatch by Smithy's RPC v2.
    Cbor,
    /// A form in, XML out.
    Query,
    /// HTTP methods and paths, JSON bodies.
    Rest,
    /// HTTP methods and paths, XML bodies (S3).
    RestXml,
}

/// One request, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Which AWS service.
    pub service: Service,
    /// AWS's name of the operation: `SendMessage`.
    pub operation: &'static str,
    /// How it came.
    pub protocol: Protocol,
    /// The Region of the credential scope; `us-east-1` where the request is unsigned.
    pub region: Region,
    /// Who calls, for people: `boto3`, `aws-cli`, else the head of the User-Agent.
    pub client: Arc<str>,
    /// The Host header: queue URLs lead back to it.
    pub host: Arc<str>,
    /// The input as a JSON object under the model's member names, validated against the model. Blobs are base64 text, timestamps
    /// numbers (epoch seconds, with parts).
    pub input: Value,
    /// What breaks the model in a way some accounts are spared.
    pub breach: Option<Box<Breach>>,
}

/// A fault of an input that a lenient account overlooks.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// What is overlooked.
    pub spared: Spared,
    /// How AWS refuses it.
    pub refusal: Refusal,
}

impl Command {
    /// A command as a boto3 at home sends it.
    #[cfg(test)]
    pub(super) fn sample(service: Service, protocol: Protocol, operation: &'static str, input: Value) -> Self {
        let (region, client, host) = (Region::default(), "boto3".into(), "127.0.0.1:4599".into());
        Self { service, operation, protocol, region, client, host, input, breach: None }
    }
    /// Overlooks what an account is spared. Whoever does not call this refuses it: see [`super::services::ask`].
    pub fn forgive(&mut self, leniency: Leniency) {
        self.breach = self.breach.take().filter(|breach| !leniency.spares(breach.spared));
    }
    /// Its input, for reading.
    #[must_use]
    pub const fn input(&self) -> Input<'_> {
        Input::new(&self.input)
    }
}
