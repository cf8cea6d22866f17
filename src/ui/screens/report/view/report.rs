//! The report page: score, tables, conduct, what next.
use super::{
    super::{
        keys::{Act, refusal},
        state::{State, tasks},
    },
    WIDE, conduct, score,
    set::{LEFT, Row, Sheet},
    tables,
};
use crate::{
    practice::{
        exam::{
            report::{Heading, Report},
            words::{count, date},
        },
        review::summary::when,
    },
    ui::{
        flow::context::Context,
        kit::{Kit, theme::Role},
    },
};

/// Left, next and right words of the title row.
pub(super) fn title(state: &State, what: &str) -> (String, String, String) {
    let Some(report) = &state.report else { return Default::default() };
    let heading = &report.heading;
    let right = format!("{}, {}", date(heading.day), time(heading));
    (format!("Mock exam {}", heading.number), what.into(), right)
}

/// `38 of 40 min`, `38 min, untimed`.
pub(super) fn time(heading: &Heading) -> String {
    let minutes = |ms: u64| ms.saturating_add(30_000) / 60_000;
    match heading.limit_ms {
        Some(limit) => format!("{} of {} min", minutes(heading.used_ms), minutes(limit)),
        None => format!("{} min, untimed", minutes(heading.used_ms)),
    }
}

/// The page over so many columns: two halves where there is room.
pub(super) fn set(state: &State, context: &Context<'_>, kit: &Kit, width: u16) -> Sheet {
    let Some(report) = &state.report else { return Sheet::default() };
    let half = if width >= WIDE { width / 2 } else { width };
    let mut left = score::set(report, kit, half);
    left.below(tables::domains(report, kit, half));
    let topics = tables::topics(report, state.topic, kit, half);
    let mut right = Sheet::default();
    if width >= WIDE {
        left.below(topics);
    } else {
        left.below(tables::tasks(report, kit, half));
        left.below(topics);
    }
    right.below(tables::sureness(report, kit, half));
    right.below(conduct::set(report, kit, half));
    if width >= WIDE {
        let mut lead = Sheet::default();
        lead.gap();
        lead.below(next(state, report, context, kit, half));
        lead.below(right);
        lead.below(tables::tasks(report, kit, half));
        let mut both = left.beside(lead, half);
        both.gap();
        return both;
    }
    left.below(right);
    left.below(next(state, report, context, kit, half));
    left.gap();
    left
}

/// What can be done next.
fn next(state: &State, report: &Report, context: &Context<'_>, kit: &Kit, width: u16) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.rule(kit, width, "next", "");
    let next = &report.next;
    let wrong = match next.wrong {
        0 => "Nothing was wrong".to_owned(),
        1 => "Review the wrong answer now".into(),
        n => format!("Review the {n} wrong answers now"),
    };
    let cards = if next.waiting == 0 { String::new() } else { format!(", {}", count(next.waiting, "card")) };
    let plan = match tasks(report).len() {
        0 => "Study plan: nothing is left of it".to_owned(),
        _ => format!("Study plan: {}, {}{cards}", count(next.lessons.len(), "lesson"), count(next.labs.len(), "lab")),
    };
    let due = if next.waiting > 0 { format!(", cards {}", due(report, context)) } else { String::new() };
    let before = state.before(context).map(|sitting| sitting.paper.number);
    let rows = [
        (Act::Wrong, wrong, "each with its lesson and lab".to_owned()),
        (Act::Plan, plan, format!("about {} min{due}", next.minutes())),
        (Act::All, format!("All {} questions, in order", report.items.len()), "flags and strikes kept".into()),
        (Act::Save, "Save the report".into(), "Markdown, JSON and HTML".into()),
        (
            Act::Compare,
            before.map_or("Compare: the first of its kind".into(), |n| format!("Compare with mock exam {n}")),
            "domains, pace, questions".into(),
        ),
    ];
    let notes = if width < 96 { 48 } else { 52 };
    for (i, (act, words, note)) in (1..).zip(rows) {
        let on = refusal(state, act, context).is_none();
        let (key, role) = if on { (Role::Key, Role::Text) } else { (Role::Faint, Role::Dim) };
        let row = Row::new(kit).at(LEFT, &format!("{i}"), key).at(LEFT + 3, &words, role);
        sheet.row(if on { row.at(notes, &note, Role::Dim) } else { row });
    }
    sheet.gap();
    sheet
}

/// When the cards of the paper come: `tomorrow`, `now`.
pub(super) fn due(report: &Report, context: &Context<'_>) -> String {
    let (today, day) = (context.now.day, report.next.due);
    if day <= today { "now".into() } else { when(today, day) }
}
