//! Prices against sums done by hand.
use super::{bill, has_price, prices};
use crate::base::time::SimTime;
use crate::sim::{probe::Expr, testing, turn::Usage};

#[test]
fn sums_done_by_hand() {
    let quotas = testing::quotas();
    for (meter, amount, micros) in [
        ("sqs.requests", 1_000_000, 400_000),
        ("sqs.requests.fifo", 2_000_000, 1_000_000),
        ("kinesis.shard_seconds", 2 * 24 * 3_600, 720_000),
        ("states.transitions", 1_000, 25_000),
        ("lambda.gb_ms", 1_000_000, 16_667),
        ("kms.key_hours", 730, 1_000_000),
        ("sqs.messages.fair", 1_000_000, 100_000),
        ("scheduler.invocations", 1_000_000, 1_000_000),
        ("cloudwatch.alarm_hours", 730, 100_000),
        ("mq.messages", 5, 0),
    ] {
        let used = [Usage { resource: "r".into(), meter, amount }];
        assert_eq!(bill(&used, &quotas).unwrap().micro_usd(), micros, "{meter}");
    }
    for fact in prices::facts() {
        assert!(quotas.is(fact).is_ok(), "{fact}");
    }
}

#[test]
fn a_run_has_a_bill_and_goals_may_ask_for_it() {
    let lab = r#"{"queues": [{"name": "orders"}], "databases": [{"name": "db"}], "keys": [{"name": "k"}],
        "producers": [{"name": "checkout", "to": ["orders", "db"], "every": "1s", "count": 100}]}"#;
    let mut run = testing::run(lab, 7);
    run.advance_to(SimTime::from_secs(200));
    let bill = run.world().cost().unwrap();
    assert_eq!((bill.of("orders"), bill.of("db")), (40, 20), "{bill}");
    assert!(Expr::parse("cost(orders) == 40 and cost() >= 60").unwrap().holds(&run));
    assert!(run.world().services().usage(run.now()).iter().all(|u| has_price(u.meter)), "{bill}");
}
