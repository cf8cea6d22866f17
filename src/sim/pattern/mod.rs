//! Patterns: one matching engine with two front doors. [`FilterPolicy`] is what a subscription of SNS filters with,
//! [`EventPattern`] what a rule of EventBridge, a pipe and an event source mapping of Lambda match with. Both speak the
//! language of AWS's rule compiler and refuse in its words, with line and column; where their operators differ, they differ
//! here too:
//!
//! | | SNS | EventBridge |
//! |---|---|---|
//! | exact, prefix, suffix, equals-ignore-case, wildcard, numeric, exists, cidr, anything-but | yes | yes |
//! | prefix, suffix with equals-ignore-case inside; anything-but with it; anything-but with lists of affixes | no | yes |
//! | numbers | up to 1e9, five digits | up to 5e9, six digits |
//! | `$or` with fewer than two objects | an ordinary key | refused |
//! | nested keys | in the body only | yes |
//!
//! Left out: AWS's score for the complexity of wildcards, which it does not publish.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod compile;
mod events;
mod filter;
mod json;
mod number;
mod rule;
#[cfg(test)]
mod tests;
mod text;
mod walk;

pub use events::EventPattern;
pub use filter::{FilterLimits, FilterPolicy, Filtered, Scope, Verdict};

/// Whether a text is a number as AWS takes it in a message attribute, however large.
#[must_use]
pub fn is_number(text: &str) -> bool {
    number::is_decimal(text)
}

/// A pattern AWS refuses, in its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The whole message.
    pub message: String,
}

impl PatternError {
    /// A refusal that names its place as AWS does.
    fn at(prefix: &str, source: &str, fault: json::Fault) -> Self {
        const SHOWN: usize = 500;
        let shown: String = source.chars().take(SHOWN).collect();
        let more = source.chars().count().saturating_sub(SHOWN);
        let cut = if more > 0 { format!("[truncated {more} chars]") } else { String::new() };
        let json::Fault { reason, at } = fault;
        let (line, column) = (at.line, at.column);
        let place = format!("[Source: (String)\"{shown}\"{cut}; line: {line}, column: {column}]");
        Self { message: format!("{prefix}{reason}\n at {place}") }
    }
    const fn plain(message: String) -> Self {
        Self { message }
    }
}

impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PatternError {}
