//! The end of an invocation: what it returns, what it cost, who hears of it.
use super::Cx;
use crate::base::random::Stream;
use crate::sim::services::lambda::{
    api,
    model::{
        Core, Lambda,
        code::{Returns, Transform},
        envs::Env,
        function::Function,
        run::{Entry, Origin, Run, Verdict},
    },
};
use crate::sim::{
    trace::{Item, Phase, Weight},
    turn::Draft,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// What an invocation that worked to its end returns.
pub(super) fn returned(f: &mut Function, run: &Run, core: &Core) -> Verdict {
    let does = f.code.clone();
    let text: Arc<str> = if run.failed.is_empty() {
        match (&does.returns, run.entries.as_slice()) {
            (Returns::Fixed(text), _) => text.clone(),
            (Returns::Echo, [one]) if one.id.is_empty() => one.cargo.body.clone(),
            (Returns::Nothing | Returns::Echo, _) => core.nothing.clone(),
            (Returns::Transform(how), entries) => transform(how, entries, &mut f.luck),
        }
    } else {
        let failed = run.failed.iter().filter_map(|at| run.entries.get(*at as usize));
        let list: Vec<Value> = failed.map(|e| json!({ "itemIdentifier": &*e.id })).collect();
        json!({ "batchItemFailures": list }).to_string().into()
    };
    let most = core.limits.functions.payload_sync;
    if text.len() as u64 > most {
        let why = format!("Response payload size exceeded maximum allowed payload size ({most} bytes).");
        return Err(("Function.ResponseSizeTooLarge".into(), why.into()));
    }
    Ok(text)
}

/// A Firehose transformation: every record of the input, with its result.
fn transform(how: &Transform, entries: &[Entry], luck: &mut Stream) -> Arc<str> {
    let mut out = vec![];
    for entry in entries {
        let input: Value = serde_json::from_str(&entry.cargo.body).unwrap_or(Value::Null);
        let records = input.get("records").and_then(Value::as_array).cloned().unwrap_or_default();
        let items: Vec<&Item> = entry.items().collect();
        for (nth, record) in records.iter().enumerate() {
            let label = items.get(nth).map(|i| i.label.trim_end_matches('\''));
            let result = how.judge(label, luck);
            let field = |name: &str| record.get(name).cloned().unwrap_or(Value::Null);
            out.push(json!({ "recordId": field("recordId"), "result": result, "data": field("data") }));
        }
    }
    json!({ "records": out }).to_string().into()
}

impl Transform {
    fn judge(&self, label: Option<&str>, luck: &mut Stream) -> &'static str {
        let (dropped, failed) = (u64::from(self.dropped_percent), u64::from(self.failed_percent));
        let draw = if dropped + failed > 0 { luck.below(100) } else { 100 };
        match label {
            Some(l) if self.dropped.contains(l) => "Dropped",
            Some(l) if self.failed.contains(l) => "ProcessingFailed",
            _ if draw < dropped => "Dropped",
            _ if draw < dropped + failed => "ProcessingFailed",
            _ => "Ok",
        }
    }
}

impl Lambda {
    /// Counts, frees the environment, and tells who waits.
    pub(super) fn end(&mut self, run: Run, verdict: Verdict, cx: &mut Cx<'_>) {
        let Some(f) = self.functions.get_mut(&run.function) else { return };
        let before = f.unreserved();
        let died = matches!(&verdict, Err((error, _)) if &**error == "Sandbox.Timedout");
        f.envs.give(run.env, (!died).then_some(cx.now + f.settings.keep_warm));
        self.core.unreserved = (self.core.unreserved + f.unreserved()).saturating_sub(before);
        let worked = cx.now.since(run.started).0.div_ceil(1_000);
        let billed = cx.now.since(run.invoked).0.div_ceil(1_000);
        f.tally.duration_ms += worked;
        if run.env == Env::Provisioned {
            f.tally.provisioned_mb_ms += billed * f.config.memory;
        } else {
            f.tally.mb_ms += billed * f.config.memory;
        }
        if verdict.is_err() {
            f.tally.errors += 1;
        }
        cx.cause = tell_end(&run, &verdict, worked, cx).or(cx.cause);
        self.answer_origin(run, verdict, cx);
    }

    pub(super) fn answer_origin(&mut self, run: Run, verdict: Verdict, cx: &mut Cx<'_>) {
        match run.origin {
            Origin::Caller(id) => {
                let request = self.core.request_id();
                let (error, payload) = match verdict {
                    Ok(text) => (None, text),
                    Err((error, why)) => (Some(error), why),
                };
                cx.out.replies.push((id, Ok(api::invoked(200, request, error, payload))));
            }
            Origin::Later(no) => self.event_ended(no, verdict, cx),
            Origin::Poller(no, nth) => self.batch_ended((no, nth), run.entries, &verdict, cx),
            Origin::Lane(no, shard, lane) => self.lane_ended((no, shard, lane), run.entries, &verdict, cx),
        }
    }
}

fn tell_end(run: &Run, verdict: &Verdict, worked: u64, cx: &mut Cx<'_>) -> Option<u64> {
    if !cx.watched() {
        return None;
    }
    let Err((error, why)) = verdict else {
        let cause = cx.emit(run.cause, || Draft { amount: worked, ..Draft::new("lambda.end", &run.function) });
        for entry in run.failed.iter().filter_map(|at| run.entries.get(*at as usize)) {
            tell_failed(run, entry, "reported", cause, cx);
        }
        return cause;
    };
    let timeout = &**error == "Sandbox.Timedout";
    let cause = cx.emit(run.cause, || Draft {
        amount: worked,
        note: Some(if timeout { why.clone() } else { format!("{error}: {why}").into() }),
        weight: Weight::Alarm,
        ..Draft::new(if timeout { "lambda.timeout" } else { "lambda.error" }, &run.function)
    });
    for entry in &run.entries {
        tell_failed(run, entry, error, cause, cx);
    }
    cause
}

fn tell_failed(run: &Run, entry: &Entry, note: &str, cause: Option<u64>, cx: &mut Cx<'_>) {
    for item in entry.items() {
        cx.emit(cause, || Draft {
            item: Some(item.clone()),
            phase: Some(Phase::Visible),
            note: Some(note.into()),
            weight: Weight::Step,
            ..Draft::new("lambda.failed", &run.function)
        });
    }
}
