//! No emoji: signs of the labs have a meaning, and terminals differ on their width.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0318",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("emoji.bad.yaml", include_str!("emoji.bad.yaml")),
};

fn check(view: &View, out: &mut Out) {
    for source in 0..view.sources.len() {
        let text = view.text(source);
        for (at, c) in text.char_indices().filter(|(_, c)| matches!(*c, '\u{1f000}'..='\u{1faff}' | '\u{fe0f}')) {
            out.add(source, &(at..at + c.len_utf8()), "an emoji", "Say it in words.");
        }
    }
}
