//! Runs that go forward, back and apart.
use super::{Run, Timeline};
use crate::base::time::SimTime;
use crate::sim::testing::{inject, quotas, run, scenario, set};

const LAB: &str = r#"{"queues": [{"name": "orders", "attributes": {"VisibilityTimeout": 30}}],
  "producers": [{"name": "checkout", "to": "orders", "every": "5s"}],
  "consumers": [{"name": "C", "count": 3, "from": "orders", "work": {"uniform": ["5s", "60s"]}, "poll": {"every": "1s"}}],
  "network": {"latency": "20ms", "jitter": "30ms"}}"#;

const fn s(n: u64) -> SimTime {
    SimTime::from_secs(n)
}

#[test]
fn a_command_drops_the_future_and_is_replayed() {
    let mut a = run(LAB, 7);
    a.advance_to(s(120));
    assert_eq!(a.reached(), s(120));
    a.seek(s(31));
    assert!(!a.ahead().is_empty() && a.reached() == s(120));
    inject(&mut a, "crash C2 20s @31s");
    assert_eq!((a.now(), a.reached(), a.ahead().len()), (s(31), s(31), 0));
    a.advance_to(s(120));
    let (world, digest) = (a.world().clone(), a.digest());
    a.seek(s(10));
    assert_eq!(a.log().len(), 1);
    a.seek(s(120));
    assert_eq!((a.world(), a.digest()), (&world, digest));
    let again = Run { commands: a.log().to_vec(), ..a.tuple(vec![]) }.play(&scenario(LAB), &quotas(), s(120)).unwrap();
    assert_eq!((again.world(), again.digest()), (&world, digest));
}

#[test]
fn a_refused_command_changes_nothing() {
    let mut a = run(LAB, 7);
    a.advance_to(s(60));
    a.seek(s(30));
    let (world, ahead) = (a.world().clone(), a.ahead().len());
    for text in ["crash D9 @30s", "duplicate nowhere @30s", "burst C1 3 1s @30s"] {
        assert!(a.perform(text.parse().unwrap()).is_err(), "{text}");
    }
    let act = crate::sim::command::Act::Set { path: "queues.orders.VisibilityTimeout".into(), value: "43201".into() };
    let error = a.perform(crate::sim::command::Command { at: s(30), act }).unwrap_err();
    assert_eq!((error.code, &*error.path), ("InvalidAttributeValue", "queues.orders.VisibilityTimeout"));
    assert_eq!((a.world(), a.ahead().len(), a.log().len()), (&world, ahead, 0));
}

#[test]
fn next_and_last_moment_step_through_events() {
    let mut a = run(LAB, 7);
    let mut moments = vec![];
    while let Some(next) = a.next_moment().filter(|t| *t <= s(20)) {
        a.advance_to(next);
        moments.push(next);
    }
    assert!(moments.windows(2).all(|w| w[0] < w[1]) && moments.len() > 20);
    for wanted in moments.iter().rev().skip(1) {
        let back = a.last_moment().unwrap();
        a.seek(back);
        assert_eq!(a.now(), *wanted);
    }
}

#[test]
fn changes_reach_the_running_world() {
    let mut a = run(LAB, 7);
    set(&mut a, s(10), "consumers.C.count", "1");
    set(&mut a, s(40), "consumers.C.count", "4");
    set(&mut a, s(50), "producers.checkout.every", "500ms");
    set(&mut a, s(50), "queues.orders.VisibilityTimeout", "60s");
    a.advance_to(s(100));
    assert_eq!(a.world().metric("C", "members"), Some(4));
    assert_eq!(a.world().metric("checkout", "sent"), Some(110));
    assert_eq!(a.world().plan().get("consumers.C.count").as_deref(), Some("4"));
}

#[test]
fn a_watched_metric_keeps_its_peak_through_a_rewind() {
    let mut a = run(LAB, 7);
    a.watch("orders", "ApproximateNumberOfMessagesVisible");
    a.advance_to(s(300));
    let peak = |a: &Timeline| a.series("orders", "ApproximateNumberOfMessagesVisible").last().unwrap().2;
    let high = peak(&a);
    assert!(high > 3);
    a.seek(s(10));
    assert!(peak(&a) < high);
    a.seek(s(300));
    assert_eq!(peak(&a), high);
}
