//! The `scenario:` part of a lab: read by serde, with its complaints moved to the line and column of the lab file.
use crate::{
    content::{
        finding::code,
        report::Report,
        yaml::{tree::Kind, tree::Node},
    },
    sim::scenario::Scenario,
};

/// Reads the scenario that stands in `node`.
pub fn read(node: &Node, report: &mut Report) -> Option<Scenario> {
    if !matches!(node.kind, Kind::Map(_)) {
        let message = format!("a scenario is a mapping, this is {}", node.what());
        report.error(code::WRONG_TYPE, &node.head(), message, "Write queues, producers, consumers.");
        return None;
    }
    let options = serde_yaml::options! {
        strict_booleans: true,
        with_snippet: false,
        budget: serde_yaml::budget! { max_depth: 32, max_aliases: 0, max_anchors: 0 },
    };
    let text = alone(node, report.text());
    match serde_yaml::from_str_with_options::<Scenario>(&text, options) {
        Ok(scenario) => Some(scenario),
        Err(error) => {
            let error = error.without_snippet();
            let at = error.location().map_or(node.span.start, |place| {
                let whole = |n| usize::try_from(n).unwrap_or(usize::MAX);
                report.lines().byte(whole(place.line()), whole(place.column()))
            });
            let at = if node.span.contains(&at) { at } else { node.span.start };
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            let message = message.rsplit_once(": line ").map_or(message, |(head, _)| head);
            let cure = "Compare with a built-in lab; src/sim/scenario/spec describes every field.";
            report.error(code::SCENARIO, &(at..(at + 1).min(node.span.end)), message, cure);
            None
        }
    }
}

/// The scenario with everything before it turned to blanks, so that lines and columns stay those of the file.
fn alone(node: &Node, file: &str) -> String {
    let before = file.get(..node.span.start).unwrap_or("");
    let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
    let mut text: String = before.chars().map(blank).collect();
    text.push_str(file.get(node.span.clone()).unwrap_or(""));
    text
}
