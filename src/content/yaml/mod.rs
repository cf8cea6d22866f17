//! YAML as a tree with byte ranges, so that every fault of a file is found in one go and told with line and column.
//! serde stops at the first fault; this does not.

/// Reading the fields of a mapping with all complaints collected.
pub mod fields;
/// The nearest known word to a misspelt one.
pub mod nearest;
/// Events to tree, with limits.
pub mod parse;
/// The tree.
pub mod tree;
