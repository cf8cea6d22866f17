//! The AWS services, one folder each; strangers to each other.
/// Amazon Simple Queue Service.
pub mod sqs;
