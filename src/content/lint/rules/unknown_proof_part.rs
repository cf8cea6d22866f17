//! A proof that names a lab, goal, variable, value, actor or prediction that is not there.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
    pack::proof::faults,
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0304",
    severity: Severity::Error,
    at_load: true,
    check,
    #[cfg(test)]
    bad: ("unknown_proof_part.bad.yaml", include_str!("unknown_proof_part.bad.yaml")),
};

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.questions() {
        let Some(proof) = &draft.item.proof else { continue };
        for fault in faults(proof, &view.desk.library.labs) {
            let path: Vec<&str> = std::iter::once("proof").chain(fault.path.iter().map(String::as_str)).collect();
            out.add(source, &draft.node.spot(&path), fault.message, fault.cure);
        }
    }
}
