//! Every path into this crate that a file names: `use` groups however nested, inline paths, `super::` chains.

/// Absolute module paths named by `code`, standing in `module`: `["ui", "kit", "theme"]`.
pub fn of(code: &str, module: &[String], is_mod_file: bool) -> Vec<Vec<String>> {
    let tokens = tokens(code);
    let mut out = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let starts = matches!(tokens[i].as_str(), "crate" | "super" | "self" | "inflight");
        let inside = i > 0 && tokens[i - 1] == "::";
        if starts && !inside && tokens.get(i + 1).is_some_and(|t| t == "::") {
            let (base, next) = base(&tokens, i, module, is_mod_file);
            i = tree(&tokens, next, &base, &mut out);
        } else if starts && !inside && tokens[i] == "crate" {
            // `pub(in crate::x)` is handled above; a bare `crate` such as `pub(crate)` names no room.
            i += 1;
        } else {
            i += 1;
        }
    }
    out
}

fn base(tokens: &[String], mut i: usize, module: &[String], is_mod_file: bool) -> (Vec<String>, usize) {
    if tokens[i] == "crate" || tokens[i] == "inflight" {
        return (vec![], i + 2);
    }
    let mut at = module.to_vec();
    let mut first = true;
    while matches!(tokens[i].as_str(), "super" | "self") && tokens.get(i + 1).is_some_and(|t| t == "::") {
        if tokens[i] == "super" {
            at.pop();
        }
        first = false;
        i += 2;
    }
    let _ = (first, is_mod_file);
    (at, i)
}

/// Reads `a::b::{c, d::e}` from `i`; returns where it ends.
fn tree(tokens: &[String], mut i: usize, prefix: &[String], out: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    loop {
        match tokens.get(i).map(String::as_str) {
            Some("{") => {
                i += 1;
                while i < tokens.len() && tokens[i] != "}" {
                    if tokens[i] == "," {
                        i += 1;
                    } else {
                        i = tree(tokens, i, &path, out);
                    }
                }
                return i + 1;
            }
            Some(word) if word == "*" || word.chars().all(|c| c.is_alphanumeric() || c == '_') => {
                path.push(word.to_owned());
                i += 1;
            }
            _ => {
                out.push(path);
                return i.max(1) + usize::from(i < tokens.len() && !is_stop(&tokens[i]));
            }
        }
        if tokens.get(i).is_some_and(|t| t == "::") {
            i += 1;
        } else {
            if tokens.get(i).is_some_and(|t| t == "as") {
                i += 2;
            }
            out.push(path);
            return i;
        }
    }
}

fn is_stop(token: &str) -> bool {
    matches!(token, "," | "}" | ";" | ")" | ">")
}

fn tokens(code: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() || c == '_' {
            let mut word = c.to_string();
            while let Some(n) = chars.next_if(|n| n.is_alphanumeric() || *n == '_') {
                word.push(n);
            }
            out.push(word);
        } else if c == ':' && chars.peek() == Some(&':') {
            chars.next();
            out.push("::".into());
        } else if !c.is_whitespace() {
            out.push(c.into());
        }
    }
    out
}
