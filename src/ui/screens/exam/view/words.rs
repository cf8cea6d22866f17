//! The words of a scenario, counted from 0 over all its paragraphs: which of them are highlighted, and which has the cursor.
use crate::{
    base::prose::Prose,
    ui::kit::{Kit, theme::Role, wrap},
};
use ratatui::style::{Modifier, Style};
use std::collections::BTreeSet;

/// A word with the styles of its parts, and the blank after it.
struct Word {
    parts: Vec<(String, Style)>,
    after: Option<(char, Style)>,
}

/// A paragraph as words.
fn split(kit: &Kit, paragraph: &Prose) -> Vec<Word> {
    let (mut out, mut parts): (Vec<Word>, Vec<(String, Style)>) = (vec![], vec![]);
    for (text, style) in wrap::runs(kit, paragraph, Role::Text) {
        for piece in text.split_inclusive([' ', '\n']) {
            let word = piece.trim_end_matches([' ', '\n']);
            if !word.is_empty() {
                parts.push((word.to_owned(), style));
            }
            if let Some(blank) = piece.chars().last().filter(|c| matches!(c, ' ' | '\n')) {
                if parts.is_empty() {
                    continue;
                }
                out.push(Word { parts: std::mem::take(&mut parts), after: Some((blank, style)) });
            }
        }
    }
    if !parts.is_empty() {
        out.push(Word { parts, after: None });
    }
    out
}

/// How many words a scenario has.
#[must_use]
pub fn count(stem: &[Prose]) -> usize {
    let kit = Kit::default();
    stem.iter().map(|paragraph| split(&kit, paragraph).len()).sum()
}

/// How the word under the cursor looks; its line is found by that.
pub(super) const HERE: Modifier = Modifier::REVERSED;

/// A paragraph as styled runs, its highlighted words laid over; `first` is the number of its first word. Gives the number after
/// its last one, too.
pub(super) fn runs(
    kit: &Kit,
    paragraph: &Prose,
    first: usize,
    lit: &BTreeSet<usize>,
    here: Option<usize>,
) -> (Vec<(String, Style)>, usize) {
    let marked = |style: Style| style.patch(kit.theme.style(Role::Mark)).add_modifier(Modifier::BOLD);
    let words = split(kit, paragraph);
    let (mut out, count) = (vec![], words.len());
    for (i, word) in words.into_iter().enumerate().map(|(i, word)| (first + i, word)) {
        let (on, joined) = (lit.contains(&i), lit.contains(&i) && lit.contains(&(i + 1)));
        let last = word.parts.len().saturating_sub(1);
        for (at, (text, style)) in word.parts.into_iter().enumerate() {
            let base = if here == Some(i) { style.add_modifier(HERE) } else { style };
            if !on {
                out.push((text, base));
                continue;
            }
            // The full stop after the last highlighted word is none of it.
            let own = text.trim_end_matches(['.', ',', ';', ':', '?', '!']).len();
            let own = if at == last && !joined { own } else { text.len() };
            let (head, tail) = text.split_at(own);
            out.push((head.to_owned(), marked(base)));
            out.push((tail.to_owned(), base));
        }
        if let Some((blank, style)) = word.after {
            out.push((blank.to_string(), if joined { marked(style) } else { style }));
        }
    }
    (out, first + count)
}
