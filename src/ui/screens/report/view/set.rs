//! Lines of a page: cells at columns, rules, bars, pips, the range on the scale; two halves side by side.
use crate::{
    practice::exam::{
        report::tables::Tally,
        score::{Call, Estimate, PASS, PASS_SHARE, SCALE},
    },
    ui::kit::{Kit, canvas::width, theme::Role, wrap},
};
use ratatui::{
    style::{Modifier, Style},
    text::{Line, Span},
};

/// The first column of words.
pub(super) const LEFT: u16 = 3;

/// A page as lines.
#[derive(Clone, Debug, Default)]
pub(in crate::ui::screens::report) struct Sheet {
    /// All lines.
    pub(in crate::ui::screens::report) lines: Vec<Line<'static>>,
    /// The line under the cursor.
    pub(super) cursor: Option<usize>,
    /// Columns of the half that has the cursor; none = all.
    pub(super) select: Option<u16>,
}

impl Sheet {
    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    /// A line of cells.
    pub(super) fn row(&mut self, row: Row<'_>) {
        self.lines.push(row.line());
    }

    /// `  ── title ───────────────── right ──  ` over so many columns.
    pub(super) fn rule(&mut self, kit: &Kit, cells: u16, title: &str, right: &str) {
        let mut row = Row::new(kit).at(2, "──", Role::Faint).then(&format!(" {title} "), Role::Muted);
        let right = if right.is_empty() { String::new() } else { format!(" {right} ") };
        let tail = if right.is_empty() { 0 } else { width(&right) + 2 };
        let fill = cells.saturating_sub(2 + row.at + tail);
        row = row.then(&"─".repeat(usize::from(fill)), Role::Faint).then(&right, Role::Dim);
        if tail > 0 {
            row = row.then("──", Role::Faint);
        }
        self.row(row);
    }

    /// Words over several lines from a column on.
    pub(super) fn words(&mut self, kit: &Kit, words: &str, (x, cells): (u16, u16), role: Role) {
        self.set(x, wrap::words(kit, words, cells, role));
    }

    /// Lines from a column on.
    pub(super) fn set(&mut self, x: u16, lines: Vec<Line<'static>>) {
        self.lines.extend(lines.into_iter().map(|line| shifted(line, x)));
    }

    /// A label with runs behind it, which go on below where they do not fit.
    pub(super) fn flow(&mut self, kit: &Kit, label: &str, runs: &[(String, Role)], cells: u16) {
        let x = VALUE;
        let mut row = Row::new(kit).at(LEFT, label, Role::Muted);
        let mut first = true;
        for (words, role) in runs.iter().filter(|(words, _)| !words.is_empty()) {
            let need = width(words) + if first { 0 } else { 3 };
            if !first && row.at + need > cells.saturating_sub(LEFT) {
                self.row(std::mem::replace(&mut row, Row::new(kit)));
                first = true;
            }
            row = if first { row.at(x, words, *role) } else { row.then("   ", Role::Text).then(words, *role) };
            first = false;
        }
        self.row(row);
    }

    /// Another page at the right of this one, which takes so many columns.
    pub(super) fn beside(mut self, right: Self, cells: u16) -> Self {
        let rows = self.lines.len().max(right.lines.len());
        self.lines.resize(rows, Line::default());
        for (line, other) in self.lines.iter_mut().zip(right.lines) {
            let pad = usize::from(cells).saturating_sub(line.width());
            line.spans.push(Span::raw(" ".repeat(pad)));
            line.spans.extend(other.spans);
        }
        self.select = Some(cells);
        self
    }

    /// Another page below this one.
    pub(super) fn below(&mut self, other: Self) {
        self.cursor = self.cursor.or(other.cursor.map(|line| line + self.lines.len()));
        self.lines.extend(other.lines);
    }
}

/// The column of values behind labels.
pub(super) const VALUE: u16 = 26;

/// A line, some columns in.
fn shifted(mut line: Line<'static>, x: u16) -> Line<'static> {
    line.spans.insert(0, Span::raw(" ".repeat(usize::from(x))));
    line
}

/// A line as it is filled, from left to right.
pub(super) struct Row<'k> {
    kit: &'k Kit,
    spans: Vec<Span<'static>>,
    /// The column after the last words.
    at: u16,
}

impl<'k> Row<'k> {
    /// An empty line.
    pub(super) const fn new(kit: &'k Kit) -> Self {
        Self { kit, spans: vec![], at: 0 }
    }

    /// Words at a column; one blank behind what stands there already.
    pub(super) fn at(mut self, x: u16, words: &str, role: Role) -> Self {
        if words.is_empty() {
            return self;
        }
        let pad = if x < self.at { u16::from(self.at > 0) } else { x - self.at };
        self.spans.push(Span::raw(" ".repeat(usize::from(pad))));
        self.at += pad;
        self.then(words, role)
    }

    /// The line as it stands.
    pub(super) fn line(self) -> Line<'static> {
        Line::from(self.spans)
    }

    /// Words right behind.
    pub(super) fn then(self, words: &str, role: Role) -> Self {
        let style = self.kit.theme.style(role);
        self.styled(words, style)
    }

    /// Words right behind, in a style.
    pub(super) fn styled(mut self, words: &str, style: Style) -> Self {
        self.at += width(words);
        self.spans.push(Span::styled(words.to_owned(), style));
        self
    }

    /// A drawn shape right behind: never underlined, as words of the same role may be without colour.
    pub(super) fn shape(self, cells: &str, role: Role) -> Self {
        let style = self.kit.theme.style(role).remove_modifier(Modifier::UNDERLINED);
        self.styled(cells, style)
    }

    /// Words that end before a column.
    pub(super) fn ending(self, end: u16, words: &str, role: Role) -> Self {
        self.at(end.saturating_sub(width(words)), words, role)
    }

    /// A bar over so many cells.
    pub(super) fn bar(self, x: u16, tally: Tally, cells: u16, role: Role) -> Self {
        let (full, empty) = self.kit.glyphs.bar(tally.right as u64, tally.of as u64, cells);
        self.pad_to(x).shape(&full, role).then(&empty, Role::Faint)
    }

    /// One pip for each question, at most so many.
    pub(super) fn pips(self, x: u16, tally: Tally, most: u16) -> Self {
        let of = tally.of.min(usize::from(most));
        let on = if tally.of > of { (tally.right * of + tally.of / 2) / tally.of } else { tally.right };
        let (full, empty) = if self.kit.glyphs.ascii { ("#", ".") } else { ("▰", "▱") };
        self.pad_to(x).shape(&full.repeat(on), share(tally)).then(&empty.repeat(of - on), Role::Dim)
    }

    /// `100────│━━●━━────1000`: a range on the scale, with the pass mark; gives the column of the mark.
    pub(super) fn strip(self, x: u16, estimate: &Estimate, cells: u16, ends: bool) -> (Self, u16) {
        let place = |score: u32| {
            usize::from(cells.saturating_sub(1)) * (score.max(SCALE.0) - SCALE.0) as usize
                / (SCALE.1 - SCALE.0) as usize
        };
        let (low, here, high, pass) = (place(estimate.low), place(estimate.scaled), place(estimate.high), place(PASS));
        let mut row = if ends { self.at(x, &SCALE.0.to_string(), Role::Dim) } else { self };
        row = row.pad_to(if ends { x + 3 } else { x });
        let mark = row.at + u16::try_from(pass).unwrap_or(0);
        for cell in 0..usize::from(cells) {
            row = match cell {
                _ if cell == here => row.then("●", Role::Strong),
                _ if cell == pass => row.shape("│", Role::Visible),
                _ if (low..=high).contains(&cell) => row.shape("━", call_role(estimate.call)),
                _ => row.then("─", Role::Faint),
            };
        }
        if ends {
            row = row.then(&SCALE.1.to_string(), Role::Dim);
        }
        (row, mark)
    }

    /// Blanks up to a column.
    pub(super) fn pad_to(mut self, x: u16) -> Self {
        let pad = x.saturating_sub(self.at);
        self.spans.push(Span::raw(" ".repeat(usize::from(pad))));
        self.at += pad;
        self
    }
}

/// The role of what can be said of an estimate.
pub(super) const fn call_role(call: Call) -> Role {
    match call {
        Call::Pass => Role::Done,
        Call::Fail => Role::Fail,
        Call::TooClose => Role::Visible,
    }
}

/// The role of a share of right answers.
pub(super) fn share(tally: Tally) -> Role {
    match tally.percent() {
        Some(percent) if percent >= PASS_SHARE => Role::Done,
        Some(50..) => Role::Visible,
        _ => Role::Fail,
    }
}

/// `14 of 19`.
pub(super) fn of(tally: Tally) -> String {
    format!("{} of {}", tally.right, tally.of)
}
