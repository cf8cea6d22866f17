//! Intrinsic functions: how a call is read. What each does stands in `functions`.
use super::path::Path;
use super::scan::{DEPTH, Scan};
use serde_json::Value;

/// What stands where a value is computed: a path, or a call of an intrinsic function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A path.
    Path(Path),
    /// A value as it is.
    Just(Value),
    /// A call.
    Call(Function, Vec<Expr>),
}

macro_rules! functions {
    ($($(#[$doc:meta])* $kind:ident $name:literal $least:literal..=$most:literal;)*) => {
        /// The intrinsic functions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Function {
            $($(#[$doc])* $kind,)*
        }

        impl Function {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];
            /// Its name: `States.Format`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }
            /// How many arguments it takes, least and most.
            #[must_use]
            pub const fn arguments(self) -> (usize, usize) {
                match self { $(Self::$kind => ($least, $most),)* }
            }
        }
    };
}

functions! {
    /// A text with `{}` filled in.
    Format "States.Format" 1..=100;
    /// JSON text to a value.
    StringToJson "States.StringToJson" 1..=1;
    /// A value to JSON text.
    JsonToString "States.JsonToString" 1..=1;
    /// An array of the arguments.
    Array "States.Array" 0..=1_000;
    /// An array in pieces.
    ArrayPartition "States.ArrayPartition" 2..=2;
    /// Whether an array holds a value.
    ArrayContains "States.ArrayContains" 2..=2;
    /// Numbers from, to, by.
    ArrayRange "States.ArrayRange" 3..=3;
    /// One item.
    ArrayGetItem "States.ArrayGetItem" 2..=2;
    /// How many items.
    ArrayLength "States.ArrayLength" 1..=1;
    /// Without doubles.
    ArrayUnique "States.ArrayUnique" 1..=1;
    /// To base64.
    Base64Encode "States.Base64Encode" 1..=1;
    /// From base64.
    Base64Decode "States.Base64Decode" 1..=1;
    /// A digest in hex.
    Hash "States.Hash" 2..=2;
    /// Two objects as one.
    JsonMerge "States.JsonMerge" 3..=3;
    /// A random whole number.
    MathRandom "States.MathRandom" 2..=3;
    /// A sum.
    MathAdd "States.MathAdd" 2..=2;
    /// A text in pieces.
    StringSplit "States.StringSplit" 2..=2;
    /// A version 4 UUID.
    Uuid "States.UUID" 0..=0;
}

impl Expr {
    /// Reads a path or a call.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut scan = Scan::new(text.trim());
        let expr = if scan.peek() == Some('$') { Self::Path(Path::scan(&mut scan, 0)?) } else { call(&mut scan, 0)? };
        if scan.done() { Ok(expr) } else { Err(format!("unexpected `{}`", scan.rest())) }
    }

    /// Whether it asks the context object for something.
    #[must_use]
    pub fn uses_context(text: &str) -> bool {
        text.contains("$$")
    }
}

fn call(scan: &mut Scan<'_>, depth: usize) -> Result<Expr, String> {
    if depth >= DEPTH {
        return Err(format!("intrinsic functions nest at most {DEPTH} deep"));
    }
    let name = scan.run(|c| c.is_ascii_alphanumeric() || c == '.');
    let known = Function::ALL.iter().find(|f| f.name() == name);
    let function = *known.ok_or_else(|| format!("`{name}` is no path and no intrinsic function"))?;
    scan.blanks();
    if !scan.eat("(") {
        return Err(format!("`(` is missing after {name}"));
    }
    let arguments = arguments(scan, depth)?;
    let (least, most) = function.arguments();
    if !(least..=most).contains(&arguments.len()) {
        return Err(format!("invalid number of arguments for {name}"));
    }
    Ok(Expr::Call(function, arguments))
}

fn arguments(scan: &mut Scan<'_>, depth: usize) -> Result<Vec<Expr>, String> {
    let mut all = vec![];
    scan.blanks();
    if scan.eat(")") {
        return Ok(all);
    }
    loop {
        scan.blanks();
        all.push(argument(scan, depth)?);
        scan.blanks();
        if scan.eat(")") {
            return Ok(all);
        }
        if !scan.eat(",") {
            return Err("`,` or `)` is missing".into());
        }
    }
}

fn argument(scan: &mut Scan<'_>, depth: usize) -> Result<Expr, String> {
    match scan.peek() {
        Some('$') => Path::scan(scan, depth + 1).map(Expr::Path),
        Some('\'') => text(scan).map(Expr::Just),
        Some('S') => call(scan, depth + 1),
        _ => {
            let word = scan.run(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
            serde_json::from_str(word).map(Expr::Just).map_err(|_| format!("`{word}` is no argument"))
        }
    }
}

/// A text in single quotes. `\{` and `\}` stay escaped: they mean something to States.Format alone.
fn text(scan: &mut Scan<'_>) -> Result<Value, String> {
    scan.take();
    let mut out = String::new();
    loop {
        match scan.take().ok_or("a quote is not closed")? {
            '\'' => return Ok(Value::String(out)),
            '\\' => match scan.take().ok_or("a quote is not closed")? {
                brace @ ('{' | '}') => {
                    out.push('\\');
                    out.push(brace);
                }
                other => out.push(other),
            },
            other => out.push(other),
        }
    }
}
