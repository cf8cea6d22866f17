//! The lanes: what happened, time from left to right, nothing right of now while a prediction is open.
use super::plan::Plan;
use crate::{
    base::time::SimTime,
    practice::lab::{
        lanes::{self, Fill, Group, Input, Lane, Piece},
        session::Session,
        words,
    },
    sim::{
        panel::{Sign, Tone},
        trace::{Event, Weight},
    },
    ui::kit::{
        canvas::{Canvas, cut, width},
        lanes as kit,
        theme::{Role, of_sign},
    },
};

/// Lanes the lab would like to have, headings included.
pub(super) fn wanted(session: &Session) -> u16 {
    let each = |spec: &crate::content::lab::LaneSpec| match spec.kind.as_str() {
        "calls" => 2,
        "arrivals" => 1,
        _ => spec.most as u16 + u16::from(!spec.title.is_empty()),
    };
    let ghost = if session.ghost().is_some() { 2 } else { 1 };
    session.lab().stage.lanes.iter().map(each).sum::<u16>() * ghost
}

/// Whether the lanes are a choice of many messages, which reads well with few of them too.
pub(super) fn chosen(session: &Session) -> bool {
    session.lab().stage.lanes.iter().all(|l| l.kind == "items")
}

/// Lanes without which the lab says nothing: every caller, two groups of each side, two messages.
pub(super) fn least(session: &Session) -> u16 {
    let each = |spec: &crate::content::lab::LaneSpec| match spec.kind.as_str() {
        "calls" | "arrivals" => 1,
        _ => 2,
    };
    session.lab().stage.lanes.iter().map(each).sum()
}

/// Draws rule, axis, lanes and the callout under them.
pub(super) fn draw(session: &Session, canvas: &mut Canvas<'_>, plan: &Plan) {
    let mut groups = groups(session, plan.lane_rows);
    if !titled(&groups, plan.lane_rows) {
        name(&mut groups);
    }
    let label = 1 + labels(&groups);
    let w = canvas.width();
    let scale = scale(session, w.saturating_sub(label + 2));
    canvas.rule(plan.lane_rule, "what happened", &format!("one column = {}", scale.column.span()));
    kit::axis(&mut canvas.part(1, plan.lane_rule + 1, w.saturating_sub(1), 1), &scale, label);
    let veil = session.open_question().is_some();
    let mut y = plan.lane_rule + 2;
    let end = y + plan.lane_rows;
    for group in &groups {
        if !group.title.is_empty() && y < end && titled(&groups, plan.lane_rows) {
            canvas.text(1, y, &group.title, Role::Strong);
            y += 1;
        }
        let drawn: Vec<kit::Lane> = group.lanes.iter().map(|lane| convert(lane, &scale)).collect();
        let rows = (drawn.len() as u16).min(end.saturating_sub(y));
        let set = kit::Lanes { lanes: &drawn[..usize::from(rows)], scale, now: session.now(), label, veil };
        kit::draw(&mut canvas.part(1, y, w.saturating_sub(2), rows), &set);
        y += rows;
    }
    totals(&groups, canvas, y, end, label);
    if plan.callout {
        callout(session, &mut canvas.part(1, end, w.saturating_sub(2), 1), &scale, label);
    }
}

/// Headings only where every lane still has its row.
fn titled(groups: &[Group], rows: u16) -> bool {
    let lanes: usize = groups.iter().map(|g| g.lanes.len()).sum();
    let heads = groups.iter().filter(|g| !g.title.is_empty()).count();
    lanes + heads <= usize::from(rows)
}

/// Without a heading each lane says itself where it belongs: `FIFO A`.
fn name(groups: &mut [Group]) {
    for group in groups.iter_mut().filter(|g| !g.title.is_empty()) {
        for lane in group.lanes.iter_mut().filter(|l| !l.label.is_empty()) {
            lane.label = format!("{} {}", group.title, lane.label);
        }
    }
}

/// Cells for the labels, gap included.
fn labels(groups: &[Group]) -> u16 {
    let widest = groups.iter().flat_map(|g| &g.lanes).map(|l| width(&l.label)).max().unwrap_or(0);
    (widest + 2).max(5)
}

fn groups(session: &Session, rows: u16) -> Vec<Group> {
    let specs = &session.lab().stage.lanes;
    let each = if session.ghost().is_some() { 2 } else { 1 };
    let most = usize::from(rows) / specs.len().max(1) / each;
    let input = Input { trace: session.run().trace(), now: session.now(), ahead: session.open_question().is_none() };
    let mut groups: Vec<Group> =
        specs.iter().map(|spec| lanes::derive(spec, input, most.max(usize::from(rows > 0)))).collect();
    if let Some(ghost) = session.ghost() {
        let input = Input { trace: ghost, ahead: false, ..input };
        for (group, spec) in groups.iter_mut().zip(specs) {
            lay_under(&mut group.lanes, lanes::derive(spec, input, spec.most).lanes);
        }
    }
    groups
}

/// Puts each lane of the last run under the one with its label; such lanes carry an empty label.
fn lay_under(lanes: &mut Vec<Lane>, ghosts: Vec<Lane>) {
    for ghost in ghosts {
        if let Some(at) = lanes.iter().position(|l| l.label == ghost.label) {
            lanes.insert(at + 1, Lane { label: String::new(), ..ghost });
        }
    }
}

/// Up to six tenths of the run are in view; later the view moves on by tens of columns.
fn scale(session: &Session, columns: u16) -> kit::Scale {
    let until = session.until();
    let view = SimTime::from_micros(until.as_micros() / 10 * 6);
    let mut scale = kit::Scale::fit(SimTime::ZERO, view, columns);
    scale.column = scale.column.max(SimTime::from_secs(1));
    let column = scale.column.as_micros();
    let now = session.now().as_micros() / column;
    let (all, shown) = (until.as_micros().div_ceil(column), u64::from(columns));
    if now > shown * 8 / 10 && all > shown {
        let from = (now - shown * 6 / 10).min(all - shown * 9 / 10) / 10 * 10;
        scale.from = SimTime::from_micros(from * column);
    }
    scale
}

fn sign_of(fill: Fill) -> Option<(Sign, Option<Tone>)> {
    Some(match fill {
        Fill::Absent => return None,
        Fill::Waiting => (Sign::Visible, None),
        Fill::Working => (Sign::Working, None),
        Fill::Late => (Sign::Working, Some(Tone::Fail)),
        Fill::Delayed | Fill::Orphaned | Fill::Locked => (Sign::Locked, None),
        Fill::Open => (Sign::Waiting, None),
        Fill::Ahead => (Sign::Future, None),
    })
}

/// A lane of the session as a lane of the kit. A sign that would hide the begin of a word moves one column to the left: `✓A2`.
fn convert(lane: &Lane, scale: &kit::Scale) -> kit::Lane {
    let named = |p: &Piece| {
        let pin = lane.pins.iter().find(|pin| pin.at == p.from && !pin.word.is_empty());
        pin.map(|pin| (pin.sign, pin.word.clone()))
    };
    let span = |p: &Piece| {
        let (sign, tone) = sign_of(p.fill)?;
        let label = if p.fill == Fill::Ahead { None } else { named(p) };
        Some(kit::Span { from: p.from, to: p.to, sign, tone, label })
    };
    let spans: Vec<kit::Span> = lane.pieces.iter().filter_map(span).collect();
    let told = |pin: &&lanes::Pin| !spans.iter().any(|s| s.label.is_some() && s.from == pin.at && !pin.word.is_empty());
    let worded = |at: SimTime| {
        let column = scale.column_of(at);
        spans.iter().any(|s| s.label.is_some() && scale.column_of(s.from) == column)
    };
    let place = |at: SimTime| if worded(at) { at.since(scale.column) } else { at };
    let mark = |p: &lanes::Pin| p.sign.map(|sign| kit::Mark { at: place(p.at), sign });
    let marks = lane.pins.iter().filter(told).filter_map(mark).collect();
    kit::Lane { label: lane.label.clone(), group: lane.group, marks, ghost: lane.label.is_empty(), spans }
}

/// How many requests each caller made, as bars, where rows are left.
fn totals(groups: &[Group], canvas: &mut Canvas<'_>, y: u16, end: u16, label: u16) {
    let callers: Vec<(&str, u64)> =
        groups.iter().flat_map(|g| &g.lanes).filter_map(|l| Some((l.label.as_str(), l.total?))).collect();
    let most = callers.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    for (i, (name, total)) in callers.iter().enumerate() {
        let y = y + i as u16;
        if y >= end {
            return;
        }
        if i == 0 {
            canvas.text(1, y, &cut("requests", label), Role::Muted);
        }
        let x = canvas.text(1 + label.max(10), y, &format!("{name:<6}"), Role::Muted);
        let tone = if *total == most && callers.len() > 1 { Tone::Fail } else { Tone::Done };
        let x = crate::ui::kit::panel::draw_bar(canvas, (x, y), (*total, most), 40, tone);
        canvas.text(x + 2, y, &total.to_string(), Role::Strong);
    }
}

/// The last thing that ran out, failed or was injected, under its column.
fn callout(session: &Session, canvas: &mut Canvas<'_>, scale: &kit::Scale, label: u16) {
    let trace = session.run().trace();
    let loud = |e: &&Event| e.weight >= Weight::Alarm && e.at >= scale.from;
    let Some(last) = trace.iter().rev().find(loud) else { return };
    let Some(event) = words::loudest(trace.iter().rev().take_while(|e| e.at >= last.at)) else { return };
    let line = words::line(event);
    let sign = if event.weight == Weight::Yours { Sign::Fault } else { Sign::RanOut };
    let glyph = canvas.kit.glyphs.sign(sign);
    let text = format!("{glyph} {}", line.at.clock());
    let need = width(&text) + 2 + width(&line.say);
    let at = label + scale.column_of(event.at).unwrap_or(0);
    let x = at.min(canvas.width().saturating_sub(need + 1)).max(1);
    let x = canvas.text(x, 0, &text, of_sign(sign));
    let x = canvas.text(x + 2, 0, &cut(&line.say, canvas.width().saturating_sub(x + 2)), Role::Text);
    if !line.aside.is_empty() && x + 3 + width(&line.aside) < canvas.width() {
        canvas.text(x + 3, 0, &line.aside, Role::Dim);
    }
}
