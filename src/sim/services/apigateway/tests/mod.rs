//! API Gateway as text tables.
mod table;
