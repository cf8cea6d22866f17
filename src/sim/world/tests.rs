//! What guests see of a world: a message is where it was published to before the publisher's answer leaves, and who may do so.
use super::World;
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    command::Visit,
    errand::Cargo,
    region::Region,
    scenario::Scenario,
    services::{Answer, Call, Tray, sns::api as sns, sqs::api as sqs},
    testing,
};
use std::{collections::BTreeMap, sync::Arc};

fn empty() -> World {
    World::start_at(SimTime::from_secs(9), &Scenario::default(), 1, &testing::quotas()).unwrap()
}

/// A guest's call, and everything that is due at once.
fn ask(world: &mut World, call: Call) -> Answer {
    let mut tray = Tray::new(0, true);
    let id = world.ask(Visit { guest: "boto3".into(), operation: "Any".into(), call }, &mut tray);
    while world.step(world.now(), &mut tray) {}
    world.answers().into_iter().find(|(of, _)| *of == id).and_then(|(_, answer)| answer).unwrap()
}

/// A topic with a queue behind it.
fn wired(world: &mut World, policy: Option<&str>) {
    let attributes = policy.map(|p| ("Policy".to_string(), p.to_string())).into_iter().collect();
    ask(world, Call::Sqs(sqs::Request::CreateQueue { name: "orders".into(), attributes, tags: BTreeMap::new() }));
    let (attributes, tags) = (BTreeMap::new(), BTreeMap::new());
    ask(world, Call::Sns(sns::Request::CreateTopic { name: "shop".into(), attributes, tags }));
    let what = sns::request::Subscribe {
        protocol: "sqs".into(),
        endpoint: arn::local("sqs", "orders"),
        ..sns::request::Subscribe::default()
    };
    ask(world, Call::Sns(sns::Request::Subscribe { topic: "shop".into(), what: Box::new(what) }));
}

fn published(world: &mut World) -> u64 {
    let message = Arc::new(Cargo::new("hello")).into();
    ask(world, Call::Sns(sns::Request::Publish { topic: "shop".into(), message }));
    world.metric("orders", "ApproximateNumberOfMessagesVisible").unwrap()
}

#[test]
fn a_queue_without_a_policy_takes_a_topics_messages_in_a_lenient_world_only() {
    for (lenient, wanted) in [(false, 0), (true, 1)] {
        let mut world = if lenient { empty().leniently() } else { empty() };
        wired(&mut world, None);
        assert_eq!(published(&mut world), wanted, "lenient: {lenient}");
    }
}

#[test]
fn a_lenient_account_survives_serialising() {
    let world = empty().leniently();
    let again: World = serde_json::from_str(&serde_json::to_string(&world).unwrap()).unwrap();
    assert!(again.leniency() == world.leniency() && again != empty());
}

#[test]
fn a_policy_that_is_there_counts_in_every_world() {
    let policy = |who: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{who}"}},
            "Action":"sqs:SendMessage","Resource":"{}"}}]}}"#,
            arn::local("sqs", "orders")
        )
    };
    for (who, wanted) in [("sns.amazonaws.com", 1), ("s3.amazonaws.com", 0)] {
        for mut world in [empty(), empty().leniently()] {
            wired(&mut world, Some(&policy(who)));
            assert_eq!(published(&mut world), wanted, "{who}");
        }
    }
}

#[test]
fn a_world_has_a_region_that_survives_serialising() {
    let at = |region: &str| {
        let scenario = Scenario { region: Region::named(region).unwrap(), ..Scenario::default() };
        let mut world = World::start_at(SimTime::ZERO, &scenario, 1, &testing::quotas()).unwrap();
        let attributes = BTreeMap::from([("FifoTopic".to_string(), "false".to_string())]);
        let create = sns::Request::CreateTopic { name: "shop".into(), attributes, tags: BTreeMap::new() };
        let made = ask(&mut world, Call::Sns(create));
        (world, format!("{made:?}"))
    };
    let (home, made) = at("us-east-1");
    assert!(made.contains("arn:aws:sns:us-east-1:123456789012:shop"), "{made}");
    let (away, made) = at("cn-north-1");
    assert!(made.contains("arn:aws-cn:sns:cn-north-1:123456789012:shop"), "{made}");
    assert_ne!(home, away);
    for (world, named) in [(home, false), (away, true)] {
        let text = serde_json::to_string(&world).unwrap();
        assert_eq!(text.contains("\"region\":\"cn-north-1\""), named);
        assert_eq!(serde_json::from_str::<World>(&text).unwrap(), world);
    }
}
