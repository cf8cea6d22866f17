//! KMS as text tables.
mod table;
