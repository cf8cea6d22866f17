//! Patterns of AWS's models. They are written in Java's dialect; what a linear-time engine cannot say (looking ahead, looking behind)
//! is not checked: what does not compile fits everything.
use crate::endpoint::shapes::table::Pattern;
use regex_lite::{Regex, RegexBuilder};

/// Whether a whole text fits.
pub(super) fn fits(pattern: &Pattern, text: &str) -> bool {
    let compiled = pattern.compiled.get_or_init(|| compile(&pattern.text).map(Box::new));
    compiled.as_ref().is_none_or(|regex| regex.is_match(text))
}

/// The pattern as AWS shows it: models of late put alternatives in `^(..)$`, messages do not.
pub(super) fn bare(text: &str) -> &str {
    let inner = text.strip_prefix("^(").and_then(|t| t.strip_suffix(")$"));
    let mut depth = 0_i32;
    let whole = |inner: &&str| {
        inner.chars().all(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth >= 0
        })
    };
    inner.filter(|inner| !inner.starts_with('?')).filter(whole).unwrap_or(text)
}

fn compile(java: &str) -> Option<Regex> {
    let java = &java.replace("(?!\\s*$).+", "\\s*\\S.*");
    if ["(?!", "(?=", "(?<", "&&"].iter().any(|sign| java.contains(sign)) {
        return None;
    }
    RegexBuilder::new(&format!("^(?:{})$", translated(java))).size_limit(1 << 20).nest_limit(32).build().ok()
}

/// Java's words for characters in the engine's.
fn translated(java: &str) -> String {
    // Beyond the first plane Java writes surrogates.
    let text = java.replace("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\x{10000}-\\x{10FFFF}");
    let text = text
        .replace("\\p{L}", "a-zA-Z\\x{AA}-\\x{1FFF}\\x{2C00}-\\x{10FFFF}")
        .replace("\\p{N}", "0-9\\x{B2}\\x{B3}\\x{B9}");
    let text = text
        .replace("\\p{Z}", " \\x{A0}\\x{2000}-\\x{200A}")
        .replace("\\p{Print}", "[ -~]")
        .replace("\\p{ASCII}", "[\\x00-\\x7F]");
    let mut out = String::with_capacity(text.len());
    let mut left = text.as_str();
    while let Some((before, rest)) = left.split_once("\\u") {
        out.push_str(before);
        match rest.get(..4).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit())) {
            Some(hex) => {
                out.push_str(&format!("\\x{{{hex}}}"));
                left = rest.get(4..).unwrap_or_default();
            }
            None => {
                out.push_str("\\u");
                left = rest;
            }
        }
    }
    out + left
}

#[cfg(test)]
mod tests {
    use super::{bare, compile};
    use crate::endpoint::{services::Service, shapes::model};

    #[test]
    fn patterns_are_shown_bare() {
        assert_eq!(bare("^(0|([1-9]\\d{0,38}))$"), "0|([1-9]\\d{0,38})");
        assert_eq!(bare("^(a)|(b)$"), "^(a)|(b)$");
        assert_eq!(bare("[a-z]+"), "[a-z]+");
    }

    #[test]
    fn javas_dialect_is_understood() {
        let tag = compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*").unwrap();
        assert!(tag.is_match("Größe 1:/=+-@") && !tag.is_match("a;b"));
        assert!(compile("[\\u0020-\\u00FF]+").unwrap().is_match("é") && compile("(?!x).*").is_none());
        let text = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*";
        assert!(compile(text).unwrap().is_match("a😀"));
    }

    #[test]
    fn nearly_every_pattern_compiles() {
        let shapes = Service::ALL.iter().flat_map(|service| model(*service).shapes());
        let (mut good, mut bad) = (0, vec![]);
        for pattern in shapes.filter_map(|shape| shape.pattern.as_ref()) {
            match compile(&pattern.text) {
                Some(_) => good += 1,
                None => bad.push(pattern.text.to_string()),
            }
        }
        assert!(good > 230 && bad.len() <= 10, "{good} {bad:#?}");
    }
}
