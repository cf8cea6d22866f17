//! Patterns with `*` (any run of characters, also none) and `?` (exactly one).

/// Whether the pattern matches the whole text. Linear in the text for each `*`: no pattern makes it run away.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    run(pattern, text, |a, b| a == b)
}

/// The same without regard to ASCII case, as for actions.
pub(super) fn matches_any_case(pattern: &str, text: &str) -> bool {
    run(pattern, text, |a, b| a.eq_ignore_ascii_case(&b))
}

fn run(pattern: &str, text: &str, same: impl Fn(char, char) -> bool) -> bool {
    let (mut left, mut right) = (pattern.chars(), text.chars());
    // Where to go on if what follows the last `*` fails: the pattern behind it, and the text one character later.
    let mut back: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let rest = right.clone();
        match (left.next(), right.next()) {
            (Some('*'), _) => {
                back = Some((left.clone(), rest.clone()));
                right = rest;
            }
            (None, None) => return true,
            (Some(p), Some(c)) if p == '?' || same(p, c) => {}
            _ => {
                let Some((after, from)) = &mut back else { return false };
                if from.next().is_none() {
                    return false;
                }
                (left, right) = (after.clone(), from.clone());
            }
        }
    }
}
