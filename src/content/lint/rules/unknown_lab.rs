//! A lab that does not exist, linked or named by a lesson.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
    markup::{Ref, Target},
    yaml::nearest::nearest,
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0303",
    severity: Severity::Error,
    at_load: true,
    check,
    #[cfg(test)]
    bad: ("unknown_lab.bad.md", include_str!("unknown_lab.bad.md")),
};

use crate::base::id::LabId;
use std::ops::Range;

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.lessons() {
        in_words(view, source, &draft.refs, out);
        if let Some(lab) = &draft.lesson.lab {
            tell(view, lab, (source, &draft.front.spot(&["lab"])), out);
        }
    }
    for (source, draft) in view.questions() {
        in_words(view, source, &draft.refs, out);
    }
}

fn in_words(view: &View, source: usize, refs: &[Ref], out: &mut Out) {
    for reference in refs {
        if let Target::Lab(lab) = &reference.to {
            tell(view, lab, (source, &reference.span), out);
        }
    }
}

fn tell(view: &View, lab: &LabId, at: (usize, &Range<usize>), out: &mut Out) {
    let labs = &view.desk.library.labs;
    if labs.contains_key(lab) {
        return;
    }
    let near = nearest(lab.as_str(), labs.keys().map(LabId::as_str));
    let cure =
        near.map_or_else(|| "List the labs with `inflight list labs`.".into(), |n| format!("Did you mean `{n}`?"));
    out.add(at.0, at.1, format!("there is no lab `{lab}`"), cure);
}
