//! The parts of a lab file: variables, faults, goals, predictions, insights, stage.
use super::{FaultChoice, Goal, Insight, LaneSpec, Prediction, Stage, StageColumn, Variable};
use crate::{
    content::{
        finding::code,
        report::Report,
        yaml::{
            fields::{Fields, list, words},
            tree::{Kind, Node},
        },
    },
    sim::{
        command::{Command, Fault},
        probe::Expr,
    },
};
use std::collections::BTreeMap;

/// Faults that belong to the story, earliest first: `["crash F 20s @9s"]`.
pub fn planned(nodes: &[Node], report: &mut Report) -> Vec<Command> {
    let mut out: Vec<Command> = Vec::new();
    for node in nodes {
        match words(node, "inject", report).map(str::parse::<Command>) {
            Some(Ok(command)) => out.push(command),
            Some(Err(why)) => {
                report.error(code::FAULT, &node.span, why, "Write a fault and its moment: \"crash C2 @31s\".");
            }
            None => {}
        }
    }
    out.sort_by_key(|c| c.at);
    out
}

/// A variable.
pub fn variable(node: &Node, report: &mut Report) -> Option<Variable> {
    const KNOWN: [&str; 9] = ["id", "title", "key", "path", "paths", "default", "stops", "range", "sets"];
    let fields = Fields::open(node, "a variable", &KNOWN, report)?;
    let id = fields.slug("id", report);
    let title = fields.text("title", report);
    let key = key(&fields, report);
    let default = fields.text("default", report);
    let mut paths: Vec<String> = fields.text_if("path", report).map(ToOwned::to_owned).into_iter().collect();
    paths.extend(fields.texts_if("paths", report).into_iter().map(ToOwned::to_owned));
    if paths.is_empty() {
        let cure = "Add `path: queues.orders.VisibilityTimeout`, or several under `paths`.";
        report.error(code::MISSING_FIELD, &node.head(), "a variable needs a path", cure);
    }
    let stops = fields.texts_if("stops", report).into_iter().map(ToOwned::to_owned).collect();
    let range = fields.get("range").and_then(|node| range(node, report));
    let mut sets = BTreeMap::new();
    for entry in fields.get("sets").map_or(&[][..], Node::entries) {
        let value = words(&entry.value, &entry.key, report)?;
        sets.insert(entry.key.clone(), value.to_owned());
    }
    let (id, title, default) = (id?.into(), title?.to_owned(), default?.to_owned());
    Some(Variable { id, title, paths, stops, sets, range, default, key: key? })
}

fn range(node: &Node, report: &mut Report) -> Option<(String, String)> {
    let ends: Vec<&str> = list(node, "range", report).iter().filter_map(|n| words(n, "range", report)).collect();
    if let [low, high] = ends[..] {
        return Some((low.to_owned(), high.to_owned()));
    }
    report.error(code::WRONG_TYPE, &node.head(), "a range has two ends", "Write [0s, 12h].");
    None
}

fn key(fields: &Fields, report: &mut Report) -> Option<char> {
    let text = fields.text("key", report)?;
    let mut chars = text.chars();
    let found = chars.next().filter(|c| chars.next().is_none() && c.is_ascii_alphanumeric());
    if found.is_none() {
        let span = fields.node().spot(&["key"]);
        report.error(code::BAD_WORD, &span, format!("`{text}` is no single key"), "Write one letter or digit.");
    }
    found
}

/// A fault the learner may choose.
pub fn fault(node: &Node, report: &mut Report) -> Option<FaultChoice> {
    let fields = Fields::open(node, "a fault", &["key", "title", "detail", "inject"], report)?;
    let key = key(&fields, report);
    let title = fields.text("title", report);
    let detail = fields.text_if("detail", report).unwrap_or_default().to_owned();
    let mut faults = vec![];
    for node in fields.list("inject", report) {
        match words(node, "inject", report).map(str::parse::<Fault>) {
            Some(Ok(fault)) => faults.push(fault),
            Some(Err(why)) => report.error(code::FAULT, &node.span, why, "Write it like \"crash C2\"."),
            None => {}
        }
    }
    Some(FaultChoice { key: key?, title: title?.to_owned(), detail, faults })
}

/// A goal or a check.
pub fn goal(node: &Node, report: &mut Report) -> Option<Goal> {
    let fields = Fields::open(node, "a goal", &["id", "words", "holds", "lost_when"], report)?;
    let id = fields.slug("id", report);
    let words = fields.text("words", report);
    let holds = fields.need("holds", report).and_then(|node| expr(node, "holds", report));
    let lost_when = fields.get("lost_when").and_then(|node| expr(node, "lost_when", report));
    Some(Goal { id: id?.into(), words: words?.to_owned(), holds: holds?, lost_when })
}

/// A prediction.
pub fn prediction(node: &Node, report: &mut Report) -> Option<Prediction> {
    let fields = Fields::open(node, "a prediction", &["id", "given", "ask", "at", "stop", "outcomes"], report)?;
    let id = fields.slug("id", report);
    let given = fields.texts_if("given", report).into_iter().map(ToOwned::to_owned).collect();
    let ask = fields.text("ask", report);
    let at = fields.time_if("at", report).unwrap_or_default();
    let stop = fields.time("stop", report);
    let outcomes: Vec<_> = fields.list("outcomes", report).iter().filter_map(|n| outcome(n, report)).collect();
    if fields.get("outcomes").is_some() && !(2..=4).contains(&outcomes.len()) {
        let message = format!("{} outcomes", outcomes.len());
        report.error(code::BAD_NUMBER, &node.spot(&["outcomes"]), message, "A prediction has two to four outcomes.");
    }
    Some(Prediction { id: id?.into(), given, ask: ask?.to_owned(), at, stop: stop?, outcomes })
}

fn outcome(node: &Node, report: &mut Report) -> Option<(String, Expr)> {
    let fields = Fields::open(node, "an outcome", &["say", "holds"], report)?;
    let say = fields.text("say", report);
    let holds = fields.need("holds", report).and_then(|node| expr(node, "holds", report));
    Some((say?.to_owned(), holds?))
}

/// An insight.
pub fn insight(node: &Node, report: &mut Report) -> Option<Insight> {
    let fields = Fields::open(node, "an insight", &["when", "say"], report)?;
    let when = fields.need("when", report).and_then(|node| expr(node, "when", report));
    let say = fields.text("say", report);
    Some(Insight { when: when?, say: say?.to_owned() })
}

/// The stage and its lanes.
pub fn stage(node: &Node, report: &mut Report) -> Stage {
    let Some(fields) = Fields::open(node, "a stage", &["columns", "lanes"], report) else { return Stage::default() };
    let columns = fields.list("columns", report).iter().filter_map(|n| column(n, report)).collect();
    let lanes = fields.list_if("lanes", report).iter().filter_map(|n| lane(n, report)).collect();
    Stage { columns, lanes }
}

fn column(node: &Node, report: &mut Report) -> Option<StageColumn> {
    let fields = Fields::open(node, "a column", &["title", "panels"], report)?;
    let title = fields.get("title").and_then(Node::text).unwrap_or_default().to_owned();
    let mut panels = vec![];
    for node in fields.list("panels", report) {
        let text = words(node, "panels", report)?;
        if let Some((role, name)) = text.split_once(' ') {
            panels.push((role.to_owned(), name.trim().to_owned()));
        } else {
            let cure = "Write role and name: \"queue orders\".";
            report.error(code::BAD_WORD, &node.span, format!("`{text}` names no panel"), cure);
        }
    }
    Some(StageColumn { title, panels })
}

fn lane(node: &Node, report: &mut Report) -> Option<LaneSpec> {
    const KINDS: [(&str, ()); 4] = [("items", ()), ("groups", ()), ("calls", ()), ("arrivals", ())];
    let fields = Fields::open(node, "a lane group", &["title", "kind", "of", "most"], report)?;
    let title = fields.get("title").and_then(Node::text).unwrap_or_default().to_owned();
    let known = fields.choice("kind", &KINDS, report);
    let of = fields.text("of", report);
    let most = fields.number_if("most", report).unwrap_or(6);
    known?;
    let kind = fields.get("kind")?.text()?.to_owned();
    Some(LaneSpec { title, kind, of: of?.to_owned(), most: usize::try_from(most).unwrap_or(usize::MAX) })
}

/// A predicate, with its fault at the character that cannot be read.
pub fn expr(node: &Node, name: &str, report: &mut Report) -> Option<Expr> {
    if let Kind::Scalar(None) = node.kind {
        report.error(code::PREDICATE, &node.span, format!("`{name}` is empty"), "Write a predicate, or remove it.");
        return None;
    }
    let text = words(node, name, report)?;
    match Expr::parse(text) {
        Ok(expr) => Some(expr),
        Err(error) => {
            let at = inside(node, text, error.offset, report.text());
            let cure = format!("The whole is `{}`.", text.trim());
            report.error(code::PREDICATE, &at, error.message, cure);
            None
        }
    }
}

/// The bytes in the file of an offset into a scalar's text: exact where the scalar stands there as it is or in plain quotes.
fn inside(node: &Node, text: &str, offset: usize, file: &str) -> std::ops::Range<usize> {
    let raw = file.get(node.span.clone()).unwrap_or("");
    match raw.find(text) {
        Some(at) => {
            let start = node.span.start + at + text.floor_char_boundary(offset);
            start..(start + 1).min(node.span.end).max(start)
        }
        None => node.span.clone(),
    }
}
