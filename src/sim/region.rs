//! A Region: where a world plays. Its name stands in every ARN, queue URL and event made there, and decides the partition.
use super::{arn::ACCOUNT, trace::Name};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// Where a world plays unless its scenario says otherwise.
static USUAL: Region = Region(Cow::Borrowed("us-east-1"));

/// Partitions by how the names of their Regions begin, with the domain of their endpoints; the rest is `aws`.
const PARTITIONS: [(&str, &str, &str); 7] = [
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
];

/// What AWS calls its Regions in messages to people.
const TITLES: [(&str, &str); 38] = [
    ("af-south-1", "Africa (Cape Town)"),
    ("ap-east-1", "Asia Pacific (Hong Kong)"),
    ("ap-east-2", "Asia Pacific (Taipei)"),
    ("ap-northeast-1", "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", "Asia Pacific (Seoul)"),
    ("ap-northeast-3", "Asia Pacific (Osaka)"),
    ("ap-south-1", "Asia Pacific (Mumbai)"),
    ("ap-south-2", "Asia Pacific (Hyderabad)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("ap-southeast-2", "Asia Pacific (Sydney)"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)"),
    ("ap-southeast-4", "Asia Pacific (Melbourne)"),
    ("ap-southeast-5", "Asia Pacific (Malaysia)"),
    ("ap-southeast-6", "Asia Pacific (New Zealand)"),
    ("ap-southeast-7", "Asia Pacific (Thailand)"),
    ("ca-central-1", "Canada (Central)"),
    ("ca-west-1", "Canada West (Calgary)"),
    ("cn-north-1", "China (Beijing)"),
    ("cn-northwest-1", "China (Ningxia)"),
    ("eu-central-1", "Europe (Frankfurt)"),
    ("eu-central-2", "Europe (Zurich)"),
    ("eu-north-1", "Europe (Stockholm)"),
    ("eu-south-1", "Europe (Milan)"),
    ("eu-south-2", "Europe (Spain)"),
    ("eu-west-1", "Europe (Ireland)"),
    ("eu-west-2", "Europe (London)"),
    ("eu-west-3", "Europe (Paris)"),
    ("il-central-1", "Israel (Tel Aviv)"),
    ("me-central-1", "Middle East (UAE)"),
    ("me-south-1", "Middle East (Bahrain)"),
    ("mx-central-1", "Mexico (Central)"),
    ("sa-east-1", "South America (Sao Paulo)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-east-2", "US East (Ohio)"),
    ("us-gov-east-1", "AWS GovCloud (US-East)"),
    ("us-gov-west-1", "AWS GovCloud (US-West)"),
    ("us-west-1", "US West (N. California)"),
    ("us-west-2", "US West (Oregon)"),
];

/// A Region by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(Cow<'static, str>);

impl Region {
    /// The Region of this name; `None` where the name has not the form of one: `eu-west-1`, `us-gov-east-1`, `ap-southeast-2`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        has_form(name).then(|| Self(Cow::Owned(name.into())))
    }
    /// The usual one, us-east-1.
    #[must_use]
    pub fn usual() -> &'static Self {
        &USUAL
    }
    /// Its name: `eu-west-1`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
    /// Whether it is the usual one, us-east-1.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == USUAL
    }
    /// What AWS calls it in messages to people: `Europe (Ireland)`; its name where that is not known.
    #[must_use]
    pub fn title(&self) -> &str {
        TITLES.iter().find(|(name, _)| *name == &*self.0).map_or(&self.0, |(_, title)| title)
    }
    /// Its partition: `aws`, `aws-cn`, `aws-us-gov` ...
    #[must_use]
    pub fn partition(&self) -> &'static str {
        partition(&self.0)
    }
    /// The host of a service's endpoint: `sqs.eu-west-1.amazonaws.com`.
    #[must_use]
    pub fn host(&self, service: &str) -> String {
        host(service, &self.0)
    }
    /// The ARN of a resource of this Region in the run's own account.
    #[must_use]
    pub fn arn(&self, service: &str, resource: &str) -> Name {
        super::arn::make(service, &self.0, ACCOUNT, resource)
    }
    /// The same where the service has no Regions: IAM (with an account), S3 (without).
    #[must_use]
    pub fn global(&self, service: &str, account: &str, resource: &str) -> Name {
        format!("arn:{}:{service}::{account}:{resource}", self.partition()).into()
    }
    /// An Availability Zone by its place in the Region: `eu-west-1a` for 0.
    #[must_use]
    pub fn zone(&self, nth: u8) -> String {
        format!("{}{}", self.0, char::from(b'a' + nth % 26))
    }
}

impl Default for Region {
    fn default() -> Self {
        USUAL.clone()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Region {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        Self::named(&name).ok_or_else(|| format!("`{name}` is no Region: write eu-west-1"))
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.name().into()
    }
}

/// The partition of a Region's name.
#[must_use]
pub(super) fn partition(region: &str) -> &'static str {
    PARTITIONS.iter().find(|(head, ..)| region.starts_with(head)).map_or("aws", |p| p.1)
}

/// The host of a service's endpoint in a Region.
#[must_use]
pub fn host(service: &str, region: &str) -> String {
    let domain = PARTITIONS.iter().find(|(head, ..)| region.starts_with(head)).map_or("amazonaws.com", |p| p.2);
    format!("{service}.{region}.{domain}")
}

fn has_form(name: &str) -> bool {
    let mut parts = name.split('-');
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let head = parts.next().is_some_and(|p| matches!(p.len(), 2 | 4) && word(p));
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

#[cfg(test)]
mod tests {
    use super::Region;
    use proptest::prelude::*;

    fn region(name: &str) -> Region {
        Region::named(name).unwrap()
    }

    #[test]
    fn regions_have_a_form() {
        for good in [
            "us-east-1",
            "eu-west-3",
            "us-gov-east-1",
            "ap-southeast-2",
            "us-isob-east-1",
            "cn-northwest-1",
            "eusc-de-east-1",
        ] {
            assert!(Region::named(good).is_some(), "{good}");
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
            assert_eq!(Region::named(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_region_names_what_is_made_there() {
        let cases = [
            ("eu-west-1", "arn:aws:sqs:eu-west-1:123456789012:q", "sqs.eu-west-1.amazonaws.com", "Europe (Ireland)"),
            (
                "cn-north-1",
                "arn:aws-cn:sqs:cn-north-1:123456789012:q",
                "sqs.cn-north-1.amazonaws.com.cn",
                "China (Beijing)",
            ),
            (
                "us-gov-west-1",
                "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:q",
                "sqs.us-gov-west-1.amazonaws.com",
                "AWS GovCloud (US-West)",
            ),
            ("us-far-9", "arn:aws:sqs:us-far-9:123456789012:q", "sqs.us-far-9.amazonaws.com", "us-far-9"),
        ];
        for (name, arn, host, title) in cases {
            let region = region(name);
            assert_eq!((&*region.arn("sqs", "q"), &*region.host("sqs"), region.title()), (arn, host, title));
        }
        assert_eq!(&*region("cn-north-1").global("s3", "", "box"), "arn:aws-cn:s3:::box");
        assert_eq!(&*region("eu-west-1").global("iam", "123456789012", "role/r"), "arn:aws:iam::123456789012:role/r");
        assert_eq!(region("eu-west-1").zone(2), "eu-west-1c");
    }

    #[test]
    fn a_region_is_read_where_it_has_the_form() {
        let read = |text: &str| serde_json::from_str::<Region>(text).map_err(|e| e.to_string());
        assert_eq!(read("\"eu-west-1\""), Ok(region("eu-west-1")));
        assert!(read("\"Ireland\"").unwrap_err().contains("is no Region"));
        assert_eq!(serde_json::to_string(&Region::default()).unwrap(), "\"us-east-1\"");
    }

    proptest! {
        #[test]
        fn any_name_is_judged(name in "\\PC{0,40}") {
            let _ = Region::named(&name);
        }
    }
}
