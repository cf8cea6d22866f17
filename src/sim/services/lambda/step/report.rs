//! What a stream's mapping tells its destination about records it gave up.
use super::Cx;
use crate::base::time::SimTime;
use crate::sim::services::lambda::model::run::Entry;
use crate::sim::{
    epoch,
    errand::Cargo,
    trace::{Name, Phase, Weight},
    turn::Draft,
};
use serde_json::{Value, json};

/// The facts of a batch that was given up.
pub(super) struct Report<'a> {
    pub(super) function: &'a Name,
    pub(super) request: Name,
    pub(super) shard: Name,
    pub(super) stream: Name,
    pub(super) condition: &'static str,
    pub(super) invokes: u32,
}

impl Report<'_> {
    /// The record: metadata only; S3 gets the records themselves, too.
    pub(super) fn cargo(&self, gone: &[Entry], with_payload: bool, now: SimTime) -> Cargo {
        let time = |e: Option<&Entry>| e.map(|e| epoch::iso(epoch::epoch_secs(e.time)));
        let id = |e: Option<&Entry>| e.map(|e| e.id.to_string());
        let mut body = json!({
            "requestContext": {
                "requestId": &*self.request,
                "functionArn": &**self.function,
                "condition": self.condition,
                "approximateInvokeCount": self.invokes,
            },
            "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
            "version": "1.0",
            "timestamp": epoch::iso(epoch::epoch_secs(now)),
            "KinesisBatchInfo": {
                "shardId": &*self.shard,
                "startSequenceNumber": id(gone.first()),
                "endSequenceNumber": id(gone.last()),
                "approximateArrivalOfFirstRecord": time(gone.first()),
                "approximateArrivalOfLastRecord": time(gone.last()),
                "batchSize": gone.len(),
                "streamArn": &*self.stream,
            },
        });
        if let (true, Some(fields)) = (with_payload, body.as_object_mut()) {
            let records: Vec<Value> = gone.iter().map(|e| json!({ "data": &*e.cargo.body })).collect();
            fields.insert("payload".into(), Value::Array(records));
        }
        let mut items: Vec<_> = gone.iter().flat_map(Entry::items).cloned().collect();
        let item = if items.len() == 1 { items.pop() } else { None };
        Cargo { body: body.to_string().into(), key: Some(self.request.clone()), item, items, ..Cargo::default() }
    }
}

/// Says which records were given up, and whether anybody keeps what is known about them.
pub(super) fn tell_dropped(
    function: &Name,
    source: &Name,
    (gone, condition, kept): (&[Entry], &'static str, bool),
    cx: &mut Cx<'_>,
) -> Option<u64> {
    let cause = cx.emit(cx.cause, || Draft {
        amount: gone.len() as u64,
        actor: Some(source.clone()),
        note: Some(condition.into()),
        weight: Weight::Alarm,
        ..Draft::new("lambda.discard", function)
    });
    for item in gone.iter().flat_map(Entry::items) {
        cx.emit(cause, || Draft {
            item: Some(item.clone()),
            phase: Some(if kept { Phase::Dead } else { Phase::Lost }),
            note: Some(condition.into()),
            weight: Weight::Alarm,
            ..Draft::new("lambda.dropped", function)
        });
    }
    cause
}
