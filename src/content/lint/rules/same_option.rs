//! Two options of a question say the same.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0307",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("same_option.bad.yaml", include_str!("same_option.bad.yaml")),
};

use crate::base::prose::plain;
use std::collections::BTreeMap;

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.questions() {
        let mut seen = BTreeMap::new();
        for (i, option) in draft.item.question.options.iter().enumerate() {
            let words = plain(&option.text).to_lowercase().trim().trim_end_matches('.').to_owned();
            let at = draft.node.spot(&["options", &i.to_string(), "text"]);
            if let Some(first) = seen.insert(words, at.clone()) {
                out.add(source, &at, "two options say the same", "Make it another distractor, or drop it.");
                out.also(source, &first, "said here first");
            }
        }
    }
}
