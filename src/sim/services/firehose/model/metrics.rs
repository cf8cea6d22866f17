//! Values under CloudWatch's own names. Gauges are exact now; sums count since the start.
use super::Firehose;
use super::config::{Source, Target};
use super::stream::DeliveryStream;
use crate::base::time::SimTime;
use crate::sim::services::firehose::quotas::{Limits, Rates};

/// Every metric of a Firehose stream under CloudWatch's names; the last six are the simulator's own.
pub const METRICS: &[&str] = &[
    "IncomingBytes",
    "IncomingRecords",
    "IncomingPutRequests",
    "ThrottledRecords",
    "BytesPerSecondLimit",
    "RecordsPerSecondLimit",
    "PutRequestsPerSecondLimit",
    "DataReadFromKinesisStream.Bytes",
    "DataReadFromKinesisStream.Records",
    "ThrottledGetRecords",
    "KinesisMillisBehindLatest",
    "DeliveryToS3.Success",
    "DeliveryToS3.Records",
    "DeliveryToS3.Bytes",
    "DeliveryToS3.DataFreshness",
    "DeliveryToS3.ObjectCount",
    "DeliveryToRedshift.Success",
    "DeliveryToRedshift.Records",
    "DeliveryToRedshift.Bytes",
    "DeliveryToAmazonOpenSearchService.Success",
    "DeliveryToAmazonOpenSearchService.Records",
    "DeliveryToAmazonOpenSearchService.Bytes",
    "DeliveryToAmazonOpenSearchService.DataFreshness",
    "DeliveryToHttpEndpoint.Success",
    "DeliveryToHttpEndpoint.Records",
    "DeliveryToHttpEndpoint.Bytes",
    "DeliveryToHttpEndpoint.DataFreshness",
    "ExecuteProcessing.Success",
    "ExecuteProcessing.Invocations",
    "SucceedProcessing.Records",
    "SucceedProcessing.Bytes",
    "SucceedConversion.Records",
    "FailedConversion.Records",
    "BackupToS3.Success",
    "BackupToS3.Records",
    "BackupToS3.Bytes",
    "ActivePartitionsLimit",
    "PartitionCount",
    "PartitionCountExceeded",
    "RecordsBuffered",
    "RecordsDropped",
    "RecordsFailed",
    "RecordsLost",
    "ManifestedRecords",
    "DeliveryRetries",
];

/// Those that count up.
pub const SUMS: &[&str] = &[
    "IncomingBytes",
    "IncomingRecords",
    "IncomingPutRequests",
    "ThrottledRecords",
    "DataReadFromKinesisStream.Bytes",
    "DataReadFromKinesisStream.Records",
    "ThrottledGetRecords",
    "DeliveryToS3.Success",
    "DeliveryToS3.Records",
    "DeliveryToS3.Bytes",
    "DeliveryToS3.ObjectCount",
    "DeliveryToRedshift.Success",
    "DeliveryToRedshift.Records",
    "DeliveryToRedshift.Bytes",
    "DeliveryToAmazonOpenSearchService.Success",
    "DeliveryToAmazonOpenSearchService.Records",
    "DeliveryToAmazonOpenSearchService.Bytes",
    "DeliveryToHttpEndpoint.Success",
    "DeliveryToHttpEndpoint.Records",
    "DeliveryToHttpEndpoint.Bytes",
    "ExecuteProcessing.Success",
    "ExecuteProcessing.Invocations",
    "SucceedProcessing.Records",
    "SucceedProcessing.Bytes",
    "SucceedConversion.Records",
    "FailedConversion.Records",
    "BackupToS3.Success",
    "BackupToS3.Records",
    "BackupToS3.Bytes",
    "PartitionCountExceeded",
    "RecordsDropped",
    "RecordsFailed",
    "RecordsLost",
    "ManifestedRecords",
    "DeliveryRetries",
];

impl Firehose {
    /// A metric of one stream: gauges now, sums since the start; `None` where this kind of stream has no such metric.
    #[must_use]
    pub fn measure(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        let stream = self.streams.get(resource)?;
        let limits = &self.core.limits;
        incoming(stream, name, limits).or_else(|| delivery(stream, name, now)).or_else(|| inside(stream, name, limits))
    }
}

impl DeliveryStream {
    /// The quotas of direct puts.
    #[must_use]
    pub const fn rates(&self, limits: &Limits) -> Rates {
        if self.settings.small_region { limits.rates_elsewhere } else { limits.rates }
    }
}

fn incoming(stream: &DeliveryStream, name: &str, limits: &Limits) -> Option<u64> {
    let c = &stream.counts;
    if let Some(reader) = &stream.reader {
        return Some(match name {
            "DataReadFromKinesisStream.Bytes" => c.bytes,
            "DataReadFromKinesisStream.Records" => c.came,
            "ThrottledGetRecords" => c.throttled_reads,
            "KinesisMillisBehindLatest" => reader.behind,
            _ => return None,
        });
    }
    if stream.source != Source::DirectPut {
        return None;
    }
    let rates = stream.rates(limits);
    Some(match name {
        "IncomingBytes" => c.bytes,
        "IncomingRecords" => c.came,
        "IncomingPutRequests" => c.requests,
        "ThrottledRecords" => c.throttled,
        "BytesPerSecondLimit" => rates.bytes,
        "RecordsPerSecondLimit" => rates.records,
        "PutRequestsPerSecondLimit" => rates.requests,
        _ => return None,
    })
}

fn delivery(stream: &DeliveryStream, name: &str, now: SimTime) -> Option<u64> {
    let (to, what) = name.strip_prefix("DeliveryTo")?.split_once('.')?;
    let d = &stream.counts.delivered;
    let own = match stream.destination.target {
        Target::S3 => "S3",
        Target::Redshift(_) => "Redshift",
        Target::OpenSearch(_) => "AmazonOpenSearchService",
        Target::Http(_) => "HttpEndpoint",
    };
    let fresh = || stream.oldest().map_or(0, |at| now.since(at).as_secs());
    if to == "S3" && matches!(own, "S3" | "Redshift") {
        return Some(match what {
            "Success" | "ObjectCount" => d.objects,
            "Records" => d.object_records,
            "Bytes" => d.object_bytes,
            "DataFreshness" => fresh(),
            _ => return None,
        });
    }
    if to != own {
        return None;
    }
    Some(match what {
        "Success" => d.requests,
        "Records" => d.records,
        "Bytes" => d.bytes,
        "DataFreshness" if own != "Redshift" => fresh(),
        _ => return None,
    })
}

fn inside(stream: &DeliveryStream, name: &str, limits: &Limits) -> Option<u64> {
    let c = &stream.counts;
    let (partitioned, processed) = (stream.destination.partitioning, stream.destination.processing.is_some());
    Some(match name {
        "ExecuteProcessing.Success" if processed => c.processing.good,
        "ExecuteProcessing.Invocations" if processed => c.processing.invocations,
        "SucceedProcessing.Records" if processed => c.processing.ok,
        "SucceedProcessing.Bytes" if processed => c.processing.ok_bytes,
        "SucceedConversion.Records" if stream.destination.conversion.is_some() => c.converted.0,
        "FailedConversion.Records" if stream.destination.conversion.is_some() => c.converted.1,
        "BackupToS3.Success" => c.backup.0,
        "BackupToS3.Records" => c.backup.1,
        "BackupToS3.Bytes" => c.backup.2,
        "ActivePartitionsLimit" if partitioned => limits.partitions,
        "PartitionCount" if partitioned => stream.held.partitions,
        "PartitionCountExceeded" if partitioned => c.overflown,
        "RecordsBuffered" => stream.waiting(),
        "RecordsDropped" => c.dropped,
        "RecordsFailed" => c.failed,
        "RecordsLost" => c.lost,
        "ManifestedRecords" => c.manifested,
        "DeliveryRetries" => c.retries,
        _ => return None,
    })
}
