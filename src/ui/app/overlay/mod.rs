//! What lies over the screen, at most one at a time: help, palette, go-to, themes, messages, the plan, the map.

/// `g`
pub mod go;
/// `?`
pub mod help;
/// Where things are: the last step of the first run.
pub mod map;
/// `gm`
pub mod messages;
/// `:` and `/`
pub mod palette;
/// The exam date and the minutes a day; also the first step of the first run.
pub mod plan;
/// `T`
pub mod themes;

use super::{keys::Act, model::Model, tour::Tour, update};
use crate::base::id::QuestionId;
use crate::ui::{
    flow::{
        effect::{self, Effect, Mood, Route},
        key::{Code, Key},
    },
    kit::canvas::Canvas,
};
use ratatui::layout::Position;

/// The open overlay.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Help.
    Help(help::State),
    /// Commands or find.
    Palette(palette::State),
    /// The menu after `g`.
    GoTo(go::State),
    /// The theme picker.
    Themes(themes::State),
    /// Messages.
    Messages(messages::State),
    /// The plan.
    Plan(plan::State),
    /// Where things are.
    Map,
}

/// What a key did to an overlay.
#[derive(Clone, Debug)]
pub enum Turn {
    /// It stays open.
    Stay,
    /// It closes.
    Close,
    /// It closes, then this is done.
    Do(Vec<Effect>),
    /// It closes, then these keys go to the screen.
    Keys(Vec<Key>),
    /// It closes, then one of the app's own acts is done.
    Act(Act),
}

impl Overlay {
    /// It takes the whole frame, header and footer too.
    #[must_use]
    pub fn is_page(&self) -> bool {
        matches!(self, Self::Map) || matches!(self, Self::Plan(state) if state.first)
    }

    /// It is seen and has the heavy border; the menu after `g` waits a moment before it shows.
    #[must_use]
    pub fn takes_focus(&self, uptime_ms: u64) -> bool {
        !matches!(self, Self::GoTo(state) if state.wake_at(uptime_ms).is_some())
    }
}

/// Builds an overlay from the model.
#[must_use]
pub fn open(model: &Model, which: effect::Overlay) -> Overlay {
    match which {
        effect::Overlay::Help => Overlay::Help(help::State::new(model)),
        effect::Overlay::Commands => Overlay::Palette(palette::State::new(model, true, "")),
        effect::Overlay::Find => Overlay::Palette(palette::State::new(model, false, "")),
        effect::Overlay::Lessons => Overlay::Palette(palette::State::new(model, false, "/")),
        effect::Overlay::GoTo => Overlay::GoTo(go::State::new(model.clock.uptime_ms)),
        effect::Overlay::Themes => Overlay::Themes(themes::State::new(&model.kit.theme)),
        effect::Overlay::Messages => Overlay::Messages(messages::State::new(&model.notes)),
        effect::Overlay::Plan => Overlay::Plan(plan::State::new(model.settings.plan, model.clock.now, false)),
    }
}

/// Shows where things are: step 3 of the first run.
pub(super) fn open_map(model: &mut Model) {
    model.tour = Some(Tour::Map);
    model.overlay = Some(Overlay::Map);
}

/// A key for the open overlay.
pub(super) fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(mut overlay) = model.overlay.take() else { return vec![] };
    let turn = match &mut overlay {
        Overlay::Help(state) => help::key(state, key),
        Overlay::Palette(state) => palette::key(state, key),
        Overlay::GoTo(_) => go::key(model, key),
        Overlay::Themes(state) => themes::key(state, key, model),
        Overlay::Messages(state) => messages::key(state, key),
        Overlay::Plan(state) => plan::key(state, key, model),
        Overlay::Map => map_key(model, key),
    };
    match turn {
        Turn::Stay => {
            model.overlay = Some(overlay);
            vec![]
        }
        Turn::Close => {
            if matches!(overlay, Overlay::Help(_)) {
                model.overlay = back_to_tour(model);
            }
            vec![]
        }
        Turn::Do(effects) => effects,
        Turn::Act(act) => update::perform(model, act),
        Turn::Keys(keys) => {
            let one = |key| model.with(|screen, context| screen.key(key, context)).unwrap_or_default();
            keys.into_iter().flat_map(one).collect()
        }
    }
}

fn map_key(model: &mut Model, key: Key) -> Turn {
    match key.code {
        Code::Enter | Code::Esc | Code::Char(' ' | 'q') => {
            model.tour = None;
            Turn::Close
        }
        Code::Char('?') => Turn::Do(vec![Effect::Open(effect::Overlay::Help)]),
        _ => Turn::Stay,
    }
}

/// The page of the first run that the help was opened from.
fn back_to_tour(model: &Model) -> Option<Overlay> {
    match model.tour? {
        Tour::Plan => Some(Overlay::Plan(plan::State::new(model.settings.plan, model.clock.now, true))),
        Tour::Map => Some(Overlay::Map),
        Tour::Question | Tour::Answered => None,
    }
}

/// Ends the first run's first step: on to a real question, or straight to the first lesson.
pub(super) fn leave_plan(model: &mut Model, skipped: bool) -> Vec<Effect> {
    let mut effects = vec![update::set(model, "welcomed", "yes")];
    model.tour = (!skipped).then_some(Tour::Question);
    if skipped {
        effects.push(Effect::Go(Route::LearnNew(None)));
    } else {
        effects.push(Effect::Go(provable(model).map_or(Route::LearnNew(None), Route::Question)));
        effects.push(Effect::Toast(Mood::Info, "step 2 of 3: answer it, then p proves it in the lab".into()));
    }
    effects
}

/// The first question of the course that the lab beside its own lesson proves: what a newcomer should see.
fn provable(model: &Model) -> Option<QuestionId> {
    let of_lesson = |lesson: &crate::base::id::LessonId| {
        let lab = model.library.lessons.get(lesson)?.lab.as_ref()?;
        let proven = |i: &&std::sync::Arc<crate::content::pack::Item>| {
            i.lesson.0 == *lesson && i.proof.as_ref().is_some_and(|p| p.lab == *lab)
        };
        model.library.items.values().find(proven).map(|i| i.question.id.clone())
    };
    model.library.course.iter().find_map(of_lesson)
}

/// Draws the open overlay; gives the cell of its focused row.
pub fn draw(overlay: &Overlay, model: &Model, canvas: &mut Canvas<'_>) -> Option<Position> {
    match overlay {
        Overlay::Help(state) => Some(help::draw(state, canvas)),
        Overlay::Palette(state) => Some(palette::draw(state, canvas)),
        Overlay::GoTo(state) => go::draw(*state, model, canvas),
        Overlay::Themes(state) => themes::draw(state, canvas),
        Overlay::Messages(state) => messages::draw(state, canvas),
        Overlay::Plan(state) => Some(plan::draw(state, model, canvas)),
        Overlay::Map => Some(map::draw(model, canvas)),
    }
}
