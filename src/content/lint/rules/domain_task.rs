//! Task statements exist in SAA-C03, and belong to the domain of the question.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
    yaml::tree::Node,
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0312",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("domain_task.bad.yaml", include_str!("domain_task.bad.yaml")),
};

/// The task statements of SAA-C03.
const TASKS: [&str; 14] =
    ["1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "3.2", "3.3", "3.4", "3.5", "4.1", "4.2", "4.3", "4.4"];

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.lessons() {
        let nodes = draft.front.get("tasks").map_or(&[][..], Node::items);
        for node in nodes.iter().filter(|n| n.text().is_some_and(|t| !TASKS.contains(&t))) {
            out.add(source, &node.span, "there is no such task statement", format!("They are {}.", TASKS.join(", ")));
        }
    }
    for (source, draft) in view.questions() {
        let (task, domain) = (&draft.item.task, draft.item.domain);
        let at = draft.node.spot(&["task"]);
        if !TASKS.contains(&task.as_str()) {
            let cure = format!("They are {}.", TASKS.join(", "));
            out.add(source, &at, format!("there is no task statement `{task}`"), cure);
        } else if !task.starts_with(&domain.number().to_string()) {
            let message = format!("task {task} does not belong to the domain `{}`", domain.word());
            out.add(source, &at, message, "secure is 1, resilient 2, performing 3, cost 4: change one of the two.");
        }
    }
}
