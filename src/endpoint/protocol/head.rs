//! A request's head: method, path, headers; the credential scope and the client they tell of.
use super::form::{self, Pairs};
use crate::{endpoint::refusal::Refusal, sim::region::Region};
use std::sync::Arc;

/// A request's head, as HTTP gives it.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// `POST`
    pub method: &'a str,
    /// `/queue?Action=SendMessage`
    pub path_and_query: &'a str,
    /// Names (in any case) and values.
    pub headers: &'a [(&'a str, &'a str)],
}

/// What the signature says; it is read, never verified.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signed<'a> {
    region: Option<&'a str>,
    /// The service's name in the scope.
    pub(super) service: Option<&'a str>,
}

impl Signed<'_> {
    /// The Region of the scope; us-east-1 where nothing is signed.
    ///
    /// # Errors
    /// AWS's refusal of what is no Region.
    pub(super) fn region(&self) -> Result<Region, Refusal> {
        let Some(name) = self.region.filter(|name| !name.is_empty()) else { return Ok(Region::default()) };
        Region::named(name).ok_or_else(|| {
            let message = "Credential should be scoped to a valid region.";
            Refusal::new("InvalidSignatureException", message).query("SignatureDoesNotMatch").status(403)
        })
    }
}

impl<'a> Head<'a> {
    /// A header's first value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
    /// The path, still percent-encoded.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.path_and_query.split_once('?').map_or(self.path_and_query, |(path, _)| path)
    }
    /// The query string, still percent-encoded.
    #[must_use]
    pub fn query(&self) -> &'a str {
        self.path_and_query.split_once('?').map_or("", |(_, query)| query)
    }
    /// S3's other style of address, `http://bucket.localhost:4566/key`, as a path.
    pub(super) fn path_of_bucket(&self) -> Option<String> {
        let host = self.header("host")?.split(':').next()?;
        let bucket = host.strip_suffix(".localhost")?;
        let bucket = bucket.strip_suffix(".s3").unwrap_or(bucket);
        (bucket != "s3" && self.signed().service == Some("s3")).then(|| format!("/{bucket}{}", self.path_and_query))
    }
    pub(super) fn pairs(&self) -> Pairs {
        form::pairs(self.query().as_bytes())
    }
    /// `AKID/20261121/us-east-1/sqs/aws4_request` of the Authorization header or of a presigned URL.
    pub(super) fn signed(&self) -> Signed<'a> {
        let header = self.header("authorization").and_then(|a| a.split_once("Credential=")).map(|(_, scope)| scope);
        if let Some(scope) = header {
            return scoped(scope.split([',', ' ']).next().unwrap_or_default(), "/");
        }
        let presigned = self.query().split('&').find_map(|pair| pair.strip_prefix("X-Amz-Credential="));
        presigned.map_or_else(Signed::default, |scope| {
            if scope.contains('/') { scoped(scope, "/") } else { scoped(scope, "%2F") }
        })
    }
    /// Who calls, for people.
    pub(super) fn client(&self) -> Arc<str> {
        let agent = self.header("user-agent").or_else(|| self.header("x-amz-user-agent")).unwrap_or("unknown");
        named(agent).into()
    }
}

fn scoped<'a>(scope: &'a str, slash: &str) -> Signed<'a> {
    let mut parts = scope.split(slash).skip(2);
    Signed { region: parts.next(), service: parts.next() }
}

const CLIENTS: &[(&str, &str)] = &[
    ("Boto3/", "boto3"),
    ("aws-cli/", "aws-cli"),
    ("Botocore/", "botocore"),
    ("aiobotocore/", "aiobotocore"),
    ("aws-sdk-java/", "aws-sdk-java"),
    ("aws-sdk-js/", "aws-sdk-js"),
    ("aws-sdk-nodejs/", "aws-sdk-js"),
    ("aws-sdk-go-v2/", "aws-sdk-go"),
    ("aws-sdk-go/", "aws-sdk-go"),
    ("aws-sdk-rust/", "aws-sdk-rust"),
    ("aws-sdk-dotnet", "aws-sdk-dotnet"),
    ("aws-sdk-php/", "aws-sdk-php"),
    ("aws-sdk-ruby", "aws-sdk-ruby"),
    ("aws-sdk-cpp/", "aws-sdk-cpp"),
    ("aws-sdk-kotlin/", "aws-sdk-kotlin"),
    ("aws-sdk-swift/", "aws-sdk-swift"),
];

fn named(agent: &str) -> &str {
    let head = agent.split(' ').next().unwrap_or_default();
    let known = CLIENTS.iter().find(|(sign, _)| head.starts_with(sign));
    let known = known.or_else(|| CLIENTS.iter().find(|(sign, _)| agent.contains(sign)));
    let first = || head.split('/').next().unwrap_or_default();
    let name = known.map_or_else(first, |(_, name)| name);
    name.char_indices().nth(24).map_or(name, |(end, _)| name.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Head, named};

    #[test]
    fn clients_are_known_by_their_agents() {
        for (agent, name) in [
            ("Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1 os/linux", "boto3"),
            ("aws-cli/2.15.0 Python/3.11 Linux/6", "aws-cli"),
            ("aws-sdk-java/2.25.0 Linux/5 Java/17", "aws-sdk-java"),
            ("aws-sdk-go-v2/1.30.0 os/linux lang/go#1.22", "aws-sdk-go"),
            ("aws-sdk-rust/1.3.0 os/linux", "aws-sdk-rust"),
            ("curl/8.5", "curl"),
            ("", ""),
            ("äöüäöüäöüäöüäöüäöüäöüäöüäöüäöü", "äöüäöüäöüäöüäöüäöüäöüäöü"),
        ] {
            assert_eq!(named(agent), name);
        }
    }

    fn region(head: &Head<'_>) -> String {
        head.signed().region().unwrap().name().into()
    }

    #[test]
    fn scopes_are_read_from_headers_and_from_addresses() {
        let auth =
            "AWS4-HMAC-SHA256 Credential=AKID/20261121/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=00";
        let headers = [("Authorization", auth)];
        let head = Head { method: "POST", path_and_query: "/", headers: &headers };
        assert_eq!((head.signed().service, region(&head).as_str()), (Some("sqs"), "eu-west-1"));
        let presigned = "/b/k?X-Amz-Credential=AKID%2F20261121%2Fus-west-2%2Fs3%2Faws4_request&X-Amz-Date=x";
        let head = Head { method: "GET", path_and_query: presigned, headers: &[] };
        assert_eq!((head.signed().service, region(&head).as_str()), (Some("s3"), "us-west-2"));
        let head = Head { method: "GET", path_and_query: "/", headers: &[("authorization", "Credential=a/b//")] };
        assert_eq!(region(&head), "us-east-1");
        let head = Head { method: "GET", path_and_query: "/", headers: &[("authorization", "Credential=a/b/../sqs")] };
        assert!(head.signed().region().is_err());
    }
}
