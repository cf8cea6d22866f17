//! A scenario on its own, for headless runs: a file that holds nothing else, or one with a `scenario:` (a lab, a case).
use super::{check, scenario};
use crate::{
    base::time::SimTime,
    content::{
        finding::{Finding, code},
        report::Report,
        yaml::{fields, parse::parse, tree::Kind, tree::Node},
    },
    sim::{
        command::{Act, Command},
        scenario::{Scenario, ScenarioError},
    },
};

/// What a headless run starts from.
#[derive(Clone, Debug)]
pub struct Play {
    /// The scenario.
    pub scenario: Scenario,
    /// `seed:` beside it.
    pub seed: Option<u64>,
    /// `until:` beside it.
    pub until: Option<SimTime>,
    /// `inject:` and `set:` beside it: faults and changes with their moments.
    pub inject: Vec<Command>,
}

/// Reads a file. Where anything is wrong there is no scenario, and the findings say where and what to do.
#[must_use]
pub fn read(path: &str, text: &str) -> (Option<Play>, Vec<Finding>) {
    let mut report = Report::new(path, text);
    let root = parse(&(0..report.text().len()), &mut report);
    if root.is_none() && report.count() == 0 {
        report.error(
            code::WRONG_TYPE,
            &(0..0),
            "there is nothing here",
            "Write a scenario: queues, producers, consumers.",
        );
    }
    let play = root.and_then(|root| all(&root, &mut report));
    let play = play.filter(|_| report.count() == 0);
    (play, report.into_findings())
}

/// What AWS refused of the scenario when it started, at its place in the file.
#[must_use]
pub fn blame(path: &str, text: &str, errors: &[ScenarioError]) -> Vec<Finding> {
    let mut report = Report::new(path, text);
    let root = parse(&(0..report.text().len()), &mut report);
    for error in errors {
        let at = root.as_ref().map_or(0..0, |root| check::spot_in(root.get("scenario").unwrap_or(root), &error.path));
        let words = match error.code {
            "" => format!("{}: {}", error.path, error.message),
            code => format!("{}: AWS refuses this with {code}: {}", error.path, error.message),
        };
        report.error(code::SCENARIO, &at, words, "Mend the scenario.");
    }
    report.into_findings()
}

fn all(root: &Node, report: &mut Report) -> Option<Play> {
    let Some(node) = root.get("scenario") else {
        return Some(Play { scenario: checked(root, report)?, seed: None, until: None, inject: vec![] });
    };
    if !matches!(root.kind, Kind::Map(_)) {
        return None;
    }
    let seed = root.get("seed").and_then(|n| fields::number(n, "seed", report));
    let until = root.get("until").and_then(|n| fields::time(n, "until", report));
    let inject = root.get("inject").map_or(&[][..], Node::items);
    let mut inject: Vec<Command> = inject.iter().filter_map(|node| command(node, report)).collect();
    let set = root.get("set").map_or(&[][..], Node::items);
    inject.extend(set.iter().filter_map(|node| change(node, report)));
    Some(Play { scenario: checked(node, report)?, seed, until, inject })
}

fn command(node: &Node, report: &mut Report) -> Option<Command> {
    match node.text().unwrap_or_default().parse() {
        Ok(command) => Some(command),
        Err(why) => {
            report.error(code::BAD_WORD, &node.span, why, "Write a fault and its moment: crash C2 @31s.");
            None
        }
    }
}

/// `{at: 20s, path: queues.orders.VisibilityTimeout, value: "60"}`.
fn change(node: &Node, report: &mut Report) -> Option<Command> {
    let word = |name: &str| node.get(name).and_then(Node::text);
    let (Some(at), Some(path), Some(value)) = (word("at"), word("path"), word("value")) else {
        let cure = "Write {at: 20s, path: queues.orders.VisibilityTimeout, value: \"60\"}.";
        report.error(code::MISSING_FIELD, &node.head(), "a change needs `at`, `path` and `value`", cure);
        return None;
    };
    match SimTime::parse(at) {
        Ok(at) => Some(Command { at, act: Act::Set { path: path.into(), value: value.into() } }),
        Err(why) => {
            report.error(code::BAD_WORD, &node.spot(&["at"]), why, "Write a time: 20s, 5m.");
            None
        }
    }
}

fn checked(node: &Node, report: &mut Report) -> Option<Scenario> {
    let scenario = scenario::read(node, report)?;
    for error in scenario.check() {
        let at = check::spot_in(node, &error.path);
        report.error(code::SCENARIO, &at, format!("{}: {}", error.path, error.message), "Mend the scenario.");
    }
    Some(scenario)
}

#[cfg(test)]
mod tests {
    use super::{blame, read};
    use crate::sim::{quotas::Quotas, scenario::ScenarioError};

    #[test]
    fn a_scenario_alone_or_inside_a_file_is_read() {
        let (alone, found) = read("a.yaml", "queues: [{ name: orders }]\n");
        assert!(alone.is_some(), "{found:?}");
        let text = "seed: 3\nuntil: 60s\ninject: [crash C @5s]\nscenario:\n  queues: [{ name: orders }]\n";
        let (inside, found) = read("b.yaml", text);
        let inside = inside.unwrap_or_else(|| panic!("{found:?}"));
        assert_eq!((inside.seed, inside.until.map(|t| t.as_secs()), inside.inject.len()), (Some(3), Some(60), 1));
    }

    #[test]
    fn faults_are_told_with_their_place_and_a_cure() {
        let place = |text: &str| {
            let (play, found) = read("a.yaml", text);
            assert!(play.is_none(), "{text}");
            let first = &found[0];
            assert!(!first.cure.is_empty());
            (first.line, first.column)
        };
        assert_eq!(place("queues:\n  - { name: orders, hosts: 0 }\n"), (2, 28));
        assert_eq!(place("queues:\n  - { name: orders, colour: red }\n"), (2, 5 + 16));
        assert_eq!(place("scenario:\n  queues: []\ninject: [explode C @5s]\n"), (3, 10));
    }

    #[test]
    fn what_aws_refuses_stands_at_its_attribute() {
        let text = "queues:\n  - name: orders\n    attributes: { VisibilityTimeout: 99999999 }\n";
        let (play, found) = read("a.yaml", text);
        let play = play.unwrap_or_else(|| panic!("{found:?}"));
        let quotas: Quotas = serde_json::from_str(include_str!("../../sim/testing/quotas.json")).unwrap();
        let errors: Vec<ScenarioError> = play.scenario.start(1, &quotas).unwrap_err();
        let found = blame("a.yaml", text, &errors);
        assert_eq!((found[0].line, found[0].column), (3, 38));
        assert!(found[0].message.contains("AWS refuses this with InvalidAttributeValue"), "{}", found[0].message);
    }
}
