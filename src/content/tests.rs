//! The bundled content, and files that are broken in every way.
use super::{embedded, finding::Finding, library::load};

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|f| format!("{f}\n")).collect()
}

#[test]
fn the_bundled_content_loads_without_a_finding() {
    let (library, findings) = load(&embedded::sources());
    // Whether the rules hold is asked in lint/tests.rs.
    let found: Vec<Finding> = findings.into_iter().filter(|f| f.code < "E03").collect();
    assert!(found.is_empty(), "\n{}", told(&found));
    assert!(library.ledger.facts.len() > 400);
    assert_eq!(library.course.first().map(|id| id.as_str()), Some("sqs-intro"));
}
