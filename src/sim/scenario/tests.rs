//! The description as authors write it: read, refused with a path, changed by path.
use super::Scenario;
use crate::base::time::SimTime;

const LAB: &str = r#"{
  "queues": [
    {"name": "orders.fifo", "attributes": {"VisibilityTimeout": 30, "ContentBasedDeduplication": true,
      "RedrivePolicy": {"dead_letter": "orders-dlq.fifo", "maxReceiveCount": 3}}},
    {"name": "orders-dlq.fifo"}],
  "producers": [{"name": "checkout", "to": ["orders.fifo"], "rate": "9/s", "jitter": "20%", "script": ["A1", "B1", "A1'"]}],
  "consumers": [{"name": "C", "count": 3, "from": "orders.fifo", "poll": {"wait": "queue", "batch": 10},
    "work": {"script": {"A1": "54s"}, "else": {"uniform": [5, "60s"]}}, "heartbeat": "off"}],
  "network": {"latency": "20ms"}
}"#;

fn lab() -> Scenario {
    serde_json::from_str(LAB).unwrap()
}

#[test]
fn reads_what_the_module_documents() {
    let lab = lab();
    assert_eq!(lab.check(), []);
    assert_eq!(lab.network.latency.0, SimTime::from_millis(20));
    assert_eq!(lab.consumers[0].poll.wait, None);
    let again: Scenario = serde_json::from_str(&serde_json::to_string(&lab).unwrap()).unwrap();
    assert_eq!(again, lab);
}

#[test]
fn values_are_changed_by_path_as_they_are_written() {
    let mut lab = lab();
    for (path, value) in [
        ("queues.orders.fifo.VisibilityTimeout", "60"),
        ("queues.orders.fifo.DelaySeconds", "5"),
        ("queues.orders.fifo.hosts", "4"),
        ("queues.orders.fifo.RedrivePolicy", "{dead_letter: orders-dlq.fifo, maxReceiveCount: 5}"),
        ("consumers.C.work", "{uniform: [5s, 60s]}"),
        ("consumers.C.count", "5"),
        ("consumers.C.poll.wait", "20s"),
        ("consumers.C.heartbeat", "20s"),
        ("consumers.C.heartbeat", "off"),
        ("producers.checkout.rate", "30/m"),
        ("network.latency", "250ms"),
    ] {
        lab.set(path, value).unwrap_or_else(|e| panic!("{path}: {e:?}"));
        assert_eq!(lab.get(path).as_deref(), Some(value), "{path}");
    }
}

#[test]
fn refused_changes_say_where_and_change_nothing() {
    let mut lab = lab();
    let before = lab.clone();
    for (path, value, why) in [
        ("queues.order.VisibilityTimeout", "60", "leads nowhere"),
        ("consumers.C.work", "soon", "work is a time"),
        ("consumers.C.speed", "3", "unknown field"),
        ("consumers.C.name", "D", "cannot be changed"),
        ("consumers.C.from", "parcels", "no queue `parcels`"),
        ("consumers.C.poll.every", "0", "at least 100 us"),
        ("producers.checkout.jitter", "200%", "0 to 100"),
        ("network.latency", "{a", "cannot be read"),
    ] {
        let error = lab.set(path, value).unwrap_err();
        assert!(error.message.contains(why), "{path}: {}", error.message);
        assert_eq!(error.path, path);
    }
    assert_eq!(lab, before);
}

#[test]
fn every_fault_is_found_with_its_path() {
    let bad: Scenario = serde_json::from_str(
        r#"{"queues": [{"name": "q", "hosts": 2}, {"name": "f.fifo", "attributes": {"DelaySeconds": 1.5}}],
            "producers": [{"name": "q", "to": "f.fifo", "script": ["A1", "A1", "B2'"]}],
            "consumers": [{"name": "C", "from": "nowhere", "work": {"uniform": ["9s", "5s"]}}]}"#,
    )
    .unwrap();
    let paths: Vec<String> = bad.check().into_iter().map(|e| e.path).collect();
    for path in [
        "producers.q",
        "queues.q.sampled",
        "queues.f.fifo.DelaySeconds",
        "producers.q.script",
        "consumers.C.from",
        "consumers.C.work",
    ] {
        assert!(paths.iter().any(|p| p == path), "{path} in {paths:?}");
    }
}
