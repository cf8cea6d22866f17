//! Text tables.
