//! The lesson as a dock: its section and the one sentence that matters, on one row.
use super::{
    super::state::{State, number},
    VEILED,
};
use crate::{
    base::prose::plain,
    content::lesson::{Block, Callout, Section},
    ui::{
        flow::context::Context,
        kit::{
            canvas::{Canvas, cut, width},
            parts::veil,
            theme::Role,
        },
    },
};

/// Draws the dock on one row.
pub fn dock(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) {
    let x = canvas.text(1, 0, "[1] ", Role::Dim);
    let x = canvas.text(x, 0, "Lesson", Role::Muted) + 3;
    let Some(section) = state.section(context.library) else {
        canvas.text(x, 0, "none open: / finds one", Role::Faint);
        return;
    };
    let lesson = state.lesson.as_ref();
    let at = lesson.map_or_else(String::new, |l| number(context.library, l, &section.id));
    let x = canvas.text(x, 0, &format!("{at} "), Role::Text);
    let room = canvas.width();
    if state.hidden() {
        let at = room.saturating_sub(width(VEILED) + 4);
        canvas.text(x, 0, &cut(&section.title, at.saturating_sub(x + 2)), Role::Text);
        veil(canvas, at, 0, VEILED);
        return;
    }
    let sentence = deciding(section).unwrap_or_default();
    // The sentence matters more than the title: where both do not fit, the title goes.
    let whole = width(&section.title).min((room / 2).saturating_sub(x + 1)) + x + 6;
    let first = sentence.find(['.', ':', ';']).map_or(sentence.as_str(), |i| &sentence[..i]);
    if width(first) + whole > room && width(first) + x + 2 <= room {
        let at = canvas.text(x, 0, "▌", Role::Info);
        canvas.text(at, 0, &clause(&sentence, room.saturating_sub(at + 1)), Role::Strong);
        return;
    }
    let half = if sentence.is_empty() { room } else { room / 2 };
    let end = canvas.text(x, 0, &cut(&section.title, half.saturating_sub(x + 1)), Role::Text);
    if !sentence.is_empty() {
        let at = canvas.text(end + 3, 0, "▌", Role::Info);
        canvas.text(at, 0, &clause(&sentence, room.saturating_sub(at + 1)), Role::Strong);
    }
}

/// As much of the sentence as fits, ending where a thought ends; at a comma with the sign that more follows, because half
/// a condition alone says what is not so.
fn clause(words: &str, room: u16) -> String {
    if width(words) <= room {
        return words.into();
    }
    let end = |(i, sign): (usize, &str)| words[..i].to_owned() + if sign == "," { "…" } else { "" };
    let ends = words.match_indices(['.', ':', ';', ',']).map(end);
    let longest = ends.filter(|part| width(part) <= room && width(part) >= 12).max_by_key(String::len);
    longest.unwrap_or_else(|| cut(words, room))
}

/// The words of the sentence that decides.
fn deciding(section: &Section) -> Option<String> {
    section.blocks.iter().find_map(|block| match block {
        Block::Callout { kind: Callout::Key, blocks } => blocks.iter().find_map(|inner| match inner {
            Block::Paragraph(prose) => Some(plain(prose).replace('\n', " ")),
            _ => None,
        }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::clause;

    #[test]
    fn a_sentence_ends_where_a_thought_ends() {
        let words = "A received message is hidden, not deleted: nobody else sees it.";
        assert_eq!(clause(words, 80), words);
        assert_eq!(clause(words, 50), "A received message is hidden, not deleted");
        assert_eq!(clause(words, 30), "A received message is hidden…");
        assert_eq!(clause(words, 10), "A receive…");
    }
}
