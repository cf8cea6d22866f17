//! The lobby: what goes on, what can be drawn, how it is sat.
use super::{
    super::state::{State, lobby::Row},
    boxes, minutes,
};
use crate::{
    content::exam::Blueprint,
    practice::{
        exam::draw::{EXTRA_MINUTES, draw as paper},
        progress::sitting::Sitting,
        record::sat::Mode,
    },
    ui::{
        flow::context::Context,
        kit::{
            canvas::Canvas,
            frame::{self, Frame},
            list::{self, Cursor, Item},
            parts::centred,
            theme::Role,
            wrap,
        },
    },
};
use ratatui::layout::Position;

/// The most columns and rows of the box.
const SIZE: (u16, u16) = (100, 28);
/// The first column of words.
const LEFT: u16 = 3;

/// Draws the lobby; the cursor is parked on the row that is chosen.
pub(super) fn draw(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Position {
    let (x, y, w, h) = centred(canvas, SIZE.0, SIZE.1);
    let mut place = canvas.part(x, y, w, h);
    let right = vec![(sat(context), Role::Dim)];
    let mut inner =
        frame::draw(&mut place, &Frame { title: "Mock exam", right, focused: !state.lobby.asks, ..Frame::default() });
    let all = state.lobby.rows(context);
    let items: Vec<Item> = all.iter().map(|row| item(row, state, context)).collect();
    let height = (items.len() as u16).min(inner.height().saturating_sub(12));
    let width = inner.width();
    let here = list::draw(
        &mut inner.part(1, 1, width.saturating_sub(2), height),
        &items,
        Cursor { at: state.lobby.at, top: 0 },
    );
    let y = height + 2;
    inner.part(1, y, width.saturating_sub(2), 1).rule(0, "", "");
    let mut below = inner.part(LEFT, y + 2, width.saturating_sub(2 * LEFT), inner.height().saturating_sub(y + 2));
    match all.get(state.lobby.at) {
        Some(Row::Open(sitting)) => open(sitting, &mut below),
        Some(Row::Paper(blueprint)) => about(state, blueprint, context, &mut below),
        None => drop(below.text(0, 0, "There is no blueprint of an exam.", Role::Muted)),
    }
    let at = inner.at(1, 1 + here.unwrap_or(0));
    if state.lobby.asks { asked(state, canvas) } else { at }
}

/// How likely a pass seems, before the paper is laid down.
fn asked(state: &State, canvas: &mut Canvas<'_>) -> Position {
    let guess = state.lobby.order.expects.map_or("--".into(), |percent| format!("{percent} %"));
    let words = [
        ("How likely is it that you pass this one?".to_owned(), Role::Text),
        (format!("◂\u{a0}\u{a0}{guess}\u{a0}\u{a0}▸").replace(' ', "\u{a0}"), Role::Strong),
        ("The report holds your guess against the result. Left at -- it is left out.".into(), Role::Muted),
    ];
    boxes::ask(canvas, "Before it begins", &words, "h/l by tens   enter begin   esc back")
}

/// `2 papers handed in`.
fn sat(context: &Context<'_>) -> String {
    match context.progress.sittings.iter().filter(|sitting| sitting.ended.is_some()).count() {
        0 => "none handed in yet".into(),
        1 => "1 paper handed in".into(),
        n => format!("{n} papers handed in"),
    }
}

fn item(row: &Row<'_>, state: &State, context: &Context<'_>) -> Item {
    match row {
        Row::Open(sitting) => Item {
            kind: "goes on".into(),
            words: format!("{} · mock exam {}", sitting.paper.title, sitting.paper.number),
            note: stand(sitting),
            off: false,
        },
        Row::Paper(blueprint) => {
            let order = state.lobby.order_for(blueprint);
            let time = state.lobby.minutes(blueprint).map_or("untimed".into(), |m| format!("{m:>3} min"));
            Item {
                kind: "new".into(),
                words: blueprint.title.clone(),
                note: format!("{:>3} questions   {time}", blueprint.questions),
                off: paper(blueprint, &order, &context.desk()).is_err(),
            }
        }
    }
}

/// `12 of 20 answered, 23:10 left`.
fn stand(sitting: &Sitting) -> String {
    let of = sitting.given.len();
    let left = sitting.left_ms().map_or("untimed".into(), |ms| format!("{} left", minutes(ms)));
    format!("{} of {of} answered, {left}", of - sitting.open().len())
}

fn open(sitting: &Sitting, canvas: &mut Canvas<'_>) {
    let clock = if sitting.paper.limit_ms.is_some() { ". Its clock stood still meanwhile" } else { "" };
    let times = match sitting.away.len() {
        0 => String::new(),
        1 => " So far that happened once.".into(),
        n => format!(" So far that happened {n} times."),
    };
    let words = format!("The paper waits as you left it{clock}; the report will say how long you were away.{times}");
    let y = lines(canvas, 0, &words, Role::Text);
    let x = canvas.text(0, y + 1, "enter", Role::Key);
    canvas.text(x, y + 1, " takes it up again", Role::Text);
}

fn about(state: &State, blueprint: &Blueprint, context: &Context<'_>, canvas: &mut Canvas<'_>) {
    let order = &state.lobby.order;
    let mut y = lines(canvas, 0, &blueprint.about, Role::Text) + 1;
    if let Err(why) = paper(blueprint, &state.lobby.order_for(blueprint), &context.desk()) {
        canvas.text(0, y, "▲", Role::Fail);
        let mut part = canvas.part(2, y, canvas.width().saturating_sub(2), canvas.height().saturating_sub(y));
        y += lines(&mut part, 0, &format!("{why}."), Role::Strong) + 1;
    }
    let mode = match order.mode {
        Mode::Exam => "timed, and no feedback before it is handed in",
        Mode::Review => "untimed: enter checks an answer and explains it",
        Mode::Proctored => "proctored: it cannot be left and taken up again",
    };
    choice(canvas, y, "m", ("how", mode));
    y += 1;
    if let Some(minutes) = state.lobby.minutes(blueprint) {
        let extra = if order.extra {
            format!("{minutes} minutes, {EXTRA_MINUTES} of them extra")
        } else {
            format!("{minutes} minutes")
        };
        choice(canvas, y, "+", ("time", &extra));
        y += 1;
    }
    if let Some(seed) = order.seed {
        choice(canvas, y, " ", ("seed", &format!("{seed}: everyone who gives it has the same paper")));
        y += 1;
    }
    let rules = match order.mode {
        Mode::Proctored => "To leave the room hands the paper in.",
        _ => "q leaves the room at any time: the clock stops, and the paper waits.",
    };
    lines(canvas, y + 1, rules, Role::Dim);
}

/// `m  how    timed`.
fn choice(canvas: &mut Canvas<'_>, y: u16, key: &str, (name, words): (&str, &str)) {
    canvas.text(0, y, key, Role::Key);
    canvas.text(3, y, name, Role::Muted);
    canvas.text(10, y, words, Role::Text);
}

/// Words over the canvas from a row on; gives the row after them.
fn lines(canvas: &mut Canvas<'_>, y: u16, words: &str, role: Role) -> u16 {
    let set = wrap::words(canvas.kit, words, canvas.width(), role);
    for (y, line) in (y..).zip(&set) {
        canvas.line(0, y, line);
    }
    y + set.len() as u16
}
