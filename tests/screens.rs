//! The main screen as a whole, at five sizes, with both sets of signs, with colours and without: frames as reviewed, and the
//! rules that every frame keeps.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may fail loudly")]
use inflight::{
    base::{
        id::QuestionId,
        moment::{Day, Moment, Now},
        prose::plain,
    },
    content::{
        embedded,
        lesson::{Block, Callout},
        library::{self, Library},
        pack::Item,
    },
    ui::{
        app::{
            draw::draw,
            model::{Clock, Learner, Model, Msg, Settings},
            register::Screen,
            update::update,
        },
        flow::{
            context::{Motion, Plan},
            effect::{Effect, Route},
            key::{Code, Key},
        },
        kit::{Kit, finish, glyphs::Glyphs, theme},
        screens::study::state::Focus,
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Color};
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    sync::{Arc, LazyLock},
};

#[path = "screens/exam.rs"]
mod exam;

static LIBRARY: LazyLock<Arc<Library>> = LazyLock::new(|| Arc::new(library::load(&embedded::sources()).0));

const SIZES: [(u16, u16); 5] = [(80, 24), (100, 30), (120, 40), (80, 50), (200, 55)];
const LOOKS: [(bool, &str); 4] = [(false, "dark"), (true, "dark"), (false, "none"), (true, "none")];
const CHARGED: &str = "sqs-vt-charged-twice";

/// The app with a learner who has done nothing yet.
struct App {
    model: Model,
    ms: u64,
}

impl App {
    fn new((ascii, theme): (bool, &str), (w, h): (u16, u16)) -> Self {
        let kit = Kit { theme: theme::named(theme).unwrap(), glyphs: Glyphs { ascii } };
        let settings =
            Settings { motion: Motion::Full, plan: Plan { exam: Some(Day(20_796)), minutes: 20 }, mouse: true };
        let content = (Arc::clone(&LIBRARY), Learner::default());
        let mut app = Self { model: Model::new(kit, content, settings, clock(0)), ms: 0 };
        app.tell(Msg::Resized(w, h));
        app
    }

    /// The app on one question.
    fn on(question: &str, look: (bool, &str), size: (u16, u16)) -> Self {
        let mut app = Self::new(look, size);
        app.go(&Route::Question(QuestionId::from(question)));
        app
    }

    fn tell(&mut self, msg: Msg) -> Vec<Effect> {
        update(&mut self.model, msg)
    }

    fn go(&mut self, route: &Route) {
        let context = self.model.context();
        let mut screen = self.model.screen.clone();
        screen.go(route, &context);
        self.model.screen = screen;
    }

    fn code(&mut self, code: Code) -> Vec<Effect> {
        self.tell(Msg::Key(Key::of(code)))
    }

    fn press(&mut self, keys: &str) -> Vec<Effect> {
        keys.chars().flat_map(|c| self.tell(Msg::Key(Key::ch(c)))).collect()
    }

    fn wait(&mut self, ms: u64) {
        self.ms += ms;
        let now = clock(self.ms);
        self.tell(Msg::Tick(now));
    }

    fn study(&self) -> &inflight::ui::screens::study::state::State {
        let Screen::Study(study) = &self.model.screen else { panic!("not the main screen") };
        study
    }

    fn item(&self) -> Arc<Item> {
        let study = self.study();
        study.item(&self.model.context()).unwrap().clone()
    }

    fn focus(&self) -> Focus {
        self.study().focus
    }

    /// Chooses the key, or everything but the key.
    fn choose(&mut self, right: bool) {
        let study = self.study();
        let (item, attempt) = (self.item(), study.quiz.attempt().unwrap());
        let good = |place: &usize| attempt.option(&item.question, *place).unwrap().right == right;
        let places: Vec<usize> = (0..attempt.shown.len()).filter(good).collect();
        for place in places.into_iter().take(item.question.kind.choose()) {
            self.press(&char::from(b'a' + place as u8).to_string());
        }
    }

    fn answer(&mut self, right: bool) {
        self.wait(48_000);
        self.choose(right);
        self.code(Code::Enter);
    }

    fn frame(&self) -> Frame {
        let (w, h) = self.model.size;
        let area = Rect::new(0, 0, w, h);
        let mut buf = Buffer::empty(area);
        if let Some(at) = draw(&self.model, area, &mut buf) {
            assert!(area.contains(at), "the cursor {at} is parked outside {area}");
        }
        let depth = if self.model.kit.theme.name == "none" { finish::Depth::None } else { finish::Depth::True };
        finish::finish(&mut buf, depth, self.model.kit.glyphs.ascii);
        Frame(buf)
    }
}

fn clock(uptime_ms: u64) -> Clock {
    Clock { now: Now { at: Moment(1_795_000_000_000 + uptime_ms.cast_signed()), day: Day(20_778) }, uptime_ms }
}

struct Frame(Buffer);

impl Frame {
    fn rows(&self) -> Vec<String> {
        let width = usize::from(self.0.area.width);
        let row = |cells: &[ratatui::buffer::Cell]| cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
        self.0.content.chunks(width).map(|cells| row(cells).trim_end().to_owned()).collect()
    }

    fn text(&self) -> String {
        self.rows().join("\n")
    }

    /// The rows, then runs of cells in one style that is not the default.
    fn styled(&self) -> String {
        let mut out = self.text() + "\n-- styles\n";
        let area = self.0.area;
        for y in area.top()..area.bottom() {
            let mut x = area.left();
            while x < area.right() {
                let (from, style) = (x, self.0[(x, y)].style());
                while x < area.right() && self.0[(x, y)].style() == style {
                    x += 1;
                }
                let colour = |c: Option<Color>| c.filter(|c| *c != Color::Reset).map_or("-".into(), |c| c.to_string());
                let (fg, bg) = (colour(style.fg), colour(style.bg));
                if fg != "-" || bg != "-" || !style.add_modifier.is_empty() {
                    let _ = writeln!(out, "{y}:{from}-{} {fg} {bg} {:?}", x - 1, style.add_modifier);
                }
            }
        }
        out
    }

    /// Words as they stand in each pane, whatever lines they stand on.
    fn words(&self) -> String {
        let mut columns: Vec<String> = vec![];
        for row in self.rows() {
            for (i, part) in row.split(['│', '┃']).enumerate() {
                columns.resize(columns.len().max(i + 1), String::new());
                columns[i] += part;
                columns[i].push(' ');
            }
        }
        spoken(&columns.join(" "))
    }
}

/// Words alone, small and with one blank between.
fn spoken(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Help is the last thing on the last row, one heavy border, ASCII is ASCII, NO_COLOR has no colour.
fn rules(app: &App, what: &str) {
    let frame = app.frame();
    let (rows, text) = (frame.rows(), frame.text());
    assert!(rows.last().unwrap().ends_with("? help"), "{what}: {:?}", rows.last());
    if app.model.kit.glyphs.ascii {
        assert!(text.is_ascii(), "{what}\n{text}");
    } else {
        assert_eq!(text.matches('┏').count(), 1, "{what}: heavy borders\n{text}");
    }
    if app.model.kit.theme.name == "none" {
        let plain = |c: &ratatui::buffer::Cell| c.fg == Color::Reset && c.bg == Color::Reset;
        assert!(frame.0.content.iter().all(plain), "{what}: colour");
    }
}

type Scene = (&'static str, fn(&mut App));

const SCENES: [Scene; 8] = [
    ("open", |app| {
        app.choose(true);
    }),
    ("right", |app| app.answer(true)),
    ("wrong", |app| app.answer(false)),
    ("end", |app| {
        app.answer(true);
        app.press("n");
    }),
    ("proof", |app| {
        app.answer(true);
        app.press("p........");
    }),
    ("lesson", |app| {
        app.answer(true);
        app.press("1");
    }),
    ("zoomed", |app| {
        app.answer(false);
        app.press("z");
    }),
    ("sources", |app| {
        app.answer(true);
        app.press("o");
    }),
];

#[test]
fn every_scene_keeps_the_rules() {
    for size in SIZES {
        for look in LOOKS {
            for (name, play) in SCENES {
                let mut app = App::on(CHARGED, look, size);
                play(&mut app);
                rules(&app, &format!("{name} {size:?} {look:?}"));
                for keys in ["1", "2", "3"] {
                    app.press(keys);
                    rules(&app, &format!("{name} then {keys} {size:?} {look:?}"));
                }
            }
        }
    }
}

#[test]
fn frames_are_as_reviewed() {
    for (w, h) in SIZES {
        for (name, play) in SCENES.into_iter().take(4) {
            for ((ascii, theme), kind) in LOOKS.into_iter().zip(["colour", "ascii_colour", "plain", "ascii"]) {
                let mut app = App::on(CHARGED, (ascii, theme), (w, h));
                play(&mut app);
                insta::assert_snapshot!(format!("{name}_{w}x{h}_{kind}"), app.frame().styled());
            }
        }
    }
}

#[test]
fn nothing_to_ask_says_so_and_helps() {
    let (mut library, _) = library::load(&embedded::sources());
    library.items.clear();
    let mut app = App::new((false, "dark"), (80, 24));
    app.model.library = Arc::new(library);
    app.model.screen = Screen::study(&app.model.context());
    rules(&app, "no questions");
    insta::assert_snapshot!("no_questions_80x24", app.frame().text());
}

/// Words that would tell: the deciding sentence of the section, and five words in a row of the reason of a right option.
fn telling(item: &Item) -> (Vec<String>, BTreeSet<String>) {
    let words = |text: &str| spoken(text).split(' ').map(str::to_owned).collect::<Vec<_>>();
    let section = LIBRARY.section(&item.lesson.0, &item.lesson.1).unwrap();
    let keys = section.blocks.iter().filter_map(|b| match b {
        Block::Callout { kind: Callout::Key, blocks } => Some(blocks),
        _ => None,
    });
    let sentences = keys.flatten().filter_map(|b| match b {
        Block::Paragraph(p) => Some(words(&plain(p)).into_iter().take(10).collect::<Vec<_>>().join(" ")),
        _ => None,
    });
    let runs = |text: &str| -> BTreeSet<String> { words(text).windows(5).map(|w| w.join(" ")).collect() };
    let question = &item.question;
    let asked = question.stem.iter().chain(question.options.iter().map(|o| &o.text));
    let asked: BTreeSet<String> = asked.flat_map(|p| runs(&plain(p))).collect();
    let why = question.options.iter().filter(|o| o.right).flat_map(|o| runs(&plain(&o.why)));
    (sentences.collect(), why.filter(|run| !asked.contains(run)).collect())
}

#[test]
fn before_the_answer_nothing_leaks() {
    for size in SIZES {
        for id in LIBRARY.items.keys() {
            let app = App::on(id.as_str(), (false, "dark"), size);
            let words = app.frame().words();
            let (sentences, reasons) = telling(&LIBRARY.items[id]);
            let told: Vec<&String> = reasons.iter().filter(|run| words.contains(*run)).collect();
            assert!(!reasons.is_empty() && told.is_empty(), "{id} at {size:?} tells {told:?}");
            let item = &LIBRARY.items[id];
            let own = item.question.stem.iter().chain(item.question.options.iter().map(|o| &o.text));
            let own = spoken(&own.map(|p| plain(p)).collect::<Vec<_>>().join(" "));
            // What the question itself says is no secret.
            for sentence in sentences.iter().filter(|s| !own.contains(*s)) {
                assert!(!words.contains(sentence), "{id} at {size:?} shows `{sentence}`");
            }
        }
    }
}

#[test]
fn leaving_the_veiled_section_and_coming_back_is_no_way_around_the_veil() {
    let mut app = App::on(CHARGED, (false, "dark"), (80, 24));
    let (sentences, _) = telling(&app.item());
    for keys in ["1][", "[]", "gl"] {
        app.press(keys);
        assert!(!app.frame().words().contains(&sentences[0]), "after {keys}");
        assert!(app.frame().text().contains("veiled"), "after {keys}");
    }
    app.press("u");
    assert!(app.frame().text().contains("Too short, and a slow job"), "{}", app.frame().text());
}

#[test]
fn the_answer_brings_the_lesson_back_to_its_sentence() {
    let mut app = App::on(CHARGED, (false, "dark"), (120, 40));
    let (sentences, _) = telling(&app.item());
    app.press("1]]2");
    app.answer(false);
    assert!(app.frame().words().contains(&sentences[0]), "{}", app.frame().text());
}

#[test]
fn a_question_that_comes_back_is_veiled_and_armed_again() {
    let mut app = App::on(CHARGED, (false, "dark"), (120, 40));
    app.answer(false);
    app.press("p");
    assert_eq!(app.focus(), Focus::Lab);
    for _ in 0..60 {
        app.press(".");
    }
    let effects = app.press("n");
    assert_eq!(app.focus(), Focus::Quiz, "{effects:?}");
    let text = app.frame().text();
    assert!(text.contains("veiled until you answer") && text.contains(" 0:00 "), "{text}");
}

#[test]
fn a_moving_lab_that_is_replaced_leaves_the_app_quiet() {
    let mut app = App::on(CHARGED, (false, "dark"), (120, 40));
    app.answer(false);
    let moving = |effects: &[Effect]| {
        effects.iter().rev().find_map(|e| if let Effect::Animate(fps) = e { Some(*fps) } else { None })
    };
    assert!(moving(&app.press("p")).is_some_and(|fps| fps > 0));
    assert_eq!(moving(&app.press("2n")), Some(0), "nothing moves any more");
}

#[test]
fn focus_shows_without_colour() {
    for size in SIZES {
        let mut app = App::on(CHARGED, (true, "none"), size);
        let frames: BTreeSet<String> = ["1", "2", "3"]
            .map(|key| {
                app.press(key);
                app.frame().text()
            })
            .into();
        assert_eq!(frames.len(), 3, "{size:?}");
    }
}

#[test]
fn sizes_come_and_go_and_the_place_stays() {
    let mut app = App::on(CHARGED, (false, "dark"), (120, 40));
    app.answer(true);
    let before = app.frame().text();
    for (w, h) in [(80, 24), (200, 55), (80, 50), (40, 10), (100, 30), (120, 40)] {
        app.tell(Msg::Resized(w, h));
        app.frame();
    }
    assert_eq!(app.frame().text(), before);
}

#[test]
fn a_click_gives_the_focus_and_a_second_one_zooms() {
    let mut app = App::on(CHARGED, (false, "dark"), (120, 40));
    app.code(Code::Click { x: 5, y: 5 });
    assert_eq!(app.focus(), Focus::Lesson);
    app.code(Code::Click { x: 5, y: 1 });
    assert!(!app.frame().text().contains("[2]"), "zoomed");
    app.code(Code::Esc);
    assert!(app.frame().text().contains("[2]"), "all panes again");
}

/// Every hint on the screen does something, and every key that cannot work now says why.
#[test]
fn every_hint_answers() {
    for (name, play) in SCENES {
        let mut app = App::on(CHARGED, (false, "dark"), (120, 40));
        play(&mut app);
        let context = app.model.context();
        let tabs = app.model.screen.tabs(&context);
        for hint in tabs.into_iter().filter(|t| t.focus.is_none()).flat_map(|t| t.hints) {
            let mut there = App { model: app.model.clone(), ms: app.ms };
            let before = (there.frame().text(), there.frame().styled());
            let effects = there.tell(Msg::Key(hint.key));
            let after = (there.frame().text(), there.frame().styled());
            let moves = [
                "scroll",
                "choose",
                "half a page",
                "top, end",
                "top, end of the section",
                "leave the zoom",
                "next, last option",
                "fork: drop what lies right of now",
            ];
            // What moves along a line may stand at its end already.
            let along = hint.group == "Time" && hint.words.is_empty();
            let silent = along || moves.contains(&hint.words) || moves.contains(&hint.help) || hint.help.is_empty();
            let nothing = effects.iter().all(|e| matches!(e, Effect::Animate(0)));
            assert!(silent || before != after || !nothing, "{name}: {} {} does nothing", hint.keys, hint.help);
        }
    }
}
