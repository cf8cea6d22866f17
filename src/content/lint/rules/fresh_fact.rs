//! No question hinges on a number that changed within the last year: exams and courses lag behind.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0314",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("fresh_fact.bad.yaml", include_str!("fresh_fact.bad.yaml")),
};

fn check(view: &View, out: &mut Out) {
    let ledger = &view.desk.library.ledger;
    let Some(today) = months(&ledger.as_of) else { return };
    for (source, draft) in view.questions() {
        for (i, id) in draft.item.facts.iter().enumerate() {
            let Some(since) = ledger.facts.get(id).and_then(|f| f.since.as_deref()) else { continue };
            if months(since).is_some_and(|then| then + 12 > today) {
                let at = draft.node.spot(&["facts", &i.to_string()]);
                let message = format!("`{id}` changed on {since}, less than a year before {}", ledger.as_of);
                out.add(source, &at, message, "Ask something that does not hinge on it, and teach it in the lesson.");
            }
        }
    }
}

/// Months since the year 0 of `2025`, `2025-08` or `2025-08-04`; a bare year counts as its end, the cautious reading.
fn months(date: &str) -> Option<u32> {
    let mut parts = date.split('-');
    let year: u32 = parts.next()?.parse().ok()?;
    let month: u32 = parts.next().map_or(Some(12), |m| m.parse().ok())?;
    Some(year * 12 + month)
}
