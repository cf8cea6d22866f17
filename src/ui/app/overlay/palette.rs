//! The command palette (`:`) and find (`/`): fuzzy over actions, lessons, labs, questions and facts. Words are looked for
//! one by one, all must be found, accents do not matter.
use super::Turn;
use crate::{
    content::library::Library,
    practice::review::summary::when,
    ui::{
        app::{
            keys::{Act, GO, Goal, TABLE},
            model::Model,
        },
        flow::{
            effect::{Effect, Mood, Overlay, Route},
            key::{Code, Key},
            table::Tab,
        },
        kit::{
            canvas::Canvas,
            finish::fold,
            list::{self, Cursor, Item},
            parts::{boxed, centred},
            theme::Role,
        },
    },
};
use fuzzy_matcher::{FuzzyMatcher, skim::SkimMatcherV2};
use ratatui::layout::Position;

/// Rows of results.
const ROWS: u16 = 11;

/// What a line of the palette does.
#[derive(Clone, Debug, PartialEq)]
enum Run {
    Keys(Vec<Key>),
    Act(Act),
    Do(Effect),
}

/// A line of the palette.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    kind: &'static str,
    words: String,
    note: String,
    off: bool,
    /// Kind, words and id, folded: what the query is held against.
    index: String,
    run: Run,
}

impl Entry {
    fn new(kind: &'static str, words: &str, note: &str, id: &str, run: Run) -> Self {
        let index = folded(&format!("{kind} {words} {id}"));
        Self { kind, words: words.into(), note: note.into(), off: false, index, run }
    }
}

fn folded(text: &str) -> String {
    text.chars().map(|c| if c.is_alphabetic() { fold(c) } else { c }).collect::<String>().to_lowercase()
}

/// The query and what it finds.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    commands: bool,
    query: String,
    entries: Vec<Entry>,
    shown: Vec<usize>,
    cursor: Cursor,
}

const PREFIXES: [(char, &str); 5] = [('>', "action"), ('/', "lesson"), ('#', "question"), ('@', "lab"), ('!', "fact")];

impl State {
    /// Everything that can be done or found now, with what was asked so far; find leaves the actions out.
    #[must_use]
    pub fn new(model: &Model, commands: bool, query: &str) -> Self {
        let mut entries = if commands { actions(model) } else { vec![] };
        entries.extend(contents(model));
        let mut state = Self { commands, query: query.into(), entries, shown: vec![], cursor: Cursor::default() };
        state.search();
        state
    }

    fn search(&mut self) {
        let (kind, query) = match self.query.chars().next().and_then(|c| PREFIXES.iter().find(|(p, _)| *p == c)) {
            Some((_, kind)) => (Some(*kind), &self.query[1..]),
            None => (None, self.query.as_str()),
        };
        let words: Vec<String> = query.split_whitespace().map(folded).collect();
        let matcher = SkimMatcherV2::default().smart_case();
        let score =
            |entry: &Entry| words.iter().try_fold(0, |sum, w| Some(sum + matcher.fuzzy_match(&entry.index, w)?));
        let kept = self.entries.iter().enumerate().filter(|(_, e)| kind.is_none_or(|k| e.kind == k));
        let mut hits: Vec<(i64, usize)> = kept.filter_map(|(i, e)| Some((score(e)?, i))).collect();
        if !words.is_empty() {
            hits.sort_by_key(|(score, i)| (-score, *i));
        }
        self.shown = hits.into_iter().map(|(_, i)| i).collect();
        self.cursor = Cursor::default();
    }
}

/// What can be done: the places after `g`, the app's acts, and every line of the screen's key tables.
fn actions(model: &Model) -> Vec<Entry> {
    let mut out = vec![];
    for line in GO {
        let run = match line.act {
            Goal::Open(Overlay::Help) => continue,
            Goal::Open(overlay) => Run::Do(Effect::Open(overlay)),
            goal => match goal.route() {
                Some(route) => Run::Do(Effect::Go(route)),
                None => continue,
            },
        };
        out.push(Entry::new("action", &capital(line.help), &format!("g {}", line.keys[0].name()), "", run));
    }
    for line in TABLE
        .iter()
        .filter(|b| !matches!(b.act, Act::Close | Act::Open(Overlay::Commands | Overlay::GoTo | Overlay::Themes)))
    {
        out.push(Entry::new("action", &capital(line.help), &line.keys[0].name(), "", Run::Act(line.act)));
    }
    for tab in model.screen.tabs(&model.context()) {
        out.extend(tab_actions(&tab));
    }
    out
}

fn tab_actions(tab: &Tab) -> Vec<Entry> {
    let told = tab.hints.iter().filter(|h| !h.help.is_empty());
    let entry = |h: &crate::ui::flow::table::Hint| {
        let keys = tab.focus.into_iter().chain([h.key]).collect();
        let words = format!("{}: {}", capital(tab.title), h.help);
        Entry { off: !h.on, ..Entry::new("action", &words, &h.keys, "", Run::Keys(keys)) }
    };
    told.map(entry).collect()
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// What can be found.
fn contents(model: &Model) -> Vec<Entry> {
    let (library, progress): (&Library, _) = (&model.library, &model.learner.progress);
    let (scheduler, today) = (&model.learner.scheduler, model.clock.now.day);
    let go = |route| Run::Do(Effect::Go(route));
    let mut out = vec![];
    for lesson in library.course.iter().filter_map(|id| library.lessons.get(id)) {
        let known = progress.mastery(&lesson.id, library, scheduler, today);
        let note = known.map_or_else(|| format!("{} min", lesson.minutes), |percent| format!("{percent} %"));
        out.push(Entry::new(
            "lesson",
            &lesson.title,
            &note,
            lesson.id.as_str(),
            go(Route::Lesson(lesson.id.clone(), None)),
        ));
        for section in &lesson.sections {
            let words = format!("{} › {}", lesson.title, section.title);
            let route = Route::Lesson(lesson.id.clone(), Some(section.id.clone()));
            out.push(Entry::new("lesson", &words, "", section.id.as_str(), go(route)));
        }
    }
    for lab in library.labs.values() {
        out.push(Entry::new(
            "lab",
            &format!("Open lab: {}", lab.title),
            &model.kit.glyphs.stars(progress.stars(lab)),
            lab.id.as_str(),
            go(Route::Lab(lab.id.clone())),
        ));
    }
    for (id, item) in &library.items {
        let card = progress.cards.get(id);
        let due = |day| if day < today { when(today, day) } else { format!("due {}", when(today, day)) };
        let note = card.map_or_else(|| "new".to_owned(), |card| due(card.due));
        out.push(Entry::new("question", &item.title, &note, id.as_str(), go(Route::Question(id.clone()))));
    }
    let home = |id| {
        let holds =
            |l: &&std::sync::Arc<crate::content::lesson::Lesson>| l.sections.iter().any(|s| s.facts.contains(id));
        let lesson = library.lessons.values().find(holds)?;
        let section = lesson.sections.iter().find(|s| s.facts.contains(id))?;
        Some(Route::Lesson(lesson.id.clone(), Some(section.id.clone())))
    };
    for (id, fact) in &library.ledger.facts {
        let told = format!("{}: {} ({})", fact.title, fact.today, fact.source);
        let run = home(id).map_or_else(|| Run::Do(Effect::Toast(Mood::Info, told)), go);
        out.push(Entry::new("fact", &fact.title, fact.show.as_deref().unwrap_or(""), id.as_str(), run));
    }
    out
}

pub(super) fn key(state: &mut State, key: Key) -> Turn {
    let len = state.shown.len();
    match key.code {
        Code::Esc => return Turn::Close,
        Code::Enter => return run(state),
        Code::Down | Code::Tab => state.cursor.step(1, len),
        Code::Up | Code::BackTab => state.cursor.step(-1, len),
        Code::Char('n') if key.ctrl => state.cursor.step(1, len),
        Code::Char('p') if key.ctrl => state.cursor.step(-1, len),
        Code::PageDown => state.cursor.step(10, len),
        Code::PageUp => state.cursor.step(-10, len),
        Code::Wheel { up, .. } => state.cursor.step(if up { -1 } else { 1 }, len),
        Code::Char('u') if key.ctrl => {
            state.query.clear();
            state.search();
        }
        Code::Char(c) if !key.ctrl && state.query.len() < 80 => {
            state.query.push(c);
            state.search();
        }
        Code::Backspace => {
            if state.query.pop().is_none() {
                return Turn::Close;
            }
            state.search();
        }
        _ => {}
    }
    Turn::Stay
}

fn run(state: &State) -> Turn {
    let Some(entry) = state.shown.get(state.cursor.at).and_then(|i| state.entries.get(*i)) else { return Turn::Stay };
    match entry.run.clone() {
        Run::Keys(keys) => Turn::Keys(keys),
        Run::Act(act) => Turn::Act(act),
        Run::Do(effect) => Turn::Do(vec![effect]),
    }
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) -> Position {
    let (x, _, w, h) = centred(canvas, 78, ROWS + 6);
    let mut place = canvas.part(x, 1, w, h);
    let (title, right) = if state.commands {
        (":", "↑↓ choose   enter run   esc close")
    } else {
        ("/ find", "↑↓ choose   enter open   esc close")
    };
    let mut inner = boxed(&mut place, title, right, ("", ""));
    let (w, h) = (inner.width(), inner.height());
    let end = inner.text(2, 0, &state.query, Role::Strong);
    inner.rule(1, "", "");
    let items: Vec<Item> = state.shown.iter().take(400).filter_map(|i| state.entries.get(*i)).map(item).collect();
    if items.is_empty() {
        inner.text(2, 2, "Nothing has these words. Fewer letters find more.", Role::Muted);
    }
    list::draw(&mut inner.part(0, 2, w, h.saturating_sub(4)), &items, state.cursor);
    let all = PREFIXES.iter().filter(|(_, kind)| state.commands || *kind != "action");
    let mut x = inner.text(2, h.saturating_sub(1), "also:", Role::Dim) + 2;
    for (prefix, kind) in all {
        x = inner.text(x, h.saturating_sub(1), &prefix.to_string(), Role::Key);
        x = inner.text(x + 1, h.saturating_sub(1), &format!("{kind}s"), Role::Dim) + 3;
    }
    inner.at(end, 0)
}

fn item(entry: &Entry) -> Item {
    let note = crate::ui::kit::canvas::cut(&entry.note, 18);
    Item { kind: entry.kind.into(), words: entry.words.clone(), note, off: entry.off }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(words: &[&str]) -> State {
        let entry = |w: &&str| Entry::new("lesson", w, "", "", Run::Keys(vec![]));
        let entries = words.iter().map(entry).collect();
        let mut state =
            State { commands: true, query: String::new(), entries, shown: vec![], cursor: Cursor::default() };
        state.search();
        state
    }

    fn find(state: &mut State, query: &str) -> Vec<String> {
        state.query = query.into();
        state.search();
        state.shown.iter().map(|i| state.entries[*i].words.clone()).collect()
    }

    #[test]
    fn all_words_in_any_order_without_accents() {
        let mut s = state(&["Visibility timeout", "FIFO groups and dedup", "Übung macht den Café"]);
        assert_eq!(find(&mut s, "timeout visib"), ["Visibility timeout"]);
        assert_eq!(find(&mut s, "ubung cafe"), ["Übung macht den Café"]);
        assert_eq!(find(&mut s, "fifo timeout"), Vec::<String>::new());
        assert_eq!(find(&mut s, "").len(), 3);
        assert_eq!((find(&mut s, "/fifo").len(), find(&mut s, ">fifo").len()), (1, 0));
    }
}
