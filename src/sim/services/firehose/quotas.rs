//! The numbers Firehose obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// Buffering hints of one destination: bytes and seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hints {
    /// `SizeInMBs`, as bytes.
    pub size: Span,
    /// `IntervalInSeconds`.
    pub interval: Span,
}

/// How fast records may be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// Bytes a second.
    pub bytes: u64,
    /// Calls a second.
    pub requests: u64,
    /// Records a second.
    pub records: u64,
}

/// Buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buffers {
    /// S3.
    pub s3: Hints,
    /// Redshift, by S3.
    pub redshift: Hints,
    /// OpenSearch.
    pub opensearch: Hints,
    /// HTTP endpoints.
    pub http: Hints,
    /// Lambda.
    pub lambda: Hints,
    /// Size with dynamic partitioning or conversion.
    pub partitioned: Span,
}

/// Retries and patience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retries {
    /// Invocations of a function after the first.
    pub lambda: u32,
    /// The longest invocation.
    pub lambda_time: SimTime,
    /// `DurationInSeconds`, seconds.
    pub duration: (u64, u64),
    /// Its default for Redshift, seconds.
    pub redshift: u64,
    /// Its default for OpenSearch, seconds.
    pub opensearch: u64,
    /// Its default for HTTP endpoints, seconds.
    pub http: u64,
    /// Between two COPY tries.
    pub copy_every: SimTime,
    /// How long an HTTP endpoint may take.
    pub http_time: SimTime,
    /// How long a record put directly is kept.
    pub kept: SimTime,
}

/// Every number Firehose takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Buffers.
    pub buffers: Buffers,
    /// Retries and patience.
    pub retries: Retries,
    /// Largest Regions.
    pub rates: Rates,
    /// The other Regions.
    pub rates_elsewhere: Rates,
    /// Bytes of a record.
    pub record: u64,
    /// Records of a PutRecordBatch.
    pub batch_records: u64,
    /// Bytes of a PutRecordBatch.
    pub batch_bytes: u64,
    /// Firehose streams of an account.
    pub streams: u64,
    /// Characters of a name.
    pub name: u64,
    /// Active partitions.
    pub partitions: u64,
    /// A record is billed in steps of so many bytes.
    pub billing: u64,
    /// Between two GetRecords of one shard.
    pub poll: SimTime,
    /// Retention of a stream unless said.
    pub retention: SimTime,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        let hours = |n: u64| SimTime::from_secs(n.saturating_mul(3_600));
        Ok(Self {
            buffers: buffers(facts)?,
            retries: retries(facts, hours(facts.is("firehose.storage")?))?,
            rates: Rates {
                bytes: facts.is("firehose.directput.quota.large:bytes")?,
                requests: facts.is("firehose.directput.quota.large:requests")?,
                records: facts.is("firehose.directput.quota.large:records")?,
            },
            rates_elsewhere: Rates {
                bytes: facts.is("firehose.directput.quota.other:bytes")?,
                requests: facts.is("firehose.directput.quota.other:requests")?,
                records: facts.is("firehose.directput.quota.other:records")?,
            },
            record: facts.is("firehose.record.max")?,
            batch_records: facts.is("firehose.batch.max:records")?,
            batch_bytes: facts.is("firehose.batch.max:bytes")?,
            streams: facts.is("firehose.streams.quota:largest")?,
            name: facts.is("firehose.name.max")?,
            partitions: facts.is("firehose.dynamic_partitions:partitions")?,
            billing: facts.is("firehose.billing_unit")?,
            poll: facts.secs("firehose.kinesis.reads")?,
            retention: hours(facts.is("kinesis.retention.default")?),
        })
    }
}

fn buffers(facts: &Quotas) -> Result<Buffers, MissingFact> {
    let hints = |size, interval| Ok(Hints { size: facts.span(size, None)?, interval: facts.span(interval, None)? });
    Ok(Buffers {
        s3: hints("firehose.buffer.s3.size", "firehose.buffer.s3.interval")?,
        redshift: hints("firehose.buffer.redshift:size", "firehose.buffer.redshift:interval")?,
        opensearch: hints("firehose.buffer.opensearch:size", "firehose.buffer.opensearch:interval")?,
        http: hints("firehose.buffer.http:size", "firehose.buffer.http:interval")?,
        lambda: hints("firehose.lambda.buffer:size", "firehose.lambda.buffer:interval")?,
        partitioned: facts.span("firehose.buffer.s3.partitioned", None)?,
    })
}

fn retries(facts: &Quotas, kept: SimTime) -> Result<Retries, MissingFact> {
    let duration = facts.number("firehose.retry:duration")?;
    Ok(Retries {
        lambda: facts.small("firehose.lambda.buffer:retries")?,
        lambda_time: facts.secs("firehose.lambda.timeout")?,
        duration: (duration.min.unwrap_or(0), facts.max("firehose.retry:duration")?),
        redshift: facts.is("firehose.retry:redshift")?,
        opensearch: facts.is("firehose.retry:opensearch")?,
        http: facts.is("firehose.http.retry")?,
        copy_every: facts.secs("firehose.redshift.retry_interval")?,
        http_time: facts.secs("firehose.http.timeout")?,
        kept,
    })
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default. One value per Firehose stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// With zero buffering records leave after this; AWS says "within a few seconds". Default 2 s.
    pub zero_buffer: SimTime,
    /// Size after compression, in percent. Default 30.
    pub compressed_percent: u32,
    /// Size after conversion to Parquet or ORC, in percent. Default 40.
    pub converted_percent: u32,
    /// Of a million records the function drops so many, where it does not answer itself. Default 0.
    pub dropped_per_million: u32,
    /// Of a million records the function fails so many, where it does not answer itself. Default 0.
    pub failed_per_million: u32,
    /// The function must answer with records itself; another answer fails the batch. Default no.
    pub strict: bool,
    /// The first wait before a try after a failure; it doubles. Default 1 s.
    pub retry_wait: SimTime,
    /// The longest such wait. Default 60 s.
    pub retry_most: SimTime,
    /// How long S3, OpenSearch and a COPY may take to answer. Default 60 s.
    pub patience: SimTime,
    /// The stream's quotas are those of a smaller Region. Default no.
    pub small_region: bool,
    /// How long the source stream keeps records; zero: the ledger's default retention. Default zero.
    pub source_retention: SimTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            zero_buffer: SimTime::from_secs(2),
            compressed_percent: 30,
            converted_percent: 40,
            dropped_per_million: 0,
            failed_per_million: 0,
            strict: false,
            retry_wait: SimTime::from_secs(1),
            retry_most: SimTime::from_secs(60),
            patience: SimTime::from_secs(60),
            small_region: false,
            source_retention: SimTime::ZERO,
        }
    }
}
