//! Two sittings side by side: what they were worth, domains, pace, sureness, and the questions both papers had.
use super::{
    super::state::State,
    WIDE,
    set::{LEFT, Row, Sheet, VALUE, call_role, of, share},
};
use crate::{
    practice::exam::{
        compare::{Change, Comparison},
        report::tables::Tally,
        score::Score,
        words::{clock, count},
    },
    ui::kit::{Kit, canvas::cut, theme::Role},
};

/// Left, next and right words of the title row.
pub(super) fn title(state: &State) -> (String, String, String) {
    let Some((compared, _)) = &state.compared else { return Default::default() };
    let (one, other) = compared.numbers;
    let kind = if compared.same_blueprint { "papers of one kind" } else { "papers of different kinds" };
    (format!("Mock exams {one} and {other}"), "Side by side".into(), kind.into())
}

/// The page over so many columns.
pub(super) fn set(state: &State, kit: &Kit, width: u16) -> Sheet {
    let Some((compared, _)) = &state.compared else { return Sheet::default() };
    let half = if width >= WIDE { width / 2 } else { width };
    let mut left = Sheet::default();
    left.gap();
    left.words(kit, &compared.words(), (LEFT, half - 2 * LEFT), Role::Strong);
    left.gap();
    for (number, score) in [(compared.numbers.0, &compared.scores.0), (compared.numbers.1, &compared.scores.1)] {
        left.row(worth(number, score, kit, half));
    }
    left.gap();
    tables(&mut left, compared, kit, half);
    let mut right = Sheet::default();
    questions(&mut right, compared, kit, half);
    if width >= WIDE {
        let mut lead = Sheet::default();
        lead.gap();
        lead.below(right);
        return left.beside(lead, half);
    }
    left.below(right);
    left
}

/// `mock exam 1   640   560 - 710   ───━━●━━│────`.
fn worth<'k>(number: u32, score: &Score, kit: &'k Kit, width: u16) -> Row<'k> {
    let row = Row::new(kit).at(LEFT, &format!("mock exam {number}"), Role::Muted);
    let Some(estimate) = &score.estimate else { return row.at(VALUE, "nothing of it counts", Role::Dim) };
    let row = row.ending(VALUE + 4, &estimate.scaled.to_string(), call_role(estimate.call)).at(
        VALUE + 6,
        &format!("{} - {}", estimate.low, estimate.high),
        Role::Dim,
    );
    let cells = width.saturating_sub(VALUE + 22 + LEFT).min(60);
    row.strip(VALUE + 20, estimate, cells, false).0
}

/// A table with a column for each sitting.
fn tables(sheet: &mut Sheet, compared: &Comparison, kit: &Kit, width: u16) {
    let (one, other) = (width - 33, width - 16);
    let heads = |sheet: &mut Sheet, title: &str| {
        sheet.rule(kit, width, title, "");
        let row = Row::new(kit).at(one, &format!("exam {}", compared.numbers.0), Role::Dim);
        sheet.row(row.at(other, &format!("exam {}", compared.numbers.1), Role::Dim));
    };
    heads(sheet, "domains");
    for pair in &compared.domains {
        let (a, b) = pair.tallies;
        let row = Row::new(kit).at(LEFT, &cut(pair.name, one - LEFT - 2), Role::Text);
        sheet.row(cell(cell(row, one, a), other, b));
    }
    sheet.gap();
    heads(sheet, "how sure, and how right");
    for pair in &compared.sureness {
        let (a, b) = pair.tallies;
        if a.of + b.of > 0 {
            let row = Row::new(kit).at(LEFT, pair.sureness.words(), Role::Text);
            sheet.row(cell(cell(row, one, a), other, b));
        }
    }
    let (a, b) = compared.pace_ms;
    let row = Row::new(kit).at(LEFT, "time a question", Role::Text);
    sheet.row(row.at(one, &clock(a), Role::Text).at(other, &clock(b), Role::Text));
    sheet.gap();
}

/// `14 of 19` in the role of its share; a dash where nothing was asked.
fn cell(row: Row<'_>, x: u16, tally: Tally) -> Row<'_> {
    if tally.of == 0 { row.at(x, "-", Role::Dim) } else { row.at(x, &of(tally), share(tally)) }
}

/// The questions both papers had.
fn questions(sheet: &mut Sheet, compared: &Comparison, kit: &Kit, width: u16) {
    sheet.rule(kit, width, "questions on both papers", &count(compared.both.len(), "question"));
    if compared.both.is_empty() {
        sheet.row(Row::new(kit).at(LEFT, "None: the papers have nothing in common.", Role::Dim));
    }
    let kinds = [
        (Change::StillWrong, Role::Fail),
        (Change::Worse, Role::Fail),
        (Change::Better, Role::Done),
        (Change::StillRight, Role::Dim),
    ];
    for (change, role) in kinds {
        let twice = compared.both.iter().filter(|twice| twice.change == change);
        for (i, twice) in twice.enumerate() {
            let label = if i == 0 { format!("{} {}", compared.count(change), change.words()) } else { String::new() };
            let times = format!("{}, then {}", clock(twice.ms.0), clock(twice.ms.1));
            let row = Row::new(kit)
                .at(LEFT, &label, role)
                .at(VALUE, &cut(&twice.title, width.saturating_sub(VALUE + 19 + LEFT)), Role::Text)
                .ending(width - LEFT, &times, Role::Dim);
            sheet.row(row);
        }
    }
    sheet.gap();
}
