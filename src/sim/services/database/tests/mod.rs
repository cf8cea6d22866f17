//! A database under load, as text tables and random writes.
mod laws;
mod table;
