//! A stem ends in a question or a demand.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0311",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("stem_demand.bad.yaml", include_str!("stem_demand.bad.yaml")),
};

use crate::base::prose::plain;

/// Words that begin a demand: "Choose two."
const DEMANDS: [&str; 5] = ["choose", "select", "name", "decide", "complete"];

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.questions() {
        let last = draft.item.question.stem.last().map(|p| plain(p)).unwrap_or_default();
        let demands = |sentence: &str| {
            let first = sentence.trim_start_matches(['(', ' ']).split_whitespace().next().unwrap_or("");
            DEMANDS.contains(&first.to_lowercase().as_str())
        };
        if !last.contains('?') && !last.split(['.', ':']).any(demands) {
            let cure = "End it with what is asked: \"Which change fixes this?\"";
            out.add(source, &draft.node.spot(&["stem"]), "the stem asks nothing in its last paragraph", cure);
        }
    }
}
