//! Whether the parts of a lab fit each other: paths lead somewhere, faults name actors, panels name resources.
use super::{Lab, Variable};
use crate::{
    content::{
        finding::code,
        report::Report,
        yaml::{nearest::nearest, tree::Node},
    },
    sim::{command::Fault, probe::Expr, scenario::Scenario},
};
use std::{collections::BTreeSet, ops::Range};
use unicode_width::UnicodeWidthStr;

/// Widest insight, in cells.
const INSIGHT_CELLS: usize = 96;

/// Reports what does not fit.
pub fn all(lab: &Lab, root: &Node, report: &mut Report) {
    for error in lab.scenario.check() {
        let at = scenario_spot(root, &error.path);
        report.error(code::SCENARIO, &at, format!("{}: {}", error.path, error.message), "Mend the scenario.");
    }
    for variable in &lab.variables {
        fits(variable, &lab.scenario, part(root, "variables", "id", variable.id.as_str()), report);
    }
    let names = Names::of(&lab.scenario);
    for choice in &lab.faults {
        let node = part(root, "faults", "key", &choice.key.to_string());
        for fault in &choice.faults {
            let (who, sets) = names.targets(fault);
            tell(who, &sets, &inject_spot(node, fault), report);
        }
    }
    goals(lab, root, report);
    for prediction in lab.predictions.iter().filter(|p| p.stop < p.at) {
        let node = part(root, "predictions", "id", prediction.id.as_str());
        let message = format!("it stops at {} before it is asked at {}", prediction.stop, prediction.at);
        report.error(code::BAD_NUMBER, &node.spot(&["stop"]), message, "Let `stop` be `at` or later.");
    }
    for insight in &lab.insights {
        say(&insight.say, &part(root, "insights", "say", &insight.say).spot(&["say"]), report);
    }
    unique(root, "variables", "id", report);
    unique(root, "variables", "key", report);
    unique(root, "faults", "key", report);
    unique(root, "predictions", "id", report);
    stage(lab, &names, root, report);
}

/// The part of a list of parts whose `field` says `value`; parts that could not be read leave no gap in the counting this way.
fn part<'n>(root: &'n Node, list: &str, field: &str, value: &str) -> &'n Node {
    let items = root.get(list).map_or(&[][..], Node::items);
    items.iter().find(|n| n.get(field).and_then(Node::text) == Some(value)).unwrap_or(root)
}

/// Where a fault stands under `inject`.
fn inject_spot(node: &Node, fault: &Fault) -> Range<usize> {
    let items = node.get("inject").map_or(&[][..], Node::items);
    let same = |n: &&Node| n.text().and_then(|text| text.parse::<Fault>().ok()).as_ref() == Some(fault);
    items.iter().find(same).map_or_else(|| node.head(), |n| n.span.clone())
}

/// Every path exists, and takes the default and each stop.
fn fits(variable: &Variable, scenario: &Scenario, node: &Node, report: &mut Report) {
    let values = std::iter::once((&variable.default, node.spot(&["default"])))
        .chain(variable.stops.iter().enumerate().map(|(i, stop)| (stop, node.spot(&["stops", &i.to_string()]))));
    for (value, at) in values {
        let written = variable.sets.get(value).unwrap_or(value);
        for path in &variable.paths {
            if let Err(error) = scenario.clone().set(path, written) {
                let message = format!("`{path}` does not take `{written}`: {}", error.message);
                report.error(code::SCENARIO, &at, message, "Write a path of the scenario and values it accepts.");
                return;
            }
        }
    }
    if !variable.stops.is_empty() && !variable.stops.contains(&variable.default) {
        let message = format!("`{}` is none of the stops", variable.default);
        report.error(code::BAD_WORD, &node.spot(&["default"]), message, "Begin at one of the stops.");
    }
}

/// The names a lab may speak of.
struct Names {
    queues: BTreeSet<String>,
    producers: BTreeSet<String>,
    consumers: BTreeSet<String>,
    members: BTreeSet<String>,
    resources: BTreeSet<String>,
}

impl Names {
    fn of(scenario: &Scenario) -> Self {
        let member = |name: &str, count: Option<u32>| match count {
            None => vec![name.to_owned()],
            Some(n) => (1..=n.min(1_000)).map(|i| format!("{name}{i}")).collect(),
        };
        Self {
            queues: scenario.queues.iter().map(|q| q.name.to_string()).collect(),
            producers: scenario.producers.iter().map(|p| p.name.to_string()).collect(),
            consumers: scenario.consumers.iter().map(|c| c.name.to_string()).collect(),
            members: scenario.consumers.iter().flat_map(|c| member(&c.name, c.count)).collect(),
            resources: {
                let sections = scenario.sections().into_iter().filter(|s| !s.2.is_empty());
                sections.flat_map(|s| s.1.into_iter().map(ToString::to_string).collect::<Vec<_>>()).collect()
            },
        }
    }

    /// The kinds of names a fault may be done to, and the name it is done to.
    fn targets<'f>(&self, fault: &'f Fault) -> (&'f str, Vec<&BTreeSet<String>>) {
        match fault {
            Fault::Crash { who, .. } | Fault::Slow { who, .. } => (who, vec![&self.members, &self.consumers]),
            Fault::Burst { who, .. } | Fault::Silence { who, .. } | Fault::Resend { who } | Fault::Poison { who } => {
                (who, vec![&self.producers])
            }
            Fault::Duplicate { queue } => (queue, vec![&self.queues]),
            Fault::Outage { who, .. } | Fault::Errors { who, .. } | Fault::Fail { who } => (who, vec![&self.resources]),
            Fault::LoseReply { who } | Fault::Partition { who, .. } => {
                (who, vec![&self.members, &self.consumers, &self.producers])
            }
        }
    }
}

/// What is wrong with a fault that is done to nobody in the scenario, and the cure.
#[must_use]
pub fn stranger(scenario: &Scenario, fault: &Fault) -> Option<(String, String)> {
    let names = Names::of(scenario);
    let (who, sets) = names.targets(fault);
    unknown(who, &sets)
}

fn unknown(who: &str, sets: &[&BTreeSet<String>]) -> Option<(String, String)> {
    if sets.iter().any(|set| set.contains(who)) {
        return None;
    }
    let known: Vec<&str> = sets.iter().flat_map(|set| set.iter().map(String::as_str)).collect();
    let cure = nearest(who, known.iter().copied())
        .map_or_else(|| format!("It has {}.", known.join(", ")), |near| format!("Did you mean `{near}`?"));
    Some((format!("the scenario has no `{who}` for this"), cure))
}

fn tell(who: &str, sets: &[&BTreeSet<String>], at: &Range<usize>, report: &mut Report) {
    if let Some((message, cure)) = unknown(who, sets) {
        report.error(code::SCENARIO, at, message, cure);
    }
}

fn goals(lab: &Lab, root: &Node, report: &mut Report) {
    if lab.goals.len() != 3 {
        let at = root.get("goals").map_or_else(|| root.head(), Node::head);
        let message = format!("{} goals", lab.goals.len());
        report.error(code::BAD_NUMBER, &at, message, "A lab has three: see it, fix it, master it.");
    }
    unique(root, "goals", "id", report);
    unique(root, "checks", "id", report);
    for check in lab.checks.iter().filter(|check| lab.goals.iter().any(|goal| goal.id == check.id)) {
        let at = part(root, "checks", "id", check.id.as_str()).spot(&["id"]);
        let message = format!("`{}` is a goal already", check.id);
        report.error(code::DUPLICATE_ID, &at, message, "Give the check its own id.");
    }
}

/// One field of a list of parts may not say the same twice.
fn unique(root: &Node, part: &str, field: &str, report: &mut Report) {
    let mut taken = BTreeSet::new();
    for node in root.get(part).map_or(&[][..], Node::items) {
        if let Some(value) = node.get(field).and_then(Node::text)
            && !taken.insert(value)
        {
            let message = format!("`{value}` is taken by another of the {part}");
            report.error(code::DUPLICATE_ID, &node.spot(&[field]), message, "Choose another.");
        }
    }
}

/// An insight fits its line, and what stands in braces can be measured.
fn say(text: &str, at: &Range<usize>, report: &mut Report) {
    let (mut cells, mut rest) = (0, text);
    while let Some((before, inner)) = rest.split_once('{') {
        let Some((measure, after)) = inner.split_once('}') else { break };
        if let Err(error) = Expr::parse(measure) {
            let message = format!("`{{{measure}}}` cannot be measured: {}", error.message);
            report.error(code::PREDICATE, at, message, "Write a measure in the braces, as in `holds`.");
        }
        // Four cells for the value: more digits than any lab counts to.
        cells += before.width() + 4;
        rest = after;
    }
    cells += rest.width();
    if cells > INSIGHT_CELLS {
        let message = format!("the insight takes {cells} cells, {INSIGHT_CELLS} fit");
        report.error(code::TOO_WIDE, at, message, "Say it shorter.");
    }
}

fn stage(lab: &Lab, names: &Names, root: &Node, report: &mut Report) {
    for (i, column) in lab.stage.columns.iter().enumerate() {
        for (j, (role, name)) in column.panels.iter().enumerate() {
            let at = root.spot(&["stage", "columns", &i.to_string(), "panels", &j.to_string()]);
            match role.as_str() {
                "queue" | "hosts" => tell(name, &[&names.queues], &at, report),
                "producer" => tell(name, &[&names.producers], &at, report),
                "consumers" => tell(name, &[&names.consumers], &at, report),
                "consumer" => tell(name, &[&names.members], &at, report),
                _ => {
                    let cure = "The roles are queue, hosts, producer, consumers, consumer.";
                    report.error(code::BAD_WORD, &at, format!("there is no panel `{role}`"), cure);
                }
            }
        }
    }
    for (i, lane) in lab.stage.lanes.iter().enumerate() {
        let at = root.spot(&["stage", "lanes", &i.to_string(), "of"]);
        tell(&lane.of, &[&names.resources, &names.producers, &names.consumers, &names.members], &at, report);
    }
}

fn scenario_spot(root: &Node, path: &str) -> Range<usize> {
    root.get("scenario").map_or_else(|| root.head(), |scenario| spot_in(scenario, path))
}

/// Where a path of a scenario stands in its file: `queues.orders.VisibilityTimeout` finds the queue named `orders`.
pub(super) fn spot_in(scenario: &Node, path: &str) -> Range<usize> {
    let mut parts = path.split('.');
    let Some(list) = parts.next().and_then(|part| scenario.get(part)) else { return scenario.head() };
    // FIFO names hold a dot, so the name is matched against the front of what is left.
    let rest = parts.collect::<Vec<_>>().join(".");
    let fits = |name: &str| rest.strip_prefix(name).is_some_and(|after| after.is_empty() || after.starts_with('.'));
    let name = |node: &&Node| node.get("name").and_then(Node::text).filter(|name| fits(name)).map_or(0, str::len);
    let named = list.items().iter().filter(|node| name(node) > 0).max_by_key(name);
    let Some(found) = named else { return list.head() };
    let field = rest.rsplit('.').next().unwrap_or("");
    let inner = found.get(field).or_else(|| found.get("attributes").and_then(|a| a.get(field)));
    inner.map_or_else(|| found.head(), |node| node.span.clone())
}
