//! YAML to ledger: every fact that can be read is read; the others are told.
use super::{Fact, Ledger, Trust, show};
use crate::{
    base::id::FactId,
    content::{
        finding::code,
        report::Report,
        yaml::{
            fields::{Fields, number},
            tree::Node,
        },
    },
    sim::quotas::Number,
};
use std::{collections::BTreeMap, ops::Range};

/// The units the ledger knows.
pub const UNITS: [&str; 28] = [
    "attempts",
    "bytes",
    "bytes_per_second",
    "calls_per_second",
    "characters",
    "consumers",
    "count",
    "days",
    "entries",
    "events",
    "executions",
    "hours",
    "messages",
    "messages_per_second",
    "micro_usd",
    "milliseconds",
    "minutes",
    "percent",
    "queues",
    "records",
    "records_per_second",
    "rules",
    "seconds",
    "shards",
    "states",
    "subscriptions",
    "targets",
    "topics",
];

const FILE: [&str; 3] = ["as_of", "sources", "facts"];
const FACT: [&str; 11] =
    ["id", "title", "today", "older", "older_show", "since", "source", "confidence", "value", "values", "show"];
const NUMBER: [&str; 5] = ["unit", "is", "min", "max", "default"];

/// Where the facts of one file stand.
pub type Places = BTreeMap<FactId, Range<usize>>;

/// Reads a ledger file. Facts of `into` that carry the same id are replaced: the learner's own ledger comes last.
pub fn read(root: &Node, into: &mut Ledger, report: &mut Report) -> Places {
    let mut places = Places::new();
    let Some(file) = Fields::open(root, "the ledger", &FILE, report) else { return places };
    if let Some(as_of) = file.text("as_of", report) {
        into.as_of = as_of.into();
        into.quotas.as_of = as_of.into();
    }
    for node in file.list("facts", report) {
        let Some(draft) = fact(node, report) else { continue };
        let at = node.get("id").map_or_else(|| node.head(), |id| id.span.clone());
        if let Some(first) = places.get(&draft.fact.id) {
            let message = format!("the fact `{}` stands here a second time", draft.fact.id);
            report.error(code::DUPLICATE_ID, &at, message, "Merge the two, or give one of them another id.");
            report.also(first, "first here");
            continue;
        }
        places.insert(draft.fact.id.clone(), at);
        enter(draft, into);
    }
    places
}

/// A fact with its typed numbers by part; the fact's own number under the empty name.
struct Draft {
    fact: Fact,
    numbers: Vec<(String, Number)>,
}

fn enter(draft: Draft, into: &mut Ledger) {
    let id = draft.fact.id.clone();
    let prefix = format!("{id}:");
    into.quotas.numbers.retain(|known, _| *known != id && !known.as_str().starts_with(&prefix));
    for (part, n) in draft.numbers {
        let key = if part.is_empty() { id.clone() } else { FactId::from(format!("{prefix}{part}")) };
        into.quotas.numbers.insert(key, n);
    }
    into.facts.insert(id, draft.fact);
}

fn fact(node: &Node, report: &mut Report) -> Option<Draft> {
    let fields = Fields::open(node, "a fact", &FACT, report)?;
    let trusts = [("verified", Trust::Verified), ("likely", Trust::Likely), ("unverified", Trust::Unverified)];
    let id = fields.slug("id", report);
    let title = fields.text("title", report);
    let today = fields.text("today", report);
    let source = fields.text("source", report);
    let trust = fields.choice("confidence", &trusts, report);
    let shown = fields.text_if("show", report).map(ToOwned::to_owned);
    let older = fields.text_if("older", report).map(ToOwned::to_owned);
    let older_show = fields.text_if("older_show", report).map(ToOwned::to_owned);
    let since = fields.text_if("since", report).map(ToOwned::to_owned);
    if let Some(since) = since.as_ref().filter(|s| !is_date(s)) {
        let span = node.spot(&["since"]);
        report.error(code::BAD_NUMBER, &span, format!("`{since}` is no date"), "Write 2025, 2025-08 or 2025-08-04.");
    }
    let (numbers, parts, computed) = typed(&fields, report);
    let fact = Fact {
        id: id?.into(),
        title: title?.into(),
        today: today?.into(),
        show: shown.or(computed),
        parts,
        older,
        older_show,
        since,
        source: source?.into(),
        trust: trust?,
    };
    Some(Draft { fact, numbers })
}

/// Whether a text is a year, a month or a day in ISO form.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let lengths = [4, 2, 2];
    text.split('-').count() <= 3
        && parts.by_ref().zip(lengths).all(|(p, len)| p.len() == len && p.bytes().all(|b| b.is_ascii_digit()))
}

type Typed = (Vec<(String, Number)>, BTreeMap<String, String>, Option<String>);

/// The typed numbers, the short words of each part, and the short words of the fact where it has one number.
fn typed(fields: &Fields, report: &mut Report) -> Typed {
    let (mut numbers, mut parts) = (vec![], BTreeMap::new());
    if let (Some(_), Some(several)) = (fields.get("value"), fields.get("values")) {
        let cure = "Keep `value` for one number, `values` for several with a name each.";
        report.error(code::UNKNOWN_FIELD, &several.head(), "a fact has `value` or `values`, not both", cure);
    }
    if let Some(node) = fields.get("value") {
        let Some((n, unit)) = one(node, report) else { return (numbers, parts, None) };
        for (name, end) in [("min", n.min), ("max", n.max), ("default", n.default), ("is", n.is)] {
            parts.extend(end.map(|end| (name.to_owned(), show::short(end, unit))));
        }
        let words = show::number(&n, unit);
        numbers.push((String::new(), n));
        return (numbers, parts, words);
    }
    for entry in fields.get("values").map_or(&[][..], Node::entries) {
        let Some((n, unit)) = one(&entry.value, report) else { continue };
        parts.extend(show::number(&n, unit).map(|words| (entry.key.clone(), words)));
        for (name, end) in [("min", n.min), ("max", n.max), ("default", n.default)] {
            parts.extend(end.map(|end| (format!("{}:{name}", entry.key), show::short(end, unit))));
        }
        numbers.push((entry.key.clone(), n));
    }
    (numbers, parts, None)
}

fn one<'n>(node: &'n Node, report: &mut Report) -> Option<(Number, &'n str)> {
    let fields = Fields::open(node, "a typed number", &NUMBER, report)?;
    let known: Vec<(&'static str, ())> = UNITS.iter().map(|unit| (*unit, ())).collect();
    fields.choice("unit", &known, report)?;
    let unit = fields.get("unit")?.text()?;
    let mut read = |name| fields.get(name).and_then(|n| number(n, name, report));
    let n = Number { is: read("is"), min: read("min"), max: read("max"), default: read("default") };
    if n == Number::default() {
        report.error(code::MISSING_FIELD, &node.head(), "a typed number says nothing", "Add `is`, or `min` and `max`.");
        return None;
    }
    if let (Some(min), Some(max)) = (n.min, n.max)
        && (min > max || n.default.is_some_and(|d| d < min || d > max))
    {
        let cure = "Put the lower end under `min`, and the default between the two.";
        report.error(code::BAD_NUMBER, &node.head(), "the range is upside down, or its default outside", cure);
    }
    Some((n, unit))
}
