//! How the main screen looks: each pane where the layout puts it, whole or as a dock.
use super::state::{
    Focus, State,
    layout::{Area, Stand},
};
use crate::ui::{
    flow::context::Context,
    kit::canvas::Canvas,
    panes::{lab, lesson, quiz},
};
use ratatui::layout::Position;

/// Draws the screen between header and footer; the cursor is parked on the focused row.
pub fn draw(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Option<Position> {
    let layout = state.layout(context);
    if let Some(area) = layout.course {
        lesson::view::course(&state.lesson, context, &mut part(canvas, area));
    }
    if let Some(area) = layout.session {
        quiz::view::session_box(&state.quiz, context, &mut part(canvas, area));
    }
    let badges = state.badges(context);
    let mut cursor = None;
    for focus in Focus::ALL {
        let link = &badges[focus as usize];
        match layout.panes[focus as usize] {
            Stand::Whole(area) => {
                let at = whole(state, focus, context, &mut part(canvas, area), link);
                cursor = if focus == state.focus { at } else { cursor };
            }
            Stand::Dock(area) => dock(state, focus, context, &mut part(canvas, area)),
            Stand::Away => {}
        }
    }
    cursor
}

fn part<'c>(canvas: &'c mut Canvas<'_>, area: Area) -> Canvas<'c> {
    canvas.part(area.x, area.y, area.w, area.h)
}

fn whole(state: &State, focus: Focus, context: &Context<'_>, canvas: &mut Canvas<'_>, link: &str) -> Option<Position> {
    let focused = focus == state.focus;
    match focus {
        Focus::Lesson => lesson::view::draw(&state.lesson, context, canvas, lesson::view::Look { focused, link }),
        Focus::Quiz => quiz::view::draw(&state.quiz, context, canvas, quiz::view::Look { focused, link }),
        Focus::Lab => {
            let look = lab::view::Look { focused, zoomed: state.zoomed, link };
            lab::view::draw(&state.lab, context, canvas, look)
        }
    }
}

fn dock(state: &State, focus: Focus, context: &Context<'_>, canvas: &mut Canvas<'_>) {
    match focus {
        Focus::Lesson => lesson::view::dock(&state.lesson, context, canvas),
        Focus::Quiz => quiz::view::dock(&state.quiz, context, canvas),
        Focus::Lab => lab::view::dock(&state.lab, context, canvas),
    }
}
