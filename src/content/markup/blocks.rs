//! Markdown to blocks: paragraphs, lists, tables, callouts, code. What the screens cannot set is told, never dropped in silence.
use super::{
    Origin, Ref, Target,
    inline::{self, Setting, Style},
};
use crate::{
    base::prose::{Inline, Prose},
    content::{
        facts::Ledger,
        finding::code,
        lesson::{Block, Callout},
        report::Report,
    },
    sim::services::LEFT_OUT,
};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};
use std::{iter::Peekable, ops::Range};

/// Deepest nesting of lists and callouts.
const MAX_DEPTH: usize = 6;
/// Widest line of a drawing, in cells: the narrowest lesson pane; a drawing cannot be wrapped.
pub const DRAWING_CELLS: usize = 44;
/// Widest line of code: the widest measure of words; narrower panes wrap it.
pub const CODE_CELLS: usize = 62;

/// A piece of a text at its top level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading of level 2: a section begins.
    Section {
        /// Its anchor, where it has one.
        anchor: Option<String>,
        /// Its words.
        title: Prose,
    },
    /// Anything else.
    Block(Block),
}

/// A piece and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What.
    pub part: Part,
    /// The bytes in the file.
    pub at: Range<usize>,
    /// How many references stood before its end.
    pub refs: usize,
}

/// A sentence without any mark.
fn plain(sentence: &str) -> Prose {
    vec![Inline::Text(sentence.into())]
}

/// Reads a text. References found are appended to `refs`, complaints go to the report.
pub fn read(text: &str, origin: &Origin, ledger: &Ledger, report: &mut Report, refs: &mut Vec<Ref>) -> Vec<Piece> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let events = Parser::new_ext(text, options).into_offset_iter().peekable();
    let setting = Setting { ledger, file: report.text(), origin };
    Reader { text, events, setting, report, refs }.pieces()
}

struct Reader<'t, 'l, 'r, 'a> {
    text: &'t str,
    events: Peekable<OffsetIter<'t>>,
    setting: Setting<'l>,
    report: &'r mut Report<'a>,
    refs: &'r mut Vec<Ref>,
}

impl Reader<'_, '_, '_, '_> {
    fn pieces(mut self) -> Vec<Piece> {
        let mut pieces = vec![];
        while let Some((event, range)) = self.events.peek() {
            let range = range.clone();
            let section = match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H2, id, .. }) => {
                    Some(id.as_ref().map(ToString::to_string))
                }
                _ => None,
            };
            let part = if let Some(anchor) = section {
                self.events.next();
                let title = self.inlines();
                self.skip_to_end(1);
                Some(Part::Section { anchor, title })
            } else {
                self.block(0).map(Part::Block)
            };
            let at = self.at(&range);
            pieces.extend(part.map(|part| Piece { part, at, refs: self.refs.len() }));
        }
        pieces
    }

    /// The bytes in the file of a range of the text.
    fn at(&self, range: &Range<usize>) -> Range<usize> {
        let needle = self.text.get(range.clone()).unwrap_or("").lines().next().unwrap_or("");
        let short = range.start..range.start + needle.len();
        self.setting.origin.span(self.setting.file, &short, needle)
    }

    fn refuse(&mut self, range: &Range<usize>, what: &str, cure: &str) {
        let at = self.at(range);
        self.report.error(code::MARKUP, &at, format!("{what} cannot be shown here"), cure);
    }

    /// Takes events until `open` things that were begun have ended.
    fn skip_to_end(&mut self, mut open: usize) {
        while open > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Blocks up to the end of whatever holds them, which is taken too.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut blocks = vec![];
        while let Some((event, _)) = self.events.peek() {
            if matches!(event, Event::End(_)) {
                self.events.next();
                break;
            }
            blocks.extend(self.block(depth));
        }
        blocks
    }

    /// The next block; `None` where something was passed over and told.
    fn block(&mut self, depth: usize) -> Option<Block> {
        if self.events.peek().is_some_and(|(event, _)| is_inline(event)) {
            let prose = self.inlines();
            return (!prose.is_empty()).then_some(Block::Paragraph(prose));
        }
        let (event, range) = self.events.next()?;
        let Event::Start(tag) = event else {
            if matches!(event, Event::Rule) {
                self.refuse(&range, "a rule", "Begin a section or leave it out.");
            }
            return None;
        };
        if depth > MAX_DEPTH {
            self.refuse(&range, "something nested this deep", "Flatten the list.");
            self.skip_to_end(1);
            return None;
        }
        self.started(tag, &range, depth)
    }

    fn started(&mut self, tag: Tag<'_>, range: &Range<usize>, depth: usize) -> Option<Block> {
        match tag {
            Tag::Paragraph => {
                let prose = self.inlines();
                self.skip_to_end(1);
                Some(Block::Paragraph(prose))
            }
            Tag::Heading { level, .. } => {
                let prose = self.inlines();
                self.skip_to_end(1);
                if level != HeadingLevel::H3 {
                    self.refuse(
                        range,
                        "a heading of this level",
                        "Sections take `## Title {#anchor}`, minor headings `###`.",
                    );
                }
                Some(Block::Heading(prose))
            }
            Tag::List(start) => Some(Block::List { start, items: self.items(depth) }),
            Tag::Table(_) => Some(self.table()),
            Tag::BlockQuote(_) => self.callout(range, depth),
            Tag::CodeBlock(kind) => Some(self.code(&kind)),
            _ => {
                self.refuse(range, "HTML, or this mark,", "Use paragraphs, lists, tables, callouts and code.");
                self.skip_to_end(1);
                None
            }
        }
    }

    fn items(&mut self, depth: usize) -> Vec<Vec<Block>> {
        let mut items = vec![];
        while let Some((Event::Start(Tag::Item), _)) = self.events.next() {
            items.push(self.blocks(depth + 1));
        }
        items
    }

    fn table(&mut self) -> Block {
        let (mut head, mut rows) = (vec![], vec![]);
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => head = self.cells(),
                Event::Start(Tag::TableRow) => rows.push(self.cells()),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        Block::Table { head, rows }
    }

    fn cells(&mut self) -> Vec<Prose> {
        let mut cells = vec![];
        while let Some((Event::Start(Tag::TableCell), _)) = self.events.next() {
            cells.push(self.inlines());
            self.skip_to_end(1);
        }
        cells
    }

    fn callout(&mut self, range: &Range<usize>, depth: usize) -> Option<Block> {
        let mut blocks = self.blocks(depth + 1);
        let kinds = [
            ("[!KEY]", Callout::Key),
            ("[!OLDER]", Callout::Older),
            ("[!EXAM]", Callout::Exam),
            ("[!TRAP]", Callout::Trap),
            ("[!TRY]", Callout::Try),
        ];
        if let Some(Block::Paragraph(prose)) = blocks.first_mut()
            && let Some(Inline::Text(words)) = prose.first_mut()
            && let Some((mark, kind)) = kinds.into_iter().find(|(mark, _)| words.starts_with(mark))
        {
            *words = words[mark.len()..].trim_start().to_owned();
            if words.is_empty() {
                prose.remove(0);
            }
            if prose.is_empty() {
                blocks.remove(0);
            }
            return Some(Block::Callout { kind, blocks });
        }
        let at = self.at(range);
        let cure = "Begin it with [!KEY], [!EXAM], [!TRAP], [!OLDER] or [!TRY].";
        self.report.error(code::CALLOUT, &at, "a callout of no known kind", cure);
        None
    }

    /// What the simulator leaves out of the services named: a list in the simulator's own sentences.
    fn leaves_out(&mut self) -> Block {
        let mut items = vec![];
        for (event, range) in self.events.by_ref() {
            let Event::Text(text) = event else { break };
            for service in text.split_whitespace() {
                match LEFT_OUT.iter().find(|(name, _)| *name == service) {
                    Some((_, sentences)) => items.extend(sentences.iter().map(|s| vec![Block::Paragraph(plain(s))])),
                    None => {
                        let known: Vec<&str> = LEFT_OUT.iter().map(|(name, _)| *name).collect();
                        let at = self.setting.origin.span(self.setting.file, &range, service);
                        let message = format!("the simulator has no service `{service}`");
                        self.report.error(code::BAD_WORD, &at, message, format!("Write {}.", known.join(", ")));
                    }
                }
            }
        }
        Block::List { start: None, items }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) -> Block {
        let lang = match kind {
            CodeBlockKind::Fenced(lang) => lang.split_whitespace().next().unwrap_or("").to_owned(),
            CodeBlockKind::Indented => String::new(),
        };
        if lang == "leaves-out" {
            return self.leaves_out();
        }
        let most = if matches!(lang.as_str(), "" | "text") { DRAWING_CELLS } else { CODE_CELLS };
        let mut lines: Vec<String> = vec![];
        for (event, range) in self.events.by_ref() {
            let Event::Text(text) = event else { break };
            for line in text.lines() {
                let cells = unicode_width::UnicodeWidthStr::width(line);
                if cells > most {
                    let offset = self.text.get(range.clone()).and_then(|raw| raw.find(line)).unwrap_or(0);
                    let start = range.start + offset;
                    let at = self.setting.origin.span(self.setting.file, &(start..start + line.len()), line);
                    let message = format!("this line is {cells} cells wide, {most} fit beside quiz and lab");
                    self.report.error(code::TOO_WIDE, &at, message, "Break it, or draw it narrower.");
                }
                lines.push(line.to_owned());
            }
        }
        Block::Code { lang, lines }
    }

    /// Runs of words up to the next thing that is none (which stays).
    fn inlines(&mut self) -> Prose {
        let mut run = Run::default();
        let mut styles = vec![];
        while let Some((event, range)) = self.events.next_if(|(event, _)| is_inline(event)) {
            let style = styles.last().copied().unwrap_or_default();
            match event {
                Event::Text(text) => {
                    if run.style != style || !run.joins(&text, &range) {
                        self.flush(&mut run);
                        run.start(style, &range);
                    }
                    run.words.push_str(&text);
                    run.end = if text.len() == range.len() { range.end } else { usize::MAX };
                    continue;
                }
                _ => self.flush(&mut run),
            }
            match event {
                Event::Code(text) => run.prose.push(Inline::Code(text.into_string())),
                Event::SoftBreak => inline::push(" ", style, &mut run.prose),
                Event::HardBreak => run.prose.push(Inline::Break),
                Event::Start(Tag::Strong) => styles.push(Style::Strong),
                Event::Start(Tag::Emphasis) => styles.push(if style == Style::Plain { Style::Emph } else { style }),
                Event::End(TagEnd::Strong | TagEnd::Emphasis) => {
                    styles.pop();
                }
                Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                    let link = self.link(link_type, &dest_url, &range);
                    run.prose.extend(link);
                }
                Event::Start(_) => {
                    self.refuse(&range, "a picture", "Draw it in a ```text fence.");
                    self.skip_to_end(1);
                }
                _ => self.refuse(&range, "HTML", "Write `<` as `` `<` `` where it is meant."),
            }
        }
        self.flush(&mut run);
        run.prose
    }

    fn flush(&mut self, run: &mut Run) {
        let words = std::mem::take(&mut run.words);
        inline::run((&words, run.begin), run.style, &self.setting, &mut run.prose, self.refs);
        run.end = usize::MAX;
    }

    fn link(&mut self, kind: LinkType, to: &str, range: &Range<usize>) -> Option<Inline> {
        let mut words = String::new();
        let mut open = 1;
        while open > 0 {
            match self.events.next()?.0 {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                _ => words.push(' '),
            }
        }
        let at = self.at(range);
        let Some((to, target)) = target(to).filter(|_| kind == LinkType::Inline) else {
            let cure = "Write [words](lesson:id#section) or [words](lab:id).";
            self.report.error(code::BAD_LINK, &at, format!("a link to `{to}` leads nowhere"), cure);
            return Some(Inline::Text(words));
        };
        self.refs.push(Ref { span: at, to });
        Some(Inline::Link { target, words })
    }
}

/// Words gathered from several events.
#[derive(Default)]
struct Run {
    prose: Prose,
    words: String,
    style: Style,
    begin: usize,
    end: usize,
}

impl Run {
    /// Whether a text follows without a gap, so that marks may span the two.
    fn joins(&self, text: &str, range: &Range<usize>) -> bool {
        !self.words.is_empty() && self.end == range.start && text.len() == range.len()
    }
    const fn start(&mut self, style: Style, range: &Range<usize>) {
        (self.style, self.begin) = (style, range.start);
    }
}

/// What a link refers to, and the form the screens take: `lesson#section` or `lab:id`.
fn target(to: &str) -> Option<(Target, String)> {
    use crate::base::id::is_slug;
    if let Some(lab) = to.strip_prefix("lab:").filter(|id| is_slug(id)) {
        return Some((Target::Lab(lab.into()), to.to_owned()));
    }
    let lesson = to.strip_prefix("lesson:")?;
    let (id, section) = lesson.split_once('#').map_or((lesson, None), |(id, section)| (id, Some(section)));
    let good = is_slug(id) && section.is_none_or(is_slug);
    good.then(|| (Target::Lesson(id.into(), section.map(Into::into)), lesson.to_owned()))
}

const fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Text(_)
        | Event::Code(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::InlineHtml(_)
        | Event::FootnoteReference(_)
        | Event::TaskListMarker(_) => true,
        Event::Start(tag) => matches!(tag, Tag::Strong | Tag::Emphasis | Tag::Link { .. } | Tag::Image { .. }),
        Event::End(tag) => matches!(tag, TagEnd::Strong | TagEnd::Emphasis),
        _ => false,
    }
}
