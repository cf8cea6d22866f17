//! A sitting under way. Every move gives the record to write, and takes effect by that record alone: what is on the screen is what
//! is saved, or the candidate is told that it was not. The clock counts only time in which the paper was on the screen.
use super::mark::hand_in;
use crate::{
    base::id::{Key, OptionId},
    content::{library::Library, pack::Item},
    practice::{
        desk::Desk,
        progress::sitting::{Given, Sitting},
        record::{
            Record,
            sat::{Absence, Act, Edit, End, Mode, Paper, Place, Sat, Sheet},
        },
    },
    quiz::question::number,
};
use std::sync::Arc;

/// The clock is saved at least this often, in milliseconds on the screen: a killed terminal gives back no more.
pub const BEAT_MS: u64 = 15_000;
/// A pause between two ticks that is longer means that the app stood still: the paper was not on the screen.
pub const STILL_MS: u64 = 5_000;
/// Minutes left at which the candidate is told.
pub const WARNINGS: [u64; 4] = [30, 15, 5, 1];
/// Characters the scratch pad holds.
pub const PAD: usize = 4_000;

/// A sitting with its running clock.
#[derive(Clone, Debug)]
pub struct Room {
    /// The sitting, as it was written.
    pub sitting: Sitting,
    /// The exam's clock now.
    spent_ms: u64,
    /// The app's clock at the last tick.
    seen_ms: u64,
}

/// A question of the paper as the bank has it; none where it left the bank, or was edited there.
#[must_use]
pub fn of_bank<'a>(sheet: &Sheet, library: &'a Library) -> Option<&'a Arc<Item>> {
    library.items.get(&sheet.question).filter(|item| item.question.digest() == sheet.content)
}

/// Whether another window took this sitting up, or handed it in, by what it wrote.
#[must_use]
pub fn taken_up(sitting: &Key, others: &[Record]) -> bool {
    let takes = |act: &Act| matches!(act, Act::Away { how: Absence::Ended, .. } | Act::HandedIn { .. });
    others.iter().any(|record| matches!(record, Record::Sat(sat) if sat.sitting == *sitting && takes(&sat.act)))
}

/// A proctored sitting is still sat while its clock was saved this recently, in milliseconds.
const ALIVE_MS: i64 = 60_000;

/// Hands in the proctored papers that were killed: they cannot be taken up again, and are worth what was given.
#[must_use]
pub fn abandoned(desk: &Desk<'_>) -> Vec<Record> {
    let quiet = |sitting: &&Sitting| !(0..ALIVE_MS).contains(&(desk.now.at.0.saturating_sub(sitting.last.at.0)));
    let left = desk.progress.sittings.iter().filter(|s| s.ended.is_none() && s.paper.mode == Mode::Proctored);
    let room =
        |sitting: &Sitting| Room { sitting: sitting.clone(), spent_ms: sitting.spent_ms, seen_ms: desk.uptime_ms };
    left.filter(quiet).filter_map(|sitting| room(sitting).end(End::Left, desk)).collect()
}

/// What a tick brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ticked {
    /// To be written, in order.
    pub records: Vec<Record>,
    /// So many minutes are left: say so.
    pub warning: Option<u64>,
    /// The paper was off the screen for so many milliseconds.
    pub away_ms: Option<u64>,
}

impl Room {
    /// Lays a paper down. `None` where the paper has no items.
    #[must_use]
    pub fn begin(paper: Paper, desk: &Desk<'_>) -> Option<(Self, Record)> {
        if paper.sheets.is_empty() {
            return None;
        }
        let sitting = Key::from(format!("{}-{}-{}", paper.blueprint, paper.number, desk.now.at.0));
        let sat = Sat { sitting, now: desk.now, spent_ms: 0, act: Act::Began(Box::new(paper)) };
        let sitting = Sitting::begin(&sat)?;
        Some((Self { sitting, spent_ms: 0, seen_ms: desk.uptime_ms }, Record::Sat(sat)))
    }

    /// Takes a sitting up again where it stopped.
    ///
    /// # Errors
    /// A sentence: it has ended, or it was proctored.
    pub fn resume(sitting: &Sitting, desk: &Desk<'_>) -> Result<(Self, Record), String> {
        if !sitting.can_resume() {
            return Err(match sitting.ended {
                Some(_) => "this paper is handed in".into(),
                None => "a proctored paper cannot be taken up again".into(),
            });
        }
        let gone = desk.now.at.0.checked_sub(sitting.last.at.0).and_then(|ms| u64::try_from(ms).ok());
        let mut room = Self { sitting: sitting.clone(), spent_ms: sitting.spent_ms, seen_ms: desk.uptime_ms };
        let record = room.write(Act::Away { how: Absence::Ended, ms: gone }, desk);
        Ok((room, record))
    }

    /// The exam's clock now: milliseconds the paper has been on the screen.
    #[must_use]
    pub const fn spent_ms(&self) -> u64 {
        self.spent_ms
    }

    /// Milliseconds left; none where it is untimed.
    #[must_use]
    pub fn left_ms(&self) -> Option<u64> {
        self.sitting.paper.limit_ms.map(|limit| limit.saturating_sub(self.spent_ms))
    }

    /// Milliseconds an item has been on the screen.
    #[must_use]
    pub fn item_ms(&self, item: usize) -> u64 {
        let running = if self.sitting.place == Place::Item(item) { self.spent_ms - self.sitting.spent_ms } else { 0 };
        self.sitting.given.get(item).map_or(0, |given| given.spent_ms) + running
    }

    /// The item on the screen.
    #[must_use]
    pub const fn at(&self) -> Option<usize> {
        match self.sitting.place {
            Place::Item(item) => Some(item),
            Place::Review => None,
        }
    }

    /// Whether it goes on.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.sitting.ended.is_none()
    }

    /// Time has passed: the clock runs, is saved now and then, and hands the paper in at its end.
    pub fn tick(&mut self, desk: &Desk<'_>) -> Ticked {
        let mut ticked = Ticked::default();
        let passed = desk.uptime_ms.saturating_sub(self.seen_ms);
        self.seen_ms = desk.uptime_ms;
        if !self.is_open() {
            return ticked;
        }
        // Under an instructor the clock does not stop.
        if passed > STILL_MS && self.sitting.paper.mode != Mode::Proctored {
            ticked.away_ms = Some(passed);
            ticked.records.push(self.write(Act::Away { how: Absence::Still, ms: Some(passed) }, desk));
            return ticked;
        }
        let before = self.left_ms();
        self.spent_ms = self.spent_ms.saturating_add(passed);
        if let (Some(limit), Some(before)) = (self.sitting.paper.limit_ms, before) {
            self.spent_ms = self.spent_ms.min(limit);
            let after = limit - self.spent_ms;
            ticked.warning = WARNINGS.into_iter().rev().find(|m| before > m * 60_000 && after <= m * 60_000);
            if after == 0 {
                ticked.records.extend(self.end(End::Time, desk));
                return ticked;
            }
        }
        if self.spent_ms - self.sitting.spent_ms >= BEAT_MS {
            ticked.records.push(self.write(Act::Beat, desk));
        }
        ticked
    }

    /// Saves the clock as it stands: the candidate leaves. None where nothing is unsaved.
    pub fn rest(&mut self, desk: &Desk<'_>) -> Option<Record> {
        (self.is_open() && self.spent_ms > self.sitting.spent_ms).then(|| self.write(Act::Beat, desk))
    }

    /// Turns to another place.
    ///
    /// # Errors
    /// A sentence: there is no such question.
    pub fn turn(&mut self, place: Place, desk: &Desk<'_>) -> Result<Record, String> {
        self.sits()?;
        if let Place::Item(item) = place
            && item >= self.sitting.given.len()
        {
            return Err(format!("the paper has {} questions", self.sitting.given.len()));
        }
        Ok(self.write(Act::Turned(place), desk))
    }

    /// Chooses the option at a place of the item on the screen, or takes the choice back.
    ///
    /// # Errors
    /// A sentence: there is no such option, one more would be too many, or the answer was checked.
    pub fn choose(&mut self, at: usize, desk: &Desk<'_>) -> Result<Record, String> {
        let (item, sheet, given, option) = self.option(at)?;
        of_bank(sheet, desk.library).ok_or("this question has left the bank: it does not count")?;
        let mut chosen = given.chosen.clone();
        if !chosen.remove(&option) {
            if sheet.choose == 1 {
                chosen.clear();
            } else if chosen.len() >= sheet.choose {
                return Err(format!("{} are wanted: take one back first", number(sheet.choose).to_lowercase()));
            }
            chosen.insert(option);
        }
        Ok(self.write(Act::Chose { item, chosen }, desk))
    }

    /// Strikes an option out, or takes that back; a struck option is not chosen any more.
    ///
    /// # Errors
    /// A sentence: there is no such option, or the answer was checked.
    pub fn strike(&mut self, at: usize, desk: &Desk<'_>) -> Result<Record, String> {
        let (item, _, given, option) = self.option(at)?;
        let mut struck = given.struck.clone();
        if !struck.remove(&option) {
            struck.insert(option);
        }
        Ok(self.write(Act::Struck { item, struck }, desk))
    }

    /// Puts the flag up on the item on the screen, or down.
    ///
    /// # Errors
    /// A sentence: no question is on the screen.
    pub fn flag(&mut self, desk: &Desk<'_>) -> Result<Record, String> {
        let (item, _, given) = self.here()?;
        let on = !given.flagged;
        Ok(self.write(Act::Flagged { item, on }, desk))
    }

    /// Marks the item on the screen as answered without being sure, or as sure again.
    ///
    /// # Errors
    /// A sentence: no question is on the screen.
    pub fn doubt(&mut self, desk: &Desk<'_>) -> Result<Record, String> {
        let (item, _, given) = self.unchecked()?;
        let on = !given.unsure;
        Ok(self.write(Act::Unsure { item, on }, desk))
    }

    /// Highlights a word of the scenario on the screen, counted from 0, or takes that back.
    ///
    /// # Errors
    /// A sentence: no question is on the screen.
    pub fn light(&mut self, word: usize, desk: &Desk<'_>) -> Result<Record, String> {
        let (item, _, given) = self.here()?;
        let mut words = given.lit.clone();
        if !words.remove(&word) {
            words.insert(word);
        }
        Ok(self.write(Act::Lit { item, words }, desk))
    }

    /// A key on the scratch pad; none where it changes nothing.
    pub fn scribble(&mut self, edit: Edit, desk: &Desk<'_>) -> Option<Record> {
        let can = match edit {
            Edit::Put(_) => self.sitting.pad.chars().count() < PAD,
            Edit::Erase => !self.sitting.pad.is_empty(),
        };
        (can && self.is_open()).then(|| self.write(Act::Typed(edit), desk))
    }

    /// Checks the item on the screen and shows why (review sittings).
    ///
    /// # Errors
    /// A sentence: it is an exam, the answer is not complete, or it was checked.
    pub fn check(&mut self, desk: &Desk<'_>) -> Result<Record, String> {
        if self.sitting.paper.mode != Mode::Review {
            return Err("no feedback until the paper is handed in".into());
        }
        let (item, sheet, given) = self.unchecked()?;
        if given.chosen.len() < sheet.choose {
            return Err(format!("choose {} first", number(sheet.choose)));
        }
        Ok(self.write(Act::Checked { item }, desk))
    }

    /// Hands the paper in; none where it was.
    pub fn end(&mut self, end: End, desk: &Desk<'_>) -> Option<Record> {
        self.is_open().then(|| {
            let act = hand_in(self, end, desk);
            self.write(act, desk)
        })
    }

    /// The question on the screen as it was laid down; none on the review screen, or where it left the bank or was edited there.
    #[must_use]
    pub fn item<'a>(&self, desk: &Desk<'a>) -> Option<&'a Arc<Item>> {
        of_bank(self.sitting.paper.sheets.get(self.at()?)?, desk.library)
    }

    fn sits(&self) -> Result<(), String> {
        if self.is_open() { Ok(()) } else { Err("the paper is handed in".into()) }
    }

    fn here(&self) -> Result<(usize, &Sheet, &Given), String> {
        self.sits()?;
        let item = self.at().ok_or("no question is on the screen")?;
        let (sheet, given) = self.sitting.item(item).ok_or("no question is on the screen")?;
        Ok((item, sheet, given))
    }

    fn unchecked(&self) -> Result<(usize, &Sheet, &Given), String> {
        let here = self.here()?;
        if here.2.checked { Err("checked: the answer stands".into()) } else { Ok(here) }
    }

    fn option(&self, at: usize) -> Result<(usize, &Sheet, &Given, OptionId), String> {
        let (item, sheet, given) = self.unchecked()?;
        let option = sheet.shown.get(at).ok_or("there is no such option")?.clone();
        Ok((item, sheet, given, option))
    }

    /// Writes an act and lets it take effect.
    fn write(&mut self, act: Act, desk: &Desk<'_>) -> Record {
        let sat = Sat { sitting: self.sitting.id.clone(), now: desk.now, spent_ms: self.spent_ms, act };
        self.sitting.apply(&sat);
        Record::Sat(sat)
    }
}
