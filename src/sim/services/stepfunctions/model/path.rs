//! JSONPath as the Amazon States Language uses it: dots, brackets, wildcards, recursive descent, slices, unions and filters.
//! A path starts at the input (`$`), the context object (`$$`) or a variable (`$name`).
use super::filter::Test;
use super::scan::Scan;
use serde_json::Value;

/// Nodes one path may select; more is refused, so that a hostile path ends.
pub const MOST: usize = 100_000;
/// Steps one path may have.
const STEPS: usize = 256;

/// Where a path starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`.
    Input,
    /// `$$`.
    Context,
    /// `$name`.
    Variable(String),
    /// `@`, inside a filter.
    Current,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `.name`, `['name']`.
    Key(String),
    /// `[2]`, `[-1]`.
    At(i64),
    /// `['a','b']`.
    Keys(Vec<String>),
    /// `[0,2]`.
    Ats(Vec<i64>),
    /// `[1:4:2]`.
    Slice(Option<i64>, Option<i64>, i64),
    /// `[*]`, `.*`.
    Each,
    /// `..`: the nodes below, at any depth; the next step applies to each.
    Deep,
    /// `[?(...)]`.
    Filter(Test),
}

/// A parsed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Where it starts.
    pub root: Root,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// What a path found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<'a> {
    /// A definite path led to this.
    One(&'a Value),
    /// An indefinite path selected these, perhaps none.
    Many(Vec<&'a Value>),
    /// A definite path led nowhere.
    Nothing,
    /// Too many nodes.
    TooMany,
}

impl Found<'_> {
    /// As a value of its own: what `$.a[*]` means where a value is wanted.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        match self {
            Self::One(value) => Some((*value).clone()),
            Self::Many(all) => Some(Value::Array(all.iter().map(|v| (*v).clone()).collect())),
            Self::Nothing | Self::TooMany => None,
        }
    }
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut scan = Scan::new(text.trim());
        let path = Self::scan(&mut scan, 0)?;
        if scan.done() { Ok(path) } else { Err(format!("unexpected `{}`", scan.rest())) }
    }

    /// Reads a path as far as it goes.
    pub(super) fn scan(scan: &mut Scan<'_>, depth: usize) -> Result<Self, String> {
        let root = if scan.eat("$$") {
            Root::Context
        } else if scan.eat("$") {
            match scan.run(is_word) {
                "" => Root::Input,
                name => Root::Variable(name.into()),
            }
        } else if scan.eat("@") {
            Root::Current
        } else {
            return Err("a path starts with $".into());
        };
        let mut steps = vec![];
        while matches!(scan.peek(), Some('.' | '[')) {
            step(scan, &mut steps, depth)?;
            if steps.len() > STEPS {
                return Err(format!("a path has at most {STEPS} steps"));
            }
        }
        Ok(Self { root, steps })
    }

    /// Whether it can only lead to one node.
    #[must_use]
    pub fn is_definite(&self) -> bool {
        self.steps.iter().all(|s| matches!(s, Step::Key(_) | Step::At(_)))
    }

    /// Whether it is a Reference Path: it names one node by keys and indexes only.
    #[must_use]
    pub fn is_reference(&self) -> bool {
        self.steps.iter().all(|s| matches!(s, Step::Key(_) | Step::At(0..)))
    }

    /// Follows the path from a node; `top` is what `$` means inside filters.
    #[must_use]
    pub fn follow<'a>(&self, from: &'a Value, top: &'a Value) -> Found<'a> {
        if self.is_definite() {
            let end = self.steps.iter().try_fold(from, |at, step| match step {
                Step::Key(key) => at.get(key.as_str()),
                Step::At(n) => item(at, *n),
                _ => None,
            });
            return end.map_or(Found::Nothing, Found::One);
        }
        let mut nodes = vec![from];
        for step in &self.steps {
            let mut next = vec![];
            for node in nodes {
                select(step, node, top, &mut next);
                if next.len() > MOST {
                    return Found::TooMany;
                }
            }
            nodes = next;
        }
        Found::Many(nodes)
    }
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn step(scan: &mut Scan<'_>, steps: &mut Vec<Step>, depth: usize) -> Result<(), String> {
    if scan.eat("..") {
        steps.push(Step::Deep);
        if scan.peek() == Some('[') {
            return bracket(scan, steps, depth);
        }
        return name(scan, steps);
    }
    if scan.eat(".") {
        return name(scan, steps);
    }
    bracket(scan, steps, depth)
}

fn name(scan: &mut Scan<'_>, steps: &mut Vec<Step>) -> Result<(), String> {
    if scan.eat("*") {
        steps.push(Step::Each);
        return Ok(());
    }
    let word = scan.run(|c| is_word(c) || c == '-' || c == '$');
    if word.is_empty() {
        return Err("a name is missing after `.`".into());
    }
    steps.push(Step::Key(word.into()));
    Ok(())
}

fn bracket(scan: &mut Scan<'_>, steps: &mut Vec<Step>, depth: usize) -> Result<(), String> {
    scan.take();
    scan.blanks();
    let step = match scan.peek() {
        Some('*') => {
            scan.take();
            Step::Each
        }
        Some('?') => {
            scan.take();
            Step::Filter(Test::scan(scan, depth + 1)?)
        }
        Some('\'' | '"') => keys(scan)?,
        _ => numbers(scan)?,
    };
    scan.blanks();
    if !scan.eat("]") {
        return Err("`]` is missing".into());
    }
    steps.push(step);
    Ok(())
}

fn keys(scan: &mut Scan<'_>) -> Result<Step, String> {
    let mut all = vec![];
    loop {
        scan.blanks();
        all.push(scan.quoted().ok_or("a quoted name is missing or not closed")?);
        scan.blanks();
        if !scan.eat(",") {
            break;
        }
    }
    Ok(match all.len() {
        1 => Step::Key(all.pop().unwrap_or_default()),
        _ => Step::Keys(all),
    })
}

fn numbers(scan: &mut Scan<'_>) -> Result<Step, String> {
    let first = scan.whole();
    scan.blanks();
    if scan.eat(":") {
        let to = scan.whole();
        let by = if scan.eat(":") { scan.whole().unwrap_or(1) } else { 1 };
        return if by > 0 { Ok(Step::Slice(first, to, by)) } else { Err("a slice goes forward".into()) };
    }
    let mut all = vec![first.ok_or("an index, a name, `*`, a slice or a filter is missing in `[]`")?];
    while scan.eat(",") {
        scan.blanks();
        all.push(scan.whole().ok_or("an index is missing after `,`")?);
        scan.blanks();
    }
    Ok(match (all.len(), all.first()) {
        (1, Some(&at)) => Step::At(at),
        _ => Step::Ats(all),
    })
}

fn item(node: &Value, at: i64) -> Option<&Value> {
    let items = node.as_array()?;
    let at = if at < 0 { at.checked_add(i64::try_from(items.len()).ok()?)? } else { at };
    items.get(usize::try_from(at).ok()?)
}

fn select<'a>(step: &Step, node: &'a Value, top: &'a Value, out: &mut Vec<&'a Value>) {
    match step {
        Step::Key(key) => out.extend(node.get(key.as_str())),
        Step::Keys(keys) => out.extend(keys.iter().filter_map(|k| node.get(k.as_str()))),
        Step::At(at) => out.extend(item(node, *at)),
        Step::Ats(all) => out.extend(all.iter().filter_map(|at| item(node, *at))),
        Step::Each => children(node, out),
        Step::Deep => below(node, out),
        Step::Slice(from, to, by) => slice(node, (*from, *to, *by), out),
        Step::Filter(test) => {
            let mut all = vec![];
            children(node, &mut all);
            out.extend(all.into_iter().filter(|child| test.holds(child, top)));
        }
    }
}

fn children<'a>(node: &'a Value, out: &mut Vec<&'a Value>) {
    match node {
        Value::Array(items) => out.extend(items),
        Value::Object(fields) => out.extend(fields.values()),
        _ => {}
    }
}

/// The node itself and all below it, in document order; JSON text nests 128 deep at most.
fn below<'a>(node: &'a Value, out: &mut Vec<&'a Value>) {
    if out.len() > MOST {
        return;
    }
    out.push(node);
    match node {
        Value::Array(items) => items.iter().for_each(|item| below(item, out)),
        Value::Object(fields) => fields.values().for_each(|item| below(item, out)),
        _ => {}
    }
}

fn slice<'a>(node: &'a Value, (from, to, by): (Option<i64>, Option<i64>, i64), out: &mut Vec<&'a Value>) {
    let Some(items) = node.as_array() else { return };
    let len = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let bound = |n: i64| if n < 0 { n.saturating_add(len).max(0) } else { n.min(len) };
    let (from, to) = (bound(from.unwrap_or(0)), bound(to.unwrap_or(len)));
    let place = |n: i64| usize::try_from(n).unwrap_or(0);
    let taken = items.iter().take(place(to)).skip(place(from)).step_by(place(by).max(1));
    out.extend(taken);
}
