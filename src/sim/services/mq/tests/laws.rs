//! Whatever clients say and whenever nodes die, messages are accounted for, and the same run comes out again.
use super::super::{
    Mq,
    api::{Create, Declare, Produce, Request, Subscribe},
    model::{AckMode, Deployment, Engine, Protocol, Storage, broker::Make},
    quotas::Settings,
};
use super::table::Bench;
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{errand::Cargo, trace::Name};
use proptest::prelude::*;
use std::sync::Arc;

/// A run of random calls by three clients; `Bench` holds the law of conservation against every one of them.
fn play(seed: u64) -> Mq {
    let mut draw = Stream::new(seed, "mq/laws");
    let mut bench = Bench::new();
    let rabbit = draw.below(2) == 1;
    let (engine, storage) = if rabbit { (Engine::RabbitMq, Storage::Ebs) } else { (Engine::ActiveMq, Storage::Efs) };
    let mode = match (draw.below(2), rabbit) {
        (0, _) => Deployment::Single,
        (_, true) => Deployment::Cluster,
        (_, false) => Deployment::ActiveStandby,
    };
    let make = Make { engine, mode, storage, micro: false };
    let name: Name = "B".into();
    bench.call(
        "admin",
        Request::CreateBroker(Box::new(Create { name: name.clone(), make, settings: Settings::of(engine) })),
    );
    for (to, topic) in [("q", false), ("t", true)] {
        let quorum = rabbit && !topic && draw.below(2) == 1;
        let declare = Declare { broker: name.clone(), name: to.into(), topic, quorum, dead_letters: None };
        bench.call("admin", Request::Declare(Box::new(declare)));
    }
    for _ in 0..200 {
        let to = bench.now + SimTime::from_millis(draw.below(20_000));
        bench.advance(to);
        let who = ["C1", "C2", "C3"][draw.below(3) as usize];
        let destination: Name = ["q", "t"][draw.below(2) as usize].into();
        let tags = || (1..60).collect::<Vec<u64>>();
        let broker = name.clone();
        match draw.below(9) {
            0 => bench.call(who, Request::Connect { broker, protocol: Protocol::Amqp }),
            1 => bench.call(who, Request::Disconnect(broker)),
            2 => {
                let (ack, prefetch) =
                    (if draw.below(2) == 0 { AckMode::Auto } else { AckMode::Client }, 1 + draw.below(5) as u32);
                let durable = draw.below(2) == 0;
                bench.call(who, Request::Subscribe(Box::new(Subscribe { broker, destination, prefetch, ack, durable })))
            }
            3 => {
                let (max, wait) = (1 + draw.below(5) as u32, SimTime::from_secs(draw.below(20)));
                bench.call(who, Request::Take { broker, destination, max, wait, service: draw.below(4) == 0 })
            }
            4 => bench.call(who, Request::Ack(broker, tags())),
            5 => bench.call(who, Request::Reject(broker, tags())),
            6 if draw.below(4) == 0 => bench.call("admin", Request::RebootBroker(broker)),
            _ => {
                let persistent = draw.below(2) == 0;
                let cargo = Arc::new(Cargo::new("x"));
                bench.call("S", Request::Produce(Produce { broker, destination: Some(destination), cargo, persistent }))
            }
        };
    }
    bench.mq
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn messages_are_accounted_for_and_runs_repeat(seed in any::<u64>()) {
        let (one, two) = (play(seed), play(seed));
        prop_assert!(one == two);
        let text = serde_json::to_string(&one).unwrap();
        let back: Mq = serde_json::from_str(&text).unwrap();
        prop_assert!(back == one);
    }
}
