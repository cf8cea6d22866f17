//! The study plan: lessons to read, labs to play, cards that come.
use super::{
    super::state::State,
    set::{LEFT, Row, Sheet},
};
use crate::{
    practice::exam::words::count,
    ui::{
        flow::context::Context,
        kit::{Kit, canvas::cut, theme::Role},
    },
};

/// The page over so many columns.
pub(super) fn set(state: &State, context: &Context<'_>, kit: &Kit, width: u16) -> Sheet {
    let Some(report) = &state.report else { return Sheet::default() };
    let next = &report.next;
    let mut sheet = Sheet::default();
    let mut stops = vec![];
    sheet.gap();
    let room = width.saturating_sub(40).clamp(20, 60);
    let mut row = |sheet: &mut Sheet, words: &str, note: &str, more: &str| {
        stops.push(sheet.lines.len());
        let line = Row::new(kit).at(LEFT, &cut(words, room), Role::Text);
        sheet.row(line.at(LEFT + room + 2, note, Role::Muted).at(LEFT + room + 13, more, Role::Dim));
    };
    if !next.lessons.is_empty() {
        sheet.rule(kit, width, "read", &format!("{} min", next.minutes()));
        for lesson in &next.lessons {
            let more = format!("{} min{}", lesson.minutes, if lesson.read { ", read before" } else { "" });
            row(&mut sheet, &lesson.title, &format!("{} wrong", lesson.wrong), &more);
        }
        sheet.gap();
    }
    if !next.labs.is_empty() {
        sheet.rule(kit, width, "play", "");
        for lab in &next.labs {
            row(&mut sheet, &lab.title, &format!("{} wrong", lab.wrong), &kit.glyphs.stars(lab.stars));
        }
        sheet.gap();
    }
    sheet.rule(kit, width, "answer", "");
    if next.waiting > 0 {
        let words = format!("{} of what was wrong, open or not sure", count(next.waiting, "card"));
        row(&mut sheet, &words, &super::report::due(report, context), "");
    } else {
        sheet.row(Row::new(kit).at(LEFT, "No card of this paper waits any more.", Role::Dim));
    }
    sheet.gap();
    sheet.words(
        kit,
        "The cards were scheduled when the paper was handed in. Looking at a report schedules nothing.",
        (LEFT, width - 2 * LEFT),
        Role::Dim,
    );
    sheet.cursor = stops.get(state.plan).copied();
    sheet
}
