//! The right option must not be the longest too often: learners find the pattern.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
    pack::read::Draft,
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0309",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("key_longest.bad.yaml", include_str!("key_longest.bad.yaml")),
};

use crate::{base::prose::plain, quiz::question::Kind};

/// Packs below this many single-choice questions show no pattern.
const FEW: usize = 5;
/// Of a hundred single-choice questions so many may have the longest option as their key.
const PERCENT: usize = 40;

fn check(view: &View, out: &mut Out) {
    for (source, drafts) in view.packs() {
        let single: Vec<&Draft> = drafts.iter().filter(|d| d.item.question.kind == Kind::Single).collect();
        let long: Vec<&&Draft> = single.iter().filter(|d| is_longest(d)).collect();
        if single.len() >= FEW && long.len() * 100 > single.len() * PERCENT {
            let message = format!(
                "the right option is the longest in {} of {} single-choice questions, at most {PERCENT} % may be",
                long.len(),
                single.len()
            );
            let ids: Vec<&str> = long.iter().map(|d| d.item.question.id.as_str()).collect();
            let cure = format!("Shorten the key or lengthen a distractor in some of {}.", ids.join(", "));
            let at = long.first().map_or(0..0, |d| d.node.spot(&["id"]));
            out.add(source, &at, message, cure);
        }
    }
}

/// Whether the right option alone is the longest.
fn is_longest(draft: &Draft) -> bool {
    let longest = |right| {
        let options = draft.item.question.options.iter().filter(move |o| o.right == right);
        options.map(|o| plain(&o.text).chars().count()).max().unwrap_or(0)
    };
    longest(true) > longest(false)
}
