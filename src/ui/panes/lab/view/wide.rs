//! What a wide lab adds: CloudWatch charts, the event log, and the variables strip.
use super::plan::Plan;
use crate::{
    base::time::SimTime,
    practice::lab::{series, session::Session, spoken},
    sim::trace::Weight,
    ui::kit::{
        canvas::{Canvas, cut, width},
        chart,
        theme::Role,
    },
};

/// Seconds the charts look back.
const BACK: SimTime = SimTime::from_secs(120);

/// Draws what there is room for, from the plan's first free row.
pub(super) fn draw(session: &Session, canvas: &mut Canvas<'_>, plan: &Plan) {
    let w = canvas.width();
    let (mut y, mut rows) = (plan.wide_from + 1, plan.wide_rows.saturating_sub(1));
    if rows >= 8 {
        canvas.rule(y, "CloudWatch", "last 120 s");
        charts(session, &mut canvas.part(1, y + 1, w.saturating_sub(2), 6));
        (y, rows) = (y + 8, rows - 8);
    }
    let strip = if rows >= 7 { 3 } else { 0 };
    if rows >= 4 {
        let lines = rows - strip;
        canvas.rule(y, "event log", "y copies it");
        log(session, &mut canvas.part(1, y + 1, w.saturating_sub(2), lines - 1));
        y += lines;
    }
    if strip > 0 {
        canvas.rule(y, "change one thing, then run again", "");
        self::strip(session, &mut canvas.part(1, y + 1, w.saturating_sub(2), 2));
    }
}

fn charts(session: &Session, canvas: &mut Canvas<'_>) {
    let Some(queue) = session.lab().scenario.queues.first() else { return };
    let now = session.now();
    let half = canvas.width() / 2;
    let cells = half.saturating_sub(4);
    let span = (now.since(BACK), now.max(SimTime::from_secs(1)));
    let data = series::of(&queue.name, session.run().trace(), span, u64::from(cells));
    let last = |values: &[u64]| values.last().copied().unwrap_or(0);
    let lines = [
        ("ApproximateNumberOfMessagesVisible", &data.visible, "", Role::Visible),
        ("ApproximateAgeOfOldestMessage", &data.oldest, " s", Role::Fault),
    ];
    for (i, (name, values, unit, role)) in lines.into_iter().enumerate() {
        let x = half * i as u16;
        let value = format!("{}{unit}", last(values));
        canvas.text(x, 0, &cut(name, cells.saturating_sub(width(&value) + 1)), Role::Muted);
        canvas.right(x + cells, 0, &value, Role::Strong);
        chart::line(&mut canvas.part(x, 1, cells, 3), values, role);
    }
    let sparks =
        [("…NotVisible", &data.not_visible, Role::Flight), ("NumberOfMessagesDeleted", &data.deleted, Role::Done)];
    for (i, (name, values, role)) in sparks.into_iter().enumerate() {
        let x = half * i as u16;
        let end = canvas.text(x, 5, name, Role::Muted) + 2;
        let room = (x + cells).saturating_sub(end + 4);
        let text = chart::spark(canvas.kit, values, room);
        canvas.text(end, 5, &text, role);
        canvas.right(x + cells, 5, &last(values).to_string(), Role::Strong);
    }
}

fn log(session: &Session, canvas: &mut Canvas<'_>) {
    let rows = usize::from(canvas.height());
    let lines = session.log(Weight::Step, rows.saturating_sub(1));
    let loud = |w: Weight| match w {
        Weight::Alarm => Role::Fail,
        Weight::Yours => Role::Fault,
        _ => Role::Text,
    };
    let mut y = 0;
    for line in &lines {
        canvas.text(0, y, &line.at.clock(), Role::Dim);
        let room = canvas.width().saturating_sub(9 + width(&line.aside) + 2);
        canvas.text(9, y, &cut(&line.say, room), loud(line.weight));
        canvas.right(canvas.width().saturating_sub(2), y, &line.aside, Role::Dim);
        y += 1;
    }
    canvas.text(0, y, &session.now().clock(), Role::Dim);
    canvas.text(9, y, "you are here", Role::Focus);
}

/// The first variable as a slider, the faults as keys.
fn strip(session: &Session, canvas: &mut Canvas<'_>) {
    let lab = session.lab();
    if let Some(variable) = lab.variables.first() {
        canvas.text(0, 0, "v", Role::Key);
        let x = canvas.text(3, 0, &variable.title, Role::Text) + 2;
        let value = session.value(variable);
        let ends = variable.stops.first().zip(variable.stops.last());
        if let Some((least, most)) = ends {
            let (least, most) = (spoken::value(least), spoken::value(most));
            let shown = spoken::value(&value);
            let x = canvas.text(x, 0, &least, Role::Faint) + 1;
            let room = canvas.width().saturating_sub(x + width(&most) + width(&shown) + 4);
            let at = variable.stops.iter().position(|s| *s == value).unwrap_or(0);
            let most_steps = variable.stops.len().saturating_sub(1).max(1);
            slider(canvas, x, room, (at, most_steps));
            let x = canvas.text(x + room + 1, 0, &most, Role::Faint);
            canvas.text(x + 1, 0, &shown, Role::Strong);
        }
    }
    canvas.text(0, 1, "i", Role::Key);
    let mut x = canvas.text(3, 1, "inject", Role::Text) + 4;
    for fault in &lab.faults {
        if x + 2 + width(&fault.title) > canvas.width() {
            return;
        }
        x = canvas.text(x, 1, &fault.key.to_string(), Role::Key);
        x = canvas.text(x + 1, 1, &fault.title, Role::Dim) + 3;
    }
}

/// `├━━●────┤`.
pub(super) fn slider(canvas: &mut Canvas<'_>, x: u16, room: u16, (at, last): (usize, usize)) {
    let Some(cells) = room.checked_sub(2).filter(|c| *c > 2) else { return };
    let place = (usize::from(cells - 1) * at.min(last) / last.max(1)) as u16;
    let piece = |n: u16, c: &str| c.repeat(usize::from(n));
    let (left, right) = canvas.kit.glyphs.track_ends();
    let y = 0;
    let mut end = canvas.text(x, y, &left.to_string(), Role::Faint);
    end = canvas.text(end, y, &piece(place, "━"), Role::Focus);
    end = canvas.text(end, y, "●", Role::Strong);
    end = canvas.text(end, y, &piece(cells - 1 - place, "─"), Role::Faint);
    canvas.text(end, y, &right.to_string(), Role::Faint);
}
