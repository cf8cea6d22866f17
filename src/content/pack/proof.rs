//! YAML to proof: which lab decides a question, with which variables per option.
use super::Proof;
use crate::{
    base::id::{Key, OptionId},
    content::{
        finding::code,
        report::Report,
        yaml::{
            fields::{Fields, words},
            tree::{Kind, Node},
        },
    },
    sim::command::Command,
};
use std::collections::BTreeMap;

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
