//! Reading an expression: recursive descent, each error with its place and a cure.
use super::{Condition, ExprError, Node, Op, Query, register};
use crate::base::time::SimTime;

/// How deep parentheses and `not` may nest.
const DEEPEST: usize = 40;

pub(super) fn all(text: &str) -> Result<Node, ExprError> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let node = reader.either()?;
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.error("something is left over here: join conditions with `and` or `or`")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn error(&self, message: impl Into<String>) -> ExprError {
        ExprError { offset: self.at.min(self.text.len()), message: message.into() }
    }
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }
    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }
    fn peek(&mut self) -> Option<char> {
        self.space();
        self.rest().chars().next()
    }
    fn sign(&mut self, sign: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }
    fn keyword(&mut self, word: &str) -> bool {
        self.space();
        let after = self.rest().strip_prefix(word);
        let found = after.is_some_and(|r| !r.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.'));
        if found {
            self.at += word.len();
        }
        found
    }
    fn expect(&mut self, sign: char, cure: &str) -> Result<(), ExprError> {
        if self.sign(sign.encode_utf8(&mut [0; 4])) {
            Ok(())
        } else {
            Err(self.error(format!("`{sign}` is missing: {cure}")))
        }
    }

    fn either(&mut self) -> Result<Node, ExprError> {
        let mut left = self.both()?;
        while self.keyword("or") {
            left = two(Op::Or, left, self.both()?);
        }
        Ok(left)
    }
    fn both(&mut self) -> Result<Node, ExprError> {
        let mut left = self.negated()?;
        while self.keyword("and") {
            left = two(Op::And, left, self.negated()?);
        }
        Ok(left)
    }
    fn negated(&mut self) -> Result<Node, ExprError> {
        if !self.keyword("not") {
            return self.compared();
        }
        self.deeper(|r| r.negated().map(|n| Node::Not(Box::new(n))))
    }
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, ExprError>) -> Result<T, ExprError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error("nested too deeply"));
        }
        let out = read(self);
        self.depth -= 1;
        out
    }
    fn compared(&mut self) -> Result<Node, ExprError> {
        let left = self.sum()?;
        let ops = [
            ("==", Op::Equal),
            ("!=", Op::Unequal),
            ("<=", Op::LessEqual),
            (">=", Op::MoreEqual),
            ("<", Op::Less),
            (">", Op::More),
        ];
        for (sign, op) in ops {
            if self.sign(sign) {
                return Ok(two(op, left, self.sum()?));
            }
        }
        if self.peek() == Some('=') {
            return Err(self.error("compare with `==`"));
        }
        Ok(left)
    }
    fn sum(&mut self) -> Result<Node, ExprError> {
        let mut left = self.product()?;
        loop {
            let op = match self.peek() {
                Some('+') => Op::Plus,
                Some('-') => Op::Minus,
                _ => return Ok(left),
            };
            self.at += 1;
            left = two(op, left, self.product()?);
        }
    }
    fn product(&mut self) -> Result<Node, ExprError> {
        let mut left = self.atom()?;
        loop {
            let op = match self.peek() {
                Some('*') => Op::Times,
                Some('/') => Op::Over,
                _ => return Ok(left),
            };
            self.at += 1;
            left = two(op, left, self.atom()?);
        }
    }
    fn atom(&mut self) -> Result<Node, ExprError> {
        match self.peek() {
            None => Err(self.error("a value is missing here: a number, a time, `t` or a function")),
            Some('(') => {
                self.at += 1;
                let inner = self.deeper(Self::either)?;
                self.expect(')', "close the parenthesis")?;
                Ok(inner)
            }
            Some('-') => {
                self.at += 1;
                self.deeper(|r| r.atom().map(|n| Node::Minus(Box::new(n))))
            }
            Some(c) if c.is_ascii_digit() => self.number(),
            Some(c) if c.is_alphabetic() => self.named(),
            Some(c) => Err(self.error(format!("`{c}` does not belong here"))),
        }
    }
    fn number(&mut self) -> Result<Node, ExprError> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
        let word = &rest[..end];
        let value = if word.bytes().all(|b| b.is_ascii_digit()) {
            word.parse().map_err(|_| self.error(format!("`{word}` is too large")))?
        } else {
            let span = SimTime::parse(word).map_err(|why| self.error(why))?;
            i64::try_from(span.0).map_err(|_| self.error(format!("`{word}` is too long")))?
        };
        self.at += end;
        Ok(Node::Number(value))
    }
    fn named(&mut self) -> Result<Node, ExprError> {
        let (start, rest) = (self.at, self.rest());
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len());
        let name = &rest[..end];
        self.at += end;
        if name == "t" {
            return Ok(Node::Now);
        }
        if let Some((_, number)) = register::PHASES.iter().find(|(phase, _)| *phase == name) {
            return Ok(Node::Number(*number));
        }
        if self.peek() != Some('(') {
            self.at = start;
            let cure = if register::has_kind(name) {
                format!("write `count({name})`")
            } else {
                "functions are count first last metric peak phase longest mean share cost".into()
            };
            return Err(self.error(format!("`{name}` is unknown: {cure}")));
        }
        self.at += 1;
        let node = self.function(name, start)?;
        self.expect(')', "close the function's parenthesis")?;
        Ok(node)
    }
    fn function(&mut self, name: &str, start: usize) -> Result<Node, ExprError> {
        Ok(match name {
            "count" => Node::Count(self.query()?),
            "first" => Node::First(self.query()?),
            "last" => Node::Last(self.query()?),
            "metric" | "peak" => {
                let (resource, metric) = self.metric()?;
                if name == "metric" { Node::Metric(resource, metric) } else { Node::Peak(resource, metric) }
            }
            "phase" => {
                let place = self.word("a queue")?;
                self.expect(',', "write phase(orders, m3)")?;
                Node::Phase(place, self.word("a message's label")?)
            }
            "longest" | "mean" => {
                let from = Query { kind: self.kind()?, conditions: vec![] };
                self.expect(',', "write longest(producer.send, worker.start)")?;
                Node::Span { from, to: self.query()?, mean: name == "mean" }
            }
            "cost" if self.peek() == Some(')') => Node::Cost(None),
            "cost" => Node::Cost(Some(self.word("a resource")?)),
            "share" => {
                let part = Query { kind: self.kind()?, conditions: vec![] };
                self.expect(',', "write share(worker.empty, worker.poll)")?;
                // The same conditions narrow both sides: a share of other events means nothing.
                let whole = self.query()?;
                Node::Share(Query { conditions: whole.conditions.clone(), ..part }, whole)
            }
            _ => {
                self.at = start;
                return Err(self.error(format!(
                    "`{name}` is no function: there are count first last metric peak phase longest mean share cost"
                )));
            }
        })
    }
    /// A word inside a function's parentheses: up to a comma, an equals sign, a parenthesis or a space; or quoted.
    fn word(&mut self, what: &str) -> Result<String, ExprError> {
        if self.peek() == Some('"') {
            let inner = &self.rest()[1..];
            let end = inner.find('"').ok_or_else(|| self.error("a closing quote is missing"))?;
            self.at += end + 2;
            return Ok(inner[..end].into());
        }
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || ",=()".contains(c)).unwrap_or(rest.len());
        if end == 0 {
            return Err(self.error(format!("{what} is missing here")));
        }
        self.at += end;
        Ok(rest[..end].into())
    }
    fn kind(&mut self) -> Result<String, ExprError> {
        self.space();
        let start = self.at;
        let kind = self.word("a kind of event")?;
        if register::has_kind(&kind) {
            return Ok(kind);
        }
        self.at = start;
        let family = kind.split('.').next().unwrap_or_default();
        let near: Vec<_> = register::kinds().filter(|k| k.split('.').next() == Some(family)).collect();
        let cure = if near.is_empty() {
            "kinds begin with a service (sqs, sns, kinesis, lambda ...), an actor (producer, worker, client, reader), fault or change".into()
        } else {
            near.join(" ")
        };
        Err(self.error(format!("there is no event `{kind}`: {cure}")))
    }
    fn metric(&mut self) -> Result<(String, String), ExprError> {
        self.space();
        let start = self.at;
        let word = self.word("RESOURCE.METRIC")?;
        // Names of resources and of metrics may both have dots: `jobs.fifo.Requests`, `clicks.DeliveryToS3.Records`.
        let dots = word.match_indices('.').map(|(at, _)| word.split_at(at));
        let mut splits = dots.map(|(resource, name)| (resource, name.trim_start_matches('.')));
        let split = splits.find(|(_, name)| register::has_metric(name)).or_else(|| word.rsplit_once('.'));
        match split {
            Some((resource, name)) if register::has_metric(name) => Ok((resource.into(), name.into())),
            Some((_, name)) => {
                self.at = start;
                Err(self.error(format!(
                    "there is no metric `{name}`: use CloudWatch's name, ApproximateNumberOfMessagesVisible"
                )))
            }
            None => {
                self.at = start;
                Err(self.error("write RESOURCE.METRIC, orders.ApproximateNumberOfMessagesVisible"))
            }
        }
    }
    fn query(&mut self) -> Result<Query, ExprError> {
        let mut query = Query { kind: self.kind()?, conditions: vec![] };
        while self.sign(",") {
            self.space();
            let start = self.at;
            let key = self.word("a condition")?;
            self.expect('=', "conditions are written key=value: item=m3")?;
            let value = self.word("a value")?;
            let time = |text: &str| SimTime::parse(text).map(|t| t.0);
            let made = match key.as_str() {
                "item" => Ok(Condition::Item(value)),
                "place" => Ok(Condition::Place(value)),
                "actor" => Ok(Condition::Actor(value)),
                "note" => Ok(Condition::Note(value)),
                "group" => Ok(Condition::Group(value)),
                "amount" => value.parse().map(Condition::Amount).map_err(|_| format!("`{value}` is no whole number")),
                "before" => time(&value).map(Condition::Before),
                "after" => time(&value).map(Condition::After),
                _ => Err(format!("`{key}` is no condition: item place actor note group amount before after")),
            };
            query.conditions.push(made.map_err(|message| ExprError { offset: start, message })?);
        }
        Ok(query)
    }
}

fn two(op: Op, left: Node, right: Node) -> Node {
    Node::Two(op, Box::new(left), Box::new(right))
}
