//! Options are of like length: a long one among short ones gives itself away.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0310",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("option_lengths.bad.yaml", include_str!("option_lengths.bad.yaml")),
};

use crate::base::prose::plain;

/// How many times as long as the shortest the longest may be, in tenths.
const TENTHS: usize = 22;
/// Options up to this many characters are short: names and numbers differ as they do.
const SHORT: usize = 40;

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.questions() {
        let options = draft.item.question.options.iter().enumerate().filter(|(_, o)| o.pin.is_none());
        let sizes: Vec<(usize, usize)> = options.map(|(i, o)| (plain(&o.text).chars().count(), i)).collect();
        let (Some((short, _)), Some((long, at))) = (sizes.iter().min(), sizes.iter().max()) else { continue };
        if *long > SHORT && long * 10 > short * TENTHS {
            let message = format!("this option has {long} characters, the shortest {short}: it gives itself away");
            let at = draft.node.spot(&["options", &at.to_string(), "text"]);
            out.add(source, &at, message, "Shorten it, or say more in the short ones (at most 2.2 times as long).");
        }
    }
}
