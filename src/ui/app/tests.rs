//! The app as a whole: random keys, the rules every frame keeps, overlays, the first run.
use super::{
    draw::draw,
    keys::{GO, TABLE},
    model::{Clock, Model, Msg, Settings},
    overlay::Overlay,
    tour::Tour,
    update::update,
};
use crate::{
    base::moment::{Day, Moment, Now},
    content::{embedded, library},
    ui::{
        flow::{
            context::{Motion, Plan},
            effect::Effect,
            key::{Code, Key},
            table::clashes,
        },
        kit::{Kit, finish, glyphs::Glyphs, testing::Drawn, theme},
    },
};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::{Arc, OnceLock};

fn library() -> Arc<library::Library> {
    static LIBRARY: OnceLock<Arc<library::Library>> = OnceLock::new();
    Arc::clone(LIBRARY.get_or_init(|| Arc::new(library::load(&embedded::sources()).0)))
}

fn clock(uptime_ms: u64) -> Clock {
    Clock { now: Now { at: Moment(1_795_000_000_000 + uptime_ms.cast_signed()), day: Day(20_778) }, uptime_ms }
}

fn model(ascii: bool, theme_name: &str) -> Model {
    let kit = Kit { theme: theme::named(theme_name).unwrap(), glyphs: Glyphs { ascii } };
    let settings = Settings { motion: Motion::Full, plan: Plan { exam: Some(Day(20_796)), minutes: 20 }, mouse: true };
    Model::new(kit, (library(), crate::ui::app::model::Learner::default()), settings, clock(0))
}

fn frame(model: &mut Model, w: u16, h: u16) -> Drawn {
    update(model, Msg::Resized(w, h));
    let area = Rect::new(0, 0, w, h);
    let mut buf = Buffer::empty(area);
    let cursor = draw(model, area, &mut buf);
    if let Some(at) = cursor {
        assert!(area.contains(at), "the cursor {at} is parked outside {area}");
    }
    let depth = if model.kit.theme.name == "none" { finish::Depth::None } else { finish::Depth::True };
    finish::finish(&mut buf, depth, model.kit.glyphs.ascii);
    Drawn(buf)
}

fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    keys.chars().flat_map(|c| update(model, Msg::Key(Key::ch(c)))).collect()
}

fn code(model: &mut Model, code: Code) -> Vec<Effect> {
    update(model, Msg::Key(Key::of(code)))
}

#[test]
fn the_tables_have_no_clash() {
    assert_eq!((clashes(TABLE), clashes(GO)), (vec![], vec![]));
}

/// What works everywhere works in every pane: no pane takes one of the app's keys.
#[test]
fn panes_leave_the_keys_of_the_app_alone() {
    let model = model(false, "dark");
    for tab in model.screen.tabs(&model.context()) {
        let taken = |h: &&crate::ui::flow::table::Hint| {
            h.key != Key::of(Code::Esc) && TABLE.iter().any(|b| b.keys.contains(&h.key))
        };
        let taken: Vec<String> = tab.hints.iter().filter(taken).map(|h| h.keys.clone()).collect();
        assert!(taken.is_empty(), "{}: {taken:?}", tab.title);
    }
}

/// Rules of every frame: help is the last thing on the last row, one heavy border, ASCII is ASCII, NO_COLOR has no colour.
fn rules(drawn: &Drawn, ascii: bool, colourless: bool, what: &str) {
    let rows = drawn.rows();
    assert!(rows.last().unwrap().ends_with("? help"), "{what}: {:?}", rows.last());
    let text = drawn.text();
    if ascii {
        assert!(text.is_ascii(), "{what}");
    } else {
        let corners = text.matches('┏').count();
        assert!(corners <= 1, "{what}: {corners} heavy borders\n{text}");
    }
    if colourless {
        let styled = drawn.styled();
        assert!(!styled.contains("fg=") && !styled.contains("bg="), "{what}");
    }
}

const SIZES: [(u16, u16); 5] = [(80, 24), (100, 30), (120, 40), (80, 50), (200, 55)];

#[test]
fn every_overlay_keeps_the_rules_at_every_size() {
    for (w, h) in SIZES {
        for (ascii, theme) in [(false, "dark"), (true, "none"), (false, "none"), (true, "dark")] {
            for keys in ["", "?", ":", "/", "T", "gm", "gp", "?/time", ":fifo"] {
                let mut model = model(ascii, theme);
                press(&mut model, keys);
                rules(
                    &frame(&mut model, w, h),
                    ascii,
                    theme == "none",
                    &format!("{w}x{h} {theme} ascii={ascii} `{keys}`"),
                );
            }
            let mut first = model(ascii, theme).first_run();
            rules(&frame(&mut first, w, h), ascii, theme == "none", "first run");
            first.overlay = Some(Overlay::Map);
            rules(&frame(&mut first, w, h), ascii, theme == "none", "map");
        }
    }
}

#[test]
fn an_overlay_has_the_only_heavy_border() {
    for keys in ["", "?", ":", "T", "gm", "gp"] {
        let mut model = model(false, "dark");
        press(&mut model, keys);
        assert_eq!(frame(&mut model, 120, 40).text().matches('┏').count(), 1, "`{keys}`");
    }
}

#[test]
fn focus_shows_without_colour() {
    let mut model = model(false, "none");
    press(&mut model, "1");
    let one = frame(&mut model, 120, 40).styled();
    press(&mut model, "2");
    assert_ne!(one, frame(&mut model, 120, 40).styled());
}

#[test]
fn the_menu_after_g_waits_and_fast_fingers_never_see_it() {
    let mut model = model(false, "dark");
    press(&mut model, "g");
    assert_eq!(model.wake_at(), Some(300));
    assert!(!frame(&mut model, 120, 40).text().contains("go to ━"));
    update(&mut model, Msg::Tick(clock(300)));
    assert_eq!(model.wake_at(), None);
    assert!(frame(&mut model, 120, 40).text().contains("g  go to"));
    press(&mut model, "m");
    assert!(matches!(model.overlay, Some(Overlay::Messages(_))));
}

#[test]
fn themes_preview_and_escape_restores() {
    let mut model = model(false, "dark");
    press(&mut model, "Tj");
    assert_eq!((model.kit.theme.name.as_str(), model.kit.theme.opaque), ("light", true));
    code(&mut model, Code::Esc);
    assert_eq!((model.kit.theme.name.as_str(), model.overlay.is_none()), ("dark", true));
    press(&mut model, "Tj");
    let saved = code(&mut model, Code::Enter);
    assert!(matches!(&saved[..], [Effect::Save(r)] if format!("{r:?}").contains("light")), "{saved:?}");
}

#[test]
fn the_palette_finds_and_does() {
    let mut model = model(false, "dark");
    press(&mut model, ":quit");
    assert_eq!(code(&mut model, Code::Enter), [Effect::Quit]);
    assert!(model.overlay.is_none());
    press(&mut model, ":>motion");
    code(&mut model, Code::Enter);
    assert_eq!(model.settings.motion, Motion::None);
    assert!(model.notes.toast().is_some());
}

#[test]
fn escape_never_quits_and_control_c_always_does() {
    let mut model = model(false, "dark");
    assert_eq!(code(&mut model, Code::Esc), []);
    press(&mut model, "?");
    assert_eq!(update(&mut model, Msg::Key(Key::ctrl('c'))), [Effect::Quit]);
    assert_eq!(update(&mut model, Msg::Stop), [Effect::Quit]);
}

#[test]
fn the_first_run_sets_the_plan_and_goes_on() {
    let mut model = model(false, "dark").first_run();
    assert!(frame(&mut model, 80, 24).text().contains("When is your exam?"));
    press(&mut model, "lL");
    code(&mut model, Code::Enter);
    press(&mut model, "l");
    let effects = code(&mut model, Code::Enter);
    assert_eq!(model.settings.plan, Plan { exam: Some(Day(20_796 + 8)), minutes: 40 });
    assert!(effects.iter().any(|e| matches!(e, Effect::Save(_))));
    assert_eq!(model.tour, Some(Tour::Question));
    assert!(frame(&mut model, 80, 24).rows()[0].ends_with("2 of 3"));
}

#[test]
fn help_comes_back_to_the_first_run() {
    let mut model = model(false, "dark").first_run();
    press(&mut model, "l?");
    assert!(matches!(model.overlay, Some(Overlay::Help(_))));
    code(&mut model, Code::Esc);
    assert!(matches!(model.overlay, Some(Overlay::Plan(_))));
    assert!(frame(&mut model, 80, 24).text().contains("10 December 2026"));
}

#[test]
fn having_no_date_is_fine() {
    let mut model = model(false, "dark").first_run();
    press(&mut model, "jj");
    code(&mut model, Code::Enter);
    assert_eq!(model.settings.plan, Plan { exam: None, minutes: 20 });
}

#[test]
fn skipping_the_first_run_starts_at_once() {
    let mut model = model(false, "dark").first_run();
    code(&mut model, Code::Esc);
    assert!(model.overlay.is_none() && model.tour.is_none());
}

#[test]
fn too_small_says_so_and_comes_back() {
    let mut model = model(false, "dark");
    let before = frame(&mut model, 120, 40).text();
    assert!(frame(&mut model, 58, 16).text().contains("Too small: 58 × 16"));
    for (w, h) in [(1, 1), (2, 40), (79, 24), (80, 23), (300, 2)] {
        frame(&mut model, w, h);
    }
    assert_eq!(frame(&mut model, 120, 40).text(), before);
}

fn any_key() -> impl Strategy<Value = Key> {
    let named = prop::sample::select(vec![
        Code::Enter,
        Code::Esc,
        Code::Tab,
        Code::BackTab,
        Code::Backspace,
        Code::Delete,
        Code::Up,
        Code::Down,
        Code::Left,
        Code::Right,
        Code::Home,
        Code::End,
        Code::PageUp,
        Code::PageDown,
    ]);
    let mouse = (0u16..220, 0u16..60, 0..3u8).prop_map(|(x, y, kind)| match kind {
        0 => Code::Click { x, y },
        _ => Code::Wheel { x, y, up: kind == 1 },
    });
    prop_oneof![
        6 => prop::char::range(' ', '~').prop_map(Key::ch),
        1 => Just(Key::ch('é')),
        3 => named.prop_map(Key::of),
        1 => mouse.prop_map(Key::of),
        1 => prop::char::range('a', 'z').prop_map(Key::ctrl),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    /// 10,000 random keys in 20 sessions, with time passing and the terminal changing its size.
    #[test]
    fn random_keys_never_panic(keys in prop::collection::vec((any_key(), 0u64..700), 500), ascii: bool) {
        let mut model = model(ascii, "dark").first_run();
        let mut time = 0;
        for (i, (key, pause)) in keys.into_iter().enumerate() {
            time += pause;
            update(&mut model, Msg::Tick(clock(time)));
            update(&mut model, Msg::Key(key));
            if i % 10 == 0 {
                let (w, h) = SIZES[(i / 10) % SIZES.len()];
                let drawn = frame(&mut model, w, h);
                rules(&drawn, ascii, false, &format!("after {i} keys"));
            }
        }
    }
}

#[test]
fn the_main_screen_waits_beneath_the_exam() {
    let mut model = model(false, "dark");
    press(&mut model, "1z");
    let before = frame(&mut model, 80, 24).text();
    press(&mut model, "ge");
    let lobby = frame(&mut model, 80, 24);
    assert!(lobby.text().contains("Mock exam") && lobby.text().contains("Section mock"), "{}", lobby.text());
    rules(&lobby, false, false, "lobby");
    // A place of the main screen leads back to it; so does `q`, and there it is as it was.
    press(&mut model, "q");
    assert_eq!(frame(&mut model, 80, 24).text(), before);
    press(&mut model, "ge");
    press(&mut model, "gw");
    assert!(model.beneath.is_none() && matches!(model.screen, super::register::Screen::Study(_)));
}

#[test]
fn a_paper_on_the_table_seals_the_app() {
    let mut model = model(false, "dark");
    press(&mut model, "ge");
    for _ in 0..2 {
        code(&mut model, Code::Enter);
    }
    assert!(model.screen.is_sealed(), "{:?}", model.notes.all);
    let size = (100, 30);
    let before = frame(&mut model, size.0, size.1).text();
    assert!(before.starts_with(" Mock exam 1") && !before.contains(" due"), "{before}");
    press(&mut model, ":/gTMz1");
    update(&mut model, Msg::Key(Key::ctrl('t')));
    assert!(model.overlay.is_none());
    assert_eq!(frame(&mut model, size.0, size.1).text(), before);
    press(&mut model, "?");
    let help = frame(&mut model, size.0, size.1).text();
    assert!(help.contains("review screen") && !help.contains("everywhere") && !help.contains("speeds"), "{help}");
    code(&mut model, Code::Esc);
    // A toast stands above the two rows of keys.
    press(&mut model, "p");
    let rows = frame(&mut model, size.0, size.1).rows();
    assert!(rows[27].ends_with("this is the first question"), "{}", rows.join("\n"));
    let quit = update(&mut model, Msg::Key(Key::ctrl('c')));
    assert_eq!(quit.last(), Some(&Effect::Quit));
    press(&mut model, "qy");
    assert!(!model.screen.is_sealed() && model.beneath.is_none());
}

#[test]
fn score_reports_open_by_the_menu_and_lead_back() {
    let mut model = model(false, "dark");
    press(&mut model, "gs");
    let drawn = frame(&mut model, 80, 24);
    assert!(drawn.text().contains("No paper was handed in yet."), "{}", drawn.text());
    rules(&drawn, false, false, "history");
    press(&mut model, "q");
    assert!(model.beneath.is_none() && matches!(model.screen, super::register::Screen::Study(_)));
    press(&mut model, ":score reports");
    code(&mut model, Code::Enter);
    assert!(matches!(model.screen, super::register::Screen::Report(_)));
}

#[test]
fn a_report_waits_aside_while_a_lesson_is_read() {
    let mut candidate = crate::practice::exam::sample::Candidate::new();
    candidate.sits(crate::practice::exam::sample::MIXED);
    let mut model = model(false, "dark");
    model.learner.progress = candidate.progress;
    press(&mut model, "gs");
    code(&mut model, Code::Enter);
    press(&mut model, "3n");
    let before = frame(&mut model, 100, 30).text();
    assert!(before.contains("Question 2 of 8"), "{before}");
    press(&mut model, "gh");
    assert!(matches!(model.screen, super::register::Screen::Study(_)));
    assert_eq!(model.notes.toast().map(|note| note.words.as_str()), Some("g s comes back to the report"));
    press(&mut model, "gs");
    assert_eq!(frame(&mut model, 100, 30).rows()[..20], before.lines().collect::<Vec<_>>()[..20]);
    press(&mut model, "gs");
    assert!(frame(&mut model, 100, 30).text().contains("All sittings"));
}
