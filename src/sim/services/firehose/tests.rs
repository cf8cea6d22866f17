//! Firehose under text tables.
