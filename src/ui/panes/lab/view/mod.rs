//! How the lab pane looks: goal, stage, lanes, one sentence, track; in a wide pane also charts, log and variables.
mod boxes;
mod cards;
mod dock;
mod foot;
mod head;
mod lanes;
mod plan;
mod wide;

use super::{
    keys::shown,
    state::{Over, State},
};
use crate::{
    base::time::SimTime,
    practice::lab::session::{Mode, Session},
    ui::{
        flow::context::Context,
        kit::{
            canvas::Canvas,
            frame::{self, Frame},
            glyphs::Glyphs,
            theme::Role,
        },
    },
};
use plan::Plan;
use ratatui::layout::Position;

pub use dock::dock;

/// How the screen wants the pane drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look<'a> {
    /// It has the keys.
    pub focused: bool,
    /// It has the whole screen.
    pub zoomed: bool,
    /// Words after `⇄`; empty: no badge.
    pub link: &'a str,
}

/// Draws the pane with its frame; the cursor is parked on the line that matters.
pub fn draw(state: &State, _context: &Context<'_>, canvas: &mut Canvas<'_>, look: Look<'_>) -> Option<Position> {
    let hints = shown(state);
    let title = state.session.as_ref().map_or_else(
        || "Lab".to_owned(),
        |s| format!("Lab · {}", if look.zoomed || canvas.width() == 100 { &s.lab().title } else { &s.lab().short }),
    );
    let frame = Frame {
        number: Some('3'),
        title: &title,
        right: corner(state, canvas.kit.glyphs),
        hints: &hints,
        link: look.link,
        focused: look.focused && !state.captures() && !state.asks(),
    };
    let mut inner = frame::draw(canvas, &frame);
    let Some(session) = &state.session else {
        empty(state, &mut inner);
        return None;
    };
    let row = lab(state, session, &mut inner);
    let cursor = inner.at(1, row);
    cover(state, session, &mut inner, look.focused).or(Some(cursor))
}

/// The moment under a cell of the pane (frame included), where the time track is.
#[must_use]
pub fn moment_at(state: &State, (width, height): (u16, u16), (x, y): (u16, u16)) -> Option<SimTime> {
    let session = state.session.as_ref().filter(|_| !state.captures() && !state.asks())?;
    let plan = Plan::of(session, width.checked_sub(2)?, height.checked_sub(2)?);
    (y.checked_sub(1)? == plan.track).then(|| foot::moment(session, width - 2, x.checked_sub(1)?)).flatten()
}

/// What stands right of the title: what the lab waits for or proves, and the stars.
fn corner(state: &State, glyphs: Glyphs) -> Vec<(String, Role)> {
    let Some(session) = &state.session else { return vec![] };
    let says = match (session.mode(), &state.proof) {
        (Mode::Armed, _) if session.asks_first() => "armed: predict first   ".into(),
        (Mode::Armed, _) if state.hush => "armed: answer first   ".into(),
        (_, Some(question)) => format!("proof for {question}   "),
        _ => String::new(),
    };
    let stars = state.stars();
    let won = stars.iter().filter(|on| **on).count();
    let sign = |on: bool| if on { "★" } else { "☆" };
    let mut runs = vec![(says, Role::Dim)];
    if glyphs.ascii {
        runs.push((glyphs.stars(won), Role::Visible));
    } else {
        runs.extend(stars.iter().map(|&on| (sign(on).to_owned(), if on { Role::Visible } else { Role::Faint })));
    }
    runs.retain(|(words, _)| !words.is_empty());
    runs
}

fn empty(state: &State, canvas: &mut Canvas<'_>) {
    let (what, how) = match &state.failed {
        Some(why) => (why.as_str(), "inflight list labs shows what there is"),
        None => ("No lab is open.", "/ finds one; a question brings its own"),
    };
    canvas.text(2, 1, what, Role::Strong);
    canvas.text(2, 2, how, Role::Dim);
}

/// Draws the lab itself; returns the row of its sentence.
fn lab(state: &State, session: &Session, canvas: &mut Canvas<'_>) -> u16 {
    let plan = Plan::of(session, canvas.width(), canvas.height());
    let (w, h) = (canvas.width(), canvas.height());
    head::goal(state, session, &mut canvas.part(0, plan.goal, w, plan.goal_rows), plan.wide);
    canvas.rule(plan.stage_rule, if plan.titled { "where everything is" } else { "" }, "");
    head::stage(session, &mut canvas.part(1, plan.stage, w.saturating_sub(2), plan.stage_rows));
    lanes::draw(session, canvas, &plan);
    if !state.hush {
        foot::insight(session, &mut canvas.part(1, plan.insight, w.saturating_sub(2), 2), plan.wide);
    }
    if plan.wide {
        wide::draw(session, canvas, &plan);
    }
    if plan.track > 0 {
        canvas.rule(plan.track - 1, "", "");
    }
    foot::track(session, &mut canvas.part(1, plan.track, w.saturating_sub(2), 1));
    if let Some(y) = plan.next.filter(|_| !state.hush) {
        foot::next(session, &mut canvas.part(1, y, w.saturating_sub(2), 1));
    }
    if let Some(y) = plan.legend {
        foot::legend(session, &mut canvas.part(1, y, w.saturating_sub(2), 1));
    }
    plan.insight.min(h.saturating_sub(1))
}

/// What lies over the lab; gives the cell of its cursor.
fn cover(state: &State, session: &Session, canvas: &mut Canvas<'_>, focused: bool) -> Option<Position> {
    match &state.over {
        Over::Nothing if focused => cards::prediction(session, canvas),
        Over::Nothing => None,
        Over::Inject(choice) => Some(boxes::inject(session, *choice, canvas)),
        Over::Variables(row, typed) => boxes::variables(session, *row, typed.as_deref(), canvas),
        Over::Text(page) => Some(boxes::text(page, canvas)),
        Over::Card => Some(cards::stars(state, session, canvas)),
    }
}
