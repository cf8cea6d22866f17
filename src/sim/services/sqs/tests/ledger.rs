//! A checked-in copy of the numbers SQS needs, so that the simulator's tests run without the content room.
use crate::base::id::FactId;
use crate::sim::quotas::{Number, Quotas};

/// id, then `is` or `min max default` (`-` for none).
const NUMBERS: &str = "\
sqs.visibility.range 0 43200 -
sqs.visibility.default 30
sqs.visibility.total_cap 43200
sqs.retention.range 60 1209600 -
sqs.retention.default 345600
sqs.delay.range 0 900 0
sqs.longpoll.max 0 20 0
sqs.message.max_size.range 1024 1048576 -
sqs.message.max_size.default 1048576
sqs.receive.max_messages 1 10 1
sqs.dlq.max_receive_range 1 1000 -
sqs.dlq.max_receive_default 10
sqs.sse.kms_reuse 60 86400 300
sqs.batch.max_entries 10
price.sqs.chunk 65536
sqs.batch.max_payload 1048576
sqs.message.attributes_max 10
sqs.queue.name_max 80
sqs.fifo.dedup_id_max 128
sqs.fifo.group_id_required 128
sqs.fifo.receive_attempt_id:length 128
sqs.fifo.receive_attempt_id:window 300
sqs.queue.tags 50
sqs.queue.list_max 1000
sqs.dlq.allow_policy 10
sqs.policy.limits:size 8192
sqs.policy.limits:actions 7
sqs.policy.limits:statements 20
sqs.standard.inflight 120000
sqs.fifo.inflight 120000
sqs.fifo.throughput.default 300
sqs.fifo.ht.tps.large 70000
sqs.fifo.partition_rate 300
sqs.dlq.redrive_rate 500
sqs.fifo.dedup_window 300
sqs.queue.recreate_wait 60
sqs.purge.duration 60
sqs.dlq.back_of_queue:received_at_least 3
sqs.dlq.back_of_queue:max_receive_above 3";

/// The numbers as the content room would hand them over.
pub(in crate::sim) fn quotas() -> Quotas {
    let number = |words: &[&str]| {
        let at = |i: usize| words.get(i).and_then(|w| w.parse().ok());
        match words.len() {
            1 => Number { is: at(0), ..Number::default() },
            _ => Number { is: None, min: at(0), max: at(1), default: at(2) },
        }
    };
    let numbers = NUMBERS.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        (FactId::from(words[0]), number(&words[1..]))
    });
    Quotas { as_of: "2026-11-21".into(), numbers: numbers.collect() }
}
