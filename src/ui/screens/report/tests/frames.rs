//! Frames as reviewed, and what holds of every frame: nothing is wider than its page, ASCII is ASCII, no colour is none.
use super::{
    super::{
        state::{Page, State},
        view,
    },
    World,
};
use crate::{
    practice::{exam::sample::MIXED, progress::sitting::Sitting, record::sat::Mode},
    ui::{
        flow::key::Code,
        kit::{
            Kit, finish,
            glyphs::Glyphs,
            testing::{Drawn, with},
            theme,
        },
    },
};

/// The screen's own room: header and footer of the app apart.
const SIZES: [(u16, u16); 3] = [(80, 22), (100, 38), (200, 53)];
const LOOKS: [(&str, bool, &str); 3] = [("colour", false, "dark"), ("plain", false, "none"), ("ascii", true, "none")];

fn frame(world: &mut World, state: &State, size: (u16, u16), (ascii, name): (bool, &str)) -> Drawn {
    let kit = Kit { theme: theme::named(name).expect("a theme"), glyphs: Glyphs { ascii } };
    world.size = size;
    let mut drawn = with(&kit, size.0, size.1, |canvas| {
        let area = canvas.area;
        let at = view::draw(state, &world.context(), canvas).expect("a parked cursor");
        assert!(area.contains(at), "{at} outside {area}");
    });
    let depth = if name == "none" { finish::Depth::None } else { finish::Depth::True };
    finish::finish(&mut drawn.0, depth, ascii);
    drawn
}

/// Without colour and in ASCII the shapes must tell all; in colour the styles are reviewed too.
fn reviewed(name: &str, world: &mut World, state: &State) {
    for size in SIZES {
        for (look, ascii, theme) in LOOKS {
            let drawn = frame(world, state, size, (ascii, theme));
            let text = if look == "colour" { drawn.styled() } else { drawn.text() };
            insta::assert_snapshot!(format!("{name}_{}x{}_{look}", size.0, size.1), text);
        }
    }
}

/// A sitting that was left in the middle.
fn waiting(world: &World) -> Sitting {
    let mut open = world.candidate.progress.sittings[0].clone();
    (open.ended, open.id, open.paper.number) = (None, "waits".into(), 3);
    open.paper.mode = Mode::Exam;
    open
}

#[test]
fn the_report() {
    let mut world = World::sat_twice();
    let state = world.report(1);
    reviewed("report", &mut world, &state);
}

#[test]
fn a_question() {
    let mut world = World::sat(MIXED);
    world.candidate.progress.sittings[0].given[3].struck = ["d".into()].into();
    let mut state = world.report(0);
    world.press(&mut state, "1n");
    reviewed("item", &mut world, &state);
}

#[test]
fn the_history() {
    let mut world = World::sat_twice();
    world.candidate.progress.sittings.push(waiting(&world));
    let mut state = State::new(&world.context());
    world.press(&mut state, "j j");
    reviewed("history", &mut world, &state);
}

#[test]
fn the_plan_the_comparison_and_nothing_yet() {
    let mut world = World::sat_twice();
    let mut state = world.report(1);
    world.press(&mut state, "2");
    insta::assert_snapshot!("plan", frame(&mut world, &state, SIZES[1], (false, "none")).text());
    world.code(&mut state, Code::Esc);
    world.press(&mut state, "5");
    insta::assert_snapshot!("comparison", frame(&mut world, &state, SIZES[1], (false, "none")).text());
    let mut world = World::new();
    let state = State::new(&world.context());
    insta::assert_snapshot!("nothing", frame(&mut world, &state, SIZES[0], (false, "none")).text());
}

/// Every page of the small library and of the bundled bank, at every class of size.
#[test]
fn every_page_fits_and_keeps_the_looks() {
    for mut world in [World::sat_twice(), World::bundled(&[7, 8])] {
        world.candidate.progress.sittings.push(waiting(&world));
        for size in [(80, 22), (99, 28), (100, 28), (120, 38), (159, 40), (160, 43), (200, 53), (240, 60)] {
            for (keys, page) in [
                ("", Page::Report),
                ("p", Page::Report),
                ("1", Page::Item),
                ("3nnn", Page::Item),
                ("2", Page::Plan),
                ("5", Page::Comparison),
                ("q", Page::History),
            ] {
                let mut state = world.report(1);
                world.press(&mut state, keys);
                assert_eq!(state.page, page);
                for (ascii, theme) in [(false, "dark"), (true, "none")] {
                    let drawn = frame(&mut world, &state, size, (ascii, theme));
                    if ascii {
                        assert!(drawn.text().is_ascii(), "{page:?} {size:?}\n{}", drawn.text());
                        assert!(!drawn.styled().contains("fg=") && !drawn.styled().contains("bg="), "{page:?}");
                    }
                }
                let kit = Kit::default();
                for line in view::sheet(&state, &world.context(), &kit, size.0).lines {
                    assert!(line.width() <= usize::from(size.0), "{page:?} {size:?}: `{line}`");
                }
            }
        }
    }
}
