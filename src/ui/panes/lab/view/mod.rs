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
    state::{Named, Over, State},
};
use crate::{
    base::time::SimTime,
    practice::lab::session::{Mode, Session},
    ui::{
        flow::context::Context,
        kit::{
            canvas::{Canvas, cut, width},
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
    let room = canvas.width();
    let title = state.session.as_ref().map_or_else(
        || "Lab".to_owned(),
        |s| format!("Lab · {}", if look.zoomed || canvas.width() == 100 { &s.lab().title } else { &s.lab().short }),
    );
    let frame = Frame {
        number: Some('3'),
        title: &title,
        right: corner(state, canvas.kit.glyphs, room.saturating_sub(width(&title) + 16)),
        hints: &hints,
        link: look.link,
        focused: look.focused && !state.captures() && !state.asks(),
    };
    let mut inner = match state.gold.until {
        Some(_) => frame::draw_in(canvas, &frame, Role::Visible),
        None => frame::draw(canvas, &frame),
    };
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

/// What stands right of the title, in `room` cells: what the lab waits for or proves, and the stars.
fn corner(state: &State, glyphs: Glyphs, room: u16) -> Vec<(String, Role)> {
    let Some(session) = &state.session else { return vec![] };
    let stars = state.stars();
    let says = match (session.mode(), &state.proof) {
        _ if state.armed => "armed: answer first   ".into(),
        (_, Some(proof)) if session.shown().is_some() => {
            format!("{}   ", proving(proof, session, room.saturating_sub(stars.len() as u16 + 3)))
        }
        (Mode::Armed, _) if session.asks_first() => "armed: predict first   ".into(),
        _ => String::new(),
    };
    let says = match session.door() {
        Some(address) => format!("open {}   ", address.trim_start_matches("http://")),
        None => says,
    };
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

/// `proof for Charged twice: Raise the retention…`, as much of it as fits.
fn proving(proof: &Named, session: &Session, room: u16) -> String {
    let changed = if session.proves() { "" } else { "changed " };
    let short = format!("{changed}proof for {}", proof.question);
    let left = room.saturating_sub(width(&short) + 2);
    match &proof.option {
        // Less than two words of an option say nothing.
        Some(option) if left >= 16 => format!("{short}: {}", cut(option, left)),
        _ if width(&short) > room => cut(&format!("proof {}", proof.question), room),
        _ => short,
    }
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
    let mut sentence = canvas.part(1, plan.insight, w.saturating_sub(2), if plan.wide { 2 } else { 1 });
    if state.armed {
        sentence.text(0, 0, "armed", Role::Info);
        sentence.text(7, 0, "answer the question first; then p runs the proof here", Role::Dim);
    } else {
        foot::insight(session, &mut sentence, plan.wide);
    }
    if plan.wide_rows > 0 {
        wide::draw(session, canvas, &plan);
    }
    if plan.track > 0 {
        canvas.rule(plan.track - 1, "", "");
    }
    foot::track(session, &mut canvas.part(1, plan.track, w.saturating_sub(2), 1));
    if let Some(y) = plan.next.filter(|_| !state.armed) {
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
