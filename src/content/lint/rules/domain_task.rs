//! Task statements exist in SAA-C03, and belong to the domain of the question.
use crate::content::{
    exam::guide,
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

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.lessons() {
        let nodes = draft.front.get("tasks").map_or(&[][..], Node::items);
        for node in nodes.iter().filter(|n| n.text().is_some_and(|t| !guide::is_task(t))) {
            out.add(
                source,
                &node.span,
                "there is no such task statement",
                format!("They are {}.", guide::task_numbers()),
            );
        }
    }
    for (source, draft) in view.questions() {
        let (task, domain) = (&draft.item.task, draft.item.domain);
        let at = draft.node.spot(&["task"]);
        if !guide::is_task(task) {
            let cure = format!("They are {}.", guide::task_numbers());
            out.add(source, &at, format!("there is no task statement `{task}`"), cure);
        } else if !task.starts_with(&domain.number().to_string()) {
            let message = format!("task {task} does not belong to the domain `{}`", domain.word());
            out.add(source, &at, message, "secure is 1, resilient 2, performing 3, cost 4: change one of the two.");
        }
    }
}
