//! Policies as tables: read, refused with place and cure, decided.
mod laws;
mod table;
