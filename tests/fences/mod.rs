//! The checker behind `architecture.rs`: reads the house, blanks what is not code, holds paths against the table.
pub mod house;
pub mod lexer;
pub mod paths;
pub mod rules;
pub mod shape;
