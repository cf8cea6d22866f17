//! `delivery_streams:` of a scenario.
use crate::base::time::SimTime;
use crate::sim::{
    scenario::{spec::Percent, value::Span},
    services::firehose::{
        model::config::{Compression, Format},
        quotas::Settings,
    },
    trace::Name,
};
use serde::{Deserialize, Serialize};

/// A Firehose stream.
///
/// ```yaml
/// delivery_streams:
///   - { name: clicks, to: lake, SizeInMBs: 5, IntervalInSeconds: 60, CompressionFormat: GZIP }
///   - { name: search, source: events, to: domain, backup: { bucket: lake }, transform: { function: clean } }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliverySpec {
    /// Its name.
    pub name: Name,
    /// A Kinesis stream it reads; without one records are put to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Name>,
    /// The destination: a bucket, or a receiver of kind `redshift`, `opensearch` or `http`.
    pub to: Name,
    /// BufferingHints.SizeInMBs; AWS's default unless said.
    #[serde(default, rename = "SizeInMBs", skip_serializing_if = "Option::is_none")]
    pub size_mbs: Option<u64>,
    /// BufferingHints.IntervalInSeconds; AWS's default unless said, 0 delivers within seconds.
    #[serde(default, rename = "IntervalInSeconds", skip_serializing_if = "Option::is_none")]
    pub interval: Option<u64>,
    /// Prefix of the objects.
    #[serde(default, rename = "Prefix", skip_serializing_if = "str::is_empty")]
    pub prefix: Name,
    /// ErrorOutputPrefix.
    #[serde(default, rename = "ErrorOutputPrefix", skip_serializing_if = "str::is_empty")]
    pub error_prefix: Name,
    /// CompressionFormat.
    #[serde(default, rename = "CompressionFormat", skip_serializing_if = "is_default")]
    pub compression: Compression,
    /// AppendDelimiterToRecord: a line break after every record.
    #[serde(default, rename = "AppendDelimiterToRecord", skip_serializing_if = "std::ops::Not::not")]
    pub delimiter: bool,
    /// Where what cannot be delivered goes (all of it with `mode: all`), and Redshift's stage; S3 needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<BackupSpec>,
    /// A function that transforms records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transform: Option<TransformSpec>,
    /// RetryOptions.DurationInSeconds; AWS's default unless said.
    #[serde(default, rename = "DurationInSeconds", skip_serializing_if = "Option::is_none")]
    pub retry: Option<u64>,
    /// JSON becomes Parquet or ORC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convert: Option<Format>,
    /// Dynamic partitioning: MetadataExtractionQuery, `{customer: .customer.id}`; `lambda` where the function gives the keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<Name>,
    /// What AWS does not publish.
    #[serde(default, skip_serializing_if = "is_default")]
    pub assume: AssumeSpec,
}

/// The backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupSpec {
    /// The bucket.
    pub bucket: Name,
    /// Failed records only (the default), or all.
    #[serde(default)]
    pub mode: BackupMode,
    /// Prefix of a backup of all.
    #[serde(default, rename = "Prefix", skip_serializing_if = "str::is_empty")]
    pub prefix: Name,
    /// BufferingHints.SizeInMBs.
    #[serde(default, rename = "SizeInMBs", skip_serializing_if = "Option::is_none")]
    pub size_mbs: Option<u64>,
    /// BufferingHints.IntervalInSeconds.
    #[serde(default, rename = "IntervalInSeconds", skip_serializing_if = "Option::is_none")]
    pub interval: Option<u64>,
}

/// What is backed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackupMode {
    /// What cannot be delivered.
    #[default]
    Failed,
    /// Every record as it came.
    All,
}

/// A function that transforms records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransformSpec {
    /// The function.
    pub function: Name,
    /// BufferSizeInMBs, in tenths allowed: `0.2` to `3`.
    #[serde(default, rename = "BufferSizeInMBs", skip_serializing_if = "Option::is_none")]
    pub size_mbs: Option<Tenths>,
    /// BufferIntervalInSeconds.
    #[serde(default, rename = "BufferIntervalInSeconds", skip_serializing_if = "Option::is_none")]
    pub interval: Option<u64>,
    /// NumberOfRetries.
    #[serde(default, rename = "NumberOfRetries", skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Of a hundred records its code drops so many, unless the function returns records itself.
    #[serde(default)]
    pub dropped: Percent,
    /// Of a hundred records its code fails so many, unless the function returns records itself.
    #[serde(default)]
    pub failed: Percent,
    /// The function must return records itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
}

/// What AWS does not publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AssumeSpec {
    /// Size after compression, percent.
    pub compressed: Percent,
    /// Size after conversion, percent.
    pub converted: Percent,
    /// After how long records leave with zero buffering.
    pub zero_buffer: Span,
    /// The first wait after a failed delivery; it doubles.
    pub retry_wait: Span,
    /// The longest such wait.
    pub retry_most: Span,
    /// How long a destination may take to answer.
    pub patience: Span,
    /// The quotas of a smaller Region.
    pub small_region: bool,
}

impl Default for AssumeSpec {
    fn default() -> Self {
        let set = Settings::default();
        Self {
            compressed: Percent(set.compressed_percent),
            converted: Percent(set.converted_percent),
            zero_buffer: Span(set.zero_buffer),
            retry_wait: Span(set.retry_wait),
            retry_most: Span(set.retry_most),
            patience: Span(set.patience),
            small_region: set.small_region,
        }
    }
}

/// A number with at most one decimal, in tenths: `0.2`, `1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(pub u64);

impl Tenths {
    /// Megabytes as bytes.
    #[must_use]
    pub const fn megabytes(self) -> u64 {
        self.0.saturating_mul(1_048_576) / 10
    }
}

impl Serialize for Tenths {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{}.{}", self.0 / 10, self.0 % 10))
    }
}

impl<'de> Deserialize<'de> for Tenths {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let text = match serde_json::Value::deserialize(d)? {
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::String(text) => text,
            _ => return Err(D::Error::custom("megabytes with at most one decimal: 0.2, 1, 3")),
        };
        let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
        let good = part.len() == 1 && part.bytes().all(|b| b.is_ascii_digit());
        let tenths = whole.parse::<u64>().ok().zip(part.parse::<u64>().ok()).filter(|_| good);
        let wrong = || D::Error::custom(format!("`{text}` is no size: write 0.2, 1 or 3"));
        tenths.map(|(whole, part)| Self(whole.saturating_mul(10).saturating_add(part))).ok_or_else(wrong)
    }
}

impl DeliverySpec {
    /// What AWS does not publish, as the service takes it.
    #[must_use]
    pub fn settings(&self, source_retention: SimTime) -> Settings {
        let share = |p: Percent| p.0.saturating_mul(10_000);
        let transform = self.transform.as_ref();
        Settings {
            zero_buffer: self.assume.zero_buffer.0,
            compressed_percent: self.assume.compressed.0,
            converted_percent: self.assume.converted.0,
            dropped_per_million: transform.map_or(0, |t| share(t.dropped)),
            failed_per_million: transform.map_or(0, |t| share(t.failed)),
            strict: transform.is_some_and(|t| t.strict),
            retry_wait: self.assume.retry_wait.0,
            retry_most: self.assume.retry_most.0,
            patience: self.assume.patience.0,
            small_region: self.assume.small_region,
            source_retention,
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
