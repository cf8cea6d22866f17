//! A proof shows both sides: at least one right and one wrong option.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0305",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("proof_sides.bad.yaml", include_str!("proof_sides.bad.yaml")),
};

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.questions() {
        let Some(proof) = &draft.item.proof else { continue };
        let listed = |right| {
            let options = draft.item.question.options.iter();
            options.filter(|o| o.right == right).any(|o| proof.options.contains_key(&o.id))
        };
        for (right, word) in [(true, "right"), (false, "wrong")] {
            if !listed(right) {
                let at = draft.node.get("proof").map_or_else(|| draft.node.head(), |proof| key(proof, "options"));
                let cure =
                    "List the variables of one right and one wrong option; a proof with one side proves nothing.";
                out.add(source, &at, format!("the proof tries no {word} option"), cure);
            }
        }
    }
}

/// Where a key of a mapping stands.
fn key(node: &crate::content::yaml::tree::Node, name: &str) -> std::ops::Range<usize> {
    node.entries().iter().find(|e| e.key == name).map_or_else(|| node.head(), |e| e.at.clone())
}
