//! YAML to proof: which lab decides a question, with which variables per option.
use super::Proof;
use crate::{
    base::id::{Key, LabId, OptionId},
    content::{
        finding::code,
        lab::{Lab, check::stranger},
        report::Report,
        yaml::{
            fields::{Fields, words},
            nearest::nearest,
            tree::{Kind, Node},
        },
    },
    sim::command::{Act, Command},
};
use std::{collections::BTreeMap, sync::Arc};

const PROOF: [&str; 9] = ["lab", "goal", "given", "options", "inject", "seed", "until", "stop", "predict"];

/// Reads a proof.
pub fn read(node: &Node, report: &mut Report) -> Option<Proof> {
    let fields = Fields::open(node, "a proof", &PROOF, report)?;
    let lab = fields.slug("lab", report);
    let goal = fields.slug("goal", report);
    let given = fields.get("given").map(|node| values(node, "given", report)).unwrap_or_default();
    let options = fields.need("options", report).map(|node| options(node, report));
    let commands = commands(&fields, report);
    let seed = fields.number_if("seed", report);
    let until = fields.time_if("until", report);
    let stop = fields.time_if("stop", report);
    let predict = fields.slug_if("predict", report).map(Into::into);
    Some(Proof {
        lab: lab?.into(),
        goal: goal?.into(),
        seed,
        until,
        given,
        commands: commands?,
        options: options?,
        stop,
        predict,
    })
}

fn options(node: &Node, report: &mut Report) -> BTreeMap<OptionId, BTreeMap<Key, String>> {
    mapping(node, "options", report);
    let entries = node.entries().iter();
    entries.map(|e| (e.key.as_str().into(), values(&e.value, "the variables of an option", report))).collect()
}

fn mapping(node: &Node, name: &str, report: &mut Report) {
    if !matches!(node.kind, Kind::Map(_)) {
        let message = format!("`{name}` takes {{ variable: value }}, this is {}", node.what());
        report.error(code::WRONG_TYPE, &node.head(), message, "Write { timeout: 30s }, or {} for none.");
    }
}

/// Variables and their values, as text.
fn values(node: &Node, name: &str, report: &mut Report) -> BTreeMap<Key, String> {
    mapping(node, name, report);
    let mut out = BTreeMap::new();
    for entry in node.entries() {
        if let Some(value) = words(&entry.value, &entry.key, report) {
            out.insert(Key::from(entry.key.as_str()), value.to_owned());
        }
    }
    out
}

/// `["crash C2 @31s"]`; `None` where one cannot be read: a proof with a part missing would prove something else.
fn commands(fields: &Fields, report: &mut Report) -> Option<Vec<Command>> {
    let (mut out, mut whole) = (vec![], true);
    for node in fields.list_if("inject", report) {
        let read = words(node, "inject", report).map(str::parse::<Command>);
        match read {
            Some(Ok(command)) => out.push(command),
            Some(Err(why)) => {
                report.error(code::FAULT, &node.span, why, "Write a fault and its moment: \"crash C2 @31s\".");
                whole = false;
            }
            None => whole = false,
        }
    }
    whole.then_some(out)
}

/// What does not fit between a proof and its lab: a path inside the proof, what is wrong, the cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, inside the proof: `["given", "timeout"]`.
    pub path: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub cure: String,
}

impl Fault {
    fn new(path: &[&str], message: String, cure: String) -> Self {
        Self { path: path.iter().map(ToString::to_string).collect(), message, cure }
    }
}

/// Holds a proof against its lab. A proof with a fault is not offered to learners.
#[must_use]
pub fn faults(proof: &Proof, labs: &BTreeMap<LabId, Arc<Lab>>) -> Vec<Fault> {
    let one_of = |word: &str, known: &[&str]| {
        nearest(word, known.iter().copied())
            .map_or_else(|| format!("There are {}.", known.join(", ")), |near| format!("Did you mean `{near}`?"))
    };
    let Some(lab) = labs.get(&proof.lab) else {
        let known: Vec<&str> = labs.keys().map(LabId::as_str).collect();
        let message = format!("there is no lab `{}`", proof.lab);
        return vec![Fault::new(&["lab"], message, one_of(proof.lab.as_str(), &known))];
    };
    let mut faults = vec![];
    let goals: Vec<&str> = lab.goals.iter().chain(&lab.checks).map(|g| g.id.as_str()).collect();
    if !goals.contains(&proof.goal.as_str()) {
        let message = format!("the lab has no goal `{}`", proof.goal);
        faults.push(Fault::new(&["goal"], message, one_of(proof.goal.as_str(), &goals)));
    }
    let asked: Vec<&str> = lab.predictions.iter().map(|p| p.id.as_str()).collect();
    if let Some(predict) = proof.predict.as_ref().filter(|p| !asked.contains(&p.as_str())) {
        let message = format!("the lab has no prediction `{predict}`");
        faults.push(Fault::new(&["predict"], message, one_of(predict.as_str(), &asked)));
    }
    values_fit(lab, &proof.given, &["given"], &mut faults);
    for (option, values) in &proof.options {
        values_fit(lab, values, &["options", option.as_str()], &mut faults);
    }
    for (i, command) in proof.commands.iter().enumerate() {
        if let Act::Inject(fault) = &command.act
            && let Some((message, cure)) = stranger(&lab.scenario, fault)
        {
            faults.push(Fault::new(&["inject", &i.to_string()], message, cure));
        }
    }
    faults
}

/// Every variable is one of the lab's, and its paths take the value.
fn values_fit(lab: &Lab, values: &BTreeMap<Key, String>, at: &[&str], faults: &mut Vec<Fault>) {
    for (id, value) in values {
        let path: Vec<&str> = at.iter().copied().chain([id.as_str()]).collect();
        let Some(variable) = lab.variables.iter().find(|v| v.id == *id) else {
            let known: Vec<&str> = lab.variables.iter().map(|v| v.id.as_str()).collect();
            let cure = format!("It has {}.", known.join(", "));
            faults.push(Fault::new(&path, format!("the lab has no variable `{id}`"), cure));
            continue;
        };
        let written = variable.sets.get(value).unwrap_or(value);
        let refused = variable.paths.iter().find_map(|p| lab.scenario.clone().set(p, written).err());
        if let Some(error) = refused {
            let message = format!("`{id}` does not take `{value}`: {}", error.message);
            faults.push(Fault::new(&path, message, "Write a value the scenario accepts.".into()));
        }
    }
}
