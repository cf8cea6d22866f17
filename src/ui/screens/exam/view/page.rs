//! The question as lines, and where they stand: stem, what is demanded, options; untimed and checked, the reasons too.
use super::{
    super::state::{Over, Table},
    WIDE, words,
};
use crate::{
    base::prose::Inline,
    content::pack::Item,
    practice::{progress::sitting::Given, record::sat::Sheet},
    quiz::question::{Choice, number},
    ui::{
        flow::context::Context,
        kit::{Kit, theme::Role, wrap},
        panes::quiz::keys::letter,
    },
};
use ratatui::text::{Line, Span};

/// The columns a question is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The first column of the bar under the cursor, and how many it has.
    pub(super) bar: (u16, u16),
    /// The first column of words.
    pub(super) text: u16,
    /// Cells of the scenario.
    pub(super) stem: u16,
    /// The column after the last one.
    pub(super) right: u16,
}

/// Columns from the first word to the words of an option: `▸ ×  [x]  B  `.
const OPTION: u16 = 13;

impl Block {
    /// The block for a frame of so many columns.
    pub(super) fn of(w: u16) -> Self {
        if w < WIDE {
            return Self { bar: (1, w.saturating_sub(2)), text: 2, stem: wrap::MEASURE, right: w.saturating_sub(2) };
        }
        let cells = 94.min(w.saturating_sub(4));
        let x = (w - cells) / 2 + 1;
        Self { bar: (x, cells), text: x + 2, stem: cells - 1, right: x + cells }
    }
}

/// The rows a question stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    /// How much is chosen, at the lowest.
    pub(super) chosen: u16,
    /// How the time goes, where there is room for it.
    pub(super) pace: Option<u16>,
    /// What holds in this room.
    pub(super) note: u16,
}

impl Rows {
    /// The rows of a frame of this size.
    pub(super) fn of((w, h): (u16, u16)) -> Self {
        let up = |rows| h.saturating_sub(rows);
        match (w >= WIDE, h) {
            (true, 34..) => Self { chosen: up(10), pace: Some(up(6)), note: up(4) },
            (true, 30..) => Self { chosen: up(7), pace: Some(up(5)), note: up(4) },
            _ => Self { chosen: up(6), pace: None, note: up(4) },
        }
    }
}

/// A question set for a frame.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) block: Block,
    pub(super) lines: Vec<Line<'static>>,
    options: Vec<(usize, usize)>,
    /// The first row of the question.
    pub(super) top: u16,
    rows: usize,
}

impl Plan {
    /// The highest line that may stand on top.
    #[must_use]
    pub fn end(&self) -> usize {
        self.lines.len().saturating_sub(self.rows)
    }

    /// Rows that scroll.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// How many options there are.
    #[must_use]
    pub const fn options(&self) -> usize {
        self.options.len()
    }

    /// The lines of an option: the first, and the one after the last.
    #[must_use]
    pub fn option(&self, place: usize) -> (usize, usize) {
        self.options.get(place).copied().unwrap_or_default()
    }

    /// Whether lines are in sight.
    #[must_use]
    pub const fn sees(&self, scroll: usize, (from, to): (usize, usize)) -> bool {
        from >= scroll && to <= scroll + self.rows
    }

    /// How far to scroll so that lines are in sight, moving no more than needed.
    #[must_use]
    pub fn showing(&self, scroll: usize, (from, to): (usize, usize)) -> usize {
        scroll.max(to.saturating_sub(self.rows)).min(from).min(self.end())
    }

    /// The line of the word under the cursor.
    #[must_use]
    pub fn word(&self) -> Option<usize> {
        let here = |span: &Span<'_>| span.style.add_modifier.contains(words::HERE);
        self.lines.iter().position(|line| line.spans.iter().any(here))
    }

    /// The line at a row of the frame.
    #[must_use]
    pub fn line_at(&self, scroll: usize, row: u16) -> Option<usize> {
        let row = usize::from(row.checked_sub(self.top)?);
        (row < self.rows).then(|| row + scroll.min(self.end()))
    }

    /// The row of the frame where a line stands, if it is in sight.
    pub(super) fn row_of(&self, scroll: usize, line: usize) -> Option<u16> {
        let row = line.checked_sub(scroll.min(self.end())).filter(|row| *row < self.rows)?;
        Some(self.top + u16::try_from(row).ok()?)
    }
}

/// Sets the question on the screen: apart where there is room, close where there is less, and scrolling where there is too little.
pub(super) fn set(table: &Table, context: &Context<'_>, kit: &Kit) -> Plan {
    let (w, h) = context.size;
    let (block, chosen) = (Block::of(w), Rows::of((w, h)).chosen);
    let room = |top: u16, below: u16| usize::from(chosen.saturating_sub(top + below)).max(1);
    let set = |apart| lines(table, context, kit, (block, apart));
    let plan = |(lines, options), top, rows| Plan { block, lines, options, top, rows };
    if w >= WIDE {
        let (lines, options) = set(true);
        if lines.len() <= room(4, 2) {
            return plan((lines, options), 4, room(4, 2));
        }
    }
    let (lines, options) = set(false);
    let fits = |(top, below): &(u16, u16)| lines.len() <= room(*top, *below);
    let (top, below) = [(3, 2), (3, 1)].into_iter().find(fits).unwrap_or((2, 1));
    let rows = room(top, below);
    plan((lines, options), top, rows)
}

/// All lines, and the lines of each option.
type Lines = (Vec<Line<'static>>, Vec<(usize, usize)>);

fn lines(table: &Table, context: &Context<'_>, kit: &Kit, (block, apart): (Block, bool)) -> Lines {
    let sitting = &table.room.sitting;
    let Some((sheet, given)) = table.room.at().and_then(|item| sitting.item(item)) else { return (vec![], vec![]) };
    let item = table.room.item(&context.desk()).filter(|item| item.question.digest() == sheet.content);
    let Some(item) = item else {
        let words = "This question has left the bank since the paper was drawn, or was changed there. It cannot be shown, and does not count. n goes on.";
        return (wrap::words(kit, words, block.stem, Role::Muted), vec![]);
    };
    let setting = Setting { kit, block, sheet, given, item, table };
    let mut lines = setting.stem(apart);
    lines.extend(std::iter::repeat_n(Line::default(), if apart { 2 } else { 1 }));
    let mut options = vec![];
    for place in 0..sheet.shown.len() {
        let from = lines.len();
        lines.extend(setting.option(place));
        options.push((from, lines.len()));
        if apart && place + 1 < sheet.shown.len() {
            lines.push(Line::default());
        }
    }
    if given.checked {
        lines.push(Line::default());
        lines.extend(setting.lesson(context));
    }
    (lines, options)
}

struct Setting<'a> {
    kit: &'a Kit,
    block: Block,
    sheet: &'a Sheet,
    given: &'a Given,
    item: &'a Item,
    table: &'a Table,
}

impl Setting<'_> {
    fn stem(&self, apart: bool) -> Vec<Line<'static>> {
        let here = if let Over::Word(at) = self.table.over { Some(at) } else { None };
        let (mut lines, mut first) = (vec![], 0);
        for paragraph in &self.item.question.stem {
            if first > 0 {
                lines.push(Line::default());
            }
            let (runs, next) = words::runs(self.kit, paragraph, first, &self.given.lit, here);
            lines.extend(wrap::fill(&runs, self.block.stem));
            first = next;
        }
        if self.sheet.choose > 1 {
            self.demand(&mut lines, apart);
        }
        lines
    }

    /// `Choose TWO.` on a line of its own, or after the last words where it fits.
    fn demand(&self, lines: &mut Vec<Line<'static>>, apart: bool) {
        let words = format!("Choose {}.", number(self.sheet.choose));
        let style = self.kit.theme.style(Role::Visible).add_modifier(ratatui::style::Modifier::BOLD);
        let span = Span::styled(words, style);
        let fits = |line: &Line<'_>| line.width() + 3 + span.width() <= usize::from(self.block.stem);
        match lines.last_mut().filter(|line| !apart && fits(line)) {
            Some(line) => line.spans.extend([Span::raw("   "), span]),
            None => lines.extend(apart.then(Line::default).into_iter().chain([Line::from(span)])),
        }
    }

    /// An option, and after a check its reason.
    fn option(&self, place: usize) -> Vec<Line<'static>> {
        let Some(option) = self.sheet.shown.get(place).and_then(|id| self.choice(id)) else { return vec![] };
        let (struck, cursor) = (self.given.struck.contains(&option.id), self.table.cursor == place);
        let words = match (self.given.checked, struck) {
            (true, _) if option.right => Role::Strong,
            (true, _) => Role::Muted,
            (_, true) => Role::Dim,
            _ if cursor => Role::Strong,
            _ => Role::Text,
        };
        let room = self.block.right.saturating_sub(self.block.text + OPTION);
        let set = wrap::fill(&wrap::runs(self.kit, &option.text, words), room);
        let mut lines = vec![];
        for (i, line) in set.into_iter().enumerate() {
            let mut spans = if i == 0 { self.gutter(option, place) } else { blank() };
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
        if self.given.checked {
            lines.extend(wrap::prose(self.kit, &option.why, room, Role::Muted).into_iter().map(|line| {
                let mut spans = blank();
                spans.extend(line.spans);
                Line::from(spans)
            }));
        }
        lines
    }

    fn choice(&self, id: &crate::base::id::OptionId) -> Option<&Choice> {
        self.item.question.options.iter().find(|option| option.id == *id)
    }

    /// `▸ ×  [x]  B  `; after a check the verdict in the cursor's place.
    fn gutter(&self, option: &Choice, place: usize) -> Vec<Span<'static>> {
        let (chosen, struck) = (self.given.chosen.contains(&option.id), self.given.struck.contains(&option.id));
        let (checked, cursor) = (self.given.checked, self.table.cursor == place);
        let glyphs = self.kit.glyphs;
        let (sign, role) = match (checked, option.right, chosen) {
            (true, true, _) => (glyphs.verdict(true).to_owned(), Role::Done),
            (true, false, true) => (glyphs.verdict(false).to_owned(), Role::Fail),
            (false, ..) if cursor => (glyphs.cursor().to_string(), Role::Strong),
            _ => (" ".to_owned(), Role::Text),
        };
        let strike = if struck { "×" } else { " " };
        let (open, close) = if self.sheet.choose == 1 { ('(', ')') } else { ('[', ']') };
        let box_ = format!("{open}{}{close}", if chosen { 'x' } else { ' ' });
        let dim = struck && !checked;
        let box_role = if dim {
            Role::Dim
        } else if chosen {
            Role::Strong
        } else {
            Role::Text
        };
        let letter_role = match () {
            () if dim => Role::Dim,
            () if checked => Role::Muted,
            () if cursor => Role::Strong,
            () => Role::Key,
        };
        let style = |role| self.kit.theme.style(role);
        let lead = " ".repeat(2_usize.saturating_sub(sign.chars().count()));
        vec![
            Span::styled(sign, style(role)),
            Span::raw(lead),
            Span::styled(strike, style(Role::Dim)),
            Span::raw("  "),
            Span::styled(box_, style(box_role)),
            Span::raw("  "),
            Span::styled(letter(place).to_string(), style(letter_role)),
            Span::raw("  "),
        ]
    }

    /// Where to read on, after a check.
    fn lesson(&self, context: &Context<'_>) -> Vec<Line<'static>> {
        let (lesson, section) = &self.item.lesson;
        let Some(lesson) = context.library.lessons.get(lesson) else { return vec![] };
        let section = lesson.sections.iter().find(|s| s.id == *section);
        let words = section.map_or_else(|| lesson.title.clone(), |s| format!("{} › {}", lesson.title, s.title));
        let words = [Inline::Strong("Lesson".into()), Inline::Text(format!("\u{a0}\u{a0}\u{a0}{words}"))];
        wrap::prose(self.kit, &words, self.block.stem, Role::Info)
    }
}

fn blank() -> Vec<Span<'static>> {
    vec![Span::raw(" ".repeat(usize::from(OPTION)))]
}
