//! A question must not stand on facts alone that nobody read in a primary source.
use crate::content::{
    facts::Trust,
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0313",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("unfounded.bad.yaml", include_str!("unfounded.bad.yaml")),
};

fn check(view: &View, out: &mut Out) {
    let ledger = &view.desk.library.ledger;
    for (source, draft) in view.questions() {
        let trusts: Vec<Trust> =
            draft.item.facts.iter().filter_map(|id| ledger.facts.get(id)).map(|f| f.trust).collect();
        if !trusts.is_empty() && !trusts.contains(&Trust::Verified) {
            let cure = "Add a verified fact that decides it, or find the primary source and mark the fact verified.";
            out.add(source, &draft.node.spot(&["facts", "0"]), "the question stands on no verified fact", cure);
        }
    }
}
