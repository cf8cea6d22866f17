//! Numbers in words.

/// `1 question`, `12 questions`.
#[must_use]
pub fn count(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn one_stands_alone() {
        assert_eq!([count(0, "card"), count(1, "card"), count(2, "card")], ["0 cards", "1 card", "2 cards"]);
    }
}
