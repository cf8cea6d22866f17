//! One question of the paper: what it asked, what was chosen, why each option is right or wrong, and where that is taught.
use super::{
    super::state::State,
    set::{LEFT, Row, Sheet},
};
use crate::{
    practice::{
        exam::{
            items,
            report::item::{Bank, Item, Sureness},
            words::clock,
        },
        progress::sitting::Given,
        record::sat::Sheet as Asked,
    },
    quiz::{answer::Verdict, question::Choice},
    ui::{
        flow::context::Context,
        kit::{
            Kit,
            theme::Role,
            wrap::{self, MEASURE},
        },
        panes::lesson::state::number,
    },
};
use ratatui::{style::Modifier, text::Line};

/// From this many columns on, what is known of the question stands beside it.
const BESIDE: u16 = 124;
/// The columns of the question, where it has company.
const MAIN: u16 = 80;
/// The column of an option's words.
const WORDS: u16 = 11;

/// Left, next and right words of the title row.
pub(super) fn title(state: &State) -> (String, String, String) {
    let (Some(report), Some((_, item))) = (&state.report, state.item()) else { return Default::default() };
    let (at, of) = (state.walk.at + 1, state.walk.items.len());
    let right = if state.walk.wrong { format!("{at} of {of} to review") } else { format!("{at} of {of}") };
    (
        format!("Mock exam {}", report.heading.number),
        format!("Question {} of {}", item.number, report.items.len()),
        right,
    )
}

/// The page over so many columns.
pub(super) fn set(state: &State, context: &Context<'_>, kit: &Kit, width: u16) -> Sheet {
    let Some((at, item)) = state.item() else { return Sheet::default() };
    let Some((asked, given)) = state.sitting(context).and_then(|sitting| sitting.item(at)) else {
        return Sheet::default();
    };
    let beside = width >= BESIDE;
    let page = Page { kit, context, item, asked, given, width: if beside { MAIN } else { width } };
    let mut main = page.question();
    let mut about = Sheet::default();
    let cells = if beside { (width - MAIN).min(MEASURE + 2 * LEFT) } else { width };
    page.about(&mut about, cells);
    if beside {
        return main.beside(about, MAIN);
    }
    main.below(about);
    main
}

struct Page<'a> {
    kit: &'a Kit,
    context: &'a Context<'a>,
    item: &'a Item,
    asked: &'a Asked,
    given: &'a Given,
    width: u16,
}

impl Page<'_> {
    /// Verdict and marks, stem, options.
    fn question(&self) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.gap();
        sheet.row(self.verdict());
        sheet.gap();
        let Some(found) = self.context.library.items.get(&self.item.question) else {
            self.gone(&mut sheet);
            return sheet;
        };
        if matches!(self.item.bank, Bank::Edited(_)) {
            let words =
                "It was edited since this paper was sat: it reads as it does now, and what it was worth stands.";
            sheet.words(self.kit, words, (LEFT, self.room(LEFT)), Role::Visible);
            sheet.gap();
        }
        for paragraph in &found.question.stem {
            sheet.set(LEFT, wrap::prose(self.kit, paragraph, self.room(LEFT), Role::Text));
            sheet.gap();
        }
        for (letter, id) in ('A'..='Z').zip(&self.asked.shown) {
            match found.question.options.iter().find(|option| option.id == *id) {
                Some(option) => self.option(&mut sheet, letter, option),
                None => sheet.row(Row::new(self.kit).at(8, &letter.to_string(), Role::Muted).at(
                    WORDS,
                    "an option it no longer has",
                    Role::Dim,
                )),
            }
            sheet.gap();
        }
        sheet
    }

    fn room(&self, x: u16) -> u16 {
        self.width.saturating_sub(x + LEFT).min(MEASURE)
    }

    /// `✗ wrong   sure   1:31   ⚑ flagged   did not count`.
    fn verdict(&self) -> Row<'_> {
        let glyphs = self.kit.glyphs;
        let item = self.item;
        let (sign, words, role) = match (item.verdict, item.sureness) {
            (None, _) => ("·", "has left the bank", Role::Dim),
            (Some(Verdict::Right), _) => (glyphs.verdict(true), "right", Role::Done),
            (Some(_), Sureness::Open) if item.letters.chosen.is_empty() => {
                (glyphs.verdict(false), "left open", Role::Fail)
            }
            (Some(_), Sureness::Open) => (glyphs.verdict(false), "not complete", Role::Fail),
            (Some(_), _) => (glyphs.verdict(false), "wrong", Role::Fail),
        };
        let sure = match item.sureness {
            Sureness::Sure => "you were sure",
            Sureness::Unsure => "you were not sure",
            Sureness::Open => "",
        };
        let mut row = Row::new(self.kit).at(LEFT, sign, role).then(" ", role).then(words, role);
        for (words, role) in [
            (sure, Role::Text),
            (clock(item.ms).as_str(), Role::Text),
            (if item.flagged { "⚑ flagged" } else { "" }, Role::Visible),
            (if item.scored && item.verdict.is_some() { "it counted" } else { "it did not count" }, Role::Dim),
        ] {
            if !words.is_empty() {
                row = row.then("   ", Role::Text).then(words, role);
            }
        }
        row
    }

    fn gone(&self, sheet: &mut Sheet) {
        let stands = if self.item.verdict.is_some() { "its mark stands" } else { "it did not count" };
        let words = format!("This question has left the bank: nothing explains it any more, and {stands}.");
        sheet.words(self.kit, &words, (LEFT, self.room(LEFT)), Role::Text);
        let chosen: String = self.item.letters.chosen.iter().collect();
        if !chosen.is_empty() {
            sheet.words(self.kit, &format!("You had chosen {chosen}."), (LEFT, self.room(LEFT)), Role::Muted);
        }
        sheet.gap();
    }

    /// ` ✓  •  C  words`, and below it why.
    fn option(&self, sheet: &mut Sheet, letter: char, option: &Choice) {
        let chosen = self.given.chosen.contains(&option.id);
        let struck = self.given.struck.contains(&option.id);
        let words = if option.right { Role::Strong } else { Role::Muted };
        let set = wrap::prose(self.kit, &option.text, self.room(WORDS), words);
        for (i, line) in set.into_iter().enumerate() {
            let mut row =
                if i == 0 { self.gutter((letter, option), chosen, struck) } else { Row::new(self.kit) }.pad_to(WORDS);
            for span in line.spans {
                row = row.styled(&span.content, span.style);
            }
            sheet.row(row);
        }
        sheet.set(WORDS, self.why(option, chosen, struck));
    }

    fn gutter(&self, (letter, option): (char, &Choice), chosen: bool, struck: bool) -> Row<'_> {
        let glyphs = self.kit.glyphs;
        let (sign, role) = match (option.right, chosen) {
            (true, _) => (glyphs.verdict(true), Role::Done),
            (false, true) => (glyphs.verdict(false), Role::Fail),
            (false, false) => ("", Role::Text),
        };
        let mut row = Row::new(self.kit).pad_to(2);
        if !sign.is_empty() {
            let style = self.kit.theme.style(role).add_modifier(Modifier::REVERSED);
            row = row.styled(&format!(" {sign:<2}"), style);
        }
        row = row.pad_to(6);
        let (mark, role) = match (chosen, struck) {
            (true, _) => ("•", Role::Focus),
            (false, true) => ("×", Role::Muted),
            _ => (" ", Role::Text),
        };
        row.then(mark, role).at(8, &letter.to_string(), if chosen { Role::Strong } else { Role::Muted })
    }

    fn why(&self, option: &Choice, chosen: bool, struck: bool) -> Vec<Line<'static>> {
        let style = |role| self.kit.theme.style(role);
        let own = match (chosen, struck) {
            (true, _) => "Your\u{a0}answer.",
            (false, true) => "Struck\u{a0}out.",
            _ => "",
        };
        let mut runs = vec![];
        if !own.is_empty() {
            let role = match (chosen, option.right) {
                (true, true) => Role::Done,
                (true, false) | (false, true) => Role::Fail,
                _ => Role::Dim,
            };
            runs.push((own.to_owned(), style(role)));
            runs.push((" ".to_owned(), style(Role::Muted)));
        }
        runs.extend(wrap::runs(self.kit, &option.why, Role::Muted));
        wrap::lines(&runs, self.room(WORDS))
    }

    /// Where it is taught and shown, and what papers tell about it.
    fn about(&self, sheet: &mut Sheet, cells: u16) {
        if cells != self.width {
            sheet.gap();
        }
        let room = cells.saturating_sub(2 * LEFT).min(MEASURE);
        if let Some(leads) = self.item.bank.leads() {
            sheet.rule(self.kit, cells, "where it is taught", "");
            for (key, words) in self.places(leads) {
                let from = sheet.lines.len();
                sheet.words(self.kit, &words, (LEFT + 7, room.saturating_sub(7)), Role::Text);
                if let Some(line) = sheet.lines.get_mut(from) {
                    let rest = line.spans.split_off(1);
                    let row = Row::new(self.kit).at(LEFT, key, Role::Key).pad_to(LEFT + 7);
                    *line = row.line();
                    line.spans.extend(rest);
                }
            }
            sheet.gap();
        }
        let Context { progress, library, .. } = self.context;
        if let Some(stats) = items::item(&self.item.question, &progress.sittings, library) {
            sheet.rule(self.kit, cells, "what papers tell about it", "");
            for words in stats.words() {
                sheet.words(self.kit, &words, (LEFT, room), Role::Muted);
            }
            sheet.gap();
        }
    }

    fn places(&self, leads: &crate::practice::exam::report::item::Leads) -> Vec<(&'static str, String)> {
        let library = self.context.library;
        let lesson = library.lessons.get(&leads.lesson).map(|lesson| {
            let section = lesson.sections.iter().find(|section| section.id == leads.section);
            let title = section.map_or(String::new(), |section| format!(" › {}", section.title));
            format!("{} {}{title}", number(library, &leads.lesson, &leads.section), lesson.title)
        });
        let lab = leads.lab.as_ref().and_then(|lab| library.labs.get(lab)).map(|lab| {
            if leads.proof {
                format!("proves it in the lab {}", lab.title)
            } else {
                format!("opens the lab {}", lab.title)
            }
        });
        let task = format!("task {}, {}", self.item.task, crate::content::exam::guide::task(&self.item.task));
        let lesson = lesson.map(|words| ("enter", words));
        lesson.into_iter().chain(lab.map(|words| ("p", words))).chain([("", task)]).collect()
    }
}
