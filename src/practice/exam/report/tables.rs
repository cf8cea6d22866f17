//! Counts by domain, task, topic and sureness. Domains and tasks count what the score counts; topics and sureness count every item
//! with a mark.
use super::item::{Item, Sureness};
use crate::{
    base::id::{LabId, LessonId, QuestionId},
    content::{
        exam::guide::{self, DOMAINS},
        library::Library,
    },
    practice::exam::score,
    quiz::answer::Verdict,
};
use std::collections::BTreeMap;

/// Where the marks came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// The four domains, in order.
    pub domains: Vec<DomainRow>,
    /// The tasks that were asked about, in order.
    pub tasks: Vec<TaskRow>,
    /// Topics, weakest first.
    pub topics: Vec<Topic>,
    /// Sure, not sure, open.
    pub sureness: [SureRow; 3],
}

/// So many right of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Right.
    pub right: usize,
    /// Asked.
    pub of: usize,
}

impl Tally {
    /// Counts items with a mark.
    pub(in crate::practice::exam) fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut tally = Self::default();
        for verdict in items.into_iter().filter_map(|item| item.verdict) {
            tally.of += 1;
            tally.right += usize::from(verdict == Verdict::Right);
        }
        tally
    }

    /// Percent, rounded; none of none.
    #[must_use]
    pub fn percent(self) -> Option<u32> {
        (self.of > 0).then(|| u32::try_from((self.right * 200 + self.of) / (self.of * 2)).unwrap_or(100))
    }
}

/// A domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainRow {
    /// 1 to 4.
    pub number: u8,
    /// `Design Secure Architectures`.
    pub name: &'static str,
    /// Percent of the exam.
    pub weight: u32,
    /// Right of those that count.
    pub tally: Tally,
    /// Whether it reaches the share that "meets"; none where it was not asked about.
    pub meets: Option<bool>,
}

impl DomainRow {
    /// `meets`, `needs improvement`, `not asked`.
    #[must_use]
    pub const fn words(&self) -> &'static str {
        match self.meets {
            Some(true) => "meets",
            Some(false) => "needs improvement",
            None => "not asked",
        }
    }
}

/// A task statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// `2.1`.
    pub number: String,
    /// Its name in our own words.
    pub name: &'static str,
    /// Right of those that count.
    pub tally: Tally,
}

/// A lesson with its questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The lesson.
    pub lesson: LessonId,
    /// `FIFO groups`; the lesson's id where the course has no such lesson.
    pub title: String,
    /// `SQS`; empty where the course has no such lesson.
    pub service: String,
    /// Right of all with a mark.
    pub tally: Tally,
    /// Milliseconds a question, on average.
    pub ms: u64,
    /// A lab shows it.
    pub lab: Option<LabId>,
    /// The question whose key a run proves, one that was wrong where there is one.
    pub proof: Option<QuestionId>,
}

/// How sure, and how right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SureRow {
    /// How they were answered.
    pub sureness: Sureness,
    /// Right of all with a mark.
    pub tally: Tally,
    /// What that says.
    pub judged: Judged,
}

/// What it says of a candidate how right they were when they were this sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// None was answered so.
    Nothing,
    /// Fewer than three.
    TooFew,
    /// Sure, and at least 85 % right.
    Well,
    /// Sure, and less than that.
    ABitTooSure,
    /// Sure, and below the pass mark.
    TooSure,
    /// Unsure, and at least 85 % right.
    TooModest,
    /// Unsure, and more right than chance gives.
    BetterThanLuck,
    /// Unsure, and as right as chance gives.
    AsLuckHasIt,
    /// Left open, where a guess costs nothing.
    Forgone,
}

impl Judged {
    /// For people; nothing where nothing was answered so.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::TooFew => "too few to tell",
            Self::Well => "well judged",
            Self::ABitTooSure => "a little too sure",
            Self::TooSure => "too sure",
            Self::TooModest => "you know more than you think",
            Self::BetterThanLuck => "better than luck",
            Self::AsLuckHasIt => "as luck has it",
            Self::Forgone => "a guess costs nothing",
        }
    }
}

impl Tables {
    pub(super) fn of(items: &[Item], library: &Library) -> Self {
        Self {
            domains: DOMAINS.iter().map(|domain| domain_row(items, *domain)).collect(),
            tasks: tasks(items),
            topics: topics(items, library),
            sureness: Sureness::ALL.map(|sureness| sure_row(items, sureness)),
        }
    }
}

fn domain_row(items: &[Item], (number, name, weight): (u8, &'static str, u32)) -> DomainRow {
    let tally = Tally::of(items.iter().filter(|item| item.scored && guide::domain_of(&item.task) == number));
    DomainRow { number, name, weight, tally, meets: score::meets(tally.right, tally.of) }
}

fn tasks(items: &[Item]) -> Vec<TaskRow> {
    let mut by_task: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.scored && item.verdict.is_some()) {
        by_task.entry(&item.task).or_default().push(item);
    }
    let row = |(number, items): (&str, Vec<&Item>)| TaskRow {
        number: number.to_owned(),
        name: guide::task(number),
        tally: Tally::of(items),
    };
    by_task.into_iter().map(row).collect()
}

fn topics(items: &[Item], library: &Library) -> Vec<Topic> {
    let mut by_lesson: BTreeMap<&LessonId, Vec<&Item>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.verdict.is_some()) {
        if let Some(leads) = item.bank.leads() {
            by_lesson.entry(&leads.lesson).or_default().push(item);
        }
    }
    let mut topics: Vec<Topic> = by_lesson.into_iter().map(|(id, items)| topic(id, &items, library)).collect();
    // Shares are compared without dividing; of two equally weak, the one with more questions says more.
    topics.sort_by(|a, b| {
        let (a_share, b_share) = (a.tally.right * b.tally.of, b.tally.right * a.tally.of);
        a_share.cmp(&b_share).then(b.tally.of.cmp(&a.tally.of)).then_with(|| a.lesson.cmp(&b.lesson))
    });
    topics
}

fn topic(id: &LessonId, items: &[&Item], library: &Library) -> Topic {
    let lesson = library.lessons.get(id);
    let proves = |item: &&&Item| item.bank.leads().is_some_and(|leads| leads.proof);
    let wrong = |item: &&&Item| item.verdict != Some(Verdict::Right);
    let proof = items.iter().filter(proves).find(wrong).or_else(|| items.iter().find(proves));
    let lab = |item: &&Item| item.bank.leads().and_then(|leads| leads.lab.clone());
    Topic {
        lesson: id.clone(),
        title: lesson.map_or_else(|| id.to_string(), |lesson| lesson.title.clone()),
        service: lesson.map_or_else(String::new, |lesson| lesson.service.clone()),
        tally: Tally::of(items.iter().copied()),
        ms: items.iter().map(|item| item.ms).sum::<u64>() / (items.len() as u64).max(1),
        lab: proof.and_then(lab).or_else(|| items.iter().find_map(lab)),
        proof: proof.map(|item| item.question.clone()),
    }
}

fn sure_row(items: &[Item], sureness: Sureness) -> SureRow {
    let of_it = || items.iter().filter(|item| item.sureness == sureness && item.verdict.is_some());
    let tally = Tally::of(of_it());
    SureRow { sureness, tally, judged: judged(sureness, tally, of_it()) }
}

/// Below this many, a share says nothing.
const FEW: usize = 3;
/// Percent from which on one knows.
const KNOWS: u32 = 85;

fn judged<'a>(sureness: Sureness, tally: Tally, items: impl Iterator<Item = &'a Item>) -> Judged {
    let Some(percent) = tally.percent() else { return Judged::Nothing };
    match sureness {
        Sureness::Open => Judged::Forgone,
        _ if tally.of < FEW => Judged::TooFew,
        Sureness::Sure if percent >= KNOWS => Judged::Well,
        Sureness::Sure if score::meets(tally.right, tally.of) == Some(true) => Judged::ABitTooSure,
        Sureness::Sure => Judged::TooSure,
        Sureness::Unsure if percent >= KNOWS => Judged::TooModest,
        Sureness::Unsure if beats_luck(tally, items) => Judged::BetterThanLuck,
        Sureness::Unsure => Judged::AsLuckHasIt,
    }
}

/// Whether more was right than guessing gives, by more than one standard deviation of guessing.
fn beats_luck<'a>(tally: Tally, items: impl Iterator<Item = &'a Item>) -> bool {
    let (mut expected, mut spread) = (0.0, 0.0);
    for item in items {
        let luck = luck(item.letters.shown.len(), item.letters.chosen.len());
        expected += luck;
        spread += luck * (1.0 - luck);
    }
    f64::from(u32::try_from(tally.right).unwrap_or(u32::MAX)) > expected + f64::sqrt(spread)
}

/// The chance to guess an item: one over the ways to choose so many of so many options.
fn luck(options: usize, choose: usize) -> f64 {
    let ways =
        (0..choose as u64).fold(1, |ways: u64, k| ways.saturating_mul((options as u64).saturating_sub(k)) / (k + 1));
    1.0 / f64::from(u32::try_from(ways.max(1)).unwrap_or(u32::MAX))
}
