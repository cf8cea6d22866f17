//! Words for ears and braille: ASCII punctuation, no control characters, 76 columns, times and names spelled out.
pub(super) use crate::base::words::count;

use crate::{base::time::SimTime, sim::trace::Name};
use unicode_width::UnicodeWidthChar;

/// Columns of a line.
pub(super) const COLUMNS: usize = 76;

/// Text with punctuation that every terminal and screen reader knows; no control characters, no box characters.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2013}' | '\u{2014}' | '\u{2212}' | '\u{2500}' | '\u{2501}' => out.push('-'),
            '\u{2026}' => out.push_str("..."),
            '\u{d7}' => out.push('x'),
            '\u{b5}' => out.push('u'),
            '\u{2192}' | '\u{25ba}' => out.push_str("->"),
            '\u{2190}' | '\u{25c4}' => out.push_str("<-"),
            '\u{2264}' => out.push_str("<="),
            '\u{2265}' => out.push_str(">="),
            '\u{2502}' | '\u{2503}' => out.push('|'),
            '\u{2504}'..='\u{257f}' => out.push('+'),
            '\u{2022}' | '\u{b7}' | '\u{2580}'..='\u{25ff}' => out.push('*'),
            '\u{2605}' | '\u{2606}' => out.push_str("star"),
            '\t' | '\u{a0}' => out.push(' '),
            '\n' => out.push('\n'),
            c if c.is_control() || c.width() == Some(0) => {}
            c if c.is_ascii() || c.is_alphanumeric() => out.push(c),
            _ => out.push('?'),
        }
    }
    out
}

/// A text broken into lines between words; a word that is longer than a line is cut.
pub(super) fn wrap(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for part in clean(text).split('\n') {
        let (mut line, mut used) = (String::new(), 0);
        for word in part.split_whitespace() {
            let cells: usize = word.chars().map(cells_of).sum();
            if used > 0 && used + 1 + cells > COLUMNS {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            for c in word.chars() {
                if used + cells_of(c) > COLUMNS {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += cells_of(c);
            }
        }
        lines.push(line);
    }
    lines
}

fn cells_of(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// A phrase as a sentence: a capital first, a full stop last.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut out = capital(text);
    if !text.is_empty() && !text.ends_with(['.', '!', '?', ':']) {
        out.push('.');
    }
    out
}

/// The first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// A title inside a sentence: `Visibility timeout` becomes `visibility timeout`, `FIFO queues` stays.
pub(super) fn inside(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => title.to_owned(),
    }
}

/// A moment of a run: `40 s`, `29.5 s`, `1 min 4 s`, `1 h 2 min 0 s`.
pub(super) fn moment(t: SimTime) -> String {
    let (s, tenth) = (t.as_secs(), t.as_millis() / 100 % 10);
    let seconds = if tenth > 0 { format!("{}.{tenth} s", s % 60) } else { format!("{} s", s % 60) };
    match (s / 3_600, s / 60 % 60) {
        (0, 0) => seconds,
        (0, m) => format!("{m} min {seconds}"),
        (h, m) => format!("{h} h {m} min {seconds}"),
    }
}

/// A sentence of a lab spelled out: `C1 receives m3, hidden until 0:40` becomes `consumer 1 receives message 3, hidden until 40 s`.
/// `fleets` are the consumers whose members carry numbers.
pub(super) fn speak(text: &str, fleets: &[Name]) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(' ') {
        let begins = out.ends_with(['.', '!', '?']);
        if !out.is_empty() {
            out.push(' ');
        }
        let said = spelled(word, fleets);
        // Only what was spelled out: `a.m. orders` keeps its small letter.
        out.push_str(&if begins && said != word { capital(&said) } else { said });
    }
    out
}

fn spelled(word: &str, fleets: &[Name]) -> String {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    let Some((before, after)) = word.split_once(core).filter(|_| !core.is_empty()) else { return word.to_owned() };
    let number =
        |prefix: &str| core.strip_prefix(prefix).filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let said = number("m").map(|n| format!("message {n}")).or_else(|| clock(core).map(moment));
    let said = said.or_else(|| {
        let several = fleets.len() > 1;
        let member =
            |f: &Name| number(f).map(|n| if several { format!("consumer {f}{n}") } else { format!("consumer {n}") });
        fleets.iter().find_map(member)
    });
    said.map_or_else(|| word.to_owned(), |said| format!("{before}{said}{after}"))
}

/// Reads `0:40`, `0:29.5`, `1:02:03`.
fn clock(text: &str) -> Option<SimTime> {
    let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = whole.split(':').collect();
    if !(2..=3).contains(&parts.len()) || tenth.len() != 1 || !parts.iter().chain([&tenth]).all(|p| digits(p)) {
        return None;
    }
    let seconds = parts.iter().try_fold(0_u64, |sum, part| Some(sum * 60 + part.parse::<u64>().ok()?))?;
    Some(SimTime::from_secs(seconds) + SimTime::from_millis(tenth.parse::<u64>().ok()? * 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_plain_ones() {
        assert_eq!(
            clean("\u{201c}a\u{201d} \u{2500}\u{2502} 5\u{d7} \u{2192} \u{1b}[1m\u{e9}"),
            "\"a\" -| 5x -> [1m\u{e9}"
        );
    }

    #[test]
    fn lines_end_at_76_columns() {
        let text = format!("{} {}", "word ".repeat(40), "x".repeat(200));
        let lines = wrap(&text);
        assert!(lines.len() > 4 && lines.iter().all(|l| l.len() <= COLUMNS), "{lines:?}");
        assert_eq!(wrap("a\n\nb"), ["a", "", "b"]);
    }

    #[test]
    fn labs_are_spelled_out() {
        let fleets = ["C".into()];
        for (text, want) in [
            ("C1 receives m3", "consumer 1 receives message 3"),
            ("What happens to m3 at 0:40?", "What happens to message 3 at 40 s?"),
            ("deletes it at 1:04.", "deletes it at 1 min 4 s."),
            ("Nothing. C1 has it", "Nothing. Consumer 1 has it"),
            ("(0:29.5)", "(29.5 s)"),
            ("C2H m C 3:1:2:3 2:00 A2' ratio 1:x", "C2H m C 3:1:2:3 2 min 0 s A2' ratio 1:x"),
        ] {
            assert_eq!(speak(text, &fleets), want);
        }
        assert_eq!(speak("S1 and F1", &["S".into(), "F".into()]), "consumer S1 and consumer F1");
    }

    #[test]
    fn phrases_become_sentences() {
        assert_eq!(
            (sentence("it is so").as_str(), sentence("Why?").as_str(), sentence("").as_str()),
            ("It is so.", "Why?", "")
        );
        assert_eq!(
            (inside("Visibility timeout").as_str(), inside("FIFO queues").as_str()),
            ("visibility timeout", "FIFO queues")
        );
    }
}
