//! The tables of the report: domains, tasks, topics, sureness.
use super::set::{LEFT, Row, Sheet, of, share};
use crate::{
    practice::exam::{
        report::{
            Report,
            item::Sureness,
            tables::{Judged, SureRow},
        },
        words::{clock, count},
    },
    ui::kit::{
        Kit,
        canvas::{cut, width as cells_of},
        theme::Role,
    },
};

/// From this many columns on, names are told in full.
const ROOMY: u16 = 96;

/// The four domains.
pub(super) fn domains(report: &Report, kit: &Kit, width: u16) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.rule(kit, width, "domains", "weight in the exam");
    let roomy = width >= ROOMY;
    let (bar, words) = (if roomy { 41 } else { 34 }, width - LEFT - 24);
    for row in &report.tables.domains {
        let name = if roomy { row.name } else { row.name.trim_start_matches("Design ") };
        let role = match row.meets {
            Some(true) => Role::Done,
            Some(false) => Role::Fail,
            None => Role::Dim,
        };
        let mut line = Row::new(kit).at(LEFT, name, Role::Text);
        if row.tally.of > 0 {
            line = line.bar(bar, row.tally, words - 12 - bar, role).ending(words - 2, &of(row.tally), Role::Text);
        }
        sheet.row(line.at(words, row.words(), role).ending(width - LEFT, &format!("{} %", row.weight), Role::Dim));
    }
    sheet.gap();
    sheet
}

/// The tasks that were asked about.
pub(super) fn tasks(report: &Report, kit: &Kit, width: u16) -> Sheet {
    let mut sheet = Sheet::default();
    if report.tables.tasks.is_empty() {
        return sheet;
    }
    sheet.rule(kit, width, "tasks", "of the exam guide, in our words");
    let (pips, most) = if width >= ROOMY { (58, 20) } else { (51, 15) };
    for row in &report.tables.tasks {
        let name = cut(row.name, pips - LEFT - 7);
        let line = Row::new(kit).at(LEFT, &row.number, Role::Dim).at(LEFT + 5, &name, Role::Text);
        sheet.row(line.pips(pips, row.tally, most).ending(width - LEFT, &of(row.tally), Role::Text));
    }
    sheet.gap();
    sheet
}

/// Topics, weakest first; the cursor stands on one while it is chosen.
pub(super) fn topics(report: &Report, at: Option<usize>, kit: &Kit, width: u16) -> Sheet {
    let mut sheet = Sheet::default();
    if report.tables.topics.is_empty() {
        return sheet;
    }
    let roomy = width >= ROOMY;
    sheet.rule(
        kit,
        width,
        "topics, weakest first",
        if roomy { "p proves it in a lab" } else { "a question · p proves it" },
    );
    let (pips, tally, time, lab) = if roomy { (41, 54, 67, width - 12) } else { (36, 49, 59, width - 12) };
    for (i, topic) in report.tables.topics.iter().enumerate() {
        // `SQS: FIFO queues`, but not `SQS: SQS with Auto Scaling`.
        let told = topic.service.is_empty() || topic.title.starts_with(&topic.service);
        let name = if told { topic.title.clone() } else { format!("{}: {}", topic.service, topic.title) };
        let took = if roomy { format!("{} a question", clock(topic.ms)) } else { clock(topic.ms) };
        let row = Row::new(kit)
            .at(LEFT, &cut(&name, pips - LEFT - 1), Role::Text)
            .pips(pips, topic.tally, 12)
            .at(tally, &of(topic.tally), Role::Text)
            .at(time, &took, Role::Dim)
            .at(lab, "p", Role::Key)
            .then(if topic.lab.is_some() { " lab" } else { " lesson" }, Role::Muted);
        if at == Some(i) {
            sheet.cursor = Some(sheet.lines.len());
        }
        sheet.row(row);
    }
    sheet.gap();
    sheet
}

/// How sure, and how right; what was sure and wrong first.
pub(super) fn sureness(report: &Report, kit: &Kit, width: u16) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.rule(kit, width, "how sure you were", "and how right");
    let rows: Vec<&SureRow> = report.tables.sureness.iter().filter(|row| row.tally.of > 0).collect();
    let longest = rows.iter().map(|row| cells_of(row.judged.words())).max().unwrap_or(0);
    let words = (width - LEFT - 24).min(width - LEFT - longest);
    let bar = if width >= ROOMY { 41 } else { 29 };
    for row in rows {
        let role = match row.judged {
            Judged::Well | Judged::TooModest => Role::Done,
            Judged::TooSure | Judged::ABitTooSure => Role::Fail,
            _ => Role::Dim,
        };
        let filled = if row.sureness == Sureness::Open { Role::Fail } else { share(row.tally) };
        let line = Row::new(kit)
            .at(LEFT, row.sureness.words(), Role::Text)
            .ending(
                26,
                &count(row.tally.of, "question")
                    .replace("question", if row.tally.of == 1 { "question " } else { "question" }),
                Role::Dim,
            )
            .bar(bar, row.tally, words - 12 - bar, filled)
            .ending(words - 2, &of(row.tally), Role::Text);
        sheet.row(line.at(words, row.judged.words(), role));
    }
    named(&mut sheet, report, kit, width);
    sheet.gap();
    sheet
}

/// The numbers of the questions that deserve a look.
fn named(sheet: &mut Sheet, report: &Report, kit: &Kit, width: u16) {
    let lists = &report.lists;
    let all = [
        ("sure, and wrong", &lists.sure_wrong, Role::Fail),
        ("not sure, and wrong", &lists.unsure_wrong, Role::Text),
        ("left open", &lists.open, Role::Text),
        ("right by luck?", &lists.lucky, Role::Text),
        ("left the bank", &lists.gone, Role::Dim),
    ];
    for (label, places, role) in all.into_iter().filter(|(_, places, _)| !places.is_empty()) {
        let numbers: Vec<String> =
            places.iter().filter_map(|at| report.items.get(*at)).map(|item| item.number.to_string()).collect();
        let words = format!("{} {}", if numbers.len() == 1 { "question" } else { "questions" }, numbers.join(", "));
        let lines = crate::ui::kit::wrap::words(kit, &words, width - 26 - LEFT, role);
        for (i, line) in lines.into_iter().enumerate() {
            let mut row = Row::new(kit).at(LEFT, if i == 0 { label } else { "" }, Role::Muted).pad_to(26);
            for span in line.spans {
                row = row.styled(&span.content, span.style);
            }
            sheet.row(row);
        }
    }
}
