//! Lessons set into lines: headings, lists, tables, callouts, code, notes on what older courses say. The anchors of the
//! sections come with the lines, so that a place is kept by section and not by line.
use super::{
    Kit,
    canvas::width,
    theme::Role,
    wrap::{self, MEASURE},
};
use crate::{
    base::{
        id::SectionId,
        prose::{Inline, Prose},
    },
    content::lesson::{Block, Callout, Lesson, Section},
};
use ratatui::{
    style::Style,
    text::{Line, Span},
};

/// A lesson as lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// All lines; the first cell is the gutter.
    pub lines: Vec<Line<'static>>,
    /// Sections and the line of their heading, in reading order.
    pub anchors: Vec<(SectionId, usize)>,
    /// The lines of the sentence that decides, section by section: first line and the one after the last.
    pub keys: Vec<(SectionId, usize, usize)>,
}

impl Page {
    /// The line of a section's heading.
    #[must_use]
    pub fn line_of(&self, section: &SectionId) -> Option<usize> {
        self.anchors.iter().find(|(id, _)| id == section).map(|(_, line)| *line)
    }

    /// The section a line belongs to, by its place among the anchors.
    #[must_use]
    pub fn section_at(&self, line: usize) -> Option<usize> {
        self.anchors.iter().rposition(|(_, at)| *at <= line)
    }
}

/// Sets a lesson over `cells` columns; the deciding sentence of `marked` gets the marker's background.
#[must_use]
pub fn lesson(kit: &Kit, lesson: &Lesson, cells: u16, marked: Option<&SectionId>) -> Page {
    let mut page = Page::default();
    for section in &lesson.sections {
        if !page.lines.is_empty() {
            page.lines.push(Line::default());
        }
        page.anchors.push((section.id.clone(), page.lines.len()));
        set_section(kit, section, cells, marked == Some(&section.id), &mut page);
    }
    page
}

fn set_section(kit: &Kit, section: &Section, cells: u16, marked: bool, page: &mut Page) {
    let title = wrap::words(kit, &section.title, cells.saturating_sub(2), Role::Strong);
    page.lines.extend(title.into_iter().map(|l| shift(l, 1)));
    for block in &section.blocks {
        page.lines.push(Line::default());
        let from = page.lines.len();
        let setting = Setting { kit, cells: cells.saturating_sub(2).clamp(8, MEASURE), marked };
        page.lines.extend(setting.block(block, Role::Text).into_iter().map(|l| gutter(l, block)));
        if matches!(block, Block::Callout { kind: Callout::Key, .. }) {
            page.keys.push((section.id.clone(), from, page.lines.len()));
        }
    }
}

/// Callouts hang their bar in the gutter; everything else stands one cell in.
fn gutter(line: Line<'static>, block: &Block) -> Line<'static> {
    if matches!(block, Block::Callout { .. }) { line } else { shift(line, 1) }
}

fn shift(mut line: Line<'static>, cells: usize) -> Line<'static> {
    if !line.spans.is_empty() {
        line.spans.insert(0, Span::raw(" ".repeat(cells)));
    }
    line
}

/// Sets blocks for anything that is not a lesson: hints, what a lab proves.
#[must_use]
pub fn blocks(kit: &Kit, blocks: &[Block], cells: u16, role: Role) -> Vec<Line<'static>> {
    Setting { kit, cells: cells.clamp(8, MEASURE), marked: false }.blocks(blocks, role)
}

#[derive(Clone, Copy)]
struct Setting<'a> {
    kit: &'a Kit,
    cells: u16,
    marked: bool,
}

impl Setting<'_> {
    fn style(&self, role: Role) -> Style {
        self.kit.theme.style(role)
    }

    fn narrower(self, by: u16) -> Self {
        Self { cells: self.cells.saturating_sub(by).max(8), ..self }
    }

    fn blocks(&self, blocks: &[Block], role: Role) -> Vec<Line<'static>> {
        let mut out = vec![];
        for (i, block) in blocks.iter().enumerate() {
            if i > 0 && !matches!(block, Block::List { .. }) {
                out.push(Line::default());
            }
            out.extend(self.block(block, role));
        }
        out
    }

    fn block(&self, block: &Block, role: Role) -> Vec<Line<'static>> {
        match block {
            Block::Heading(prose) => wrap::prose(self.kit, prose, self.cells, Role::Strong),
            Block::Paragraph(prose) => self.paragraph(prose, role),
            Block::List { start, items } => self.list(*start, items, role),
            Block::Table { head, rows } => super::table::set(self.kit, head, rows, self.cells),
            Block::Callout { kind, blocks } => self.callout(*kind, blocks),
            Block::Code { lines, .. } => self.code(lines),
        }
    }

    fn paragraph(&self, prose: &Prose, role: Role) -> Vec<Line<'static>> {
        let mut out = wrap::prose(self.kit, prose, self.cells, role);
        for note in older_notes(prose) {
            out.extend(wrap::words(self.kit, &note, self.cells, Role::Dim));
        }
        out
    }

    fn list(&self, start: Option<u64>, items: &[Vec<Block>], role: Role) -> Vec<Line<'static>> {
        let mut out = vec![];
        for (i, item) in items.iter().enumerate() {
            let bullet = start.map_or("• ".into(), |n| format!("{}. ", n + i as u64));
            let indent = width(&bullet);
            for (y, line) in self.narrower(indent).blocks(item, role).into_iter().enumerate() {
                let lead = if y == 0 { bullet.clone() } else { " ".repeat(usize::from(indent)) };
                let mut spans = vec![Span::styled(lead, self.style(Role::Muted))];
                spans.extend(line.spans);
                out.push(Line::from(spans));
            }
        }
        out
    }

    fn callout(&self, kind: Callout, blocks: &[Block]) -> Vec<Line<'static>> {
        let (bar, role, label) = match kind {
            Callout::Key => (Role::Info, Role::Strong, ""),
            Callout::Older => (Role::Dim, Role::Muted, "older courses  "),
            Callout::Exam => (Role::Visible, Role::Text, "in the exam  "),
            Callout::Trap => (Role::Fail, Role::Text, "trap  "),
            Callout::Try => (Role::Key, Role::Text, "try it  "),
        };
        let mut labelled = blocks.to_vec();
        if let (false, Some(Block::Paragraph(prose))) = (label.is_empty(), labelled.first_mut()) {
            prose.insert(0, Inline::Strong(label.replace(' ', "\u{a0}")));
        }
        let mark = self.marked && kind == Callout::Key;
        let line = |line: Line<'static>| {
            let mut spans = vec![Span::styled("▌", self.style(bar)), Span::raw(" ")];
            let words = line.spans.into_iter();
            let over = |s: Span<'static>| if mark { s.patch_style(self.style(Role::Mark)) } else { s };
            spans.extend(words.map(over));
            Line::from(spans)
        };
        self.narrower(1).blocks(&labelled, role).into_iter().map(line).collect()
    }

    /// Two cells in where there is room; the common indent goes before a cell of the drawing does. Longer lines go on below.
    fn code(&self, lines: &[String]) -> Vec<Line<'static>> {
        let style = self.style(Role::Code);
        let lead = |l: &String| l.len() - l.trim_start_matches(' ').len();
        let common = lines.iter().filter(|l| !l.trim().is_empty()).map(lead).min().unwrap_or(0);
        let widest = lines.iter().map(|l| width(l)).max().unwrap_or(0);
        let drop = if widest + 2 > self.cells { common } else { 0 };
        let indent = self.cells.saturating_sub(widest.saturating_sub(drop as u16)).min(2);
        let room = self.cells - indent;
        let line = |l: String| Line::from(vec![Span::raw(" ".repeat(usize::from(indent))), Span::styled(l, style)]);
        lines.iter().flat_map(|l| folded(l.get(drop..).unwrap_or(""), room)).map(line).collect()
    }
}

/// A line of code in pieces of at most `room` cells, broken at a blank where one is near; what goes on hangs four cells in.
fn folded(line: &str, room: u16) -> Vec<String> {
    let (mut out, mut rest, mut hang) = (vec![], line.to_owned(), 0);
    while width(&rest) > room && room > 8 {
        let (mut at, mut cells) = (0, 0);
        for (i, c) in rest.char_indices() {
            cells += width(c.encode_utf8(&mut [0; 4]));
            if cells > room {
                break;
            }
            at = i + c.len_utf8();
        }
        let blank = rest[..at].rfind(' ').filter(|i| *i > hang && *i * 2 > at).unwrap_or(at);
        let tail = rest.split_off(blank);
        out.push(rest);
        hang = 4;
        rest = format!("    {}", tail.trim_start());
    }
    out.push(rest);
    out
}

/// `1 MiB: older courses say 256 KB`, for every fact of the paragraph that courses tell differently.
fn older_notes(prose: &[Inline]) -> Vec<String> {
    let note = |run: &Inline| match run {
        Inline::Fact { today, older: Some(older), .. } => Some(format!("{today} today; older courses say {older}")),
        _ => None,
    };
    let mut notes: Vec<String> = prose.iter().filter_map(note).collect();
    notes.dedup();
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Prose {
        vec![Inline::Text(words.into())]
    }

    fn sample() -> Lesson {
        let fact = Inline::Fact { id: "sqs.size".into(), today: "1 MiB".into(), older: Some("256 KB".into()) };
        let paragraph = vec![Inline::Text("At most ".into()), fact, Inline::Text(" of text.".into())];
        let key = Block::Callout {
            kind: Callout::Key,
            blocks: vec![Block::Paragraph(text("Set the timeout longer than the slowest job."))],
        };
        let list = Block::List {
            start: None,
            items: vec![vec![Block::Paragraph(text("one that wraps on"))], vec![Block::Paragraph(text("two"))]],
        };
        let section = |id: &str, blocks| Section { id: id.into(), title: format!("About {id}"), blocks, facts: vec![] };
        Lesson {
            id: "l".into(),
            title: "L".into(),
            service: "SQS".into(),
            order: 1,
            tasks: vec![],
            minutes: 1,
            lab: None,
            sections: vec![section("what", vec![Block::Paragraph(paragraph), list]), section("choose", vec![key])],
        }
    }

    #[test]
    fn a_lesson_is_set_with_anchors_and_deciding_sentences() {
        let page = lesson(&Kit::default(), &sample(), 26, None);
        let lines: Vec<String> = page.lines.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                " About what",
                "",
                " At most 1 MiB of text.",
                " 1 MiB today; older",
                " courses say 256 KB",
                "",
                " • one that wraps on",
                " • two",
                "",
                " About choose",
                "",
                "▌ Set the timeout longer",
                "▌ than the slowest job.",
            ]
        );
        assert_eq!(page.anchors, [("what".into(), 0), ("choose".into(), 9)]);
        assert_eq!(page.keys, [("choose".into(), 11, 13)]);
        assert_eq!(
            (page.section_at(8), page.section_at(12), page.line_of(&"choose".into())),
            (Some(0), Some(1), Some(9))
        );
    }

    #[test]
    fn the_marker_only_changes_style() {
        let kit = Kit { theme: crate::ui::kit::theme::named("dark").unwrap(), ..Kit::default() };
        let plain = lesson(&kit, &sample(), 40, None);
        let marked = lesson(&kit, &sample(), 40, Some(&"choose".into()));
        assert_ne!(plain, marked);
        assert_eq!(
            plain.lines.iter().map(ToString::to_string).collect::<Vec<_>>(),
            marked.lines.iter().map(ToString::to_string).collect::<Vec<_>>()
        );
    }
}
