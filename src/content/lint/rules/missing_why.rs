//! Every option says why it is right or wrong: learners who choose it need the explanation.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0306",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("missing_why.bad.yaml", include_str!("missing_why.bad.yaml")),
};

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.questions() {
        for (i, option) in draft.item.question.options.iter().enumerate().filter(|(_, o)| o.why.is_empty()) {
            let message = format!("the option `{}` has no why", option.id);
            let at = draft.node.spot(&["options", &i.to_string(), "id"]);
            out.add(source, &at, message, "Add `why:`; whoever chooses it gets no explanation otherwise.");
        }
    }
}
