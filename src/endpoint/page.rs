//! Long answers in pages: where the simulator gives all at once and AWS gives so many, with a token for the rest.
use super::{input::Input, refusal::Refusal};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// What a page is made of.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The token's member in input and output: `NextToken`, `Marker`.
    pub token: (&'static str, &'static str),
    /// The member that says how many.
    pub size: &'static str,
    /// How many where nothing is said, and at most.
    pub most: usize,
}

impl Page {
    /// `NextToken` on both sides.
    #[must_use]
    pub const fn next(size: &'static str, most: usize) -> Self {
        Self { token: ("NextToken", "NextToken"), size, most }
    }

    /// The page that is asked for, under `name`, and the token for the next.
    ///
    /// # Errors
    /// A token that none of these answers gave.
    pub fn of(self, input: Input<'_>, name: &str, all: Vec<Value>) -> Result<Map<String, Value>, Refusal> {
        let from = match input.text(self.token.0) {
            Some(token) => read(token).filter(|at| *at <= all.len()).ok_or_else(bad)?,
            None => 0,
        };
        let size = input.int(self.size).and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
        let size = size.unwrap_or(self.most).min(self.most);
        let more = all.len() > from + size;
        let mut out = Map::new();
        out.insert(name.into(), all.into_iter().skip(from).take(size).collect());
        if more {
            out.insert(self.token.1.into(), URL_SAFE_NO_PAD.encode(format!("from:{}", from + size)).into());
        }
        Ok(out)
    }
}

fn read(token: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("from:")?.parse().ok()
}

fn bad() -> Refusal {
    Refusal::new("InvalidNextToken", "The token is invalid.")
}

#[cfg(test)]
mod tests {
    use super::Page;
    use crate::endpoint::input::Input;
    use serde_json::{Value, json};

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let page = Page::next("MaxRecords", 100);
        let all = || (1..=5).map(Value::from).collect::<Vec<_>>();
        let mut ask = json!({ "MaxRecords": 2 });
        let mut seen = vec![];
        for _ in 0..3 {
            let out = page.of(Input::new(&ask), "All", all()).unwrap();
            seen.push(out["All"].clone());
            match out.get("NextToken") {
                Some(token) => ask["NextToken"] = token.clone(),
                None => break,
            }
        }
        assert_eq!(Value::from(seen), json!([[1, 2], [3, 4], [5]]));
        for bad in ["x", "ZnJvbTo5", ""] {
            let ask = json!({ "NextToken": bad });
            assert_eq!(page.of(Input::new(&ask), "All", all()).unwrap_err().code, "InvalidNextToken", "{bad}");
        }
    }
}
