//! Telephone numbers as SNS takes them.

/// A number in E.164, as messages are sent to; what SNS does not take is `None`.
#[must_use]
pub fn number(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let good = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    good.then_some(text)
}

/// The same, as Subscribe takes it: single dots, dashes and slashes between digits are left out.
#[must_use]
pub fn loose_number(text: &str) -> Option<String> {
    let mark = |c: char| matches!(c, '.' | '-' | '/');
    let twice = text.as_bytes().windows(2).any(|pair| pair.iter().all(|b| mark(char::from(*b))));
    if twice || text.starts_with(mark) || text.ends_with(mark) {
        return None;
    }
    let plain: String = text.chars().filter(|c| !mark(*c)).collect();
    number(&plain).map(str::to_owned)
}
