//! Expressions: read, refused, measured on a run.
use super::Expr;
use crate::base::time::SimTime;
use crate::sim::testing::{inject, run};

const LAB: &str = r#"{"queues": [{"name": "orders", "hosts": 1, "sampled": 1}],
  "producers": [{"name": "checkout", "to": "orders", "every": "5s", "first": "5s", "count": 3}],
  "consumers": [{"name": "C", "count": 2, "from": "orders", "work": {"script": {"m1": "54s"}, "else": "8s"}}]}"#;

#[test]
fn measures_a_run() {
    let mut a = run(LAB, 7);
    a.advance_to(SimTime::from_secs(100));
    for (text, wanted) in [
        ("1 + 2 * 3 - 8 / 4", 5),
        ("t", 100_000_000),
        ("t >= 100s and not (t > 100s)", 1),
        ("count(producer.send)", 3),
        ("count(producer.*)", 3),
        ("count(worker.done) + count(worker.repeat)", 4),
        ("count(worker.repeat, item=m1, actor=C)", 1),
        ("count(worker.start, item=m1)", 2),
        ("count(worker.start, item=m1, before=30s)", 1),
        ("count(fault.*)", 0),
        ("first(sqs.timeout)", 35_000_000),
        ("first(fault.crash) > 1000000s", 1),
        ("last(fault.crash)", 0),
        ("phase(orders, m1) == done", 1),
        ("phase(orders, m9) == none", 1),
        ("longest(sqs.receive, sqs.timeout)", 30_000_000),
        ("longest(producer.send, worker.done, item=m2)", 8_000_000),
        ("mean(producer.send, worker.start) == 1s", 1),
        ("share(worker.empty, worker.poll) > 50", 1),
        ("metric(orders.NumberOfMessagesSent)", 3),
        ("metric(C.finished) == 3", 1),
        ("1 / 0", 0),
    ] {
        let expr = Expr::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        assert_eq!(expr.value(&a), wanted, "{text}");
    }
    a.seek(SimTime::from_secs(20));
    assert_eq!(Expr::parse("count(worker.done)").unwrap().value(&a), 1);
    assert!(Expr::parse("phase(orders, m1) == flight").unwrap().holds(&a));
    inject(&mut a, "crash C1 @20s");
    assert!(Expr::parse("phase(orders, m1) == orphaned and count(fault.*) == 1").unwrap().holds(&a));
}

#[test]
fn refuses_with_place_and_cure() {
    for (text, offset, cure) in [
        ("", 0, "a value is missing"),
        ("count(worker.repeet) == 0", 6, "worker.repeat"),
        ("count(worker.repeat) = 0", 21, "=="),
        ("t >= 120 parsecs", 9, "left over"),
        ("t >= 120parsecs", 5, "not a time"),
        ("metric(orders.Visible)", 7, "CloudWatch"),
        ("count(sqs.receive, who=C1)", 19, "no condition"),
        ("worker.repeat == 0", 0, "write `count(worker.repeat)`"),
        ("phase(orders m3)", 13, "`,` is missing"),
        ("(t > 1s", 7, "`)` is missing"),
        ("peek(orders.NumberOfMessagesSent)", 0, "no function"),
    ] {
        let error = Expr::parse(text).unwrap_err();
        assert_eq!(error.offset, offset, "{text}: {}", error.message);
        assert!(error.message.contains(cure), "{text}: {}", error.message);
    }
    assert!(Expr::parse(&"(".repeat(1_000)).is_err());
    assert!(Expr::parse(&"not ".repeat(1_000)).is_err());
    assert!(Expr::parse(&format!("{}1", "-".repeat(1_000))).is_err());
}
