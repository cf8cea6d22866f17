//! Forms and query strings: `a=1&b=x%20y`, as pairs sorted by key, so that all keys under a prefix stand together.
use std::borrow::Cow;

/// Decoded pairs, sorted by key.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let at = self.0.partition_point(|(k, _)| k.as_str() < key);
        self.0.get(at).filter(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }
    /// Every value of a key that may come more than once.
    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let at = self.0.partition_point(|(k, _)| k.as_str() < key);
        self.0.iter().skip(at).take_while(move |(k, _)| k == key).map(|(_, value)| value.as_str())
    }
    /// All pairs whose key begins with `prefix`.
    pub(super) fn under<'a, 'p>(&'a self, prefix: &'p str) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a, 'p> {
        let at = self.0.partition_point(|(k, _)| k.as_str() < prefix);
        let rest = self.0.iter().skip(at).take_while(move |(k, _)| k.starts_with(prefix));
        rest.map(|(k, v)| (k.as_str(), v.as_str()))
    }
    /// Whether there is a key `prefix` or one under it.
    pub(super) fn has(&self, prefix: &str) -> bool {
        let below = |key: &str| key.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.under(prefix).any(|(key, _)| below(key))
    }
    pub(super) fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self.0.sort_by(|a, b| a.0.cmp(&b.0));
        self
    }
}

/// Reads pairs; those that are no pairs have an empty value.
pub(super) fn pairs(text: &[u8]) -> Pairs {
    let parts = text.split(|b| *b == b'&').filter(|part| !part.is_empty());
    let mut found: Vec<(String, String)> = parts
        .map(|part| {
            let mut sides = part.splitn(2, |b| *b == b'=');
            let mut side = || decoded(sides.next().unwrap_or_default(), true);
            (side(), side())
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Pairs(found)
}

/// Percent-decoded text; what is not UTF-8 shows as such.
pub(super) fn decoded(text: &[u8], plus: bool) -> String {
    let bytes = bytes(text, plus);
    match String::from_utf8_lossy(&bytes) {
        Cow::Borrowed(_) => String::from_utf8(bytes).unwrap_or_default(),
        Cow::Owned(text) => text,
    }
}

fn bytes(text: &[u8], plus: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut left = text;
    while let Some((first, rest)) = left.split_first() {
        left = rest;
        match (first, rest) {
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    left = after;
                }
                _ => out.push(b'%'),
            },
            (b'+', _) if plus => out.push(b' '),
            (other, _) => out.push(*other),
        }
    }
    out
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::{decoded, pairs};

    #[test]
    fn forms_are_read_as_browsers_write_them() {
        let form = pairs(b"b=2&a=x%20y+z%2B&c&b=1&a.1.n=%C3%A4&&=7&%zz=%4");
        assert_eq!(form.get("a"), Some("x y z+"));
        assert_eq!(form.all("b").collect::<Vec<_>>(), ["2", "1"]);
        assert_eq!(form.get("c"), Some(""));
        assert_eq!(form.get("a.1.n"), Some("ä"));
        assert_eq!(form.get("%zz"), Some("%4"));
        assert!(form.has("a.1") && form.has("a") && !form.has("a.1.") && !form.has("d"));
        assert_eq!(decoded(b"a+b%", false), "a+b%");
    }
}
