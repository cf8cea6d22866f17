//! The rule of a composite alarm: `ALARM("a") AND NOT (OK(b) OR TRUE)`.
use super::alarm::State;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// `TRUE`, `FALSE`.
    Always(bool),
    /// An alarm is in this state.
    Is(State, Name),
    /// `NOT`.
    Not(Box<Rule>),
    /// `AND`.
    And(Box<(Rule, Rule)>),
    /// `OR`.
    Or(Box<(Rule, Rule)>),
}

/// How deep a rule may nest.
const DEEPEST: u32 = 32;

impl Rule {
    /// Whether it holds; `state` knows the alarms.
    pub fn holds(&self, state: &dyn Fn(&str) -> Option<State>) -> bool {
        match self {
            Self::Always(yes) => *yes,
            Self::Is(wanted, name) => state(name) == Some(*wanted),
            Self::Not(rule) => !rule.holds(state),
            Self::And(pair) => pair.0.holds(state) && pair.1.holds(state),
            Self::Or(pair) => pair.0.holds(state) || pair.1.holds(state),
        }
    }
    /// The alarms it names.
    pub fn names(&self, seen: &mut Vec<Name>) {
        match self {
            Self::Always(_) => {}
            Self::Is(_, name) => seen.push(name.clone()),
            Self::Not(rule) => rule.names(seen),
            Self::And(pair) | Self::Or(pair) => {
                pair.0.names(seen);
                pair.1.names(seen);
            }
        }
    }
}

/// Reads a rule.
///
/// # Errors
/// What is wrong, for people.
pub fn parse(text: &str) -> Result<Rule, String> {
    if text.len() > 10_240 {
        return Err("an AlarmRule has at most 10240 characters".into());
    }
    let mut reader = Reader { rest: text, depth: 0 };
    let rule = reader.any()?;
    reader.rest = reader.rest.trim_start();
    if reader.rest.is_empty() { Ok(rule) } else { Err(format!("`{}` is left over", reader.rest)) }
}

struct Reader<'a> {
    rest: &'a str,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn any(&mut self) -> Result<Rule, String> {
        let mut left = self.all()?;
        while self.word("OR") {
            let right = self.all()?;
            left = Rule::Or(Box::new((left, right)));
        }
        Ok(left)
    }
    fn all(&mut self) -> Result<Rule, String> {
        let mut left = self.one()?;
        while self.word("AND") {
            let right = self.one()?;
            left = Rule::And(Box::new((left, right)));
        }
        Ok(left)
    }
    fn one(&mut self) -> Result<Rule, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("nested too deeply".into());
        }
        let rule = if self.word("NOT") {
            Rule::Not(Box::new(self.one()?))
        } else if self.sign('(') {
            let inner = self.any()?;
            self.close()?;
            inner
        } else if self.word("TRUE") {
            Rule::Always(true)
        } else if self.word("FALSE") {
            Rule::Always(false)
        } else {
            self.state()?
        };
        self.depth -= 1;
        Ok(rule)
    }
    fn state(&mut self) -> Result<Rule, String> {
        let all = [State::Ok, State::Alarm, State::Insufficient];
        let found = all.into_iter().find(|s| self.word(s.name()));
        let state = found.ok_or_else(|| {
            format!("ALARM(..), OK(..), INSUFFICIENT_DATA(..), TRUE, FALSE or NOT is expected before `{}`", self.rest)
        })?;
        if !self.sign('(') {
            return Err(format!("`(` is missing after {}", state.name()));
        }
        let name = self.name()?;
        self.close()?;
        Ok(Rule::Is(state, name.into()))
    }
    fn name(&mut self) -> Result<&'a str, String> {
        self.rest = self.rest.trim_start();
        let quoted = self.rest.strip_prefix('"');
        let (text, end) = quoted.map_or((self.rest, ')'), |rest| (rest, '"'));
        let at = text.find(end).ok_or_else(|| format!("`{end}` is missing"))?;
        let name = text.get(..at).unwrap_or("").trim();
        self.rest = text.get(at + usize::from(quoted.is_some())..).unwrap_or("");
        if name.is_empty() {
            return Err("an alarm's name is missing".into());
        }
        // An ARN names the same alarm.
        Ok(name.rsplit_once(":alarm:").map_or(name, |(_, name)| name))
    }
    fn close(&mut self) -> Result<(), String> {
        if self.sign(')') { Ok(()) } else { Err(format!("`)` is missing before `{}`", self.rest)) }
    }
    fn sign(&mut self, sign: char) -> bool {
        let Some(rest) = self.rest.trim_start().strip_prefix(sign) else { return false };
        self.rest = rest;
        true
    }
    fn word(&mut self, word: &str) -> bool {
        let text = self.rest.trim_start();
        let Some(rest) = text.strip_prefix(word) else { return false };
        if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            return false;
        }
        self.rest = rest;
        true
    }
}
