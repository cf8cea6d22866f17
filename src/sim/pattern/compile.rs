//! From JSON to rules: what is common to both dialects, with the refusals of AWS's own rule compiler, word for word.
use super::json::{Fault, Node, Spot, Tree};
use super::number::{Millionths, Numbers};
use super::rule::{Range, Rule};
use super::text::{Block, Wildcard};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one of the front doors understands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// Its numbers.
    pub(super) numbers: Numbers,
    /// EventBridge's additions: prefix and suffix that ignore case, anything-but on lists of affixes and wildcards, whatever case.
    pub(super) rich: bool,
    /// A `$or` that is none is refused; otherwise it is an ordinary key.
    pub(super) strict_or: bool,
}

/// One alternative of a pattern: every path has to pass, by any of its rules. Paths are joined by dots, as AWS does.
pub(super) type Branch = BTreeMap<String, Arc<Vec<Rule>>>;

/// More alternatives than any pattern may have.
const MOST_BRANCHES: usize = 1_000;
/// Steps of a path, dots in names counted.
const MOST_STEPS: usize = 200;

/// Words that are operators and therefore no fields inside `$or`.
const RESERVED: &[&str] = &[
    "exactly",
    "prefix",
    "suffix",
    "exists",
    "anything-but",
    "anything-but-prefix",
    "numeric",
    "cidr",
    "equals-ignore-case",
    "wildcard",
    "=",
    "<",
    "<=",
    ">",
    ">=",
];

/// A refusal at a place.
pub(super) fn fault<T>(at: Spot, reason: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { reason: reason.into(), at })
}

impl Dialect {
    /// Compiles a whole pattern into its alternatives.
    pub(super) fn compile(self, node: &Node) -> Result<Vec<Branch>, Fault> {
        let Tree::Map(fields) = &node.tree else { return fault(node.open, "Filter is not an object") };
        let mut branches = vec![Branch::new()];
        self.object((fields, node.close), "", false, &mut branches)?;
        Ok(branches)
    }

    fn object(
        self,
        (fields, close): (&[(String, Node)], Spot),
        path: &str,
        in_or: bool,
        branches: &mut Vec<Branch>,
    ) -> Result<(), Fault> {
        if fields.is_empty() {
            return fault(close, "Empty objects are not allowed");
        }
        for (name, node) in fields {
            if name == "$or" && self.is_or(node)? {
                self.either(node, path, branches)?;
                continue;
            }
            if in_or && self.strict_or && RESERVED.contains(&name.as_str()) {
                return fault(
                    node.open,
                    format!("{name} is Ruler reserved fieldName which cannot be used inside $or."),
                );
            }
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if path.split('.').nth(MOST_STEPS).is_some() {
                return fault(node.open, format!("A path has at most {MOST_STEPS} steps"));
            }
            match &node.tree {
                Tree::Map(inner) => self.object((inner, node.close), &path, in_or, branches)?,
                Tree::List(items) => {
                    let rules = Arc::new(self.rules(items, node.close)?);
                    for branch in branches.iter_mut() {
                        branch.insert(path.clone(), rules.clone());
                    }
                }
                _ => return fault(node.open, format!("\"{name}\" must be an object or an array")),
            }
        }
        Ok(())
    }

    /// Whether a `$or` is the operator: at least two objects, none with the name of an operator.
    fn is_or(self, node: &Node) -> Result<bool, Fault> {
        let Tree::List(items) = &node.tree else {
            return if self.strict_or { fault(node.open, "It must be an Array followed with $or.") } else { Ok(false) };
        };
        if self.strict_or {
            if let Some(other) = items.iter().find(|i| !matches!(i.tree, Tree::Map(_))) {
                return fault(other.open, "Only JSON object is allowed in array of $or relationship.");
            }
            if items.len() < 2 {
                return fault(node.close, "There must have at least 2 Objects in $or relationship.");
            }
            return Ok(true);
        }
        let plain = |item: &Node| match &item.tree {
            Tree::Map(fields) => !fields.iter().any(|(name, _)| RESERVED.contains(&name.as_str())),
            _ => false,
        };
        Ok(items.len() >= 2 && items.iter().all(plain))
    }

    fn either(self, node: &Node, path: &str, branches: &mut Vec<Branch>) -> Result<(), Fault> {
        let Tree::List(items) = &node.tree else { return Ok(()) };
        let before = std::mem::take(branches);
        for item in items {
            let Tree::Map(fields) = &item.tree else { continue };
            if branches.len() + before.len() > MOST_BRANCHES {
                return fault(node.open, "Rule is too complex - try using fewer $or relationships");
            }
            let mut own = before.clone();
            self.object((fields, item.close), path, true, &mut own)?;
            if branches.len() + own.len() > MOST_BRANCHES {
                return fault(node.open, "Rule is too complex - try using fewer $or relationships");
            }
            branches.append(&mut own);
        }
        Ok(())
    }

    fn rules(self, items: &[Node], close: Spot) -> Result<Vec<Rule>, Fault> {
        if items.is_empty() {
            return fault(close, "Empty arrays are not allowed");
        }
        items.iter().map(|item| self.rule(item)).collect()
    }

    fn rule(self, node: &Node) -> Result<Rule, Fault> {
        match &node.tree {
            Tree::Null => Ok(Rule::Null),
            Tree::Bool(b) => Ok(Rule::Bool(*b)),
            Tree::Number(text) => Ok(Rule::Number(self.numbers.read(text), text.clone())),
            Tree::Text(text) => Ok(text.parse().map_or_else(|_| Rule::Text(text.clone()), Rule::Address)),
            Tree::Map(fields) => self.expression(fields, node.close),
            Tree::List(_) => fault(node.open, "Match value must be String, number, true, false, or null"),
        }
    }

    /// `{"prefix": "a"}` and its kin.
    fn expression(self, fields: &[(String, Node)], close: Spot) -> Result<Rule, Fault> {
        let Some(((name, node), more)) = fields.split_first() else {
            return fault(close, "Match expression name not found");
        };
        let rule = match name.as_str() {
            "exactly" => words(node, "exact").map(|t| Rule::Text(t.into())),
            "prefix" => self.affix(node, "prefix"),
            "suffix" => self.affix(node, "suffix"),
            "equals-ignore-case" => words(node, "equals-ignore-case").map(|t| Rule::Folded(t.into())),
            "wildcard" => wildcard(node),
            "numeric" => self.numeric(node).map(Rule::Numeric),
            "anything-but" => self.anything_but(node),
            "exists" => match node.tree {
                Tree::Bool(there) => Ok(Rule::Exists(there)),
                _ => fault(node.open, "exists match pattern must be either true or false."),
            },
            // AWS's own words, though this is no prefix.
            "cidr" => {
                let text = words(node, "prefix")?;
                Block::read(text).map(Rule::Cidr).or_else(|why| fault(node.close, why))
            }
            other => fault(node.open, format!("Unrecognized match type {other}")),
        }?;
        match more.first() {
            None => Ok(rule),
            Some((_, extra)) => fault(extra.open, "Only one key allowed in match expression"),
        }
    }

    fn affix(self, node: &Node, kind: &str) -> Result<Rule, Fault> {
        let prefix = kind == "prefix";
        if let (true, Tree::Map(inner)) = (self.rich, &node.tree) {
            let Some((name, folded)) = inner.first() else {
                return fault(node.close, "Match expression name not found");
            };
            if name != "equals-ignore-case" {
                return fault(folded.open, format!("Unsupported {kind} match pattern: {name}"));
            }
            if let Some((_, extra)) = inner.get(1) {
                return fault(extra.open, "Only one key allowed in match expression");
            }
            let text = words(folded, "equals-ignore-case")?.to_string();
            return Ok(if prefix { Rule::PrefixFolded(text) } else { Rule::SuffixFolded(text) });
        }
        let text = words(node, kind)?.to_string();
        Ok(if prefix { Rule::Prefix(text) } else { Rule::Suffix(text) })
    }

    fn anything_but(self, node: &Node) -> Result<Rule, Fault> {
        const MIXED: &str =
            "Inside anything but list, either all values are number or string, mixed type is not supported";
        const OTHER: &str = "Inside anything but list, start|null|boolean is not supported.";
        match &node.tree {
            Tree::Text(text) => Ok(Rule::Not(vec![Rule::Text(text.clone())])),
            Tree::Number(text) => self.number(text, node.close).map(|n| Rule::Not(vec![n])),
            Tree::List(items) => {
                let texts = items.iter().filter(|i| matches!(i.tree, Tree::Text(_))).count();
                if let Some(other) = items.iter().find(|i| !matches!(i.tree, Tree::Text(_) | Tree::Number(_))) {
                    return fault(other.open, OTHER);
                }
                if items.is_empty() || (texts != 0 && texts != items.len()) {
                    return fault(node.close, MIXED);
                }
                let rule = |item: &Node| match &item.tree {
                    Tree::Number(text) => self.number(text, item.close),
                    Tree::Text(text) => Ok(Rule::Text(text.clone())),
                    _ => fault(item.open, OTHER),
                };
                items.iter().map(rule).collect::<Result<_, _>>().map(Rule::Not)
            }
            Tree::Map(inner) => self.anything_but_like(inner, node.close),
            _ => fault(node.open, "Value of anything-but must be an array or single string/number value."),
        }
    }

    /// anything-but with an operator inside.
    fn anything_but_like(self, inner: &[(String, Node)], close: Spot) -> Result<Rule, Fault> {
        let Some((name, node)) = inner.first() else { return fault(close, "Anything-But expression name not found") };
        let make: fn(&str, Spot) -> Result<Rule, Fault> = match name.as_str() {
            "prefix" => |text, at| if text.is_empty() { fault(at, NULL_AFFIX) } else { Ok(Rule::Prefix(text.into())) },
            "suffix" => |text, at| if text.is_empty() { fault(at, NULL_AFFIX) } else { Ok(Rule::Suffix(text.into())) },
            "wildcard" => |text, at| Wildcard::read(text).map(Rule::Wildcard).or_else(|why| fault(at, why)),
            "equals-ignore-case" if self.rich => |text, _| Ok(Rule::Folded(text.into())),
            other => return fault(node.open, format!("Unsupported anything-but pattern: {other}")),
        };
        let wrong = || match name.as_str() {
            "equals-ignore-case" => {
                "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.".to_string()
            }
            "wildcard" => "wildcard match pattern must be a string".to_string(),
            _ => "prefix/suffix match pattern must be a string".to_string(),
        };
        let one = |item: &Node| match &item.tree {
            Tree::Text(text) => make(text, item.close),
            _ => fault(item.open, wrong()),
        };
        let rules = match &node.tree {
            Tree::List(items) if self.rich && !items.is_empty() => items.iter().map(one).collect::<Result<_, _>>()?,
            _ => vec![one(node)?],
        };
        match inner.get(1) {
            None => Ok(Rule::Not(rules)),
            Some((_, extra)) => fault(extra.open, "Only one key allowed in match expression"),
        }
    }

    fn number(self, text: &str, at: Spot) -> Result<Rule, Fault> {
        self.exact(text, at).map(|n| Rule::Number(Some(n), text.into()))
    }

    fn exact(self, text: &str, at: Spot) -> Result<Millionths, Fault> {
        let most = self.numbers.most / 1_000_000_000;
        let out = || format!("Value must be between -{most}.0E9 and {most}.0E9, inclusive");
        self.numbers.read(text).map_or_else(|| fault(at, out()), Ok)
    }

    /// `["=", 5]`, `[">", 0, "<=", 5]`.
    fn numeric(self, node: &Node) -> Result<Range, Fault> {
        let Tree::List(items) = &node.tree else { return fault(node.open, "Value of numeric must be an array.") };
        let end = node.close;
        let operator = match items.first().map(|i| (&i.tree, i)) {
            Some((Tree::Text(text), _)) => text.as_str(),
            Some((_, item)) => return fault(item.close, format!("Invalid member in numeric match: {}", shown(item))),
            None => return fault(end, "Invalid member in numeric match: ]"),
        };
        if !["=", "<", "<=", ">", ">="].contains(&operator) {
            let at = items.get(1).map_or(end, |n| n.open);
            return fault(at, format!("Unrecognized numeric range operator: {operator}"));
        }
        let word = if operator == "=" { "equals" } else { operator };
        let first = self.operand(items.get(1), word, end)?;
        let rest = items.get(2..).unwrap_or(&[]);
        let (Some(second), true) = (rest.first(), operator.starts_with('>')) else {
            return match rest.first() {
                Some(extra) => fault(extra.open, "Too many elements in numeric expression"),
                None => Ok(match operator {
                    "=" => Range { low: Some((first, true)), high: Some((first, true)) },
                    _ if operator.starts_with('<') => Range { low: None, high: Some((first, operator == "<=")) },
                    _ => Range { low: Some((first, operator == ">=")), high: None },
                }),
            };
        };
        let (top, own) = self.upper(second, rest, end)?;
        if first >= top {
            return fault(end, "Bottom must be less than top");
        }
        Ok(Range { low: Some((first, operator == ">=")), high: Some((top, own)) })
    }

    fn upper(self, second: &Node, rest: &[Node], end: Spot) -> Result<(Millionths, bool), Fault> {
        let Tree::Text(operator) = &second.tree else {
            return fault(second.close, format!("Bad value in numeric range: {}", shown(second)));
        };
        if !matches!(operator.as_str(), "<" | "<=") {
            return fault(second.close, format!("Bad numeric range operator: {operator}"));
        }
        let top = self.operand(rest.get(1), operator, end)?;
        match rest.get(2) {
            Some(extra) => fault(extra.open, "Too many terms in numeric range expression"),
            None => Ok((top, operator == "<=")),
        }
    }

    fn operand(self, node: Option<&Node>, word: &str, end: Spot) -> Result<Millionths, Fault> {
        match node.map(|n| (&n.tree, n)) {
            Some((Tree::Number(text), n)) => self.exact(text, n.close),
            other => fault(other.map_or(end, |(_, n)| n.open), format!("Value of {word} must be numeric")),
        }
    }
}

const NULL_AFFIX: &str = "Null prefix/suffix not allowed";

fn words<'a>(node: &'a Node, kind: &str) -> Result<&'a str, Fault> {
    match &node.tree {
        Tree::Text(text) => Ok(text),
        _ => fault(node.open, format!("{kind} match pattern must be a string")),
    }
}

fn wildcard(node: &Node) -> Result<Rule, Fault> {
    Wildcard::read(words(node, "wildcard")?).map(Rule::Wildcard).or_else(|why| fault(node.close, why))
}

/// A token as AWS quotes it in a refusal.
fn shown(node: &Node) -> String {
    match &node.tree {
        Tree::Null => "null".into(),
        Tree::Bool(b) => b.to_string(),
        Tree::Number(text) | Tree::Text(text) => text.clone(),
        Tree::List(_) => "[".into(),
        Tree::Map(_) => "{".into(),
    }
}
