//! A fact that the ledger does not have, in words or under `facts:`.
use crate::content::{
    facts::Ledger,
    finding::Severity,
    lint::{Out, Rule, View},
    markup::{Ref, Target},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0301",
    severity: Severity::Error,
    at_load: true,
    check,
    #[cfg(test)]
    bad: ("unknown_fact.bad.yaml", include_str!("unknown_fact.bad.yaml")),
};

fn check(view: &View, out: &mut Out) {
    let ledger = &view.desk.library.ledger;
    for (source, draft) in view.lessons() {
        in_words(source, &draft.refs, out);
    }
    for (source, draft) in view.questions() {
        in_words(source, &draft.refs, out);
        for (i, id) in draft.item.facts.iter().enumerate() {
            if let Some((message, cure)) = missing(ledger, id.as_str()) {
                out.add(source, &draft.node.spot(&["facts", &i.to_string()]), message, cure);
            }
        }
    }
}

fn in_words(source: usize, refs: &[Ref], out: &mut Out) {
    for reference in refs {
        if let Target::Fact { fault: Some((message, cure)), .. } = &reference.to {
            out.add(source, &reference.span, message, cure);
        }
    }
}

/// Under `facts:` a fact may stand that has no short form; it must only be there.
fn missing(ledger: &Ledger, id: &str) -> Option<(String, String)> {
    let known = ledger.facts.contains_key(&id.into());
    if known { None } else { ledger.show(id, None).err() }
}
