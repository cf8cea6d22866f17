//! Receivers under text tables.
