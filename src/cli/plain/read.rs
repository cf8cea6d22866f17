//! Lessons, section by section, as lines: tables as sentences, drawings as they can be.
use super::{
    talk::{Place, Talk},
    words::{self, clean, sentence, wrap},
};
use crate::{
    base::{
        id::{LessonId, SectionId},
        prose::{Prose, plain},
    },
    content::lesson::{Block, Callout, Section},
    practice::record::Record,
};

/// Where in a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    lesson: LessonId,
    /// The section read last, from 0.
    at: usize,
}

/// Opens a lesson at its first section. The lesson of an open question is opened by the question itself.
pub(super) fn open_named(talk: &mut Talk, name: &str) {
    let lesson = LessonId::from(name);
    let Some(found) = talk.study.library.lessons.get(&lesson) else {
        talk.say(&format!("There is no lesson \"{name}\". lessons lists them."));
        return;
    };
    let head = format!("Lesson, {}. {} sections.", words::inside(&found.title), found.sections.len());
    if talk.review.as_ref().is_some_and(crate::practice::review::session::Session::is_open)
        && talk.item().is_some_and(|item| item.lesson.0 == lesson)
    {
        // It holds the answer: the same as peeking.
        talk.say("This lesson answers the open question. Reading it counts as peeking.");
        talk.place = Place::Peek;
        return;
    }
    talk.gap();
    talk.say(&head);
    turn(talk, Reading { lesson, at: 0 });
}

/// In a lesson: on, back, or to a section.
pub(super) fn hear(talk: &mut Talk, reading: &Reading, verb: &str) -> bool {
    let last = talk.study.library.lessons.get(&reading.lesson).map_or(0, |l| l.sections.len());
    match verb {
        "" | "n" | "next" if reading.at + 1 >= last => {
            talk.say("That was the last section.");
            talk.home();
        }
        "" | "n" | "next" => turn(talk, Reading { at: reading.at + 1, ..reading.clone() }),
        "q" | "quit" => talk.home(),
        "again" => turn(talk, reading.clone()),
        number => match number.parse::<usize>() {
            Ok(n) if (1..=last).contains(&n) => turn(talk, Reading { at: n - 1, ..reading.clone() }),
            Ok(_) => talk.say(&format!("This lesson has sections 1 to {last}.")),
            Err(_) => return false,
        },
    }
    true
}

fn turn(talk: &mut Talk, reading: Reading) {
    let lesson = talk.study.library.lessons.get(&reading.lesson).cloned();
    let Some(section) = lesson.as_ref().and_then(|l| l.sections.get(reading.at)) else {
        talk.home();
        return;
    };
    section_aloud(talk, &reading.lesson, section);
    talk.place = Place::Lesson(reading);
}

/// The section that answers a question.
pub(super) fn linked(talk: &mut Talk, lesson: &LessonId, section: &SectionId) {
    let found = talk.study.library.section(lesson, section).cloned();
    match found {
        Some(found) => section_aloud(talk, lesson, &found),
        None => talk.say("The section of this question is not there any more."),
    }
}

fn section_aloud(talk: &mut Talk, lesson: &LessonId, section: &Section) {
    talk.gap();
    talk.say(&sentence(&section.title));
    blocks(&section.blocks, "", &mut talk.said.lines);
    let now = talk.study.clock.now;
    talk.save(Record::Read { lesson: lesson.clone(), section: section.id.clone(), now });
}

fn blocks(all: &[Block], lead: &str, into: &mut Vec<String>) {
    for block in all {
        match block {
            Block::Heading(prose) => into.extend(wrap(&format!("{lead}{}", sentence(&plain(prose))))),
            Block::Paragraph(prose) => into.extend(wrap(&format!("{lead}{}", plain(prose)))),
            Block::List { start, items } => {
                for (i, item) in items.iter().enumerate() {
                    let mark = start.map_or_else(|| "- ".to_owned(), |n| format!("{}. ", n.saturating_add(i as u64)));
                    blocks(item, &format!("{lead}{mark}"), into);
                }
            }
            Block::Table { head, rows } => {
                for row in rows {
                    into.extend(wrap(&format!("{lead}{}", in_words(head, row))));
                }
            }
            Block::Callout { kind, blocks: inner } => blocks(inner, &format!("{lead}{}: ", name(*kind)), into),
            Block::Code { lang, lines } => {
                let what = if lang == "text" || lang.is_empty() { "Drawing" } else { "Code" };
                into.push(format!("{lead}{what}, {}:", words::count(lines.len(), "line")));
                // Kept cell by cell: the spaces mean something.
                into.extend(lines.iter().map(|line| clean(line).trim_end().to_owned()));
            }
        }
    }
}

/// A row of a table: its first cell, then each cell with its heading.
fn in_words(head: &[Prose], row: &[Prose]) -> String {
    let mut parts = Vec::new();
    for (i, cell) in row.iter().enumerate() {
        let title = head.get(i).map(|h| plain(h)).unwrap_or_default();
        let cell = plain(cell);
        parts.push(if i == 0 || title.is_empty() { cell } else { format!("{title}: {cell}") });
    }
    sentence(&parts.join("; "))
}

const fn name(kind: Callout) -> &'static str {
    match kind {
        Callout::Key => "Key",
        Callout::Older => "In older courses",
        Callout::Exam => "Exam",
        Callout::Trap => "Trap",
        Callout::Try => "Try it",
    }
}
