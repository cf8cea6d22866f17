//! Every rule against its bad example: it must point exactly where the example says, and nowhere else.
use super::{Rule, check, rules::ALL};
use crate::content::{embedded, finding::Finding, library::Source};

const LEDGER: &str = include_str!("rules/base/facts.yaml");
const LESSON: &str = include_str!("rules/base/lesson.md");
const LAB: &str = include_str!("rules/base/lab.yaml");

fn source(path: &str, text: &'static str) -> Source {
    Source { path: path.to_owned().into(), text: text.into(), layer: 0 }
}

fn sources(rule: &Rule) -> Vec<Source> {
    let (name, text) = rule.bad;
    let path = if name.rsplit('.').next() == Some("md") { "content/lessons/bad.md" } else { "quizzes/bad.yaml" };
    vec![
        source("content/facts.yaml", LEDGER),
        source("content/lessons/base.md", LESSON),
        source("content/labs/base.yaml", LAB),
        source(path, text),
    ]
}

/// `# expect 12:5` in the example, as (line, column).
fn expected(text: &str) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# expect ")?.trim().split_once(':'))
        .map(|(line, column)| (line.parse().unwrap(), column.parse().unwrap()))
        .collect();
    places.sort_unstable();
    places
}

#[test]
fn every_rule_points_at_its_bad_example() {
    for rule in ALL {
        let findings = check(&sources(rule));
        let strangers: Vec<String> = findings.iter().filter(|f| f.code != rule.code).map(ToString::to_string).collect();
        assert!(strangers.is_empty(), "{}: other findings\n{}", rule.bad.0, strangers.join("\n"));
        let mut places: Vec<(usize, usize)> = findings.iter().map(|f| (f.line, f.column)).collect();
        places.sort_unstable();
        let told = findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(!places.is_empty(), "{} finds nothing", rule.bad.0);
        assert_eq!(places, expected(rule.bad.1), "{}\n{told}", rule.bad.0);
        assert!(findings.iter().all(|f| !f.cure.is_empty() && f.severity == rule.severity));
    }
}

#[test]
fn the_base_of_the_examples_is_sound() {
    let sources: Vec<Source> = sources(&ALL[0]).into_iter().take(3).collect();
    assert_eq!(check(&sources), []);
}

#[test]
fn codes_are_told_apart() {
    let mut codes: Vec<&str> = ALL.iter().map(|rule| rule.code).collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

/// Labs that lessons already speak of and that are still being written.
fn awaited(finding: &Finding) -> bool {
    ["sqs-vt", "sqs-fifo", "sqs-polling"].iter().any(|lab| finding.message == format!("there is no lab `{lab}`"))
}

#[test]
fn the_bundled_content_breaks_no_rule() {
    let findings = check(&embedded::sources());
    let told: Vec<String> = findings.iter().filter(|f| !awaited(f)).map(ToString::to_string).collect();
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}
