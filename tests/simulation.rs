//! The simulator meets the files around it: scenarios as YAML, the checked-in numbers against the ledger.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::pedantic)]
use inflight::{
    content::library::{Source, load},
    sim::{quotas::Quotas, scenario::Scenario},
};
use std::path::Path;

/// Every form the module of the scenario documents.
const EVERYTHING: &str = r"
queues:
  - name: orders
    attributes: { VisibilityTimeout: 30, ReceiveMessageWaitTimeSeconds: 0, DelaySeconds: 0, MessageRetentionPeriod: 4d,
                  RedrivePolicy: { dead_letter: orders-dlq, maxReceiveCount: 3 } }
    hosts: 8
    sampled: 3
    duplicates_per_million: 0
    shuffle: 0
  - name: orders-dlq
  - name: orders.fifo
    attributes: { ContentBasedDeduplication: true, DeduplicationScope: messageGroup, FifoThroughputLimit: perMessageGroupId }
producers:
  - { name: checkout, to: orders, every: 5s, first: 5s, jitter: 20%, count: 40, size_bytes: 100 }
  - { name: meter, to: orders, rate: 9/s }
  - name: both
    to: [orders, orders.fifo]
    every: 1s
    script: [A1, B1, A2, A2']
  - { name: shop, to: orders.fifo, every: 2s, groups: [A, B, C], deduplication: content }
consumers:
  - name: C
    count: 3
    from: orders
    poll: { wait: 0s, batch: 1, every: 1s, visibility: 20 }
    work: 54s
    heartbeat: off
    extend_to: 30s
    forgets_to_delete_percent: 5
    fails_on_poison: true
    side_effect: charge
    idempotent: false
  - { name: D, from: orders.fifo, poll: { wait: queue }, work: { uniform: [5s, 60] }, heartbeat: 20s }
  - { name: E, from: orders-dlq, work: { pick: [5s, 5s, 60s] } }
  - { name: F, from: orders, work: { script: { m3: 54s }, else: 8s } }
network: { latency: 20ms, jitter: 0ms, timeout: 2s }
";

fn quotas() -> Quotas {
    serde_json::from_str(include_str!("../src/sim/testing/quotas.json")).unwrap()
}

#[test]
fn every_documented_form_reads_from_yaml_and_starts() {
    let scenario: Scenario = serde_yaml::from_str(EVERYTHING).unwrap();
    assert_eq!(scenario.check(), []);
    assert_eq!(scenario.get("consumers.D.work").as_deref(), Some("{uniform: [5s, 60s]}"));
    assert_eq!(scenario.get("consumers.C.heartbeat").as_deref(), Some("off"));
    scenario.start(7, &quotas()).unwrap();
}

/// The fixture holds every number of the ledger. `INFLIGHT_WRITE=1 cargo test --test simulation` writes it anew.
#[test]
fn the_checked_in_numbers_are_those_of_the_ledger() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("content/facts.yaml")).unwrap();
    let (library, _) = load(&[Source { path: "content/facts.yaml".into(), text: text.into(), layer: 0 }]);
    let ledger = &library.ledger.quotas;
    if std::env::var_os("INFLIGHT_WRITE").is_some() {
        let lines: Vec<_> = ledger
            .numbers
            .iter()
            .map(|(id, n)| format!("{}:{}", serde_json::to_string(id).unwrap(), serde_json::to_string(n).unwrap()))
            .collect();
        let text = format!("{{\"as_of\":\"{}\",\"numbers\":{{\n{}\n}}}}\n", ledger.as_of, lines.join(",\n"));
        std::fs::write(root.join("src/sim/testing/quotas.json"), text).unwrap();
        return;
    }
    let fixture = quotas();
    assert_eq!(fixture.as_of, ledger.as_of);
    for (id, number) in &ledger.numbers {
        assert_eq!(fixture.numbers.get(id), Some(number), "{id}: write the ledger's number into the fixture");
    }
    assert_eq!(fixture.numbers.len(), ledger.numbers.len());
}
