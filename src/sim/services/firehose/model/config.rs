//! What a Firehose stream is told to do, under AWS's names, and what AWS checks of it.
use super::super::api::{Code, FirehoseError};
use super::super::quotas::{Hints, Limits};
use super::given::Given;
use crate::sim::quotas::Span;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

const MIB: u64 = 1_048_576;

/// Where records come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// `DirectPut`.
    #[default]
    DirectPut,
    /// `KinesisStreamAsSource`: the stream's ARN.
    KinesisStreamAsSource(Name),
}

impl Source {
    /// `DeliveryStreamType`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::DirectPut => "DirectPut",
            Self::KinesisStreamAsSource(_) => "KinesisStreamAsSource",
        }
    }
}

/// `BufferingHints`; what is left out takes AWS's default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BufferingHints {
    /// `SizeInMBs`.
    pub size_mbs: Option<u64>,
    /// `IntervalInSeconds`.
    pub interval_seconds: Option<u64>,
}

/// `CompressionFormat`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Compression {
    /// As it is.
    #[default]
    #[serde(rename = "UNCOMPRESSED")]
    Uncompressed,
    /// gzip.
    #[serde(rename = "GZIP")]
    Gzip,
    /// zip.
    #[serde(rename = "ZIP")]
    Zip,
    /// Snappy.
    Snappy,
    /// Snappy as Hadoop reads it.
    #[serde(rename = "HADOOP_SNAPPY")]
    HadoopSnappy,
}

/// `OutputFormatConfiguration`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// Apache ORC.
    #[serde(rename = "ORC")]
    Orc,
}

/// A bucket and how objects get there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// `BucketARN`.
    pub arn: Name,
    /// `Prefix`.
    pub prefix: Name,
    /// `ErrorOutputPrefix`.
    pub error_prefix: Name,
    /// `CompressionFormat`.
    pub compression: Compression,
    /// `BufferingHints`, where it is not the destination itself.
    pub hints: BufferingHints,
}

/// Where records go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// `ExtendedS3DestinationConfiguration`.
    #[default]
    S3,
    /// `RedshiftDestinationConfiguration`: the cluster.
    Redshift(Name),
    /// `AmazonopensearchserviceDestinationConfiguration`: the domain.
    OpenSearch(Name),
    /// `HttpEndpointDestinationConfiguration`: the URL.
    Http(Name),
}

/// A `Lambda` processor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processing {
    /// `LambdaArn`.
    pub lambda: Name,
    /// `BufferSizeInMBs`, as bytes.
    pub buffer_bytes: Option<u64>,
    /// `BufferIntervalInSeconds`.
    pub buffer_seconds: Option<u64>,
    /// `NumberOfRetries`.
    pub retries: Option<u32>,
}

/// A destination as it is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// Where records go.
    pub target: Target,
    /// `BufferingHints` of the destination.
    pub hints: BufferingHints,
    /// The destination's own bucket, Redshift's stage, or the backup of the others (`S3Configuration`).
    pub bucket: Bucket,
    /// `S3BackupConfiguration` of S3 and Redshift; without it the bucket above serves.
    pub backup_bucket: Option<Bucket>,
    /// `S3BackupMode`: all source records are backed up, not only failed ones.
    pub backup_all: bool,
    /// `RetryOptions.DurationInSeconds`.
    pub retry_seconds: Option<u64>,
    /// The `Lambda` processor.
    pub processing: Option<Processing>,
    /// `DataFormatConversionConfiguration`.
    pub conversion: Option<Format>,
    /// `DynamicPartitioningConfiguration.Enabled`.
    pub partitioning: bool,
    /// `MetadataExtractionQuery`: `{customer: .customer.id}`.
    pub query: Option<Name>,
    /// `AppendDelimiterToRecord`.
    pub delimiter: bool,
    /// As a client wrote it, to be shown and changed in its own words; none where the scenario made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

impl Destination {
    /// The hints AWS allows here.
    #[must_use]
    pub fn allowed(&self, limits: &Limits) -> Hints {
        let all = &limits.buffers;
        let mut hints = match self.target {
            Target::S3 => all.s3,
            Target::Redshift(_) => all.redshift,
            Target::OpenSearch(_) => all.opensearch,
            Target::Http(_) => all.http,
        };
        if self.partitioning || self.conversion.is_some() {
            hints.size = all.partitioned;
        }
        if self.partitioning {
            hints.interval.min = hints.interval.min.max(1);
        }
        hints
    }
    /// Size in bytes and interval in seconds that apply.
    #[must_use]
    pub fn effective(&self, limits: &Limits) -> (u64, u64) {
        resolved(self.hints, self.allowed(limits))
    }
    /// The same for error output and backup.
    #[must_use]
    pub fn backup_hints(&self, limits: &Limits) -> (u64, u64) {
        resolved(self.backup().hints, limits.buffers.s3)
    }
    /// The bucket of error output and backup.
    #[must_use]
    pub fn backup(&self) -> &Bucket {
        self.backup_bucket.as_ref().filter(|_| self.backup_all).unwrap_or(&self.bucket)
    }
    /// `DurationInSeconds` that applies; S3 has none.
    #[must_use]
    pub fn retry(&self, limits: &Limits) -> u64 {
        let retries = &limits.retries;
        self.retry_seconds.unwrap_or(match self.target {
            Target::S3 => 0,
            Target::Redshift(_) => retries.redshift,
            Target::OpenSearch(_) => retries.opensearch,
            Target::Http(_) => retries.http,
        })
    }

    /// What AWS checks.
    ///
    /// # Errors
    /// `InvalidArgumentException`.
    pub fn check(&self, limits: &Limits) -> Result<(), FirehoseError> {
        let allowed = self.allowed(limits);
        within("BufferingHints.SizeInMBs", self.hints.size_mbs.map(|n| n.saturating_mul(MIB)), allowed.size, MIB)?;
        if self.partitioning && self.hints.interval_seconds == Some(0) {
            return Err(wrong("Zero buffering is not supported when dynamic partitioning is enabled."));
        }
        within("BufferingHints.IntervalInSeconds", self.hints.interval_seconds, allowed.interval, 1)?;
        self.check_backup(limits)?;
        let (least, most) = limits.retries.duration;
        let duration = Span { min: least, max: most, default: 0 };
        within("RetryOptions.DurationInSeconds", self.retry_seconds, duration, 1)?;
        if let Some(processing) = &self.processing {
            let hints = limits.buffers.lambda;
            within("BufferSizeInMBs", processing.buffer_bytes, hints.size, 1)?;
            within("BufferIntervalInSeconds", processing.buffer_seconds, hints.interval, 1)?;
        }
        self.check_formats()?;
        self.check_prefixes()
    }

    fn check_backup(&self, limits: &Limits) -> Result<(), FirehoseError> {
        for bucket in std::iter::once(&self.bucket).chain(&self.backup_bucket) {
            if bucket.hints.interval_seconds == Some(0) {
                return Err(wrong("Zero buffering is not supported for S3 backup."));
            }
            let hints = limits.buffers.s3;
            within("BufferingHints.SizeInMBs", bucket.hints.size_mbs.map(|n| n.saturating_mul(MIB)), hints.size, MIB)?;
            within("BufferingHints.IntervalInSeconds", bucket.hints.interval_seconds, hints.interval, 1)?;
        }
        Ok(())
    }

    fn check_formats(&self) -> Result<(), FirehoseError> {
        let s3 = self.target == Target::S3;
        let bad = matches!(self.bucket.compression, Compression::Zip | Compression::Snappy);
        if matches!(self.target, Target::Redshift(_)) && bad {
            return Err(wrong(
                "SNAPPY or ZIP compression cannot be specified for a Redshift destination: the COPY command does not support it.",
            ));
        }
        if self.conversion.is_some() && !s3 {
            return Err(wrong("Record format conversion is supported for S3 destinations only."));
        }
        if self.conversion.is_some() && self.bucket.compression != Compression::Uncompressed {
            return Err(wrong("S3 compression must be UNCOMPRESSED when data format conversion is enabled."));
        }
        if self.partitioning && !s3 {
            return Err(wrong("Dynamic partitioning is supported for S3 destinations only."));
        }
        if let Some(query) = &self.query {
            super::names::query(query).map_err(|why| wrong(format!("MetadataExtractionQuery: {why}")))?;
        }
        if self.query.is_some() && !self.partitioning {
            return Err(wrong("MetadataExtraction processor is only supported when Dynamic Partitioning is enabled."));
        }
        Ok(())
    }

    fn check_prefixes(&self) -> Result<(), FirehoseError> {
        let Bucket { prefix, error_prefix, .. } = &self.bucket;
        let keyed = prefix.contains("!{partitionKeyFromQuery:") || prefix.contains("!{partitionKeyFromLambda:");
        if self.partitioning && !keyed {
            return Err(wrong("Prefix should contain partition keys when dynamic partitioning is enabled."));
        }
        if keyed && !self.partitioning {
            return Err(wrong("Prefix may contain partition keys only when dynamic partitioning is enabled."));
        }
        if prefix.contains("!{firehose:error-output-type}") {
            return Err(wrong("Prefix cannot contain !{firehose:error-output-type}."));
        }
        if prefix.contains("!{") && error_prefix.is_empty() {
            return Err(wrong("ErrorOutputPrefix cannot be null or empty when Prefix contains expressions."));
        }
        if error_prefix.contains("!{") && !error_prefix.contains("!{firehose:error-output-type}") {
            return Err(wrong("ErrorOutputPrefix with expressions must contain !{firehose:error-output-type}."));
        }
        for text in [prefix, error_prefix] {
            super::names::check(text).map_err(wrong)?;
        }
        Ok(())
    }
}

fn resolved(hints: BufferingHints, allowed: Hints) -> (u64, u64) {
    let size = hints.size_mbs.map_or(allowed.size.default, |n| n.saturating_mul(MIB));
    (size, hints.interval_seconds.unwrap_or(allowed.interval.default))
}

fn wrong(message: impl Into<std::borrow::Cow<'static, str>>) -> FirehoseError {
    FirehoseError::new(Code::InvalidArgumentException, message)
}

fn within(name: &str, value: Option<u64>, span: Span, unit: u64) -> Result<(), FirehoseError> {
    match value {
        Some(n) if !span.holds(n) => {
            let (n, min, max) = (n / unit, span.min / unit, span.max / unit);
            Err(wrong(format!("{name} {n} is out of range: it must be between {min} and {max}.")))
        }
        _ => Ok(()),
    }
}
