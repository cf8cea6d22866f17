//! The five laws, as property tests over random scenarios and random commands. A failure prints the scenario, the seed and
//! the first moment that differs.
use super::{
    command::{Act, Command, Fault},
    scenario::{
        Scenario,
        spec::{ConsumerSpec, Deduplication, Heartbeat, Network, Percent, ProducerSpec, QueueSpec, Targets, Work},
        value::Span,
    },
    services::sqs::model::counts::Counts,
    testing::quotas,
    timeline::Timeline,
    trace::Event,
    world::World,
};
use crate::base::{random::Stream, time::SimTime};
use proptest::prelude::*;
use serde_json::json;

/// How long the runs last.
const END: SimTime = SimTime::from_secs(90);

/// Draws a scenario: each feature is on or off by its own coin, so that they meet in all combinations.
struct Swarm(Stream);

impl Swarm {
    fn coin(&mut self) -> bool {
        self.0.below(2) == 1
    }
    fn up_to(&mut self, most: u64) -> u64 {
        self.0.below(most + 1)
    }
    fn small(&mut self, most: u32) -> u32 {
        u32::try_from(self.up_to(u64::from(most))).unwrap()
    }
    fn span(&mut self, ms: u64) -> Span {
        Span(SimTime::from_millis(self.up_to(ms)))
    }

    fn scenario(&mut self) -> Scenario {
        let fifo = self.coin();
        let name = |base: &str| if fifo { format!("{base}.fifo") } else { base.to_string() };
        let mut queues = vec![self.queue(&name("orders"), fifo)];
        if self.coin() {
            let policy = json!({"dead_letter": name("dead"), "maxReceiveCount": 1 + self.up_to(3)});
            queues[0].attributes.insert("RedrivePolicy".into(), policy);
            queues.push(self.queue(&name("dead"), fifo));
        }
        let consumers = (0..=self.up_to(1))
            .map(|nth| self.consumer(&format!("C{}", ["a", "b"][nth as usize]), &name("orders")))
            .collect();
        let producers =
            (0..=self.up_to(1)).map(|nth| self.producer(&format!("P{nth}"), &name("orders"), fifo)).collect();
        let latency = self.coin();
        let faults = self.coin();
        let network = Network {
            latency: if latency { self.span(100) } else { Span::default() },
            jitter: if latency { self.span(200) } else { Span::default() },
            timeout: Span::secs(1 + self.up_to(3)),
            lost_requests_per_million: if faults { self.small(100_000) } else { 0 },
            lost_replies_per_million: if faults { self.small(100_000) } else { 0 },
            duplicated_per_million: if faults { self.small(100_000) } else { 0 },
            ..Network::default()
        };
        Scenario { queues, producers, consumers, network, ..Scenario::default() }
    }

    fn queue(&mut self, name: &str, fifo: bool) -> QueueSpec {
        let mut attributes = std::collections::BTreeMap::new();
        attributes.insert("VisibilityTimeout".to_string(), json!(self.up_to(20)));
        if self.coin() {
            attributes.insert("DelaySeconds".into(), json!(self.up_to(5)));
        }
        if self.coin() {
            attributes.insert("ReceiveMessageWaitTimeSeconds".into(), json!(self.up_to(20)));
        }
        if self.coin() {
            attributes.insert("MessageRetentionPeriod".into(), json!(60));
        }
        if fifo && self.coin() {
            attributes.insert("ContentBasedDeduplication".into(), json!(true));
        }
        let hosts = 1 + self.small(7);
        QueueSpec {
            name: name.into(),
            attributes,
            allow: vec![],
            policy: None,
            hosts,
            sampled: 1 + self.small(hosts - 1),
            duplicates_per_million: if self.coin() { 200_000 } else { 0 },
            shuffle: self.small(5),
        }
    }

    fn producer(&mut self, name: &str, to: &str, fifo: bool) -> ProducerSpec {
        let groups = if fifo || self.coin() { vec!["A".into(), "B".into(), "C".into()] } else { vec![] };
        ProducerSpec {
            name: name.into(),
            to: Targets::One(to.into()),
            every: Some(Span(SimTime::from_millis(200 + self.up_to(4_000)))),
            rate: None,
            first: self.coin().then_some(Span::default()),
            jitter: Percent(self.small(50)),
            count: self.coin().then_some(10),
            size_bytes: self.small(2_000),
            groups,
            script: vec![],
            deduplication: Deduplication::Id,
            body: None,
            attributes: std::collections::BTreeMap::new(),
            key: None,
            subject: None,
            detail_type: None,
            invoke: false,
        }
    }

    fn consumer(&mut self, name: &str, from: &str) -> ConsumerSpec {
        let text = json!({"name": name, "from": from, "count": 1 + self.up_to(3)});
        let mut spec: ConsumerSpec = serde_json::from_value(text).unwrap();
        spec.poll.batch = 1 + self.small(9);
        spec.poll.wait = self.coin().then(|| Span::secs(self.up_to(20)));
        spec.poll.every = Span(SimTime::from_millis(100 + self.up_to(2_000)));
        let (low, high) = (self.span(3_000), self.span(20_000));
        spec.work = Work::Uniform { uniform: [low, Span(low.0 + high.0)] };
        spec.heartbeat = Heartbeat(self.coin().then(|| Span::secs(1 + self.up_to(10))));
        spec.forgets_to_delete_percent = Percent(if self.coin() { 20 } else { 0 });
        spec.idempotent = self.coin();
        spec
    }

    fn commands(&mut self, scenario: &Scenario) -> Vec<Command> {
        let mut commands: Vec<Command> = (0..self.up_to(6))
            .map(|_| Command { at: SimTime::from_millis(self.up_to(END.as_millis())), act: self.act(scenario) })
            .collect();
        commands.sort_by_key(|c| c.at);
        commands
    }

    fn act(&mut self, scenario: &Scenario) -> Act {
        let who = scenario.consumers[0].name.clone();
        let producer = scenario.producers[0].name.clone();
        let during = SimTime::from_secs(self.up_to(20));
        let set = |path: String, value: String| Act::Set { path, value };
        Act::Inject(match self.up_to(11) {
            0 | 1 => Fault::Crash { who, down: self.coin().then_some(during) },
            2 => Fault::Slow { who, factor: 3, during },
            3 => Fault::Burst { who: producer, messages: self.small(20), over: during },
            4 => Fault::Silence { who: producer, during },
            5 => Fault::Resend { who: producer },
            6 => Fault::Duplicate { queue: scenario.queues[0].name.clone() },
            7 => Fault::LoseReply { who },
            8 => Fault::Partition { who, during },
            9 => Fault::Poison { who: producer },
            10 => {
                return set(
                    format!("queues.{}.VisibilityTimeout", scenario.queues[0].name),
                    self.up_to(30).to_string(),
                );
            }
            _ => return set(format!("consumers.{who}.count"), self.up_to(5).to_string()),
        })
    }
}

/// A case: scenario, seed, commands.
fn case(seed: u64) -> (Scenario, Vec<Command>) {
    let mut swarm = Swarm(Stream::new(seed, "swarm"));
    let scenario = swarm.scenario();
    let commands = swarm.commands(&scenario);
    (scenario, commands)
}

fn start(scenario: &Scenario, seed: u64) -> World {
    scenario.start(seed, &quotas()).unwrap_or_else(|e| panic!("{e:?} in {scenario:?}"))
}

/// Plays a case; commands that do not fit (nobody is up, no such target) are left out, always the same ones.
fn play(seed: u64, keep: bool) -> Timeline {
    let (scenario, commands) = case(seed);
    let mut run = Timeline::new(start(&scenario, seed), keep);
    for command in commands {
        let _ = run.perform(command);
    }
    run.advance_to(END);
    run
}

/// Compares two runs; on a difference the first moment that differs.
fn same(one: &Timeline, two: &Timeline, what: &str) -> Result<(), TestCaseError> {
    let differs = |(a, b): (&Event, &Event)| (a != b).then(|| format!("{}: {a:?}\n   {b:?}", a.at));
    if let Some(first) = one.trace().iter().zip(two.trace()).find_map(differs) {
        return Err(TestCaseError::fail(format!("{what}: first difference at {first}")));
    }
    prop_assert_eq!(one.trace().len(), two.trace().len(), "{}: one trace is longer", what);
    prop_assert!(one.world() == two.world(), "{}: the worlds differ after equal traces, at {}", what, one.now());
    prop_assert_eq!(one.digest(), two.digest());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn law_1_the_same_seed_gives_the_same_run(seed in any::<u64>()) {
        same(&play(seed, true), &play(seed, false), "same seed")?;
    }

    #[test]
    fn law_2_rewind_and_replay_equal_the_straight_run(seed in any::<u64>(), stops in prop::collection::vec(0u64..90_000, 1..6)) {
        let straight = play(seed, true);
        let mut run = straight.clone();
        for stop in stops {
            run.seek(SimTime::from_millis(stop));
            prop_assert_eq!(run.now(), SimTime::from_millis(stop));
            prop_assert!(run.trace().last().is_none_or(|e| e.at <= run.now()));
            prop_assert!(run.ahead().first().is_none_or(|e| e.at > run.now()));
        }
        run.seek(END);
        same(&straight, &run, "rewind")?;
    }

    #[test]
    fn law_3_a_fork_left_alone_follows_its_parent(seed in any::<u64>(), at in 0u64..90_000) {
        let parent = play(seed, true);
        let at = SimTime::from_millis(at);
        let mut fork = parent.fork(at);
        for command in parent.log().iter().filter(|c| c.at > at) {
            fork.perform(command.clone()).map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
        }
        fork.advance_to(END);
        same(&parent, &fork, "fork")?;
    }

    #[test]
    fn law_4_no_message_is_lost_from_the_books(seed in any::<u64>()) {
        let (scenario, commands) = case(seed);
        let mut run = Timeline::new(start(&scenario, seed), false);
        let mut commands = commands.into_iter().peekable();
        while let Some(next) = run.world().due().filter(|t| *t <= END) {
            if let Some(command) = commands.next_if(|c| c.at <= next) {
                let _ = run.perform(command);
            } else {
                run.advance_to(next);
            }
            let sum = |of: fn(&Counts) -> u64| {
                let counts = scenario.queues.iter().filter_map(|q| run.world().services().sqs.ledger(&q.name));
                counts.map(|c| of(&c)).sum::<u64>()
            };
            prop_assert_eq!(sum(|c| c.dead_lettered), sum(|c| c.dead_letters_in), "between queues at {}", run.now());
            for queue in &scenario.queues {
                let counts = run.world().services().sqs.ledger(&queue.name);
                let (came, is) = counts.map(|c| c.balance()).unwrap_or_default();
                prop_assert_eq!(came, is, "{} at {}: {:?}", queue.name, run.now(), counts);
            }
        }
    }

    #[test]
    fn law_5_a_snapshot_survives_serialising(seed in any::<u64>(), at in 0u64..90_000) {
        let mut run = play(seed, true);
        run.seek(SimTime::from_millis(at));
        let text = serde_json::to_string(run.world()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let back: World = serde_json::from_str(&text).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(&back == run.world());
        let (mut one, mut two) = (Timeline::new(run.world().clone(), false), Timeline::new(back, false));
        one.advance_to(END);
        two.advance_to(END);
        same(&one, &two, "serialised")?;
    }
}
