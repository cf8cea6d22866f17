//! A report as a file: Markdown for notes, JSON for other programs, one HTML page for the printer. Markdown and HTML are two ways to
//! write one page, so that they cannot tell different things.

/// The page as HTML, for a browser or a printer.
pub mod html;
/// The report as data.
pub mod json;
/// The page as Markdown.
pub mod markdown;
/// What the page says.
mod page;

use super::{
    report::{Report, item::Item},
    words::iso,
};
use crate::{
    base::id::{OptionId, is_slug},
    content::library::Library,
    quiz::question::{Choice, Question},
};

#[cfg(test)]
mod tests;

/// What every file says of its score.
pub const DISCLAIMER: &str = "An estimate: AWS does not publish its scale between 100, 720 and 1000.";

/// The formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For notes.
    Markdown,
    /// For other programs.
    Json,
    /// For a browser or a printer.
    Html,
}

impl Format {
    /// All, as a learner chooses them.
    pub const ALL: [Self; 3] = [Self::Markdown, Self::Json, Self::Html];

    /// `md`, `json`, `html`: also its name on the command line.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// The whole file.
    #[must_use]
    pub fn write(self, report: &Report, library: &Library) -> String {
        match self {
            Self::Markdown => markdown::write(report, library),
            Self::Json => json::write(report, library),
            Self::Html => html::write(report, library),
        }
    }
}

/// A name for the file: `inflight-section-3-2026-11-21.md`.
#[must_use]
pub fn file_name(report: &Report, format: Format) -> String {
    let heading = &report.heading;
    // A blueprint's id comes from a file, and names no folder.
    let blueprint = if is_slug(heading.blueprint.as_str()) { heading.blueprint.as_str() } else { "mock" };
    format!("inflight-{blueprint}-{}-{}.{}", heading.number, iso(heading.day), format.extension())
}

/// An item with its question as the paper had it.
struct Explained<'a> {
    item: &'a Item,
    /// None where it has left the bank.
    question: Option<&'a Question>,
    /// Its options, in the order of the paper; an option is none where the question has it no more.
    options: Vec<(char, Option<&'a Choice>)>,
    /// `SQS: Visibility timeout, Choosing a timeout`.
    lesson: Option<String>,
    /// `SQS visibility timeout`.
    lab: Option<&'a str>,
}

fn explained<'a>(item: &'a Item, library: &'a Library) -> Explained<'a> {
    let question = library.items.get(&item.question).map(|found| &found.question);
    let choice = |id: &OptionId| question.and_then(|question| question.options.iter().find(|option| option.id == *id));
    let leads = item.bank.leads();
    let lesson = leads.and_then(|leads| {
        let lesson = library.lessons.get(&leads.lesson)?;
        let section = library.section(&leads.lesson, &leads.section).map(|s| format!(", {}", s.title));
        Some(format!("{}: {}{}", lesson.service, lesson.title, section.unwrap_or_default()))
    });
    let lab = leads.and_then(|leads| library.labs.get(leads.lab.as_ref()?)).map(|lab| lab.title.as_str());
    Explained {
        item,
        question,
        options: ('A'..='Z').zip(&item.letters.shown).map(|(letter, id)| (letter, choice(id))).collect(),
        lesson,
        lab,
    }
}

/// What is written for each, one after the other.
fn each<T>(of: impl IntoIterator<Item = T>, write: impl Fn(T) -> String) -> String {
    of.into_iter().map(write).collect()
}

/// Letters for people: `A, C`; a dash for none.
fn letters(letters: &[char]) -> String {
    if letters.is_empty() {
        return "-".into();
    }
    letters.iter().map(char::to_string).collect::<Vec<_>>().join(", ")
}
