//! The upper part of the pane: the goal, the variables that matter, and the stage.
use super::super::state::State;
use crate::{
    practice::lab::{
        goals::{self, Standing},
        lanes::place_of,
        session::Session,
        spoken,
    },
    sim::{
        panel::{Cell, Panel, Row},
        trace::Event,
    },
    ui::kit::{
        canvas::{Canvas, cut, width},
        panel,
        theme::Role,
    },
};

/// The goal line; in a wide pane the stars in words and the variables get rows of their own.
pub(super) fn goal(state: &State, session: &Session, canvas: &mut Canvas<'_>, wide: bool) {
    let lab = session.lab();
    let y = u16::from(wide && canvas.height() > 3);
    canvas.text(1, y, "GOAL", Role::Strong);
    // A proof has the goal that decides it; before the answer its words might tell.
    let proved = session.shown().filter(|_| !state.armed).and_then(|shown| goals::find(lab, &shown.goal));
    let words = proved.map_or(&lab.goal, |goal| &goal.words);
    let end = canvas.text(7, y, &cut(words, canvas.width().saturating_sub(8)), Role::Text);
    if wide && canvas.height() > 2 {
        match state.proof.as_ref().and_then(|p| p.option.as_ref()).filter(|_| proved.is_some()) {
            Some(option) => {
                let x = canvas.text(1, y + 1, "with", Role::Muted) + 2;
                canvas.text(x, y + 1, &cut(option, canvas.width().saturating_sub(x + 1)), Role::Text);
            }
            None => stars(state, session, canvas, y + 1),
        }
        variables(session, canvas, y + 2, 1, false);
    } else {
        variables(session, canvas, 0, end + 3, true);
    }
}

/// `★ run to the end    ☆ no double charge`.
fn stars(state: &State, session: &Session, canvas: &mut Canvas<'_>, y: u16) {
    let mut x = 1;
    let goals = session.lab().goals.iter().zip(state.stars()).zip(&session.seen().goals);
    for ((goal, won), standing) in goals {
        let lost = matches!(standing, Standing::Lost(_)) && !won;
        let (sign, role) = match (won, lost) {
            (true, _) => ("★", Role::Visible),
            (_, true) => ("✗", Role::Fail),
            _ => ("☆", Role::Faint),
        };
        x = canvas.text(x, y, sign, role);
        x = canvas.text(x + 1, y, &goal.words, if lost { Role::Dim } else { Role::Text }) + 3;
    }
}

/// The variables and the seed, as many as fit: right-aligned on the goal line, or from the left on a row of their own.
fn variables(session: &Session, canvas: &mut Canvas<'_>, y: u16, from: u16, right: bool) {
    // Those that differ from the lab's own come first: they make this run what it is.
    let mut all: Vec<_> = session.lab().variables.iter().map(|v| (v, session.value(v))).collect();
    all.sort_by_key(|(v, value)| *value == v.default);
    let mut parts: Vec<(String, String)> =
        all.iter().map(|(v, value)| (v.title.clone(), spoken::value(value))).collect();
    let seed = ("seed".to_owned(), session.setup().seed.to_string());
    let line = canvas.width() >= 90 || !right;
    let gap = if line { 5 } else { 3 };
    let cells = |p: &[(String, String)]| p.iter().map(|(a, b)| width(a) + 1 + width(b) + gap).sum::<u16>();
    let tail = width(&seed.0) + 1 + width(&seed.1);
    let room = canvas.width().saturating_sub(from + 1 + tail);
    while cells(&parts) > room && !parts.is_empty() {
        parts.pop();
    }
    let mut x = if right { canvas.width().saturating_sub(1 + tail + cells(&parts)).max(from) } else { from };
    for (title, value) in &parts {
        x = canvas.text(x, y, title, Role::Muted);
        x = canvas.text(x + 1, y, value, Role::Strong);
        if line {
            canvas.text(x + 2, y, "│", Role::Faint);
        }
        x += gap;
    }
    x = canvas.text(x, y, &seed.0, Role::Muted);
    canvas.text(x + 1, y, &seed.1, Role::Dim);
}

/// Panels of a column, found in the world by role and name.
fn panels<'a>(all: &'a [Panel], wanted: &[(String, String)]) -> Vec<&'a Panel> {
    let find = |(role, name): &(String, String)| all.iter().find(|p| p.role == role && &*p.name == name.as_str());
    wanted.iter().filter_map(find).collect()
}

/// Rows the stage would like to have.
pub(super) fn stage_height(session: &Session) -> u16 {
    let all = session.run().world().panels();
    let (top, columns) = split(session);
    let height = |wanted: &[(String, String)]| panels(&all, wanted).iter().map(|p| panel::height(p)).sum::<u16>();
    u16::from(top.is_some()) + columns.iter().map(|c| height(c)).max().unwrap_or(0).max(3)
}

type Wanted<'a> = &'a [(String, String)];

/// A column titled `top` lies over the others, the whole width long.
fn split(session: &Session) -> (Option<Wanted<'_>>, Vec<Wanted<'_>>) {
    let columns = &session.lab().stage.columns;
    let top = columns.iter().find(|c| c.title == "top").map(|c| c.panels.as_slice());
    (top, columns.iter().filter(|c| c.title != "top").map(|c| c.panels.as_slice()).collect())
}

/// The stage: the lab's columns side by side.
pub(super) fn stage(session: &Session, canvas: &mut Canvas<'_>) {
    let all = session.run().world().panels();
    let (top, columns) = split(session);
    let (w, h) = (canvas.width(), canvas.height());
    let y = u16::from(top.is_some());
    for (_, producer) in top.unwrap_or_default() {
        sent(session, producer, canvas);
    }
    let found: Vec<Vec<&Panel>> = columns.iter().map(|c| panels(&all, c)).collect();
    let edges = edges(&found, w);
    for (i, column) in found.iter().enumerate() {
        let (from, to) = (edges[i], edges[i + 1]);
        let gap = if i + 1 < found.len() { 3 } else { 0 };
        let mut part = canvas.part(from, y, (to - from).saturating_sub(gap), h.saturating_sub(y));
        let mut row = 0;
        for one in column {
            let rows = panel::height(one).min(part.height().saturating_sub(row));
            panel::draw(&mut part.part(0, row, to - from, rows), one);
            row += rows;
        }
        title(session, i, column, &mut part);
        if found.len() == 2 && i == 0 {
            for line in y..h {
                canvas.text(to.saturating_sub(2), line, "│", Role::Faint);
            }
        }
    }
}

/// The heading of one of two sides: `SHORT POLLING  orders-short`.
fn title(session: &Session, column: usize, panels: &[&Panel], canvas: &mut Canvas<'_>) {
    let mut sides = session.lab().stage.columns.iter().filter(|c| c.title != "top");
    let (Some(side), Some(first)) = (sides.nth(column).filter(|c| !c.title.is_empty()), panels.first()) else { return };
    let w = canvas.width();
    canvas.text(0, 0, &" ".repeat(usize::from(w)), Role::Text);
    let x = canvas.text(0, 0, &side.title, Role::Strong) + 2;
    canvas.text(x, 0, &cut(&first.name, w.saturating_sub(x)), Role::Muted);
}

/// What a producer has sent, message by message: `sent   A1 B1 C1 A2`.
fn sent(session: &Session, producer: &str, canvas: &mut Canvas<'_>) {
    let mine = |e: &&Event| e.actor.as_deref() == Some(producer) && e.kind.starts_with("producer.");
    let mut labels: Vec<(&str, Option<usize>)> = Vec::new();
    for item in session.run().trace().iter().filter(mine).filter_map(|e| e.item.as_ref()) {
        if labels.iter().all(|(label, _)| *label != &*item.label) {
            labels.push((&item.label, item.group.as_deref().map(place_of)));
        }
    }
    let mut x = canvas.text(0, 0, "sent", Role::Muted) + 3;
    for (label, group) in labels {
        if x + width(label) > canvas.width() {
            return;
        }
        x = canvas.text(x, 0, label, group.map_or(Role::Strong, Role::Group)) + 1;
    }
}

/// Where columns begin: two share alike; of three the first takes what it needs.
fn edges(columns: &[Vec<&Panel>], w: u16) -> Vec<u16> {
    let n = columns.len().max(1) as u16;
    let mut edges: Vec<u16> = (0..=n).map(|i| w * i / n).collect();
    if n == 3 {
        let first = columns[0].iter().map(|p| natural(p)).max().unwrap_or(0) + 3;
        edges[1] = first.max(13).min(w / 3);
        edges[2] = edges[1] + (w - edges[1]) * 55 / 100;
    }
    edges
}

/// Cells a panel needs without bars.
fn natural(panel: &Panel) -> u16 {
    let cell = |c: &Cell| match c {
        Cell::Text(words, _) => width(words),
        Cell::Tokens(tokens) => tokens.iter().map(|t| width(&t.label) + 2).sum(),
        Cell::Bar { .. } => 8,
        Cell::Wire => 7,
    };
    let row = |r: &Row| r.cells.iter().map(|c| cell(c) + 2).sum::<u16>().saturating_sub(2);
    let head = width(panel.role) + 2 + width(&panel.name);
    panel.rows.iter().map(row).max().unwrap_or(0).max(head)
}
