//! The part of the pane that scrolls: stem and options as lines.
use super::{super::state::State, WIDE, demand, pad};
use crate::{
    base::prose::{Inline, plain},
    content::pack::Item,
    practice::review::attempt::Attempt,
    quiz::question::Choice,
    ui::{
        flow::context::Context,
        kit::{
            Kit,
            canvas::cut,
            theme::Role,
            wrap::{self, MEASURE},
        },
        panes::quiz::keys::letter,
    },
};
use ratatui::{
    style::{Modifier, Style},
    text::{Line, Span},
};

/// A question as lines.
#[derive(Default)]
pub(super) struct Page {
    /// All lines.
    pub(super) lines: Vec<Line<'static>>,
    /// First line and the one after the last of each option, in the order shown.
    pub(super) options: Vec<(usize, usize)>,
    /// After the answer, the lines of the right option's words.
    pub(super) lit: Option<(usize, usize)>,
}

/// Sets the question on the table; where rows are left after the answer, options stand apart.
pub(super) fn set(kit: &Kit, state: &State, context: &Context<'_>, (width, rows): (u16, usize)) -> Page {
    let Some((attempt, item)) = state.attempt().zip(state.session.item(context.library)) else {
        return Page::default();
    };
    let setting = Setting { kit, width, attempt, item };
    let close = setting.page(state, context, false);
    if attempt.outcome.is_some() && close.lines.len() + attempt.shown.len() <= rows {
        return setting.page(state, context, true);
    }
    close
}

struct Setting<'a> {
    kit: &'a Kit,
    width: u16,
    attempt: &'a Attempt,
    item: &'a Item,
}

impl Setting<'_> {
    fn page(&self, state: &State, context: &Context<'_>, apart: bool) -> Page {
        let mut page = Page::default();
        if context.size.0 >= WIDE {
            page.lines.extend(self.indented(wrap::words(self.kit, &self.about(context), self.room(0), Role::Dim)));
            page.lines.push(Line::default());
        }
        let stem = &self.item.question.stem;
        if let (true, Some(demand)) = (state.folded, stem.last()) {
            let words = cut(&plain(demand).replace('\n', " "), self.room(0));
            page.lines.extend(self.indented(wrap::words(self.kit, &words, self.room(0), Role::Text)));
            page.lines.push(Line::default());
        }
        for paragraph in stem.iter().filter(|_| !state.folded) {
            page.lines.extend(self.indented(wrap::prose(self.kit, paragraph, self.room(0), Role::Text)));
            page.lines.push(Line::default());
        }
        for place in 0..self.attempt.shown.len() {
            let from = page.lines.len();
            let (lines, words) = self.option(place, state);
            page.lines.extend(lines);
            if page.lit.is_none() && self.is_key(place) {
                page.lit = Some((from, from + words));
            }
            page.options.push((from, page.lines.len()));
            if apart && place + 1 < self.attempt.shown.len() {
                page.lines.push(Line::default());
            }
        }
        self.hint(&mut page);
        if state.sources && self.attempt.outcome.is_some() {
            self.sources(context, &mut page);
        }
        page
    }

    /// Cells of text `by` cells in, one free at the right.
    fn room(&self, by: u16) -> u16 {
        self.width.saturating_sub(2 * pad(self.width) + by).clamp(8, MEASURE)
    }

    fn indented(&self, lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
        let lead = " ".repeat(usize::from(pad(self.width)));
        let shift = |mut line: Line<'static>| {
            line.spans.insert(0, Span::raw(lead.clone()));
            line
        };
        lines.into_iter().map(shift).collect()
    }

    /// `SQS · resilient · choose ONE · seen 3 times`.
    fn about(&self, context: &Context<'_>) -> String {
        let service = context.library.lessons.get(&self.item.lesson.0).map_or("", |l| &l.service);
        let seen = match context.progress.times_answered(&self.item.question.id) {
            0 => "new".to_owned(),
            1 => "seen once".to_owned(),
            n => format!("seen {n} times"),
        };
        format!("{service} · {} · {} · {seen}", self.item.domain.word(), demand(self.item.question.kind))
    }

    /// Columns of the letter and of the text.
    const fn columns(&self) -> (u16, u16) {
        let letter = pad(self.width) + if pad(self.width) == 2 { 5 } else { 4 };
        (letter, letter + 3)
    }

    /// After the answer: whether the option at a place belongs to the key.
    fn is_key(&self, place: usize) -> bool {
        let option = self.attempt.option(&self.item.question, place);
        self.attempt.outcome.is_some() && option.is_some_and(|o| o.right)
    }

    /// The lines of an option, and how many of them are its own words.
    fn option(&self, place: usize, state: &State) -> (Vec<Line<'static>>, usize) {
        let Some(option) = self.attempt.option(&self.item.question, place) else { return (vec![], 0) };
        let chosen = self.chosen(option);
        let struck = self.attempt.struck.contains(&option.id);
        let judged = self.attempt.outcome.is_some();
        let words = match (judged, struck) {
            (false, true) => Role::Dim,
            (false, false) if chosen => Role::Strong,
            (true, _) if option.right => Role::Strong,
            (true, _) => Role::Muted,
            _ => Role::Text,
        };
        let (_, column) = self.columns();
        let set = wrap::prose(self.kit, &option.text, self.room(column - pad(self.width)), words);
        let mut lines = vec![];
        for (i, line) in set.into_iter().enumerate() {
            let mut spans = if i == 0 { self.gutter(option, place, state) } else { blank(column) };
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
        let own = lines.len();
        if judged {
            lines.extend(self.why(option, chosen));
        }
        (lines, own)
    }

    /// Checked: what was handed in; open: what is chosen so far.
    fn chosen(&self, option: &Choice) -> bool {
        let chosen = self.attempt.outcome.as_ref().map_or(&self.attempt.chosen, |o| &o.answer.chosen);
        chosen.contains(&option.id)
    }

    /// `▸ •  C  ` before the answer; after it ` ✓   C  `, the verdict as a filled box.
    fn gutter(&self, option: &Choice, place: usize, state: &State) -> Vec<Span<'static>> {
        let judged = self.attempt.outcome.is_some();
        let chosen = self.chosen(option);
        let struck = self.attempt.struck.contains(&option.id);
        let glyphs = self.kit.glyphs;
        let (sign, sign_role) = match (judged, option.right, chosen) {
            (true, true, _) => (glyphs.verdict(true).to_owned(), Role::Done),
            (true, false, true) => (glyphs.verdict(false).to_owned(), Role::Fail),
            (false, ..) if state.cursor == place => (glyphs.cursor().to_string(), Role::Focus),
            _ => (String::new(), Role::Text),
        };
        let after = " ".repeat(2_usize.saturating_sub(sign.chars().count()));
        let (mark, mark_role) = match (chosen, struck) {
            (true, _) if !judged => ('•', Role::Focus),
            (_, true) => ('×', Role::Muted),
            _ => (' ', Role::Text),
        };
        let letter_role = match (judged, struck) {
            (false, false) if chosen => Role::Strong,
            (false, false) => Role::Key,
            _ => Role::Muted,
        };
        let (at, column) = self.columns();
        let style = |role| self.kit.theme.style(role);
        let mut box_style = style(sign_role);
        if judged && !sign.is_empty() {
            box_style = box_style.add_modifier(Modifier::REVERSED);
        }
        let edge = if judged { box_style } else { Style::new() };
        vec![
            Span::raw(" ".repeat(usize::from(pad(self.width).saturating_sub(1)))),
            Span::styled(" ", edge),
            Span::styled(sign, box_style),
            Span::styled(after, edge),
            Span::styled(mark.to_string(), style(mark_role)),
            Span::raw(" ".repeat(usize::from(at - pad(self.width) - 3))),
            Span::styled(letter(place).to_string(), style(letter_role)),
            Span::raw(" ".repeat(usize::from(column - at - 1))),
        ]
    }

    fn why(&self, option: &Choice, chosen: bool) -> Vec<Line<'static>> {
        let (_, column) = self.columns();
        let style = |role| self.kit.theme.style(role);
        let mut runs = vec![];
        if chosen {
            let own = style(Role::Strong).patch(style(if option.right { Role::Done } else { Role::Fail }));
            runs.push(("Your\u{a0}answer.".to_owned(), own));
            runs.push((" ".to_owned(), style(Role::Muted)));
        }
        runs.extend(wrap::runs(self.kit, &option.why, Role::Muted));
        let lines = wrap::lines(&runs, self.room(column - pad(self.width)));
        let shift = |line: Line<'static>| {
            let mut spans = blank(column);
            spans.extend(line.spans);
            Line::from(spans)
        };
        lines.into_iter().map(shift).collect()
    }

    fn hint(&self, page: &mut Page) {
        let Some(hint) = self.item.hint.as_ref().filter(|_| self.attempt.hinted) else { return };
        let mut words = vec![Inline::Strong("hint".into()), Inline::Text("\u{a0}\u{a0}".into())];
        words.extend(hint.iter().cloned());
        page.lines.push(Line::default());
        page.lines.extend(self.indented(wrap::prose(self.kit, &words, self.room(0), Role::Info)));
    }

    fn sources(&self, context: &Context<'_>, page: &mut Page) {
        page.lines.push(Line::default());
        page.lines.extend(self.indented(wrap::words(self.kit, "Sources", self.room(0), Role::Strong)));
        let facts = self.item.facts.iter().filter_map(|id| context.library.ledger.facts.get(id));
        for fact in facts {
            let mut tell = |label: &str, words: &str, role| {
                let runs = [
                    (label.to_owned(), self.kit.theme.style(Role::Dim)),
                    (words.to_owned(), self.kit.theme.style(role)),
                ];
                page.lines.extend(self.indented(wrap::lines(&runs, self.room(0))));
            };
            tell("", &fact.title, Role::Strong);
            tell("today   ", &fact.today, Role::Text);
            if let Some(older) = &fact.older {
                tell("older   ", older, Role::Visible);
            }
            tell("source  ", &fact.source, Role::Info);
            page.lines.push(Line::default());
        }
    }
}

fn blank(cells: u16) -> Vec<Span<'static>> {
    vec![Span::raw(" ".repeat(usize::from(cells)))]
}
