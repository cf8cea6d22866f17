//! What happened so far, for metrics and the bill.
use serde::{Deserialize, Serialize};

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records that came: put or read.
    pub came: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Their bytes as billed.
    pub billed: u64,
    /// Calls that put records.
    pub requests: u64,
    /// Records refused: too fast.
    pub throttled: u64,
    /// Reads of the source that were refused.
    pub throttled_reads: u64,
    /// At the destination.
    pub delivered: Delivered,
    /// Dropped by the function on purpose.
    pub dropped: u64,
    /// Written to an error prefix.
    pub failed: u64,
    /// Left in a manifest.
    pub manifested: u64,
    /// Lost: they waited too long.
    pub lost: u64,
    /// What the function did.
    pub processing: Processed,
    /// Objects and copies in the backup, bytes too.
    pub backup: (u64, u64, u64),
    /// Records converted, and failed to be.
    pub converted: (u64, u64),
    /// Records sent to activePartitionExceeded.
    pub overflown: u64,
    /// Deliveries that failed.
    pub retries: u64,
    /// Bytes that went through dynamic partitioning.
    pub partitioned: u64,
}

/// What a destination took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// Records at their destination.
    pub records: u64,
    /// Objects written to S3 (stage of Redshift too), their bytes and records.
    pub objects: u64,
    /// Bytes in them.
    pub object_bytes: u64,
    /// Records in them.
    pub object_records: u64,
    /// Requests or COPY commands that succeeded.
    pub requests: u64,
    /// Bytes in those.
    pub bytes: u64,
}

/// What the function did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processed {
    /// Invocations.
    pub invocations: u64,
    /// Invocations that succeeded.
    pub good: u64,
    /// Records that came back Ok.
    pub ok: u64,
    /// Their bytes.
    pub ok_bytes: u64,
}
