//! As in the exam: one right option of three or more, or as many as to choose of five or more.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0308",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("key_count.bad.yaml", include_str!("key_count.bad.yaml")),
};

use crate::quiz::question::Kind;

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.questions() {
        let question = &draft.item.question;
        let right = question.options.iter().filter(|o| o.right).count();
        let least = if question.kind == Kind::Single { 3 } else { 5 };
        if right != question.kind.choose() {
            let message = format!("{right} options are right, {} to choose", question.kind.choose());
            let cure = "Mark the key with `right: true`, or change `kind` and `choose`.";
            out.add(source, &draft.node.spot(&["kind"]), message, cure);
        }
        if question.options.len() < least {
            let message = format!("{} options, the exam has {least} or more here", question.options.len());
            out.add(source, &draft.node.spot(&["kind"]), message, "Add distractors that somebody would believe.");
        }
    }
}
