//! What the report screen remembers: the page that is open, how far it is scrolled, where its cursors are.
use crate::{
    base::id::{Key, LessonId, QuestionId, SectionId},
    practice::{
        exam::{
            compare::Comparison,
            history::{History, Row},
            report::{Report, item::Item, tables::Topic},
        },
        progress::sitting::Sitting,
    },
    ui::flow::{context::Context, effect::Route},
};

/// The pages of this screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// All sittings.
    #[default]
    History,
    /// The report of one.
    Report,
    /// What to study after it.
    Plan,
    /// One of its questions.
    Item,
    /// Two sittings side by side.
    Comparison,
}

/// The report screen.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The page that is open.
    pub page: Page,
    /// The report that is open, or was last.
    pub report: Option<Box<Report>>,
    /// Lines scrolled away, for each page.
    pub scrolls: [usize; 5],
    /// The history: its cursor and what is marked.
    pub shelf: Shelf,
    /// The topic under the cursor, while one is chosen.
    pub topic: Option<usize>,
    /// The questions that are gone through.
    pub walk: Walk,
    /// The row of the study plan under the cursor.
    pub plan: usize,
    /// Two sittings side by side, and the page they were asked for from.
    pub compared: Option<(Box<Comparison>, Page)>,
    /// Files that are being written, and where those went that were.
    pub keeping: Keeping,
    /// It was left for another screen, in the middle of a report.
    pub left: bool,
}

/// Where the learner is in the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// The row under the cursor.
    pub at: usize,
    /// Sittings marked for comparison: two at most.
    pub marked: Vec<Key>,
}

/// Questions gone through one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Their places in the report.
    pub items: Vec<usize>,
    /// Which of them is open.
    pub at: usize,
    /// Only those that cost marks.
    pub wrong: bool,
}

/// Files that are being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// How many have no answer yet.
    pub waits: usize,
    /// Where the others went.
    pub paths: Vec<String>,
}

/// A row of the history.
#[derive(Clone, Debug, PartialEq)]
pub enum Line<'a> {
    /// A sitting that waits to be taken up again.
    Waits(&'a Sitting),
    /// One that was handed in.
    Done(Row),
}

/// All rows: what waits first, then the newest first.
#[must_use]
pub fn lines<'a>(context: &Context<'a>) -> Vec<Line<'a>> {
    let sittings = &context.progress.sittings;
    let waits = sittings.iter().rev().filter(|sitting| sitting.can_resume()).map(Line::Waits);
    let done = History::of(sittings).rows.into_iter().rev().map(Line::Done);
    waits.chain(done).collect()
}

/// A row of the study plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Read a lesson, from this section on.
    Read(LessonId, Option<SectionId>),
    /// Play a lab.
    Play(crate::base::id::LabId),
    /// Answer the cards that wait.
    Cards,
}

impl Task {
    /// The place it is done at.
    #[must_use]
    pub fn route(&self) -> Route {
        match self {
            Self::Read(lesson, section) => Route::Lesson(lesson.clone(), section.clone()),
            Self::Play(lab) => Route::Lab(lab.clone()),
            Self::Cards => Route::ReviewDue,
        }
    }
}

/// The study plan after a sitting, in order.
#[must_use]
pub fn tasks(report: &Report) -> Vec<Task> {
    let next = &report.next;
    let lessons = next.lessons.iter().map(|read| Task::Read(read.lesson.clone(), read.sections.first().cloned()));
    let labs = next.labs.iter().map(|play| Task::Play(play.lab.clone()));
    let cards = (next.waiting > 0).then_some(Task::Cards);
    lessons.chain(labs).chain(cards).collect()
}

impl State {
    /// The history as it opens.
    #[must_use]
    pub fn new(_context: &Context<'_>) -> Self {
        Self::default()
    }

    /// Opens the report of a sitting; false where there is none, or it goes on.
    pub fn open(&mut self, sitting: &Key, context: &Context<'_>) -> bool {
        let Some(report) = build(sitting, context) else { return false };
        let at = lines(context).iter().position(|line| matches!(line, Line::Done(row) if row.sitting == *sitting));
        self.shelf.at = at.unwrap_or(self.shelf.at);
        self.report = Some(Box::new(report));
        self.page = Page::Report;
        (self.topic, self.walk, self.plan, self.left) = (None, Walk::default(), 0, false);
        self.scrolls = [self.scrolls[Page::History as usize], 0, 0, 0, 0];
        true
    }

    /// Lines of the open page that are scrolled away.
    #[must_use]
    pub fn scroll(&self) -> usize {
        self.scrolls[self.page as usize]
    }

    /// The question that is open, with its place in the report.
    #[must_use]
    pub fn item(&self) -> Option<(usize, &Item)> {
        let at = *self.walk.items.get(self.walk.at)?;
        Some((at, self.report.as_ref()?.items.get(at)?))
    }

    /// The sitting whose report is open.
    #[must_use]
    pub fn sitting<'a>(&self, context: &Context<'a>) -> Option<&'a Sitting> {
        sitting(&self.report.as_ref()?.sitting, context)
    }

    /// The topic under the cursor.
    #[must_use]
    pub fn topic(&self) -> Option<&Topic> {
        self.report.as_ref()?.tables.topics.get(self.topic?)
    }

    /// The last sitting of the same blueprint before the open one.
    #[must_use]
    pub fn before<'a>(&self, context: &Context<'a>) -> Option<&'a Sitting> {
        let heading = &self.report.as_ref()?.heading;
        let of_it = |sitting: &&Sitting| {
            sitting.ended.is_some()
                && sitting.paper.blueprint == heading.blueprint
                && sitting.paper.number < heading.number
        };
        context.progress.sittings.iter().rev().find(of_it)
    }
}

/// A sitting by its id.
#[must_use]
pub fn sitting<'a>(id: &Key, context: &Context<'a>) -> Option<&'a Sitting> {
    context.progress.sittings.iter().find(|sitting| sitting.id == *id)
}

/// The report of a sitting; none while it goes on.
#[must_use]
pub fn build(id: &Key, context: &Context<'_>) -> Option<Report> {
    Report::build(sitting(id, context)?, context.library, context.progress)
}

/// Where a topic is shown: its proof, else its lab, else its lesson.
#[must_use]
pub fn shows(
    topic: &Topic,
    chosen: impl Fn(&QuestionId) -> std::collections::BTreeSet<crate::base::id::OptionId>,
) -> Route {
    match (&topic.proof, &topic.lab) {
        (Some(question), _) => Route::Run(question.clone(), chosen(question)),
        (None, Some(lab)) => Route::Lab(lab.clone()),
        (None, None) => Route::Lesson(topic.lesson.clone(), None),
    }
}

/// Where we are, for the header.
#[must_use]
pub fn place(state: &State) -> Vec<String> {
    let mut place = vec!["Score reports".to_owned()];
    if let (false, Some(report)) = (state.page == Page::History, &state.report)
        && state.page != Page::Comparison
    {
        place.push(report.heading.title.clone());
    }
    place
}
