//! A sitting of a mock exam as its acts leave it. `apply` is the one place that changes it.
use crate::{
    base::{
        id::{Key, OptionId},
        moment::Now,
    },
    practice::record::sat::{Absence, Act, Edit, End, Mode, Paper, Place, Sat, Sheet},
    quiz::answer::Verdict,
};
use std::collections::BTreeSet;

/// A sitting: the paper, what was answered, and where the candidate stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Sitting {
    /// Its name.
    pub id: Key,
    /// When the paper was laid down.
    pub began: Now,
    /// When the last act was written.
    pub last: Now,
    /// The paper.
    pub paper: Paper,
    /// Milliseconds the paper has been on the screen.
    pub spent_ms: u64,
    /// What is on the screen.
    pub place: Place,
    /// What was given, by item.
    pub given: Vec<Given>,
    /// The scratch pad; empty once the paper is handed in.
    pub pad: String,
    /// Times the paper was off the screen.
    pub away: Vec<Away>,
    /// How it ended; none while it goes on.
    pub ended: Option<Ended>,
}

/// What was given to one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Chosen now.
    pub chosen: BTreeSet<OptionId>,
    /// Struck out now.
    pub struck: BTreeSet<OptionId>,
    /// Flagged for review.
    pub flagged: bool,
    /// Answered without being sure.
    pub unsure: bool,
    /// Words of the scenario that are highlighted.
    pub lit: BTreeSet<usize>,
    /// Checked and explained (review sittings only): it stands.
    pub checked: bool,
    /// Came up at least once.
    pub seen: bool,
    /// Milliseconds it was on the screen.
    pub spent_ms: u64,
    /// Complete answers as they stood whenever the item was left, oldest first, each different from the one before.
    pub settled: Vec<BTreeSet<OptionId>>,
}

/// A time the paper was off the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// How that came.
    pub how: Absence,
    /// How long in milliseconds, where the wall clock could tell.
    pub ms: Option<u64>,
    /// The exam's clock when it happened.
    pub at_ms: u64,
}

/// How a sitting ended, and what each item was worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub end: End,
    /// By item; none where its question had left the bank.
    pub marks: Vec<Option<Verdict>>,
}

impl Sitting {
    /// A sitting as it begins; `None` where the act is none that begins one.
    #[must_use]
    pub fn begin(sat: &Sat) -> Option<Self> {
        let Act::Began(paper) = &sat.act else { return None };
        let mut given = vec![Given::default(); paper.sheets.len()];
        if let Some(first) = given.first_mut() {
            first.seen = true;
        }
        Some(Self {
            id: sat.sitting.clone(),
            began: sat.now,
            last: sat.now,
            paper: (**paper).clone(),
            spent_ms: 0,
            place: Place::Item(0),
            given,
            pad: String::new(),
            away: vec![],
            ended: None,
        })
    }

    /// The same as the how-many-th of its learner, from 1.
    #[must_use]
    pub fn numbered(mut self, number: usize) -> Self {
        self.paper.number = u32::try_from(number).unwrap_or(u32::MAX);
        self
    }

    /// Takes in an act. What names an item that is not there, or comes after the end, changes nothing.
    pub fn apply(&mut self, sat: &Sat) {
        if self.ended.is_some() || sat.sitting != self.id {
            return;
        }
        self.last = sat.now;
        self.pass(sat.spent_ms);
        match &sat.act {
            Act::Began(_) | Act::Beat => {}
            Act::Turned(place) => self.turn(*place),
            // An option is never chosen and struck at once: the later act stands.
            Act::Chose { item, chosen } => self.on(*item, |given| {
                given.struck.retain(|option| !chosen.contains(option));
                given.chosen.clone_from(chosen);
            }),
            Act::Struck { item, struck } => self.on(*item, |given| {
                given.chosen.retain(|option| !struck.contains(option));
                given.struck.clone_from(struck);
            }),
            Act::Flagged { item, on } => self.on(*item, |given| given.flagged = *on),
            Act::Unsure { item, on } => self.on(*item, |given| given.unsure = *on),
            Act::Lit { item, words } => self.on(*item, |given| given.lit.clone_from(words)),
            Act::Checked { item } => self.on(*item, |given| given.checked = true),
            Act::Typed(Edit::Put(c)) => self.pad.push(*c),
            Act::Typed(Edit::Erase) => drop(self.pad.pop()),
            Act::Away { how, ms } => self.away.push(Away { how: *how, ms: *ms, at_ms: sat.spent_ms }),
            Act::HandedIn { end, marks, .. } => {
                self.settle();
                self.pad.clear();
                self.ended = Some(Ended { end: *end, marks: marks.clone() });
            }
        }
    }

    fn on(&mut self, item: usize, change: impl FnOnce(&mut Given)) {
        if let Some(given) = self.given.get_mut(item) {
            change(given);
        }
    }

    /// The exam's clock stands at `to`: what passed belongs to the item on the screen.
    fn pass(&mut self, to: u64) {
        let to = self.paper.limit_ms.map_or(to, |limit| to.min(limit));
        let passed = to.saturating_sub(self.spent_ms);
        self.spent_ms += passed;
        if let Place::Item(item) = self.place {
            self.on(item, |given| given.spent_ms += passed);
        }
    }

    fn turn(&mut self, place: Place) {
        if matches!(place, Place::Item(item) if item >= self.given.len()) {
            return;
        }
        self.settle();
        self.place = place;
        if let Place::Item(item) = place {
            self.on(item, |given| given.seen = true);
        }
    }

    /// Notes the answer of the item that is left.
    fn settle(&mut self) {
        let Place::Item(item) = self.place else { return };
        let Some(sheet) = self.paper.sheets.get(item) else { return };
        let choose = sheet.choose;
        self.on(item, |given| {
            let complete = given.chosen.len() == choose;
            if complete && given.settled.last() != Some(&given.chosen) {
                given.settled.push(given.chosen.clone());
            }
        });
    }

    /// An item with what was given to it.
    #[must_use]
    pub fn item(&self, item: usize) -> Option<(&Sheet, &Given)> {
        self.paper.sheets.get(item).zip(self.given.get(item))
    }

    /// All items with what was given to them, in the order of the paper.
    pub fn items(&self) -> impl Iterator<Item = (&Sheet, &Given)> {
        self.paper.sheets.iter().zip(&self.given)
    }

    /// Whether an item has as many choices as it wants.
    #[must_use]
    pub fn is_complete(&self, item: usize) -> bool {
        self.item(item).is_some_and(|(sheet, given)| given.chosen.len() == sheet.choose)
    }

    /// Items without a complete answer, in order.
    #[must_use]
    pub fn open(&self) -> Vec<usize> {
        (0..self.given.len()).filter(|item| !self.is_complete(*item)).collect()
    }

    /// Flagged items, in order.
    #[must_use]
    pub fn flagged(&self) -> Vec<usize> {
        (0..self.given.len()).filter(|item| self.given.get(*item).is_some_and(|given| given.flagged)).collect()
    }

    /// Milliseconds left on the exam's clock, by what was written last; none where it is untimed.
    #[must_use]
    pub fn left_ms(&self) -> Option<u64> {
        self.paper.limit_ms.map(|limit| limit.saturating_sub(self.spent_ms))
    }

    /// Whether it can be taken up again: it has not ended, and no instructor watches it.
    #[must_use]
    pub fn can_resume(&self) -> bool {
        self.ended.is_none() && self.paper.mode != Mode::Proctored
    }
}
