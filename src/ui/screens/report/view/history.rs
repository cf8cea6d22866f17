//! All sittings: what waits, what each was worth, where it goes, how good the predictions were.
use super::{
    super::state::{Line, State, lines},
    set::{LEFT, Row, Sheet, VALUE, call_role},
};
use crate::{
    practice::{
        exam::{
            history::{History, Row as Sat, Trend},
            score::{PASS, SCALE},
            words::{count, date, hundredths},
        },
        progress::sitting::Sitting,
        record::sat::Mode,
    },
    ui::{
        flow::context::Context,
        kit::{Kit, canvas::cut, theme::Role},
    },
};

/// The column of the range on the scale, where there is room for it.
const STRIP: u16 = 64;
/// Cells of the longest verdict: `too close to call, proctored`.
const VERDICT: u16 = 28;
/// Columns between two points of a trend.
const STEP: u16 = 6;
/// Rows of a trend above the pass mark, and below it.
const ROWS: usize = 3;

/// Columns of the table.
struct Columns {
    number: u16,
    title: u16,
    date: u16,
    score: u16,
    strip: Option<(u16, u16)>,
    verdict: u16,
    minutes: u16,
}

impl Columns {
    const fn of(width: u16) -> Self {
        let (number, title) = (6, 10);
        if width < 100 {
            return Self { number, title, date: 26, score: 39, strip: None, verdict: 56, minutes: width - 2 };
        }
        let (date, score) = (32, 45);
        // What the longest verdict leaves free shows the range on the scale.
        let room = width.saturating_sub(STRIP + VERDICT + 9);
        let cells = if room > 60 { 60 } else { room };
        if cells < 16 {
            return Self { number, title, date, score, strip: None, verdict: STRIP, minutes: width - LEFT };
        }
        let verdict = STRIP + cells + 3;
        Self { number, title, date, score, strip: Some((STRIP, cells)), verdict, minutes: verdict + VERDICT + 6 }
    }
}

/// Left, next and right words of the title row.
pub(super) fn title(context: &Context<'_>) -> (String, String, String) {
    let done = context.progress.sittings.iter().filter(|sitting| sitting.ended.is_some()).count();
    (String::new(), "All sittings".into(), format!("{} handed in", count(done, "paper")))
}

/// The page over so many columns.
pub(super) fn set(state: &State, context: &Context<'_>, kit: &Kit, width: u16) -> Sheet {
    let mut sheet = Sheet::default();
    let all = lines(context);
    if all.is_empty() {
        empty(&mut sheet, kit, width);
        return sheet;
    }
    let columns = Columns::of(width);
    sheet.gap();
    sheet.row(head(kit, &columns));
    for (i, line) in all.iter().enumerate() {
        if i == state.shelf.at {
            sheet.cursor = Some(sheet.lines.len());
        }
        sheet.row(match line {
            Line::Waits(sitting) => waits(sitting, kit, &columns),
            Line::Done(sat) => done(sat, state.shelf.marked.contains(&sat.sitting), kit, &columns),
        });
    }
    sheet.gap();
    trends(&mut sheet, &History::of(&context.progress.sittings), kit, width);
    sheet
}

fn empty(sheet: &mut Sheet, kit: &Kit, width: u16) {
    let room = (LEFT, width - 2 * LEFT);
    sheet.gap();
    sheet.row(Row::new(kit).at(LEFT, "No paper was handed in yet.", Role::Strong));
    sheet.gap();
    let words = "After a mock exam its report stands here: an estimated score with its range, what was weak, how sure you were, \
                 and what to study next.";
    sheet.words(kit, words, room, Role::Text);
    sheet.gap();
    let go =
        Row::new(kit).at(LEFT, "g e", Role::Key).then("   to the first one: ten questions, twenty minutes", Role::Text);
    sheet.row(go);
}

fn head<'k>(kit: &'k Kit, columns: &Columns) -> Row<'k> {
    Row::new(kit)
        .ending(columns.number + 2, "no", Role::Dim)
        .at(columns.title, "paper", Role::Dim)
        .at(columns.date, "date", Role::Dim)
        .at(columns.score, "estimate, range", Role::Dim)
        .at(columns.verdict, "verdict", Role::Dim)
        .ending(columns.minutes, "min", Role::Dim)
}

fn waits<'k>(sitting: &Sitting, kit: &'k Kit, columns: &Columns) -> Row<'k> {
    let of = sitting.given.len();
    let stand = format!("waits, {} of {of} answered: enter goes on", of - sitting.open().len());
    Row::new(kit)
        .ending(columns.number + 2, &sitting.paper.number.to_string(), Role::Strong)
        .at(columns.title, &cut(&sitting.paper.title, columns.date - columns.title - 1), Role::Text)
        .at(columns.date, &date(sitting.last.day), Role::Muted)
        .at(columns.score, &cut(&stand, columns.minutes - columns.score), Role::Visible)
}

fn done<'k>(sat: &Sat, marked: bool, kit: &'k Kit, columns: &Columns) -> Row<'k> {
    let mark = if marked { "•" } else { "" };
    let mut row = Row::new(kit)
        .at(LEFT, mark, Role::Focus)
        .ending(columns.number + 2, &sat.number.to_string(), Role::Strong)
        .at(columns.title, &cut(&sat.title, columns.date - columns.title - 1), Role::Text)
        .at(columns.date, &date(sat.day), Role::Muted);
    let (verdict, role) = match &sat.score.estimate {
        Some(estimate) => {
            row = row.ending(columns.score + 4, &estimate.scaled.to_string(), call_role(estimate.call)).at(
                columns.score + 6,
                &format!("{} - {}", estimate.low, estimate.high),
                Role::Dim,
            );
            if let Some((x, cells)) = columns.strip {
                row = row.strip(x, estimate, cells, false).0;
            }
            (estimate.call.words(), call_role(estimate.call))
        }
        None => ("nothing counted", Role::Dim),
    };
    let how = match sat.mode {
        Mode::Exam => "",
        Mode::Review => ", untimed",
        Mode::Proctored => ", proctored",
    };
    row.at(columns.verdict, verdict, role).then(how, Role::Dim).ending(
        columns.minutes,
        &sat.minutes().to_string(),
        Role::Muted,
    )
}

/// Where each blueprint goes, and how good the predictions were.
fn trends(sheet: &mut Sheet, history: &History, kit: &Kit, width: u16) {
    if !history.trends.is_empty() {
        sheet.rule(kit, width, "trend", "estimates, oldest first");
        for one in &history.trends {
            trend(sheet, one, kit, width);
            sheet.gap();
        }
    }
    if let Some(foresight) = &history.foresight {
        sheet.rule(kit, width, "your predictions", "");
        let made = format!("{} with a prediction", count(foresight.sittings, "sitting"));
        sheet.flow(
            kit,
            "mean Brier score",
            &[
                (hundredths(foresight.brier), Role::Strong),
                (foresight.words(), Role::Text),
                (made, Role::Dim),
                (format!("{} % expected, {} % came", foresight.expected, foresight.passed), Role::Dim),
                ("0 knew it each time, 0.25 is a coin".into(), Role::Dim),
            ],
            width,
        );
        sheet.gap();
    }
}

/// What can be said of a trend; where it has points to join, a chart of them around the pass mark.
fn trend(sheet: &mut Sheet, trend: &Trend, kit: &Kit, width: u16) {
    let ends = match (trend.points.first(), trend.points.last()) {
        (Some((_, from)), Some((_, to))) if trend.points.len() > 1 => format!("from {from} to {to}"),
        (_, Some((_, to))) => to.to_string(),
        _ => String::new(),
    };
    let words = Row::new(kit).at(LEFT, &cut(&trend.title, 20), Role::Text).at(VALUE, &ends, Role::Strong);
    sheet.row(words.then("   ", Role::Text).then(trend.course.words(), Role::Dim));
    if trend.points.len() < 2 {
        return;
    }
    let room = usize::from((width - VALUE - LEFT) / STEP).max(1);
    let shown: Vec<u32> = trend.points.iter().rev().take(room).rev().map(|(_, scaled)| *scaled).collect();
    for y in 0..=2 * ROWS {
        let label = match y {
            0 => SCALE.1.to_string(),
            _ if y == ROWS => format!("passing {PASS}"),
            _ if y == 2 * ROWS => SCALE.0.to_string(),
            _ => String::new(),
        };
        let mut row = Row::new(kit).ending(VALUE - 1, &label, Role::Dim).pad_to(VALUE);
        for scaled in &shown {
            let fill = if y == ROWS { "─" } else { " " };
            row = row.then(&fill.repeat(2), Role::Faint);
            row = if level(*scaled) == y {
                row.then("●", if *scaled >= PASS { Role::Done } else { Role::Visible })
            } else {
                row.then(fill, Role::Faint)
            };
            row = row.then(&fill.repeat(usize::from(STEP) - 3), Role::Faint);
        }
        sheet.row(row);
    }
    let numbers: Vec<String> = shown.iter().map(|scaled| format!("{scaled:^5}")).collect();
    sheet.row(Row::new(kit).at(VALUE, numbers.join(" ").trim_end(), Role::Muted));
}

/// The row of an estimate in the chart: what passes stands above the pass mark, what falls short below it.
fn level(scaled: u32) -> usize {
    let part = |off: u32, of: u32| (off as usize * ROWS / (of as usize + 1)).min(ROWS - 1);
    if scaled >= PASS {
        ROWS - 1 - part(scaled - PASS, SCALE.1 - PASS)
    } else {
        ROWS + 1 + part(PASS - 1 - scaled.max(SCALE.0), PASS - SCALE.0)
    }
}
