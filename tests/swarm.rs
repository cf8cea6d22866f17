//! The five laws over random compositions of all services: which services there are, how they are wired, what breaks and what is
//! changed is drawn by seed, each feature by its own coin so that they meet in all combinations. A failure prints its seed; seeds
//! that once failed stay in [`PINNED`]. `SWARM=500 cargo test --test swarm` draws more, `SEED=n` one alone.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::pedantic)]
use inflight::{
    base::{random::Stream, time::SimTime},
    sim::{command::Command, quotas::Quotas, scenario::Scenario, timeline::Timeline, world::World},
};
use serde_json::{Value, json};
use std::fmt::Write;

/// Seeds that once failed: 27 drew a queue whose visibility timeout is below its function's timeout, 246 a rule with six targets.
/// AWS refuses both, and so did the simulator.
const PINNED: &[u64] = &[27, 246];

/// Seeds drawn unless `SWARM` says otherwise.
const SEEDS: u64 = 40;

/// How long the runs last.
const END: SimTime = SimTime::from_secs(120);

/// Draws a scenario.
struct Swarm {
    draw: Stream,
    queues: Vec<String>,
    entries: Vec<String>,
    callers: Vec<String>,
}

impl Swarm {
    fn coin(&mut self) -> bool {
        self.draw.below(2) == 1
    }
    fn up_to(&mut self, most: u64) -> u64 {
        self.draw.below(most + 1)
    }
    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.draw.below(from.len() as u64) as usize].clone()
    }
    /// Who may: nearly always everybody, sometimes nobody, so that refusals happen too.
    fn allow(&mut self) -> Value {
        if self.up_to(9) == 0 { json!([]) } else { json!(self.callers) }
    }

    fn scenario(&mut self) -> Value {
        self.callers =
            ["topic", "topic.fifo", "bucket", "bus", "default", "pipe", "flow", "work", "api", "hose", "tick"]
                .map(String::from)
                .into();
        let mut all = json!({});
        all["queues"] = self.queues();
        all["databases"] =
            json!([{"name": "db", "writes_per_second": 1 + self.up_to(50), "max_connections": 1 + self.up_to(20)}]);
        let status = self.pick(&[200, 200, 200, 503, 404]);
        all["receivers"] = json!([{"name": "hook", "kind": "http", "address": "https://hook.example/in", "status": status,
            "errors": self.up_to(40)}]);
        self.maybe(&mut all, Self::stream);
        self.maybe(&mut all, Self::function);
        self.maybe(&mut all, Self::topics);
        self.maybe(&mut all, Self::bucket);
        self.maybe(&mut all, Self::machine);
        self.maybe(&mut all, Self::broker);
        self.maybe(&mut all, Self::hose);
        self.maybe(&mut all, Self::api);
        self.maybe(&mut all, Self::bus);
        self.maybe(&mut all, Self::schedule);
        self.maybe(&mut all, Self::scaling);
        self.maybe(&mut all, Self::keys);
        all["producers"] = self.producers();
        all["consumers"] = self.consumers();
        if self.coin() {
            all["network"] = json!({"latency": format!("{}ms", self.up_to(100)), "inside": format!("{}ms", self.up_to(50)),
                "jitter": format!("{}ms", self.up_to(100)), "lost_requests_per_million": self.up_to(50_000),
                "lost_replies_per_million": self.up_to(50_000), "duplicated_per_million": self.up_to(50_000)});
        }
        // Only what there is may be allowed: the checks of a scenario know every name.
        let names = names(&all);
        prune(&mut all, &names);
        all
    }

    fn maybe(&mut self, all: &mut Value, add: fn(&mut Self, &mut Value)) {
        if self.coin() {
            add(self, all);
        }
    }

    fn queues(&mut self) -> Value {
        let mut queues = vec![json!({"name": "dead"}), json!({"name": "dead.fifo"})];
        for name in ["orders", "parcels", "jobs.fifo"] {
            let fifo = name.ends_with(".fifo");
            let mut attributes = json!({"VisibilityTimeout": 3 + self.up_to(30)});
            if fifo {
                attributes["ContentBasedDeduplication"] = json!(true);
            }
            if self.coin() {
                let dead = if fifo { "dead.fifo" } else { "dead" };
                attributes["RedrivePolicy"] = json!({"dead_letter": dead, "maxReceiveCount": 1 + self.up_to(3)});
            }
            if self.up_to(3) == 0 {
                attributes["MessageRetentionPeriod"] = json!(60);
            }
            let allow = self.allow();
            queues.push(json!({"name": name, "attributes": attributes, "allow": allow, "shuffle": self.up_to(3)}));
            self.queues.push(name.into());
            self.entries.push(name.into());
        }
        json!(queues)
    }

    fn stream(&mut self, all: &mut Value) {
        let allow = self.allow();
        if self.coin() {
            all["readers"] = json!([{"name": "R", "from": "clicks", "count": 1 + self.up_to(3), "work": format!("{}ms", 1 + self.up_to(400)),
                "position": self.pick(&["LATEST", "TRIM_HORIZON"]), "checkpoint": {"records": 1 + self.up_to(20)}}]);
        }
        all["streams"] = json!([{"name": "clicks", "shards": 1 + self.up_to(3), "allow": allow}]);
        self.entries.push("clicks".into());
    }

    fn function(&mut self, all: &mut Value) {
        let mut sources = vec![];
        if self.coin() {
            let mut source = json!({"from": self.pick(&["orders", "jobs.fifo"]), "batch": 1 + self.up_to(9)});
            if self.coin() {
                source["FunctionResponseTypes"] = json!(["ReportBatchItemFailures"]);
            }
            if self.coin() {
                source["ScalingConfig"] = json!({"MaximumConcurrency": 2 + self.up_to(3)});
            }
            sources.push(source);
        }
        if all["streams"].is_array() && self.coin() {
            sources.push(json!({"from": "clicks", "batch": 1 + self.up_to(50), "StartingPosition": "TRIM_HORIZON",
                "BisectBatchOnFunctionError": self.coin(), "MaximumRetryAttempts": self.up_to(4), "ParallelizationFactor": 1 + self.up_to(2)}));
        }
        let does = if self.coin() { json!([{"write": "db"}]) } else { json!([]) };
        let allow = self.allow();
        all["functions"] = json!([{"name": "work", "duration": format!("{}ms", 50 + self.up_to(3_000)), "error_percent": self.up_to(30),
            "on_error": self.pick(&["throw", "report"]), "does": does, "event_sources": sources, "allow": allow}]);
        self.entries.push("work".into());
    }

    fn topics(&mut self, all: &mut Value) {
        let mut subscriptions = vec![json!({"to": "parcels", "raw": self.coin()})];
        if self.coin() {
            subscriptions
                .push(json!({"to": "orders", "filter": {"kind": ["new", {"prefix": "re"}]}, "dead_letter": "dead"}));
        }
        if self.coin() {
            subscriptions.push(json!({"to": "hook", "confirmed": true, "raw": self.coin()}));
        }
        if all["functions"].is_array() && self.coin() {
            subscriptions.push(json!({"to": "work"}));
        }
        let allow = self.allow();
        let mut topics = vec![json!({"name": "topic", "subscriptions": subscriptions, "allow": allow})];
        if self.coin() {
            let to = self.pick(&["jobs.fifo", "parcels"]);
            topics.push(json!({"name": "topic.fifo", "attributes": {"ContentBasedDeduplication": true}, "subscriptions": [{"to": to}]}));
            self.entries.push("topic.fifo".into());
        }
        all["topics"] = json!(topics);
        self.entries.push("topic".into());
    }

    fn bucket(&mut self, all: &mut Value) {
        let mut to = vec!["orders"];
        for (section, name) in [("topics", "topic"), ("functions", "work")] {
            if all[section].is_array() {
                to.push(name);
            }
        }
        let to = self.pick(&to);
        let allow = self.allow();
        let notifications = if self.coin() { json!([{"to": to, "events": ["s3:ObjectCreated:*"]}]) } else { json!([]) };
        all["buckets"] = json!([{"name": "bucket", "notifications": notifications, "SkipDestinationValidation": true, "allow": allow}]);
        self.entries.push("bucket".into());
    }

    fn machine(&mut self, all: &mut Value) {
        let send = json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": {"QueueUrl": "${parcels}", "MessageBody.$": "$"},
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": self.up_to(3)}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Lost"}], "End": true});
        let mut states = json!({"Pause": {"Type": "Wait", "Seconds": self.up_to(20), "Next": "Send"}, "Send": send,
            "Lost": {"Type": "Fail", "Error": "Lost"}});
        if all["functions"].is_array() && self.coin() {
            states["Send"] = json!({"Type": "Task", "Resource": "${work}", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Lost"}], "End": true});
        }
        let kind = self.pick(&["STANDARD", "EXPRESS"]);
        all["state_machines"] =
            json!([{"name": "flow", "type": kind, "definition": {"StartAt": "Pause", "States": states}}]);
        self.entries.push("flow".into());
    }

    fn broker(&mut self, all: &mut Value) {
        let (engine, mode) = self.pick(&[
            ("ACTIVEMQ", "SINGLE_INSTANCE"),
            ("ACTIVEMQ", "ACTIVE_STANDBY_MULTI_AZ"),
            ("RABBITMQ", "CLUSTER_MULTI_AZ"),
        ]);
        all["brokers"] = json!([{"name": "broker", "engine": engine, "deployment": mode, "queues": ["work-in"]}]);
        all["clients"] = json!([{"name": "M", "count": 1 + self.up_to(2), "broker": "broker", "from": "work-in", "prefetch": 1 + self.up_to(5),
            "ack": self.pick(&["auto", "client", "transacted"]), "work": format!("{}s", 1 + self.up_to(5)),
            "does": if self.coin() { json!(["parcels"]) } else { json!([]) }}]);
        self.entries.push("broker".into());
    }

    fn hose(&mut self, all: &mut Value) {
        if !all["buckets"].is_array() {
            return;
        }
        let mut hose = json!({"name": "hose", "to": "bucket", "IntervalInSeconds": 60 * self.up_to(1), "SizeInMBs": 1 + self.up_to(4)});
        if all["streams"].is_array() && self.coin() {
            hose["source"] = json!("clicks");
        } else {
            self.entries.push("hose".into());
        }
        all["delivery_streams"] = json!([hose]);
    }

    fn api(&mut self, all: &mut Value) {
        let mut to = vec!["orders"];
        for (section, name) in [("functions", "work"), ("streams", "clicks")] {
            if all[section].is_array() {
                to.push(name);
            }
        }
        let to = self.pick(&to);
        all["apis"] = json!([{"name": "api", "to": to, "throttle": {"rateLimit": 1 + self.up_to(20), "burstLimit": 1 + self.up_to(20)}}]);
        self.entries.push("api".into());
    }

    fn bus(&mut self, all: &mut Value) {
        let mut targets = vec![json!({"to": "orders"}), json!({"to": "hook", "dead_letter": "dead"})];
        for (section, name) in
            [("functions", "work"), ("state_machines", "flow"), ("topics", "topic"), ("streams", "clicks")]
        {
            if all[section].is_array() && self.coin() {
                targets.push(json!({"to": name}));
            }
        }
        targets.truncate(5);
        let pattern = self.pick(&[
            json!({"source": ["shop"]}),
            json!({"detail": {"id": [{"prefix": "m"}]}}),
            json!({"detail-type": [{"anything-but": "x"}]}),
        ]);
        let allow = self.allow();
        all["buses"] = json!([{"name": "bus", "allow": allow, "rules": [{"name": "all", "pattern": pattern, "targets": targets}]}]);
        self.entries.push("bus".into());
    }

    fn schedule(&mut self, all: &mut Value) {
        let to = self.pick(&["orders", "parcels"]);
        all["schedules"] = json!([{"name": "tick", "expression": "rate(1 minute)", "to": to, "Input": {"id": "tick"}}]);
    }

    /// A fleet that a group scales, by the length of the queue or by what there is for each member.
    fn scaling(&mut self, all: &mut Value) {
        let metric = self.pick(&["backlog_per_instance", "queue_depth"]);
        all["scaling_groups"] = json!([{"name": "group", "fleet": "Z", "min": 0, "max": 1 + self.up_to(5), "desired": 1,
            "policies": [{"target": {"metric": metric, "queue": "orders", "value": 1 + self.up_to(10)}}]}]);
        all["alarms"] = json!([{"name": "deep", "metric": "orders.ApproximateNumberOfMessagesVisible", "when": "> 3", "points": "1/2"}]);
    }

    fn keys(&mut self, all: &mut Value) {
        let allow = self.allow();
        all["keys"] = json!([{"name": "key", "allow": allow, "enabled": self.up_to(4) > 0}]);
        if let Some(queues) = all["queues"].as_array_mut() {
            queues[2]["attributes"]["KmsMasterKeyId"] = json!("key");
        }
    }

    fn producers(&mut self) -> Value {
        let producers = (0..=self.up_to(3)).map(|nth| {
            let entries = self.entries.clone();
            let to = self.pick(&entries);
            let mut producer = json!({"name": format!("P{nth}"), "to": to, "every": format!("{}ms", 200 + self.up_to(4_000)),
                "jitter": self.up_to(40)});
            if to.ends_with(".fifo") || self.coin() {
                producer["groups"] = json!(["A", "B", "C"]);
            }
            if to == "topic" && self.coin() {
                producer["attributes"] = json!({"kind": self.pick(&["new", "return", "old"])});
            }
            if to == "api" {
                producer["invoke"] = json!(true);
            }
            if self.up_to(4) == 0 {
                producer["size_bytes"] = json!(self.up_to(200_000));
            }
            producer
        });
        producers.collect()
    }

    fn consumers(&mut self) -> Value {
        let consumers = (0..=self.up_to(2)).map(|nth| {
            let from = self.queues.clone();
            let mut consumer = json!({"name": format!("C{}", ["a", "b", "c"][nth as usize]), "count": 1 + self.up_to(3),
                "from": self.pick(&from), "work": {"uniform": ["1s", format!("{}s", 1 + self.up_to(20))]},
                "poll": {"wait": format!("{}s", self.up_to(20)), "batch": 1 + self.up_to(9)}});
            if self.coin() {
                consumer["does"] = json!([self.pick(&["db", "parcels", "dead"])]);
            }
            consumer
        });
        let mut all: Vec<Value> = consumers.collect();
        all.push(json!({"name": "Z", "count": 0, "from": "orders", "work": "2s", "poll": {"wait": "20s"}}));
        json!(all)
    }

    fn faults(&mut self, all: &Value) -> Vec<Command> {
        let mut commands = vec![];
        for _ in 0..self.up_to(4) {
            let resources: Vec<&str> = ["db", "parcels", "hook", "clicks", "work", "bucket", "broker", "flow", "topic"]
                .into_iter()
                .filter(|n| all.to_string().contains(&format!("\"name\":\"{n}\"")))
                .collect();
            let who = self.pick(&resources);
            let text = match self.up_to(6) {
                0 => format!("outage {who} {}s", 1 + self.up_to(40)),
                1 => format!("errors {who} {}% {}s", self.up_to(100), 1 + self.up_to(60)),
                2 => format!("fail {who}"),
                3 => "crash Ca 5s".into(),
                4 => format!("partition P0 {}s", 1 + self.up_to(20)),
                5 => "burst P0 20 1s".into(),
                _ => "poison P0".into(),
            };
            commands.push(format!("{text} @{}ms", self.up_to(110_000)).parse().unwrap());
        }
        commands.sort_by_key(|c: &Command| c.at);
        commands
    }
}

fn names(all: &Value) -> Vec<String> {
    let lists = all.as_object().unwrap().values().filter_map(Value::as_array);
    lists.flatten().filter_map(|r| r["name"].as_str()).map(String::from).collect()
}

fn prune(value: &mut Value, names: &[String]) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::Array(allow)) = fields.get_mut("allow") {
                allow.retain(|n| n.as_str().is_some_and(|n| names.iter().any(|k| k == n)));
            }
            fields.values_mut().for_each(|v| prune(v, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|v| prune(v, names)),
        _ => {}
    }
}

fn quotas() -> Quotas {
    serde_json::from_str(include_str!("../src/sim/testing/quotas.json")).unwrap()
}

/// Everything one seed stands for.
fn laws(seed: u64) -> Result<(), String> {
    let mut swarm = Swarm { draw: Stream::new(seed, "swarm"), queues: vec![], entries: vec![], callers: vec![] };
    let drawn = swarm.scenario();
    let faults = swarm.faults(&drawn);
    let scenario: Scenario = serde_json::from_value(drawn.clone()).map_err(|e| format!("{e}\n{drawn:#}"))?;
    let start = scenario.start(seed, &quotas()).map_err(|e| format!("{e:#?}\n{drawn:#}"))?;
    let (mut one, mut two) = (Timeline::new(start.clone(), true), Timeline::new(start, false));
    for fault in &faults {
        // A crash of somebody who is not there is refused, in both runs alike.
        let (a, b) = (one.perform(fault.clone()).is_ok(), two.perform(fault.clone()).is_ok());
        if a != b {
            return Err(format!("{fault} is taken once and refused once"));
        }
        conserved(&one)?;
    }
    one.advance_to(END);
    two.advance_to(END);
    same("law 1: the same seed", &one, &two)?;
    conserved(&one)?;
    let half = SimTime(END.0 / 2);
    one.seek(half);
    conserved(&one)?;
    let mut twin = one.fork(half);
    one.seek(END);
    if one.world() != two.world() || one.digest() != two.digest() {
        return Err("law 2: rewind and replay differs from the straight run".into());
    }
    // A fork leaves what was done later behind, so it follows its parent where nothing was.
    if faults.iter().all(|f| f.at <= half) {
        twin.advance_to(END);
        same("law 3: a fork that is left alone", &twin, &two)?;
    }
    let text = serde_json::to_string(one.world()).map_err(|e| e.to_string())?;
    let back: World = serde_json::from_str(&text).map_err(|e| format!("law 5: {e}"))?;
    if back == *one.world() { Ok(()) } else { Err("law 5: a snapshot does not survive serialising".into()) }
}

fn conserved(run: &Timeline) -> Result<(), String> {
    let wrong = run.world().services().balances().into_iter().find(|b| b.came != b.fates);
    wrong.map_or(Ok(()), |b| {
        Err(format!("law 4 at {}: {} came to {}, {} are accounted for", run.now().clock(), b.came, b.place, b.fates))
    })
}

/// The first moment that differs.
fn same(law: &str, one: &Timeline, two: &Timeline) -> Result<(), String> {
    let differs = one.trace().iter().zip(two.trace()).find(|(a, b)| a != b);
    if let Some((a, b)) = differs {
        return Err(format!("{law}: at {} {a:?}\nbut {b:?}", a.at.clock()));
    }
    if one.trace().len() != two.trace().len() || one.world() != two.world() {
        return Err(format!("{law}: {} events and {} events, or other worlds", one.trace().len(), two.trace().len()));
    }
    Ok(())
}

#[test]
fn the_laws_hold_for_random_compositions() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let seeds: Vec<u64> = match number("SEED") {
        Some(seed) => vec![seed],
        None => PINNED.iter().copied().chain(0..number("SWARM").unwrap_or(SEEDS)).collect(),
    };
    let mut faults = String::new();
    for seed in seeds {
        if let Err(why) = laws(seed) {
            let _ = writeln!(faults, "\nSEED={seed}: {why}");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
