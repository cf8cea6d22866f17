//! Options are dealt in another order each time: a text never names one by its letter.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0316",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("option_letter.bad.yaml", include_str!("option_letter.bad.yaml")),
};

use crate::base::prose::{Inline, plain};

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.questions() {
        let question = &draft.item.question;
        for (i, option) in question.options.iter().enumerate() {
            for (name, prose) in [("why", &option.why), ("text", &option.text)] {
                tell(prose, (source, &draft.node.spot(&["options", &i.to_string(), name])), out);
            }
        }
        if let Some(hint) = &draft.item.hint {
            tell(hint, (source, &draft.node.spot(&["hint"])), out);
        }
    }
}

fn tell(prose: &[Inline], at: (usize, &std::ops::Range<usize>), out: &mut Out) {
    let words = plain(prose);
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    for pair in words.windows(2) {
        let noun = matches!(pair[0].to_lowercase().as_str(), "option" | "options" | "answer" | "answers" | "choice");
        if noun && matches!(pair[1], "A" | "B" | "C" | "D" | "E" | "F") {
            let message = format!("`{} {}` means another option each time", pair[0], pair[1]);
            out.add(at.0, at.1, message, "Name it by what it proposes.");
        }
    }
}
