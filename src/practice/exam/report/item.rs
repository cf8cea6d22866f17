//! One item of the paper, judged: what was chosen, what was right, and where that is explained.
use crate::{
    base::id::{LabId, LessonId, OptionId, QuestionId, SectionId},
    content::{library::Library, pack},
    practice::{
        progress::sitting::{Given, Sitting},
        record::sat::Sheet,
    },
    quiz::answer::Verdict,
};

/// An item of the paper, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number on the paper, from 1.
    pub number: usize,
    /// The question.
    pub question: QuestionId,
    /// Two to five words for lists; the question's id where it has left the bank.
    pub title: String,
    /// Task statement: `2.1`.
    pub task: String,
    /// What it was worth; none where the question had left the bank.
    pub verdict: Option<Verdict>,
    /// Whether it counted; told only now.
    pub scored: bool,
    /// How it was answered.
    pub sureness: Sureness,
    /// What was on the paper, and what should have been.
    pub letters: Letters,
    /// The flag was up at the end.
    pub flagged: bool,
    /// Milliseconds it was on the screen.
    pub ms: u64,
    /// Whether the bank still has the question, and where it leads.
    pub bank: Bank,
}

/// How an item was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sureness {
    /// Without a doubt.
    Sure,
    /// Marked as unsure: a guess.
    Unsure,
    /// Not at all, or with fewer options than were wanted.
    Open,
}

impl Sureness {
    /// All, in the order of tables.
    pub const ALL: [Self; 3] = [Self::Sure, Self::Unsure, Self::Open];

    /// For people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Unsure => "not sure",
            Self::Open => "open",
        }
    }

    /// How an item was answered.
    #[must_use]
    pub fn of(sheet: &Sheet, given: &Given) -> Self {
        match (given.chosen.len() == sheet.choose, given.unsure) {
            (false, _) => Self::Open,
            (true, true) => Self::Unsure,
            (true, false) => Self::Sure,
        }
    }
}

/// Options by their letters on the paper, `A` first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// All options, in the order shown.
    pub shown: Vec<OptionId>,
    /// Chosen.
    pub chosen: Vec<char>,
    /// Right; empty where the bank cannot tell any more.
    pub right: Vec<char>,
}

/// Whether the bank still has a question, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bank {
    /// As it was on the paper.
    Same(Leads),
    /// It was changed since; its explanation may speak of other options.
    Edited(Leads),
    /// It has left the bank: nothing explains it any more.
    Gone,
}

impl Bank {
    /// Where the question leads; nowhere once it has left the bank.
    #[must_use]
    pub const fn leads(&self) -> Option<&Leads> {
        match self {
            Self::Same(leads) | Self::Edited(leads) => Some(leads),
            Self::Gone => None,
        }
    }
}

/// Where a question leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leads {
    /// The lesson that answers it.
    pub lesson: LessonId,
    /// Its section.
    pub section: SectionId,
    /// The lab that shows it: the one that proves the key, else the lesson's.
    pub lab: Option<LabId>,
    /// A run proves the key.
    pub proof: bool,
}

/// All items of a sitting that has ended.
pub(super) fn items(sitting: &Sitting, library: &Library) -> Vec<Item> {
    let marks = sitting.ended.as_ref().map_or(&[][..], |ended| &ended.marks);
    let mark = |at: usize| marks.get(at).copied().flatten();
    sitting.items().enumerate().map(|(at, (sheet, given))| item((at, mark(at)), sheet, given, library)).collect()
}

fn item((at, verdict): (usize, Option<Verdict>), sheet: &Sheet, given: &Given, library: &Library) -> Item {
    let found = library.items.get(&sheet.question).map(AsRef::as_ref);
    Item {
        number: at + 1,
        question: sheet.question.clone(),
        title: found.map_or_else(|| sheet.question.to_string(), |item| item.title.clone()),
        task: sheet.task.clone(),
        verdict,
        scored: sheet.scored,
        sureness: Sureness::of(sheet, given),
        letters: Letters {
            shown: sheet.shown.clone(),
            chosen: letters(sheet, |option| given.chosen.contains(option)),
            right: letters(sheet, |option| found.is_some_and(|item| is_right(item, option))),
        },
        flagged: given.flagged,
        ms: given.spent_ms,
        bank: bank(found, sheet, library),
    }
}

fn is_right(item: &pack::Item, option: &OptionId) -> bool {
    item.question.options.iter().any(|o| o.right && o.id == *option)
}

/// The letters of the options on the paper that `want` picks.
fn letters(sheet: &Sheet, want: impl Fn(&OptionId) -> bool) -> Vec<char> {
    ('A'..='Z').zip(&sheet.shown).filter(|(_, option)| want(option)).map(|(letter, _)| letter).collect()
}

fn bank(found: Option<&pack::Item>, sheet: &Sheet, library: &Library) -> Bank {
    let Some(item) = found else { return Bank::Gone };
    let (lesson, section) = item.lesson.clone();
    let proof = item.proof.as_ref();
    let beside = || library.lessons.get(&lesson).and_then(|lesson| lesson.lab.clone());
    let lab = proof.map(|proof| proof.lab.clone()).or_else(beside).filter(|lab| library.labs.contains_key(lab));
    let leads = Leads { lab, proof: proof.is_some(), lesson, section };
    if item.question.digest() == sheet.content { Bank::Same(leads) } else { Bank::Edited(leads) }
}
