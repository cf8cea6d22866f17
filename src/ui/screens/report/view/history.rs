//! All sittings: what waits, what each was worth, where it goes, how good the predictions were.
use super::{
    super::state::{Line, State, lines},
    set::{LEFT, Row, Sheet, call_role},
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
            return Self { number, title, date: 28, score: 41, strip: None, verdict: 58, minutes: width - 2 };
        }
        let date = 32;
        // What is left between score and verdict shows the range on the scale.
        let room = width - 62 - 32;
        let cells = if room > 48 { 48 } else { room };
        Self {
            number,
            title,
            date,
            score: 45,
            strip: if cells >= 16 { Some((64, cells)) } else { None },
            verdict: if cells >= 16 { 64 + cells + 3 } else { 64 },
            minutes: if cells >= 16 { 64 + cells + 31 } else { width - LEFT },
        }
    }
}

/// Left, next and right words of the title row.
pub(super) fn title(context: &Context<'_>) -> (String, String, String) {
    let done = context.progress.sittings.iter().filter(|sitting| sitting.ended.is_some()).count();
    ("Score reports".into(), String::new(), format!("{} handed in", count(done, "paper")))
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
        .at(columns.score, "estimate and range", Role::Dim)
        .at(columns.verdict, "verdict", Role::Dim)
        .ending(columns.minutes, "min", Role::Dim)
}

fn waits<'k>(sitting: &Sitting, kit: &'k Kit, columns: &Columns) -> Row<'k> {
    let of = sitting.given.len();
    let stand = format!("waits: {} of {of} answered", of - sitting.open().len());
    Row::new(kit)
        .ending(columns.number + 2, &sitting.paper.number.to_string(), Role::Strong)
        .at(columns.title, &cut(&sitting.paper.title, columns.date - columns.title - 1), Role::Text)
        .at(columns.date, &date(sitting.last.day), Role::Muted)
        .at(columns.score, &stand, Role::Visible)
        .at(columns.verdict.max(columns.score + 30), "enter takes it up", Role::Dim)
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
        for trend in &history.trends {
            sheet.row(trend_row(trend, kit, width));
        }
        sheet.gap();
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

fn trend_row<'k>(trend: &Trend, kit: &'k Kit, width: u16) -> Row<'k> {
    let room = usize::from(width.saturating_sub(64)).max(8);
    let shown = trend.points.get(trend.points.len().saturating_sub(room)..).unwrap_or_default();
    let mut row = Row::new(kit).at(LEFT, &cut(&trend.title, 20), Role::Text).pad_to(super::set::VALUE);
    for (_, scaled) in shown {
        let level = (scaled.saturating_sub(SCALE.0) * 7 / (SCALE.1 - SCALE.0)) as usize;
        let role = if *scaled >= PASS { Role::Done } else { Role::Visible };
        row = row.then(&kit.glyphs.level(level).to_string(), role);
    }
    let ends = match (trend.points.first(), trend.points.last()) {
        (Some((_, from)), Some((_, to))) if trend.points.len() > 1 => format!("{from} to {to}"),
        (_, Some((_, to))) => to.to_string(),
        _ => String::new(),
    };
    row.then("   ", Role::Text).then(&ends, Role::Strong).then("   ", Role::Text).then(trend.course.words(), Role::Dim)
}
