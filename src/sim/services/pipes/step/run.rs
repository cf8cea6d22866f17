//! Executions: a batch goes through enrichment and target, chunk by chunk and in order.
use super::{Output, event};
use crate::sim::{
    arn,
    delivery::judge,
    errand::{Outcome, Task},
    services::pipes::{
        model::{Asked, Entry, Event, Origin, Pipe, Pipes, Run, Source, Stage},
        quotas::Takes,
    },
    trace::{Name, Phase, Weight},
    turn::{Draft, Turn},
};
use std::{collections::BTreeSet, sync::Arc};

/// How many events a stage takes at once; functions and state machines take all, as an array.
fn chunk(stage: &Stage, takes: &Takes) -> usize {
    let most = match arn::parse(&stage.arn).map_or("", |p| p.service) {
        "lambda" | "states" => u64::MAX,
        "sqs" => takes.sqs,
        "sns" => takes.sns,
        "events" => takes.events,
        "kinesis" => takes.kinesis,
        "firehose" => takes.firehose,
        _ => 1,
    };
    usize::try_from(most).unwrap_or(usize::MAX)
}

impl Pipes {
    /// Begins an execution.
    pub(super) fn launch(
        &mut self,
        no: u32,
        origin: Origin,
        entries: Vec<Entry>,
        (turn, out): (Turn<'_>, &mut Output),
    ) {
        let busy = self.runs.len() as u64 >= self.limits.concurrent;
        let id = self.number();
        let Some(pipe) = self.all.get_mut(&no) else { return };
        let config = pipe.config.clone();
        let bytes: u64 = entries.iter().map(|e| e.cargo.size()).sum();
        let event = |(at, e): (u32, &Entry)| Event {
            value: event::shown(&config, e, false),
            from: Some(at),
            item: e.cargo.item.clone(),
        };
        let events: Vec<Event> = (0..).zip(&entries).map(event).collect();
        pipe.count("Invocations", 1);
        pipe.count("EventCount", entries.len() as u64);
        pipe.count("EventSize", bytes);
        pipe.tally.requests += bytes.div_ceil(self.limits.request.max(1)).max(1);
        let cause = out.sink.emit(turn.now, turn.cause, || Draft {
            amount: entries.len() as u64,
            item: entries.first().and_then(|e| e.cargo.item.clone()),
            weight: Weight::Step,
            ..Draft::new("pipes.execution", &pipe.name)
        });
        let enriching = config.enrichment.is_some();
        let run = Run {
            pipe: no,
            origin,
            config,
            entries,
            events,
            enriched: vec![],
            enriching,
            at: (0, 0),
            failed: BTreeSet::new(),
            code: None,
            cause,
        };
        self.runs.insert(id, run);
        if busy {
            return self.fail_all(id, "THROTTLING", (turn, &mut *out));
        }
        self.go_on(id, (turn, &mut *out));
    }

    /// The next chunk of the stage, the next stage, or the end.
    fn go_on(&mut self, id: u64, (turn, out): (Turn<'_>, &mut Output)) {
        let patience = self.settings.patience;
        let Some(run) = self.runs.get_mut(&id) else { return };
        let Some(pipe) = self.all.get_mut(&run.pipe) else { return };
        let turn = Turn { cause: run.cause.or(turn.cause), ..turn };
        if run.enriching && run.at.0 >= run.events.len() {
            run.events = std::mem::take(&mut run.enriched);
            (run.enriching, run.at) = (false, (0, 0));
            if run.events.is_empty() {
                pipe.count("TargetStageSkipped", 1);
                out.sink.emit(turn.now, turn.cause, || Draft {
                    weight: Weight::Step,
                    ..Draft::new("pipes.skipped", &pipe.name)
                });
            }
        }
        if run.at.0 >= run.events.len() {
            return self.finish(id, (turn, &mut *out));
        }
        let config = run.config.clone();
        let enriched = !run.enriching && config.enrichment.is_some();
        let stage = if run.enriching { config.enrichment.as_ref().unwrap_or(&config.target) } else { &config.target };
        let size = chunk(stage, &self.limits.takes);
        let end = run.events.len().min(run.at.0.saturating_add(size));
        run.at.1 = end - run.at.0;
        let events = run.events.get(run.at.0..end).unwrap_or_default();
        let around = (&*pipe, &*config, run.entries.as_slice());
        let task = if size == usize::MAX {
            let cargo = Arc::new(event::array(stage, events, around, enriched));
            if stage.forget { Task::Send(cargo) } else { Task::Invoke(cargo) }
        } else {
            let mut all: Vec<_> = events.iter().map(|e| Arc::new(event::cargo(stage, e, around, enriched))).collect();
            match all.pop() {
                Some(one) if all.is_empty() && run.enriching => Task::Invoke(one),
                Some(one) if all.is_empty() => Task::Send(one),
                last => Task::Batch(all.into_iter().chain(last).collect()),
            }
        };
        let kind = if run.enriching { "pipes.enrich" } else { "pipes.target" };
        out.sink.emit(turn.now, turn.cause, || Draft {
            amount: events.len() as u64,
            item: events.first().and_then(|e| e.item.clone()),
            note: Some(arn::parse(&stage.arn).map_or(&*stage.arn, |p| p.name).into()),
            weight: Weight::Step,
            ..Draft::new(kind, &pipe.name)
        });
        let (no, to) = (run.pipe, stage.arn.clone());
        self.ask((no, Asked::Run(id)), (&to, task, patience), (turn, &mut *out));
    }

    /// A stage has dealt with a chunk.
    pub(super) fn stage_ended(&mut self, id: u64, outcome: Outcome, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        let Some(pipe) = self.all.get_mut(&run.pipe) else { return };
        let (from, count) = run.at;
        run.at = (from + count, 0);
        let chunk = run.events.get(from..from + count).unwrap_or_default();
        if let Outcome::Each(each) = &outcome
            && each.iter().any(Result::is_ok)
        {
            let ordered = matches!(run.config.kind, Source::Fifo | Source::Stream);
            let bad: Vec<_> = chunk.iter().zip(each).filter_map(|(e, r)| Some((e, r.as_ref().err()?))).collect();
            run.code = run.code.take().or_else(|| bad.first().map(|b| b.1.clone()));
            let whole = bad.iter().any(|(e, _)| e.from.is_none());
            run.failed.extend(bad.iter().filter_map(|(e, _)| e.from));
            let stop = !bad.is_empty() && ordered;
            if whole || stop {
                let from = if whole { 0 } else { run.at.0 };
                let rest: Vec<u32> = run.events.iter().skip(from).filter_map(|e| e.from).collect();
                run.failed.extend(rest);
                if whole {
                    return self.fail_all(id, "EVENTS_IN_BATCH_REQUEST_REJECTED", (turn, &mut *out));
                }
                return self.finish(id, (turn, &mut *out));
            }
            return self.go_on(id, (turn, &mut *out));
        }
        if let Err(failure) = judge(&outcome) {
            let stage = if run.enriching { "EnrichmentStageFailed" } else { "TargetStageFailed" };
            pipe.count(stage, 1);
            if from == 0 || run.enriching {
                return self.fail_all(id, &failure.code, (turn, &mut *out));
            }
            // What went before went through; what is known to be behind it did not.
            let rest: Vec<Option<u32>> = run.events.iter().skip(from).map(|e| e.from).collect();
            if rest.iter().any(Option::is_none) {
                return self.fail_all(id, &failure.code, (turn, &mut *out));
            }
            run.failed.extend(rest.into_iter().flatten());
            run.code = Some(failure.code);
            return self.finish(id, (turn, &mut *out));
        }
        match outcome {
            Outcome::Returned(text) if run.enriching => {
                let more = event::enriched(&text, chunk, &run.entries);
                run.enriched.extend(more);
            }
            Outcome::Returned(text) => match event::failures(&text, &run.entries) {
                None => return self.fail_all(id, "INVALID_BATCH_RESPONSE", (turn, &mut *out)),
                Some(bad) => {
                    if !bad.is_empty() {
                        run.code = Some("BATCH_ITEM_FAILURES".into());
                    }
                    run.failed.extend(bad);
                }
            },
            // A stage outside AWS that only says yes has nothing to add.
            _ if run.enriching => {
                let same = chunk.to_vec();
                run.enriched.extend(same);
            }
            _ => {}
        }
        self.go_on(id, (turn, &mut *out));
    }

    fn fail_all(&mut self, id: u64, code: &str, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        run.failed = (0..u32::try_from(run.entries.len()).unwrap_or(u32::MAX)).collect();
        run.code = Some(code.into());
        self.finish(id, (turn, &mut *out));
    }

    /// An execution ends; its batch goes back to whoever read it, what went through and what did not.
    fn finish(&mut self, id: u64, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(run) = self.runs.remove(&id) else { return };
        let Some(pipe) = self.all.get_mut(&run.pipe) else { return };
        let turn = Turn { cause: run.cause.or(turn.cause), ..turn };
        let failed = spread(&run);
        let (bad_count, all) = (failed.len(), run.entries.len());
        if bad_count > 0 {
            tell_failure(pipe, &run, bad_count, (turn, &mut *out));
        }
        let ordered = run.config.kind == Source::Stream;
        let first = failed.first().copied().unwrap_or(u32::MAX);
        let (mut good, mut bad) = (Vec::with_capacity(all), vec![]);
        for (at, entry) in (0..).zip(run.entries) {
            let fine = if ordered { at < first } else { !failed.contains(&at) };
            if fine {
                done(pipe, &entry, (turn, &mut *out));
                good.push(entry);
            } else {
                bad.push(entry);
            }
        }
        match run.origin {
            Origin::Poller(nth) => self.batch_ended(run.pipe, nth, (good, bad), (turn, &mut *out)),
            Origin::Lane(shard, lane) => self.lane_ended(run.pipe, (shard, lane), (good, bad), (turn, &mut *out)),
        }
    }
}

/// The entries that failed; of a FIFO queue also those behind them in the same group, so that their order is kept.
fn spread(run: &Run) -> BTreeSet<u32> {
    let mut failed = run.failed.clone();
    if run.config.kind == Source::Fifo {
        let mut groups: BTreeSet<Option<Name>> = BTreeSet::new();
        for (at, entry) in (0..).zip(&run.entries) {
            if failed.contains(&at) {
                groups.insert(entry.cargo.group.clone());
            } else if groups.contains(&entry.cargo.group) {
                failed.insert(at);
            }
        }
    }
    failed
}

fn tell_failure(pipe: &mut Pipe, run: &Run, bad: usize, (turn, out): (Turn<'_>, &mut Output)) {
    let code = run.code.clone().unwrap_or_default();
    if bad < run.entries.len() {
        pipe.count("ExecutionPartiallyFailed", 1);
        pipe.count("TargetStagePartiallyFailed", 1);
    } else {
        pipe.count("ExecutionFailed", 1);
    }
    match &*code {
        "TIMEOUT" => pipe.count("ExecutionTimeout", 1),
        "THROTTLING" => pipe.count("ExecutionThrottled", 1),
        _ => {}
    }
    out.sink.emit(turn.now, turn.cause, || Draft {
        amount: bad as u64,
        note: Some(code),
        weight: Weight::Mark,
        ..Draft::new("pipes.failed", &pipe.name)
    });
}

fn done(pipe: &Pipe, entry: &Entry, (turn, out): (Turn<'_>, &mut Output)) {
    out.sink.emit(turn.now, turn.cause, || Draft {
        item: entry.cargo.item.clone(),
        phase: Some(Phase::Done),
        weight: Weight::Step,
        ..Draft::new("pipes.done", &pipe.name)
    });
}
