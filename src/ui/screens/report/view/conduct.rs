//! Time, second thoughts, absences, the prediction, the end.
use super::set::{Row, Sheet, VALUE};
use crate::{
    practice::{
        exam::{
            report::{
                Report,
                pace::{Absences, Changes, PACE_MS, Pace},
            },
            words::{clock, count, hundredths, span},
        },
        record::sat::{End, Mode},
    },
    ui::kit::{Kit, theme::Role},
};

type Runs = Vec<(String, Role)>;

/// The section over so many columns.
pub(super) fn set(report: &Report, kit: &Kit, width: u16) -> Sheet {
    let conduct = &report.conduct;
    let mut sheet = Sheet::default();
    sheet.rule(kit, width, "time and changes", "");
    spark(&mut sheet, &conduct.pace, kit, width);
    sheet.flow(kit, "pace", &pace(&conduct.pace), width);
    sheet.flow(kit, "changed answers", &changes(&conduct.changes), width);
    sheet.flow(kit, "away from the paper", &away(&conduct.absences), width);
    if let Some(runs) = prediction(report) {
        sheet.flow(kit, "your prediction", &runs, width);
    }
    sheet.flow(kit, "ended", &[(ended(report).into(), Role::Text)], width);
    sheet.gap();
    sheet
}

/// One column for each question; those over the pace of the exam stand out.
fn spark(sheet: &mut Sheet, pace: &Pace, kit: &Kit, width: u16) {
    let room = usize::from(width.saturating_sub(VALUE + 3)).max(1);
    let most = pace.ms.iter().copied().max().unwrap_or(0).max(1);
    for (i, part) in pace.ms.chunks(room).enumerate() {
        let label = if i == 0 { "minutes per question" } else { "" };
        let mut row = Row::new(kit).at(super::set::LEFT, label, Role::Muted).pad_to(VALUE);
        for ms in part {
            let level = usize::try_from(u128::from(*ms) * 7 / u128::from(most)).unwrap_or(7);
            let role = if *ms > PACE_MS { Role::Visible } else { Role::Info };
            row = row.then(&kit.glyphs.level(level).to_string(), role);
        }
        sheet.row(row);
    }
}

fn pace(pace: &Pace) -> Runs {
    let over = match pace.over {
        0 => "none took longer".to_owned(),
        n => format!("{n} took longer"),
    };
    let mut runs = vec![
        (clock(pace.average_ms), Role::Strong),
        ("a question; the exam's pace is 2:00".into(), Role::Dim),
        (over, if pace.over > 0 { Role::Visible } else { Role::Dim }),
    ];
    if pace.review_ms >= 1_000 {
        runs.push((format!("{} on the review screen", clock(pace.review_ms)), Role::Dim));
    }
    runs
}

fn changes(changes: &Changes) -> Runs {
    if changes.items == 0 {
        return vec![("0".into(), Role::Strong), ("each answer stayed as it was first given".into(), Role::Dim)];
    }
    let some =
        |n: usize, words: &str, role| if n == 0 { (String::new(), role) } else { (format!("{n} {words}"), role) };
    vec![
        (changes.items.to_string(), Role::Strong),
        some(changes.to_right, "to right", Role::Done),
        some(changes.to_wrong, "to wrong", Role::Fail),
        some(changes.wrong_to_wrong, "wrong to wrong", Role::Muted),
        some(changes.back, "and back again", Role::Muted),
        some(changes.unknown, "cannot be judged", Role::Dim),
        (changes.words().into(), Role::Dim),
    ]
}

fn away(absences: &Absences) -> Runs {
    if absences.times() == 0 {
        return vec![("never".into(), Role::Text)];
    }
    let mut runs = vec![(count(absences.times(), "time"), Role::Strong)];
    if absences.ms() > 0 {
        runs.push((format!("{} in all, which the clock did not count", span(absences.ms())), Role::Text));
    }
    for cause in &absences.causes {
        let long = if cause.ms > 0 { format!(", {}", span(cause.ms)) } else { String::new() };
        let unknown =
            if cause.unmeasured > 0 { format!(", {} of unknown length", cause.unmeasured) } else { String::new() };
        runs.push((format!("{} {}{long}{unknown}", cause.words(), count(cause.times, "time")), Role::Dim));
    }
    runs
}

/// `70 % for a pass   it was one   Brier 0.09`.
fn prediction(report: &Report) -> Option<Runs> {
    let prediction = report.prediction.as_ref()?;
    let (came, role) =
        if prediction.passed { ("it reached the pass mark", Role::Done) } else { ("it fell short", Role::Fail) };
    Some(vec![
        (format!("{} % for a pass", prediction.percent), Role::Strong),
        (came.into(), role),
        (format!("Brier score {}", hundredths(prediction.brier)), Role::Text),
        ("0 knew it, 0.25 is a coin".into(), Role::Dim),
    ])
}

const fn ended(report: &Report) -> &'static str {
    match (report.heading.end, report.heading.mode) {
        (End::Asked, _) => "you handed the paper in",
        (End::Time, _) => "time was up, and the paper was handed in as it lay",
        (End::Left, Mode::Proctored) => "the room was left: a proctored paper cannot be taken up again",
        (End::Left, _) => "the room was left",
    }
}
