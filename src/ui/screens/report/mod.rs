//! Score reports: what a mock exam was worth and why, its questions one by one, all sittings side by side, two of them compared.
//! Numbers and their words come from `practice::exam`; looking schedules nothing.

/// Its key tables as they stand now.
pub mod keys;
/// What it remembers.
pub mod state;
/// What keys and routes do to it.
pub mod update;
/// How it looks.
pub mod view;

#[cfg(test)]
mod tests;
