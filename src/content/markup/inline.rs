//! A run of plain words: facts in double square brackets written out, `{~30 s}` unwrapped.
use super::{Origin, Ref, Target};
use crate::{
    base::{
        id::FactId,
        prose::{Inline, Prose},
    },
    content::facts::Ledger,
};

/// How the words of a run look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Plain.
    #[default]
    Plain,
    /// Strong.
    Strong,
    /// Emphasised.
    Emph,
}

/// What runs are read with.
pub struct Setting<'a> {
    /// Today's values.
    pub ledger: &'a Ledger,
    /// The whole file.
    pub file: &'a str,
    /// How offsets lead back to it.
    pub origin: &'a Origin,
}

/// Appends the words `text`, which begin at byte `begin`, to `prose`.
pub fn run(text: (&str, usize), style: Style, setting: &Setting, prose: &mut Prose, refs: &mut Vec<Ref>) {
    let (text, begin) = text;
    let mut rest = text;
    while let Some((before, mark, after)) = next(rest) {
        push(before, style, prose);
        match mark {
            Mark::Story(words) => push(words, style, prose),
            Mark::Fact(name) => {
                let offset = begin + (text.len() - rest.len()) + before.len();
                prose.push(fact(name, offset, setting, refs));
            }
        }
        rest = after;
    }
    push(rest, style, prose);
}

enum Mark<'t> {
    /// `[[name]]`
    Fact(&'t str),
    /// `{~words}`: a number of the story, not of AWS.
    Story(&'t str),
}

/// The words before the next mark, the mark, and what follows.
fn next(text: &str) -> Option<(&str, Mark<'_>, &str)> {
    let fact = text.find("[[").and_then(|at| Some((at, at + 2, at + 2 + text.get(at + 2..)?.find("]]")?, 2)));
    let story = text.find("{~").and_then(|at| Some((at, at + 2, at + 2 + text.get(at + 2..)?.find('}')?, 1)));
    let is_fact = fact.is_some_and(|f| story.is_none_or(|s| f.0 < s.0));
    let (at, from, to, close) = if is_fact { fact } else { story }?;
    let inner = text.get(from..to)?;
    let mark = if is_fact { Mark::Fact(inner) } else { Mark::Story(inner) };
    Some((text.get(..at)?, mark, text.get(to + close..)?))
}

fn fact(name: &str, offset: usize, setting: &Setting, refs: &mut Vec<Ref>) -> Inline {
    let written = format!("[[{name}]]");
    let span = setting.origin.span(setting.file, &(offset..offset + written.len()), &written);
    let (id, part) = name.split_once(':').map_or((name, None), |(id, part)| (id, Some(part)));
    let shown = setting.ledger.show(id, part);
    let (inline, fault) = match shown {
        Ok((fact, today)) => {
            let older = fact.older_show.clone().or_else(|| fact.older.clone()).filter(|older| older != today);
            (Inline::Fact { id: id.into(), today: today.to_owned(), older }, None)
        }
        Err(fault) => (Inline::Text(written), Some(fault)),
    };
    refs.push(Ref { span, to: Target::Fact { id: FactId::from(id), fault } });
    inline
}

/// Appends words, joined to the run before where it looks the same.
pub fn push(words: &str, style: Style, prose: &mut Prose) {
    if words.is_empty() {
        return;
    }
    match (style, prose.last_mut()) {
        (Style::Plain, Some(Inline::Text(t)))
        | (Style::Strong, Some(Inline::Strong(t)))
        | (Style::Emph, Some(Inline::Emph(t))) => t.push_str(words),
        (Style::Plain, _) => prose.push(Inline::Text(words.into())),
        (Style::Strong, _) => prose.push(Inline::Strong(words.into())),
        (Style::Emph, _) => prose.push(Inline::Emph(words.into())),
    }
}
