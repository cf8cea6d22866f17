//! The bundled labs as wholes: their stories, predictions, stars and proofs; and what a session must never do.
use super::{
    goals::{self, Standing},
    proof::prove,
    session::{Mode, Session},
    setup, words,
};
use crate::{
    base::{moment::Now, time::SimTime},
    content::{
        embedded,
        library::{self, Library},
    },
    practice::record::Record,
    sim::{
        command::Fault,
        trace::{Event, Weight},
    },
};
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| library::load(&embedded::sources()).0);

const LABS: [&str; 3] = ["sqs-vt", "sqs-fifo", "sqs-polling"];

fn open(lab: &str) -> Session {
    let lab = LIBRARY.labs.get(&lab.into()).unwrap_or_else(|| panic!("lab {lab} did not load")).clone();
    Session::new(lab, LIBRARY.ledger.clone()).unwrap()
}

/// A session that asks nothing.
fn free(lab: &str) -> Session {
    let mut session = open(lab);
    session.free_play();
    session
}

fn s(n: u64) -> SimTime {
    SimTime::from_secs(n)
}

fn told(session: &Session) -> Vec<String> {
    session.log(Weight::Fine, usize::MAX).iter().map(|l| format!("{} {}", l.at.clock(), l.say)).collect()
}

#[test]
fn every_bundled_proof_holds() {
    let mut faults = vec![];
    let mut ran = 0;
    for item in LIBRARY.items.values().filter(|i| i.proof.is_some()) {
        match prove(&LIBRARY, item) {
            Ok(result) if result.holds() => ran += 1,
            Ok(result) => faults.push(format!("{}: {:#?}", item.question.id, result.options)),
            Err(why) => faults.push(format!("{}: {why}", item.question.id)),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(ran >= 17, "{ran} proofs");
}

/// Slow (half a minute): `cargo test --lib -- --ignored every_bundled_proof_holds_whatever`.
#[test]
#[ignore = "slow; for whoever changes a proof, a lab or the simulator"]
fn every_bundled_proof_holds_whatever_the_seed() {
    for item in LIBRARY.items.values().filter(|i| i.proof.is_some()) {
        for seed in 1..=20 {
            let mut item = (**item).clone();
            if let Some(proof) = &mut item.proof {
                proof.seed = Some(seed);
            }
            let result = prove(&LIBRARY, &item).unwrap_or_else(|why| panic!("{}: {why}", item.question.id));
            assert!(result.holds(), "{}, seed {seed}: {:#?}", item.question.id, result.options);
        }
    }
}

#[test]
fn every_bundled_proof_can_be_watched() {
    for item in LIBRARY.items.values().filter(|i| i.proof.is_some()) {
        let proof = item.proof.as_ref().unwrap();
        let lab = LIBRARY.labs.get(&proof.lab).unwrap();
        for option in item.question.options.iter().filter(|o| proof.options.contains_key(&o.id)) {
            let what = format!("{} {}", item.question.id, option.id);
            let mut session = Session::proof(lab.clone(), LIBRARY.ledger.clone(), proof, Some(&option.id)).unwrap();
            session.watch();
            let decisive = session.decisive().unwrap_or_else(|| panic!("{what}: no decisive moment"));
            assert!(decisive <= session.until(), "{what}");
            let mut real_ms = 0;
            while session.now() < decisive && real_ms < 60_000 {
                if session.open_question().is_some() {
                    session.answer(false);
                }
                // A prediction stops the run at its own moment.
                if session.mode() != Mode::Running {
                    session.toggle();
                }
                assert_eq!(session.ruling(), None, "{what}");
                session.tick(250);
                real_ms += 250;
            }
            assert_eq!((session.now(), session.mode()), (decisive, Mode::Stopped), "{what}");
            let long = decisive > SimTime::from_secs(12);
            assert!(real_ms <= 14_000 && (real_ms >= 6_000 || !long), "{what}: {real_ms} ms to {}", decisive.clock());
            let ruling = session.ruling().unwrap_or_else(|| panic!("{what}: no verdict"));
            assert_eq!(ruling.met, option.right, "{what}: {}", ruling.say);
            assert!(
                session.take_records(Now::default()).iter().all(|r| match r {
                    Record::Ran { met, .. } => met.is_empty(),
                    _ => true,
                }),
                "{what}"
            );
            println!("{what}: {} x{} {}", decisive.clock(), session.speed().label(), ruling.say);
        }
    }
}

#[test]
fn a_changed_proof_is_no_proof_any_more() {
    let item = LIBRARY.items.values().find(|i| i.proof.as_ref().is_some_and(|p| p.lab == "sqs-vt".into())).unwrap();
    let proof = item.proof.as_ref().unwrap();
    let lab = LIBRARY.labs.get(&proof.lab).unwrap();
    let mut session = Session::proof(lab.clone(), LIBRARY.ledger.clone(), proof, None).unwrap();
    assert!(session.proves());
    session.set(&"consumers".into(), "8").unwrap();
    assert!(!session.proves());
    session.undo();
    assert!(session.proves());
    session.watch();
    session.tick(250);
    session.inject("crash C1".parse().unwrap()).unwrap();
    assert!(!session.proves());
}

#[test]
fn the_story_of_the_visibility_lab() {
    let mut session = free("sqs-vt");
    session.goto(s(44));
    let log = told(&session);
    for line in [
        "0:10 C1 receives m3",
        "0:15 C3 receives m4",
        "0:20 C2 receives m5",
        "0:40 m3 visible again: the timeout passed, not deleted",
        "0:40.5 C2 deletes m5",
        "0:40.5 C2 receives m3 again",
    ] {
        assert!(log.iter().any(|l| l == line), "{line}\n{}", log.join("\n"));
    }
    assert_eq!(
        session.seen().insight.as_deref(),
        Some("Two workers hold m3. Nothing crashed: the timeout is shorter than the job.")
    );
}

#[test]
fn the_story_of_the_fifo_lab() {
    let mut session = free("sqs-fifo");
    session.goto(s(60));
    let at = |kind: &str, place: &str, item: &str| {
        let found =
            |e: &&Event| e.kind == kind && &*e.place == place && e.item.as_ref().is_some_and(|i| &*i.label == item);
        session.run().trace().iter().find(found).map_or(SimTime::NEVER, |e| e.at)
    };
    let log = told(&session).join("\n");
    assert!(at("worker.done", "orders", "A3") < at("worker.done", "orders", "A2"), "{log}");
    assert!(at("worker.done", "orders.fifo", "A2") < at("worker.done", "orders.fifo", "A3"), "{log}");
    assert_eq!(at("sqs.deduplicated", "orders.fifo", "A2'"), s(14), "{log}");
    assert!(at("worker.done", "orders.fifo", "C2") < s(20), "{log}");
}

#[test]
fn the_story_of_the_polling_lab() {
    let mut session = free("sqs-polling");
    session.goto(s(60));
    let metric = |who, what| session.run().world().metric(who, what).unwrap();
    let (short, long) = (metric("S", "requests"), metric("L", "requests"));
    assert!((45..=65).contains(&short) && (4..=12).contains(&long), "{short} and {long}");
    assert!(metric("S", "empty") * 10 > short * 7);
}

#[test]
fn every_prediction_has_one_outcome_that_happens_and_is_asked() {
    for lab in LABS {
        let mut session = open(lab);
        let all = session.lab().predictions.len();
        assert!(all >= 2, "{lab}");
        session.toggle();
        for _ in 0..200 {
            if session.open_question().is_some() {
                session.answer(true);
            }
            session.goto(session.now() + s(1));
        }
        let verdicts: Vec<_> = session.verdicts().map(|v| (v.prediction.id.to_string(), v.right)).collect();
        assert_eq!(verdicts.len(), all, "{lab}: {verdicts:?}");
        assert!(verdicts.iter().all(|(_, right)| right.is_some()));
    }
}

/// What a learner does to win the stars, after the hints.
fn solve(lab: &str) -> Session {
    let mut session = free(lab);
    let set = |session: &mut Session, pairs: &[(&str, &str)]| {
        for (key, value) in pairs {
            session.set(&(*key).into(), value).unwrap();
        }
    };
    match lab {
        "sqs-vt" => {
            set(&mut session, &[("heartbeat", "10s")]);
            session.goto(s(31));
            session.inject(Fault::Crash { who: "C2".into(), down: None }).unwrap();
        }
        "sqs-fifo" => {
            set(&mut session, &[("timeout", "10s"), ("consumers", "4")]);
            session.goto(SimTime::from_millis(11_000));
            session.inject("crash F 15s".parse().unwrap()).unwrap();
        }
        _ => set(&mut session, &[("short_wait", "20s")]),
    }
    session.goto(session.until());
    session
}

#[test]
fn all_stars_can_be_won_and_not_by_watching() {
    for lab in LABS {
        let mut watched = free(lab);
        watched.goto(watched.until());
        assert!(watched.met().len() < 3, "{lab}: watching wins {:?}", watched.met());
        let solved = solve(lab);
        assert_eq!(solved.met().len(), 3, "{lab}: {:?}\n{}", solved.seen().goals, told(&solved).join("\n"));
    }
}

#[test]
fn stepping_forward_and_back_is_identity() {
    for lab in LABS {
        let mut session = free(lab);
        session.goto(SimTime::from_millis(7_300));
        for _ in 0..25 {
            let before = (session.now(), session.run().world().clone(), session.run().digest());
            session.step();
            if before.0 == session.until() {
                break;
            }
            assert!(session.now() > before.0, "{lab}: a step goes forward");
            session.step_back();
            assert_eq!((session.now(), session.run().world().clone(), session.run().digest()), before, "{lab}");
            session.step();
        }
    }
}

#[test]
fn nothing_passes_an_open_prediction() {
    let mut session = open("sqs-vt");
    session.toggle();
    assert!(session.open_question().is_some());
    session.tick(60_000);
    session.goto(s(90));
    session.step();
    session.next_mark();
    session.newest();
    assert_eq!(session.now(), SimTime::ZERO);
    assert!(session.seen().insight.is_none() && session.seen().coming.is_empty());
    assert!(session.verdicts().next().is_none());
    session.point(2);
    session.answer(true);
    assert_eq!(session.mode(), Mode::Running);
    session.goto(s(90));
    assert_eq!((session.now(), session.mode()), (s(40), Mode::Stopped));
    assert_eq!(session.verdicts().next().unwrap().good(), Some(true));
}

#[test]
fn the_run_slows_down_before_the_decisive_moment() {
    let mut session = open("sqs-vt");
    session.toggle();
    session.answer(false);
    session.set_speed(session.speed().faster().faster().faster().faster());
    session.tick(1_000);
    assert_eq!((session.now(), session.eased()), (s(38), true));
    session.tick(1_000);
    assert_eq!(session.now(), s(39));
    session.tick(5_000);
    assert_eq!((session.now(), session.mode()), (s(40), Mode::Stopped));
}

#[test]
fn changes_can_be_taken_back() {
    let mut session = free("sqs-vt");
    session.goto(s(31));
    let before = session.run().digest();
    session.goto(s(50));
    session.goto(s(31));
    session.inject("crash C2".parse().unwrap()).unwrap();
    assert_eq!(session.run().reached(), s(31));
    session.set(&"timeout".into(), "60s").unwrap();
    assert_eq!(session.value(setup::variable(session.lab(), &"timeout".into()).unwrap()), "60s");
    session.undo();
    session.undo();
    assert_eq!((session.run().digest(), session.run().reached()), (before, s(50)));
    assert!(session.set(&"timeout".into(), "13h").unwrap_err().contains("outside"));
}

#[test]
fn a_link_brings_the_same_run_back() {
    for lab in LABS {
        let mut first = free(lab);
        let variable = first.lab().variables[0].clone();
        first.set(&variable.id, variable.stops.last().unwrap()).unwrap();
        first.goto(s(12));
        first.inject(first.lab().faults[0].faults[0].clone()).unwrap();
        first.goto(s(20));
        let link = super::link::Link::parse(&first.link().to_string()).unwrap();
        let again = Session::from_link(first.lab().clone(), LIBRARY.ledger.clone(), &link).unwrap();
        assert_eq!(again.now(), s(20));
        assert_eq!(again.run().digest(), first.run().digest(), "{lab}: {}", first.link());
    }
}

#[test]
fn a_run_is_recorded_once_with_its_stars() {
    let mut session = free("sqs-vt");
    session.goto(session.until());
    session.goto(s(3));
    session.goto(session.until());
    let records = session.take_records(Now::default());
    assert!(matches!(&records[..], [Record::Ran { met, .. }] if met.len() == 1), "{records:?}");
}

#[test]
fn every_event_has_a_sentence_and_lost_goals_say_so() {
    for lab in LABS {
        let mut session = free(lab);
        session.goto(session.until());
        for event in session.run().trace() {
            let line = words::line(event);
            let plain = format!("{}: ", event.actor.as_deref().unwrap_or(&event.place));
            assert!(!line.say.is_empty() && !line.say.starts_with(&plain), "{} has only: {}", event.kind, line.say);
        }
    }
    let mut session = free("sqs-vt");
    session.goto(session.until());
    assert!(matches!(session.seen().goals[1], Standing::Lost(at) if at > SimTime::ZERO));
    assert!(goals::find(session.lab(), &"nothing-lost".into()).is_some());
}
