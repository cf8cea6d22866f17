//! The head of the report: what the sitting is worth, in big digits, with its range on the scale.
use super::set::{LEFT, Row, Sheet, call_role};
use crate::{
    practice::{
        exam::{
            report::Report,
            score::{Estimate, PASS, Score},
            words::count,
        },
        record::sat::Mode,
    },
    ui::kit::{Kit, theme::Role},
};

/// The column of the numbers' names, and of the scale.
const NAMES: u16 = 20;
/// From this many columns on, the scale stands beside the numbers.
const BESIDE: u16 = 96;

/// Three rows of each digit.
const DIGITS: [[&str; 3]; 10] = [
    ["█▀█", "█ █", "█▄█"],
    ["▄█ ", " █ ", "▄█▄"],
    ["▀▀█", "▄▀▀", "█▄▄"],
    ["▀▀█", " ▀█", "▄▄█"],
    ["█ █", "▀▀█", "  █"],
    ["█▀▀", "▀▀█", "▄▄█"],
    ["█▀▀", "█▀█", "█▄█"],
    ["▀▀█", " ▐▌", " ▐▌"],
    ["█▀█", "█▀█", "█▄█"],
    ["█▀█", "▀▀█", "▄▄█"],
];
const DIGITS_ASCII: [[&str; 3]; 10] = [
    [" _ ", "| |", "|_|"],
    ["   ", "  |", "  |"],
    [" _ ", " _|", "|_ "],
    [" _ ", " _|", " _|"],
    ["   ", "|_|", "  |"],
    [" _ ", "|_ ", " _|"],
    [" _ ", "|_ ", "|_|"],
    [" _ ", "  |", "  |"],
    [" _ ", "|_|", "|_|"],
    [" _ ", "|_|", " _|"],
];

/// A number in big digits, row by row.
fn big(kit: &Kit, number: u32) -> [String; 3] {
    let font = if kit.glyphs.ascii { &DIGITS_ASCII } else { &DIGITS };
    let digits: Vec<usize> = number.to_string().bytes().map(|b| usize::from(b.saturating_sub(b'0')).min(9)).collect();
    [0, 1, 2].map(|row| digits.iter().map(|digit| font[*digit][row]).collect::<Vec<_>>().join(" "))
}

/// The head over so many columns.
pub(super) fn set(report: &Report, kit: &Kit, width: u16) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.gap();
    let right = drawn(report);
    let Some(estimate) = &report.score.estimate else {
        let row = Row::new(kit).at(LEFT, "NO ESTIMATE", Role::Strong).ending(width - LEFT, &right, Role::Dim);
        sheet.row(row);
        sheet.gap();
        sheet.words(
            kit,
            "Nothing on this paper counts, so there is nothing to estimate.",
            (LEFT, width - 6),
            Role::Text,
        );
        sheet.gap();
        return sheet;
    };
    let verdict = Row::new(kit).at(LEFT, &estimate.call.words().to_uppercase(), call_role(estimate.call));
    sheet.row(verdict.then("   ", Role::Text).then("estimated score", Role::Muted).ending(
        width - LEFT,
        &right,
        Role::Dim,
    ));
    sheet.gap();
    numbers(&mut sheet, report, estimate, kit, width);
    sheet.gap();
    sheet
}

/// The digits, the numbers, the scale.
fn numbers(sheet: &mut Sheet, report: &Report, estimate: &Estimate, kit: &Kit, width: u16) {
    let score = &report.score;
    let role = call_role(estimate.call);
    let names = [
        ("range   ", format!("{} - {}", estimate.low, estimate.high)),
        ("passing ", PASS.to_string()),
        ("correct ", format!("{} of {}", score.right, score.of)),
    ];
    let lines = big(kit, estimate.scaled);
    let beside = width >= BESIDE;
    let cells = if beside { width - 58 } else { width - LEFT - NAMES - 7 };
    let mut mark = 0;
    for (y, (digits, (name, value))) in lines.iter().zip(names).enumerate() {
        let mut row =
            Row::new(kit).pad_to(LEFT).shape(digits, role).at(NAMES, name, Role::Dim).then(&value, Role::Strong);
        match y {
            _ if !beside => {}
            0 => (row, mark) = row.strip(44, estimate, cells, true),
            1 => row = row.at(mark.saturating_sub(1), &PASS.to_string(), Role::Dim),
            _ => row = row.at(44, ESTIMATE, Role::Dim),
        }
        sheet.row(row);
    }
    if !beside {
        sheet.gap();
        let (row, mark) = Row::new(kit).strip(NAMES, estimate, cells, true);
        sheet.row(row);
        let note = Row::new(kit).at(NAMES, ESTIMATE, Role::Dim);
        sheet.row(if mark > NAMES + 44 { note.at(mark - 1, &PASS.to_string(), Role::Dim) } else { note });
    }
    let others = uncounted(score);
    if !others.is_empty() {
        sheet.row(Row::new(kit).at(NAMES, &others, Role::Dim));
    }
}

const ESTIMATE: &str = "an estimate: AWS does not publish its scale";

/// `and 15 that did not count, 1 that has left the bank`; nothing where all counts.
fn uncounted(score: &Score) -> String {
    let unscored = (score.unscored > 0).then(|| format!("{} did not count", count(score.unscored, "question")));
    let gone = (score.gone > 0).then(|| format!("{} left the bank", count(score.gone, "question")));
    let both: Vec<String> = unscored.into_iter().chain(gone).collect();
    if both.is_empty() { String::new() } else { format!("besides, {}", both.join(", and ")) }
}

/// `Section mock · seed 7`: what was sat, and how.
fn drawn(report: &Report) -> String {
    let heading = &report.heading;
    let mut words = heading.title.clone();
    words += match heading.mode {
        Mode::Exam => "",
        Mode::Review => " · explained on the way",
        Mode::Proctored => " · proctored",
    };
    if heading.seeded {
        words += &format!(" · seed {}", heading.seed);
    }
    words
}
