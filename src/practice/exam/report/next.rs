//! What to do next: what was wrong, the lessons and labs that cure it, and the cards that come tomorrow.
use super::{
    Lists,
    item::{Item, Leads, Sureness},
};
use crate::{
    base::{
        id::{LabId, LessonId, QuestionId, SectionId},
        moment::Day,
    },
    content::library::Library,
    practice::progress::{Progress, sitting::Sitting},
    quiz::answer::Verdict,
};

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Items that cost marks.
    pub wrong: usize,
    /// Lessons that answer them, the most wanted first.
    pub lessons: Vec<ToRead>,
    /// Labs that show them, the most wanted first.
    pub labs: Vec<ToPlay>,
    /// The day after the sitting, for which the cards of what was wrong, open or guessed were scheduled.
    pub due: Day,
    /// Those cards.
    pub cards: Vec<QuestionId>,
    /// How many of them were not reviewed since.
    pub waiting: usize,
}

/// A lesson to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToRead {
    /// Which.
    pub lesson: LessonId,
    /// `FIFO groups`.
    pub title: String,
    /// The sections that answer, in the order of the questions.
    pub sections: Vec<SectionId>,
    /// Items on it that cost marks.
    pub wrong: usize,
    /// Minutes to read all of it.
    pub minutes: u32,
    /// Those sections were all read to their end once: read them again.
    pub read: bool,
}

/// A lab to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToPlay {
    /// Which.
    pub lab: LabId,
    /// `SQS visibility timeout`.
    pub title: String,
    /// Items it shows that cost marks.
    pub wrong: usize,
    /// Stars won so far, 0 to 3.
    pub stars: usize,
}

impl Next {
    pub(super) fn of(
        (sitting, items, lists): (&Sitting, &[Item], &Lists),
        library: &Library,
        progress: &Progress,
    ) -> Self {
        let leads: Vec<&Leads> = lists.wrong().filter_map(|at| items.get(at)?.bank.leads()).collect();
        let due = Day(sitting.last.day.0.saturating_add(1));
        let cards: Vec<QuestionId> = items
            .iter()
            .zip(&sitting.given)
            .filter(|(item, given)| given.seen && comes_tomorrow(item))
            .map(|(item, _)| item.question.clone())
            .collect();
        let waits = |id: &&QuestionId| {
            let card = progress.cards.get(*id);
            card.is_some_and(|card| card.last <= sitting.last.day && library.items.contains_key(*id))
        };
        Self {
            wrong: lists.wrong().count(),
            lessons: lessons(&leads, library, progress),
            labs: labs(&leads, library, progress),
            due,
            waiting: cards.iter().filter(waits).count(),
            cards,
        }
    }

    /// Minutes to read the lessons.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.lessons.iter().map(|lesson| lesson.minutes).sum()
    }
}

/// Whether handing the paper in sent the item's card to the next day.
fn comes_tomorrow(item: &Item) -> bool {
    item.verdict.is_some_and(|verdict| verdict != Verdict::Right || item.sureness != Sureness::Sure)
}

/// How often each comes up, the most frequent first, else in the order of coming up.
fn ranked<K: PartialEq>(keys: impl IntoIterator<Item = K>) -> Vec<(K, usize)> {
    let mut ranked: Vec<(K, usize)> = vec![];
    for key in keys {
        match ranked.iter_mut().find(|(known, _)| *known == key) {
            Some((_, times)) => *times += 1,
            None => ranked.push((key, 1)),
        }
    }
    ranked.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    ranked
}

fn lessons(leads: &[&Leads], library: &Library, progress: &Progress) -> Vec<ToRead> {
    let ranked = ranked(leads.iter().map(|leads| &leads.lesson));
    let one = |(id, wrong): (&LessonId, usize)| {
        let lesson = library.lessons.get(id)?;
        let mut sections: Vec<SectionId> = vec![];
        for section in leads.iter().filter(|leads| leads.lesson == *id).map(|leads| &leads.section) {
            if !sections.contains(section) {
                sections.push(section.clone());
            }
        }
        Some(ToRead {
            lesson: id.clone(),
            title: lesson.title.clone(),
            read: sections.iter().all(|section| progress.read.contains(&(id.clone(), section.clone()))),
            sections,
            wrong,
            minutes: lesson.minutes,
        })
    };
    ranked.into_iter().filter_map(one).collect()
}

fn labs(leads: &[&Leads], library: &Library, progress: &Progress) -> Vec<ToPlay> {
    let ranked = ranked(leads.iter().filter_map(|leads| leads.lab.as_ref()));
    let one = |(id, wrong): (&LabId, usize)| {
        let lab = library.labs.get(id)?;
        Some(ToPlay { lab: id.clone(), title: lab.title.clone(), wrong, stars: progress.stars(lab) })
    };
    ranked.into_iter().filter_map(one).collect()
}
