//! The lesson pane on the bundled lessons: sections, scrolling, the veil, and that nothing shows through it.
use super::{
    keys::{Act, TABLE, refusal},
    state::State,
    update::{Room, act},
    view,
};
use crate::{
    base::{
        moment::{Day, Moment, Now},
        prose::plain,
    },
    content::{
        embedded,
        lesson::{Block, Callout},
        library,
    },
    practice::{progress::Progress, record::Record},
    srs::scheduler::Scheduler,
    ui::{
        flow::{
            context::{Context, Motion, Plan},
            effect::{Effect, Route},
            table::clashes,
        },
        kit::testing::{Drawn, plain as drawn},
    },
};
use std::sync::OnceLock;

const ROOM: Room = (58, 18);

fn library() -> &'static library::Library {
    static LIBRARY: OnceLock<library::Library> = OnceLock::new();
    LIBRARY.get_or_init(|| library::load(&embedded::sources()).0)
}

#[derive(Default)]
struct World {
    progress: Progress,
    scheduler: Scheduler,
}

impl World {
    fn context(&self) -> Context<'_> {
        Context {
            library: library(),
            progress: &self.progress,
            scheduler: &self.scheduler,
            now: Now { at: Moment(0), day: Day(20_000) },
            uptime_ms: 0,
            motion: Motion::Full,
            plan: Plan::default(),
            size: (80, 22),
        }
    }

    fn act(&mut self, state: &mut State, what: Act) -> Vec<Effect> {
        let effects = act(state, what, &self.context(), ROOM);
        for effect in &effects {
            if let Effect::Save(record) = effect {
                self.progress.apply(record);
            }
        }
        effects
    }

    fn frame(&self, state: &State, width: u16, height: u16) -> Drawn {
        let look = view::Look { focused: true, link: "charged twice" };
        drawn(width, height, |canvas| {
            let area = canvas.area;
            let at = view::draw(state, &self.context(), canvas, look).expect("a parked cursor");
            assert!(area.contains(at), "{at} outside {area}");
        })
    }

    fn dock(&self, state: &State) -> String {
        drawn(80, 1, |c| view::dock(state, &self.context(), c)).text()
    }
}

fn open(section: &str) -> State {
    let mut state = State::default();
    state.open(library(), &"sqs-visibility".into(), Some(&section.into()));
    state
}

/// The words of a frame without borders and wrapping.
fn flat(drawn: &Drawn) -> String {
    let bare = |row: &String| row.trim_matches(|c: char| "┃│▌ ".contains(c)).to_owned();
    drawn.rows().iter().map(bare).collect::<Vec<_>>().join(" ")
}

#[test]
fn no_clash() {
    assert_eq!(clashes(TABLE), vec![]);
}

#[test]
fn sections_go_over_the_borders_of_lessons() {
    let mut world = World::default();
    let course = &library().course;
    let mut state = State::default();
    state.open(library(), &course[0], None);
    let sections: usize = course.iter().map(|id| library().lessons[id].sections.len()).sum();
    let mut seen = vec![(state.lesson.clone(), state.section)];
    for _ in 0..sections + 3 {
        world.act(&mut state, Act::Next);
        seen.push((state.lesson.clone(), state.section));
    }
    seen.dedup();
    assert_eq!(seen.len(), sections);
    for _ in 0..sections + 3 {
        world.act(&mut state, Act::Last);
    }
    assert_eq!((state.lesson.as_ref(), state.section), (Some(&course[0]), 0));
}

#[test]
fn a_section_read_to_its_end_is_told_once() {
    let mut world = World::default();
    let mut state = open("choose");
    let down = world.act(&mut state, Act::Down);
    assert_eq!(down, vec![], "its end is not in sight yet");
    let effects = world.act(&mut state, Act::End);
    let [Effect::Save(record)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(matches!(&**record, Record::Read { section, .. } if section.as_str() == "choose"));
    assert_eq!(world.act(&mut state, Act::End), vec![]);
}

#[test]
fn nothing_shows_through_the_veil() {
    let world = World::default();
    for lesson in library().lessons.values() {
        for section in &lesson.sections {
            let mut state = State::default();
            state.open(library(), &lesson.id, Some(&section.id));
            state.veil();
            let seen = flat(&world.frame(&state, 78, 60)) + &world.dock(&state);
            for block in &section.blocks {
                let words = match block {
                    Block::Paragraph(prose) => plain(prose),
                    Block::Callout { kind: Callout::Key, blocks } => match &blocks[..] {
                        [Block::Paragraph(prose), ..] => plain(prose),
                        _ => continue,
                    },
                    _ => continue,
                };
                let head: String = words.split(' ').take(5).collect::<Vec<_>>().join(" ");
                assert!(!seen.contains(&head), "{}#{}: {head}", lesson.id, section.id);
            }
        }
    }
}

#[test]
fn under_the_veil_only_peeking_works_and_reading_does_not_count() {
    let mut world = World::default();
    let mut state = open("choose");
    state.veil();
    for what in [Act::Down, Act::End, Act::Next, Act::Source] {
        assert_eq!(refusal(&state, what), Some("veiled until you answer: u peeks"), "{what:?}");
    }
    assert!(refusal(&state, Act::Prove).is_some());
    world.act(&mut state, Act::Peek);
    assert!(refusal(&state, Act::Peek).is_some());
    assert!(state.peeked && world.frame(&state, 60, 40).text().contains("Set the timeout longer"));
    assert_eq!(world.act(&mut state, Act::End), vec![]);
    state.unveil();
    assert_eq!(world.act(&mut state, Act::Prove), vec![Effect::Go(Route::Proof)]);
}

#[test]
fn after_the_answer_the_deciding_sentence_stands_at_a_third() {
    let mut world = World::default();
    let mut state = open("choose");
    state.veil();
    state.unveil();
    let rows = world.frame(&state, 60, 20).rows();
    let at = rows.iter().position(|r| r.contains("▌ Set the timeout longer")).unwrap();
    assert!((5..=9).contains(&at), "{at}\n{}", rows.join("\n"));
    let before = view::top(&state, &world.context(), ROOM);
    world.act(&mut state, Act::Up);
    assert_eq!(view::top(&state, &world.context(), ROOM), before - 1);
}

#[test]
fn frames_as_reviewed() {
    let mut world = World::default();
    let mut state = open("choose");
    let shot = |name: &str, world: &World, state: &State| {
        for (width, height) in [(78, 20), (60, 30), (54, 50)] {
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), world.frame(state, width, height).text());
        }
    };
    state.veil();
    shot("veiled", &world, &state);
    let veiled = world.dock(&state);
    state.unveil();
    shot("unveiled", &world, &state);
    insta::assert_snapshot!("dock", format!("{veiled}\n{}", world.dock(&state)));
    world.act(&mut state, Act::Source);
    insta::assert_snapshot!("sources", world.frame(&state, 60, 40).text());
    insta::assert_snapshot!("nothing", world.frame(&State::default(), 60, 8).text());
    let course = drawn(54, 13, |c| view::course(&state, &world.context(), c));
    insta::assert_snapshot!("course", course.text());
}
