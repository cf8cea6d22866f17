//! S3 under text tables.
