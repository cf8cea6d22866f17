//! The lab as a dock: one to four live lines while another pane has the screen.
use super::{
    super::{keys::shown, state::State},
    corner, foot,
};
use crate::{
    practice::lab::session::{Mode, Session},
    sim::{panel::Sign, trace::Event},
    ui::{
        flow::context::Context,
        kit::{
            canvas::Canvas,
            frame::{self, Frame},
            theme::Role,
        },
    },
};

/// Draws the dock: on one row a title with the clock; on four a box with counters and track.
pub fn dock(state: &State, _context: &Context<'_>, canvas: &mut Canvas<'_>) {
    let Some(session) = &state.session else {
        let x = canvas.text(1, 0, "[3] ", Role::Dim);
        let x = canvas.text(x, 0, "Lab", Role::Dim) + 6;
        canvas.text(x, 0, "none open: / finds one", Role::Faint);
        return;
    };
    if canvas.height() < 4 {
        return line(state, session, canvas);
    }
    let title = format!("Lab · {}", session.lab().short);
    let says = |(words, role): &(String, Role)| (words.trim_end().to_owned(), *role);
    let right = corner(state, canvas.kit.glyphs, canvas.width() / 2)
        .iter()
        .filter(|(_, role)| *role == Role::Dim)
        .map(says)
        .collect();
    let hints = shown(state);
    let frame = Frame { number: Some('3'), title: &title, right, hints: &hints[..0], ..Frame::default() };
    let mut inner = frame::draw(canvas, &frame);
    let w = inner.width().saturating_sub(2);
    counters(state, session, &mut inner.part(1, 0, w, 1));
    foot::track(session, &mut inner.part(1, 1, w, 1));
}

fn line(state: &State, session: &Session, canvas: &mut Canvas<'_>) {
    let x = canvas.text(1, 0, "[3] ", Role::Dim);
    let x = canvas.text(x, 0, "Lab", Role::Muted) + 6;
    let x = canvas.text(x, 0, &session.lab().short, Role::Text) + 3;
    let running = session.mode() == Mode::Running;
    let x = canvas.text(x, 0, canvas.kit.glyphs.transport(running), Role::Visible) + 1;
    canvas.text(x, 0, &session.now().clock(), Role::Strong);
    let mut end = canvas.width().saturating_sub(1);
    for (words, role) in corner(state, canvas.kit.glyphs, canvas.width() / 2).iter().rev() {
        end = canvas.right(end, 0, words, *role);
    }
}

/// `queue ●●●  visible 3   in flight 2   deleted ✓ 3   charged twice 0   ★☆☆`.
fn counters(state: &State, session: &Session, canvas: &mut Canvas<'_>) {
    let Some(queue) = session.lab().scenario.queues.first() else { return };
    let metric = |name: &str| session.run().world().metric(&queue.name, name).unwrap_or(0);
    let count = |kind: &str| session.run().trace().iter().filter(|e: &&Event| e.kind == kind).count();
    let visible = metric("ApproximateNumberOfMessagesVisible");
    let x = canvas.text(0, 0, "queue ", Role::Muted);
    let glyph = canvas.kit.glyphs.sign(Sign::Visible).to_string();
    let shown = visible.min(8) as usize;
    let x = canvas.text(x, 0, &glyph.repeat(shown), Role::Visible);
    let x = canvas.text(x, 0, &"·".repeat(8 - shown), Role::Faint) + 4;
    let x = canvas.text(x, 0, "in flight ", Role::Muted);
    let x = canvas.text(x, 0, &metric("ApproximateNumberOfMessagesNotVisible").to_string(), Role::Strong) + 4;
    let x = canvas.text(x, 0, "deleted ", Role::Muted);
    let x = canvas.sign(x, 0, Sign::Done) + 1;
    let x = canvas.text(x, 0, &metric("NumberOfMessagesDeleted").to_string(), Role::Strong) + 4;
    let twice = count("worker.repeat");
    let x = canvas.text(x, 0, "done twice ", Role::Muted);
    canvas.text(x, 0, &twice.to_string(), if twice > 0 { Role::Fail } else { Role::Strong });
    let mut end = canvas.width();
    for on in state.stars().iter().rev() {
        end = canvas.right(end, 0, if *on { "★" } else { "☆" }, if *on { Role::Visible } else { Role::Faint });
    }
}
