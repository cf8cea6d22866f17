//! Titles are written as sentences: one capital at the start, and those of names.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
    yaml::tree::Node,
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "W0317",
    severity: Severity::Warning,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("sentence_case.bad.md", include_str!("sentence_case.bad.md")),
};

/// Names that keep their capitals: words of AWS's own names and of the exam.
const NAMES: [&str; 40] = [
    "Access",
    "Amazon",
    "Apache",
    "API",
    "Auto",
    "Balancer",
    "Big",
    "Bridge",
    "Cost",
    "Data",
    "Design",
    "Firehose",
    "Fleet",
    "Functions",
    "Gateway",
    "Group",
    "Identity",
    "Instance",
    "Java",
    "Kafka",
    "Kinesis",
    "Lambda",
    "Load",
    "Management",
    "Manager",
    "Message",
    "Notification",
    "Pipes",
    "Python",
    "Queue",
    "Region",
    "Regions",
    "Scaling",
    "Scheduler",
    "Service",
    "Simple",
    "Spot",
    "Step",
    "Streams",
    "Workflows",
];

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.lessons() {
        tell(&draft.lesson.title, source, draft.front.get("title"), out);
        for (section, at) in draft.lesson.sections.iter().zip(&draft.headings) {
            if is_title_case(&section.title) {
                out.add(source, at, format!("`{}` is in title case", section.title), CURE);
            }
        }
    }
    for (source, draft) in view.questions() {
        tell(&draft.item.title, source, draft.node.get("title"), out);
    }
    for (source, lab, node) in view.labs() {
        tell(&lab.title, source, node.get("title"), out);
    }
}

const CURE: &str = "Write it as a sentence: a capital at the start, and those of names.";

fn tell(title: &str, source: usize, node: Option<&Node>, out: &mut Out) {
    if let Some(node) = node.filter(|_| is_title_case(title)) {
        out.add(source, &node.span, format!("`{title}` is in title case"), CURE);
    }
}

/// Two or more words after the first that begin with a capital, go on small, and are no names.
fn is_title_case(title: &str) -> bool {
    let capital = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let mut chars = word.chars();
        let first = chars.next().is_some_and(char::is_uppercase);
        first && chars.clone().next().is_some() && chars.all(char::is_lowercase) && !NAMES.contains(&word)
    };
    title.split_whitespace().skip(1).filter(capital).count() >= 2
}
