//! What the main screen remembers: three panes, which one has the keys, and which question links them.
use crate::{
    base::id::{LessonId, OptionId, QuestionId, SectionId},
    content::pack::Item,
    practice::{lab::proof, review::session::Kind},
    ui::{
        flow::context::Context,
        panes::{lab, lesson, quiz},
    },
};
use layout::{Layout, Wants, layout};
use std::{collections::BTreeSet, sync::Arc};

/// Where the panes stand.
pub mod layout;

/// The pane that has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The lesson.
    Lesson,
    /// The quiz: every session starts with a question.
    #[default]
    Quiz,
    /// The lab.
    Lab,
}

impl Focus {
    /// In the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Lesson, Self::Quiz, Self::Lab];

    /// The next pane, or the last one.
    #[must_use]
    pub fn turn(self, forward: bool) -> Self {
        let step = if forward { 1 } else { 2 };
        Self::ALL[(self as usize + step) % 3]
    }
}

/// What the panes were last linked to: the question, and whether it was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The question.
    pub question: Option<QuestionId>,
    /// Its key was revealed.
    pub answered: bool,
    /// The option whose run the lab shows, while it shows a proof.
    pub shown: Option<OptionId>,
    /// The lab is the question's; else the learner opened it, and it is never armed.
    pub lab: bool,
}

/// The main screen.
#[derive(Clone, Debug)]
pub struct State {
    /// The pane that has the keys.
    pub focus: Focus,
    /// That pane has the whole screen.
    pub zoomed: bool,
    /// What the panes are linked to.
    pub link: Link,
    /// The lesson pane.
    pub lesson: lesson::state::State,
    /// The quiz pane.
    pub quiz: quiz::state::State,
    /// The lab pane.
    pub lab: lab::state::State,
}

impl State {
    /// The screen as it opens: what is due, else something new, else nothing to do.
    #[must_use]
    pub fn new(context: &Context<'_>) -> Self {
        let due = context.progress.due(context.library, context.now.day);
        let kind = if due > 0 { Kind::Due } else { Kind::New(None) };
        let mut state = Self {
            focus: Focus::Quiz,
            zoomed: false,
            link: Link::default(),
            lesson: lesson::state::State::default(),
            quiz: quiz::state::State::start(kind, context),
            lab: lab::state::State::default(),
        };
        for (id, past) in &context.progress.labs {
            state.lab.won.insert(id.clone(), past.met.clone());
        }
        state.follow(context);
        state
    }

    /// Where everything stands now.
    #[must_use]
    pub fn layout(&self, context: &Context<'_>) -> Layout {
        layout(context.size, self.wants(context))
    }

    fn wants(&self, context: &Context<'_>) -> Wants {
        let course = u16::try_from(lesson::view::course_lines(context)).unwrap_or(u16::MAX);
        let lab = self.lab.session.is_some();
        let mut wants = Wants { focus: self.focus, zoomed: self.zoomed, course, lab, quiz: 0 };
        let first = layout(context.size, wants);
        if let (Some(_), layout::Stand::Whole(area)) = (first.session, first.panes[Focus::Quiz as usize]) {
            wants.quiz = quiz::view::tall(&self.quiz, context, area.w.saturating_sub(2)).saturating_add(2);
        }
        wants
    }

    /// The cells of a pane, frame included; a docked or hidden one counts as it would stand if it had the focus.
    #[must_use]
    pub fn room(&self, focus: Focus, context: &Context<'_>) -> (u16, u16) {
        let focused = Wants { focus, zoomed: false, ..self.wants(context) };
        let area = match self.layout(context).panes[focus as usize] {
            layout::Stand::Whole(area) => area,
            _ => layout(context.size, focused).panes[focus as usize].area().unwrap_or_default(),
        };
        (area.w.saturating_sub(2), area.h.saturating_sub(2))
    }

    /// The question on the table.
    #[must_use]
    pub fn item<'a>(&self, context: &Context<'a>) -> Option<&'a Arc<Item>> {
        context.library.items.get(&self.quiz.attempt()?.question)
    }

    /// The link badges: what stands behind `⇄` in the lesson, the quiz and the lab.
    #[must_use]
    pub fn badges(&self, context: &Context<'_>) -> [String; 3] {
        let Some(item) = self.item(context) else { return Default::default() };
        let beside = self.shows(item, context);
        let lab = self.lab.session.as_ref().filter(|_| self.link.lab).map(|s| s.lab().id.clone());
        let title = item.title.clone();
        let here = lab.as_ref().map_or_else(String::new, |lab| format!(" · lab {lab}"));
        [
            if beside { title.clone() } else { String::new() },
            format!("{}{here}", lesson::state::number(context.library, &item.lesson.0, &item.lesson.1)),
            if lab.is_some() { title } else { String::new() },
        ]
    }

    /// Brings lesson and lab to the question on the table: veiled and armed while it is open, unveiled when it is answered.
    /// Moving inside a pane never moves the question.
    pub fn follow(&mut self, context: &Context<'_>) {
        // A box over the lab belongs to the pane with the keys; without them it would stand there deaf.
        if self.focus != Focus::Lab && self.lab.captures() {
            self.lab.over = lab::state::Over::Nothing;
        }
        if self.lesson.peeked {
            self.quiz.session.peek();
        }
        let Some(item) = self.item(context).cloned() else {
            if self.link.question.take().is_some() {
                self.lesson.veiled = false;
                self.lab.armed = false;
            }
            return;
        };
        let id = item.question.id.clone();
        let answered = self.quiz.attempt().is_some_and(|a| a.outcome.is_some());
        // A question that comes back, or whose answer was taken back, is a new one to lesson and lab.
        let moved = self.link.question.as_ref() != Some(&id) || (self.link.answered && !answered);
        if moved {
            self.beside(&item, context);
        }
        let open = |lesson: &mut lesson::state::State| {
            lesson.open(context.library, &item.lesson.0, Some(&item.lesson.1));
        };
        if answered && (moved || !self.link.answered) {
            if !self.shows(&item, context) {
                open(&mut self.lesson);
            }
            self.lesson.unveil();
        } else if !answered && (moved || (self.shows(&item, context) && !self.lesson.veiled)) {
            // Leaving the section and coming back is no way around the veil.
            open(&mut self.lesson);
            self.lesson.veil();
        }
        let shown = self.link.shown.take().filter(|_| !moved && answered);
        self.quiz.folded = shown.is_some() && context.size.0 < 100;
        self.link = Link { question: Some(id), answered, shown, lab: moved || self.link.lab };
        self.lab.armed = self.link.lab && !answered && self.lab.session.is_some();
    }

    /// Whether the lesson pane is at the section that answers the question.
    fn shows(&self, item: &Item, context: &Context<'_>) -> bool {
        let (lesson, section) = &item.lesson;
        let here = self.lesson.section(context.library).map(|s| &s.id);
        self.lesson.lesson.as_ref() == Some(lesson) && here == Some(section)
    }

    /// Opens a lesson to read. The section of the open question stays veiled: peeking is a key of its own.
    pub fn read(&mut self, context: &Context<'_>, lesson: &LessonId, section: Option<&SectionId>) {
        self.lesson.open(context.library, lesson, section);
        self.focus = Focus::Lesson;
        self.zoomed = false;
        self.follow(context);
    }

    /// Lesson and lab of a question.
    fn beside(&mut self, item: &Item, context: &Context<'_>) {
        let (lesson, section) = &item.lesson;
        self.lesson.open(context.library, lesson, Some(section));
        if item.proof.is_some() {
            self.lab.prove(context.library, item, None);
        } else if let Some(lab) = context.library.lessons.get(lesson).and_then(|l| l.lab.as_ref()) {
            // Whatever ran there before: beside a question the lab stands at 0:00.
            self.lab.close();
            self.lab.open(context.library, lab);
        } else {
            self.lab.close();
        }
    }

    /// The learner opened a lab for itself: it is not the question's.
    pub fn own_lab(&mut self) {
        (self.link.lab, self.link.shown, self.lab.armed) = (false, None, false);
        self.focus = Focus::Lab;
    }

    /// Loads the proof of the answered question: the run of the chosen option where the lab can test it, else that of the
    /// right one; asked again, the next option's.
    pub fn prove(&mut self, context: &Context<'_>) -> Result<(), String> {
        let item = self.item(context).cloned().ok_or("no question is open")?;
        if item.proof.is_none() {
            return Err("no lab proves this one: o shows its sources".into());
        }
        let outcome = self.quiz.attempt().and_then(|a| a.outcome.as_ref()).ok_or("answer first: the lab is armed")?;
        let next = proof::to_watch(&item, &outcome.answer.chosen, self.link.shown.as_ref());
        self.lab.prove(context.library, &item, next.as_ref());
        (self.link.shown, self.link.lab) = (next, true);
        self.focus = Focus::Lab;
        Ok(())
    }

    /// Loads the proof of a question that was answered elsewhere, with what was chosen there: the question on the table stays, and
    /// the lab is not its.
    pub fn run(&mut self, id: &QuestionId, chosen: &BTreeSet<OptionId>, context: &Context<'_>) -> Result<(), String> {
        let proven = context.library.items.get(id).filter(|item| item.proof.is_some());
        let item = proven.ok_or("no lab proves this one")?;
        let watched = proof::to_watch(item, chosen, None);
        self.lab.prove(context.library, item, watched.as_ref());
        self.own_lab();
        Ok(())
    }
}

/// Where we are, for the header: `["SQS", "Visibility timeout"]`; the last one is the place itself.
#[must_use]
pub fn place(state: &State, context: &Context<'_>) -> Vec<String> {
    let lesson = state.lesson.current(context.library);
    lesson.map_or_else(|| vec!["Study".into()], |l| vec![l.service.clone(), l.title.clone()])
}
