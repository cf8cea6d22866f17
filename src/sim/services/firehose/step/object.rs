//! Objects: their keys, sizes and bodies.
use crate::base::time::SimTime;
use crate::sim::epoch;
use crate::sim::errand::Cargo;
use crate::sim::ids;
use crate::sim::services::firehose::model::{
    config::{Bucket, Compression, Format, Target},
    held::{Lane, Record},
    names::{self, Filling},
    stream::DeliveryStream,
};
use crate::sim::trace::Name;
use serde_json::json;

/// Bodies up to so many bytes are written out; a larger one is told in a few words.
const WRITTEN_OUT: usize = 16_384;
/// What a line of error output carries besides the record itself.
const ERROR_LINE: u64 = 200;

/// The bucket a lane's objects go to.
pub(super) fn bucket<'a>(stream: &'a DeliveryStream, lane: &Lane) -> &'a Bucket {
    match lane {
        Lane::Source => stream.destination.backup(),
        Lane::Main(_) | Lane::Failed(_) => &stream.destination.bucket,
    }
}

/// The key of the object number `no`.
pub(super) fn key(stream: &DeliveryStream, lane: &Lane, (oldest, now): (SimTime, SimTime), no: u64) -> Name {
    let bucket = bucket(stream, lane);
    let random = ids::uuid(0, 0x6669_7265_686f_7365, no);
    let short: String = random.chars().filter(|c| *c != '-').take(11).collect();
    let with = |error| Filling { oldest, error, random: &short };
    let prefix = match lane {
        Lane::Main(prefix) if stream.destination.partitioning => names::evaluate(prefix, with(None)),
        Lane::Main(_) | Lane::Source => names::evaluate(&bucket.prefix, with(None)),
        Lane::Failed(why) => names::evaluate(error_prefix(bucket), with(Some(why.output_type()))),
    };
    let stamp = names::stamp("yyyy-MM-dd-HH-mm-ss", now);
    let ending = if matches!(lane, Lane::Main(_)) { extension(stream) } else { "" };
    format!("{prefix}{}-{}-{stamp}-{random}{ending}", stream.name, stream.version).into()
}

/// The key of a manifest of a COPY that failed.
pub(super) fn manifest(stream: &DeliveryStream, at: SimTime, no: u64) -> Name {
    let random = ids::uuid(0, 0x6d61_6e69_6665_7374, no);
    let date = names::stamp("yyyy/MM/dd/HH/", at);
    format!("{}errors/manifests/{date}{}-{random}", stream.destination.bucket.prefix, stream.name).into()
}

/// Without a prefix of its own, error output stands under the prefix of the data, where that is plain text.
fn error_prefix(bucket: &Bucket) -> &str {
    if bucket.error_prefix.is_empty() && !bucket.prefix.contains("!{") { &bucket.prefix } else { &bucket.error_prefix }
}

const fn extension(stream: &DeliveryStream) -> &'static str {
    match (stream.destination.conversion, stream.destination.bucket.compression) {
        (Some(Format::Parquet), _) => ".parquet",
        (Some(Format::Orc), _) => ".orc",
        (None, Compression::Gzip) => ".gz",
        (None, Compression::Zip) => ".zip",
        (None, Compression::Snappy) => ".snappy",
        (None, Compression::HadoopSnappy) => ".hsnappy",
        (None, Compression::Uncompressed) => "",
    }
}

/// The bytes of an object.
pub(super) fn bytes(stream: &DeliveryStream, lane: &Lane, records: &[Record]) -> u64 {
    let share = |bytes: u64, percent: u32| (bytes * u64::from(percent)).div_ceil(100).max(1);
    let delimiters = if stream.destination.delimiter { records.len() as u64 } else { 0 };
    let mut size = match lane {
        Lane::Failed(_) => records.iter().map(|r| r.bytes.div_ceil(3) * 4 + ERROR_LINE).sum(),
        _ => records.iter().map(|r| r.bytes).sum::<u64>() + delimiters,
    };
    let to_bucket = matches!(stream.destination.target, Target::S3 | Target::Redshift(_));
    if matches!(lane, Lane::Main(_)) && stream.destination.conversion.is_some() {
        size = share(size, stream.settings.converted_percent);
    }
    let packed = bucket(stream, lane).compression != Compression::Uncompressed;
    if packed && (to_bucket || !matches!(lane, Lane::Main(_))) {
        size = share(size, stream.settings.compressed_percent);
    }
    size.max(1)
}

/// What an object says. Bodies that only label what they stand for are told in a few words where they are many.
pub(super) fn body(stream: &DeliveryStream, lane: &Lane, records: &[Record], tries: u32) -> Cargo {
    let length: usize = records.iter().map(|r| r.cargo.body.len()).sum();
    if length > WRITTEN_OUT && records.iter().any(|r| r.cargo.bytes > 0 && !r.cargo.binary) {
        return Cargo::new(format!("{} records", records.len()));
    }
    let mut out = Vec::with_capacity(length);
    for record in records {
        if let Lane::Failed(_) = lane {
            let mut line = json!({
                "attemptsMade": tries,
                "arrivalTimestamp": epoch::epoch_millis(record.at),
                "errorCode": record.blame.as_deref().unwrap_or_default(),
                "rawData": record.cargo.base64(),
            });
            if let (Some(processing), Some(line)) = (&stream.destination.processing, line.as_object_mut()) {
                line.insert("lambdaArn".into(), (&*processing.lambda).into());
            }
            out.extend_from_slice(line.to_string().as_bytes());
            out.push(b'\n');
        } else {
            out.extend_from_slice(&record.cargo.data());
            if stream.destination.delimiter {
                out.push(b'\n');
            }
        }
    }
    Cargo::of(out)
}
