//! Frames of the quiz pane as reviewed, at the sizes of the three classes.
use super::{
    super::{keys::Act, state::State, view},
    CHARGED, World, multiple,
};
use crate::{practice::review::session::Kind, ui::kit::testing::plain};

/// Inner columns and rows of the compact, the medium and the wide pane, with their frames.
const SIZES: [(u16, u16); 3] = [(78, 20), (60, 30), (62, 50)];

fn reviewed(name: &str, world: &World, state: &State) {
    for (width, height) in SIZES {
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), world.frame(state, width, height).text());
    }
}

#[test]
fn a_question_open() {
    let mut world = World::new();
    let mut state = world.one(CHARGED);
    reviewed("untouched", &world, &state);
    super::act(&mut state, Act::Choose(2), &world.context(), super::ROOM);
    world.act(&mut state, Act::Up);
    world.act(&mut state, Act::Strike);
    reviewed("chosen", &world, &state);
}

#[test]
fn answered_right() {
    let mut world = World::new();
    let mut state = world.one(CHARGED);
    world.choose(&mut state, true);
    world.ms = 48_000;
    world.act(&mut state, Act::Sure);
    reviewed("right", &world, &state);
}

#[test]
fn answered_wrong() {
    let mut world = World::new();
    let mut state = world.one(CHARGED);
    world.choose(&mut state, false);
    world.ms = 75_000;
    world.act(&mut state, Act::Unsure);
    reviewed("wrong", &world, &state);
}

#[test]
fn two_to_choose() {
    let mut world = World::new();
    let mut state = world.one(multiple().as_str());
    world.act(&mut state, Act::Choose(0));
    reviewed("multiple", &world, &state);
}

#[test]
fn the_end_and_nothing_due() {
    let mut world = World::new();
    let mut state = State::start(Kind::Due, &world.context());
    reviewed("empty", &world, &state);
    state = world.one(CHARGED);
    world.choose(&mut state, true);
    world.ms = 90_000;
    world.act(&mut state, Act::Sure);
    world.act(&mut state, Act::Next);
    reviewed("end", &world, &state);
}

#[test]
fn the_dock_and_the_session() {
    let mut world = World::new();
    world.columns = 200;
    let mut state = State::start(Kind::New(None), &world.context());
    let dock = |world: &World, state: &State| plain(80, 1, |c| view::dock(state, &world.context(), c)).text();
    let open = dock(&world, &state);
    world.choose(&mut state, true);
    world.act(&mut state, Act::Sure);
    world.act(&mut state, Act::Next);
    world.choose(&mut state, false);
    world.act(&mut state, Act::Sure);
    insta::assert_snapshot!("dock", format!("{open}\n{}", dock(&world, &state)));
    let frame = plain(62, 21, |c| view::session_box(&state, &world.context(), c));
    insta::assert_snapshot!("session", frame.text());
    insta::assert_snapshot!("about", world.frame(&state, 62, 34).text());
}
