//! Reading an expression: a parser by precedence with a bounded depth. Whatever it is given, it answers.
use super::{Expr, Function, Op};
use crate::sim::services::cloudwatch::model::number;

/// How deep an expression may nest.
const DEEPEST: u32 = 32;
/// The longest expression AWS takes.
const LONGEST: usize = 2_048;

/// Reads an expression.
///
/// # Errors
/// What is wrong, for people.
pub fn parse(text: &str) -> Result<Expr, String> {
    if text.len() > LONGEST {
        return Err(format!("an expression has at most {LONGEST} characters"));
    }
    let mut reader = Reader { rest: text, depth: 0 };
    let expr = reader.expr(0)?;
    reader.space();
    if reader.rest.is_empty() { Ok(expr) } else { Err(format!("`{}` is left over", reader.rest)) }
}

struct Reader<'a> {
    rest: &'a str,
    depth: u32,
}

/// Operators by their sign, how tightly they bind.
const OPS: &[(&str, Op, u8)] = &[
    ("||", Op::Or, 1),
    ("&&", Op::And, 2),
    ("==", Op::Same, 3),
    ("!=", Op::Differs, 3),
    ("<=", Op::LessEq, 4),
    (">=", Op::MoreEq, 4),
    ("<", Op::Less, 4),
    (">", Op::More, 4),
    ("+", Op::Add, 5),
    ("-", Op::Sub, 5),
    ("*", Op::Mul, 6),
    ("/", Op::Div, 6),
];

impl<'a> Reader<'a> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }
    fn take(&mut self, sign: &str) -> bool {
        self.space();
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = rest;
        true
    }
    fn need(&mut self, sign: &str) -> Result<(), String> {
        if self.take(sign) { Ok(()) } else { Err(format!("`{sign}` is missing before `{}`", self.rest)) }
    }
    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn op(&self) -> Option<(usize, Op, u8)> {
        if let Some(&(sign, op, tight)) = OPS.iter().find(|o| self.rest.starts_with(o.0)) {
            return Some((sign.len(), op, tight));
        }
        let words = [("AND", Op::And, 2), ("OR", Op::Or, 1)];
        let (sign, op, tight) = words.into_iter().find(|w| self.rest.starts_with(w.0))?;
        let after = self.rest.get(sign.len()..)?.chars().next();
        after.is_none_or(|c| !(c.is_ascii_alphanumeric() || c == '_')).then_some((sign.len(), op, tight))
    }

    fn expr(&mut self, loosest: u8) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("nested too deeply".into());
        }
        let mut left = self.one()?;
        loop {
            self.space();
            let Some((length, op, tight)) = self.op().filter(|o| o.2 > loosest) else { break };
            self.rest = self.rest.get(length..).unwrap_or("");
            let right = self.expr(tight)?;
            left = Expr::Both(op, Box::new((left, right)));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn one(&mut self) -> Result<Expr, String> {
        self.space();
        let Some(first) = self.rest.chars().next() else { return Err("an expression ends too early".into()) };
        match first {
            '(' => {
                self.take("(");
                let inner = self.expr(0)?;
                self.need(")")?;
                Ok(inner)
            }
            '[' => {
                self.take("[");
                Ok(Expr::Array(self.list("]")?))
            }
            '-' => {
                self.take("-");
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err("nested too deeply".into());
                }
                let inner = self.one()?;
                self.depth -= 1;
                Ok(Expr::Minus(Box::new(inner)))
            }
            '"' | '\'' => self.quoted(first),
            '0'..='9' | '.' => self.number(),
            'a'..='z' => Ok(Expr::Id(self.word().into())),
            'A'..='Z' => self.function(),
            other => Err(format!("`{other}` is not expected here")),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Expr, String> {
        self.rest = self.rest.get(1..).unwrap_or("");
        let end = self.rest.find(quote).ok_or("a closing quote is missing")?;
        let word = self.rest.get(..end).unwrap_or("").into();
        self.rest = self.rest.get(end + 1..).unwrap_or("");
        Ok(Expr::Word(word))
    }

    fn number(&mut self) -> Result<Expr, String> {
        let end = self.rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        number::parse(digits).map(Expr::Number).ok_or_else(|| format!("`{digits}` is not a number"))
    }

    fn function(&mut self) -> Result<Expr, String> {
        let word = self.word();
        if !self.take("(") {
            return match word {
                "REPEAT" | "LINEAR" => Ok(Expr::Word(word.into())),
                _ => Err(format!("`{word}` is no function, and an Id begins with a small letter")),
            };
        }
        let (function, least, most) = Function::find(word).ok_or_else(|| format!("`{word}` is not a function"))?;
        let arguments = self.list(")")?;
        if arguments.len() < least || arguments.len() > most {
            return Err(format!("{word} takes {least} to {most} arguments, not {}", arguments.len()));
        }
        Ok(Expr::Call(function, arguments))
    }

    fn list(&mut self, end: &str) -> Result<Vec<Expr>, String> {
        let mut all = vec![];
        if self.take(end) {
            return Ok(all);
        }
        loop {
            all.push(self.expr(0)?);
            if self.take(end) {
                return Ok(all);
            }
            self.need(",")?;
        }
    }
}
