//! An invocation: admitted or throttled, started cold or warm, working item by item.
use super::{
    Ask, Cx, Desk, Timer,
    item::{effect, fail, fault, finish_item, is_done, tell_item},
};
use crate::base::time::SimTime;
use crate::sim::services::lambda::{
    api::Reason,
    model::{
        Lambda, Waits,
        envs::Env,
        function::Function,
        run::{Entry, Origin, Run, Stage, Verdict},
    },
};
use crate::sim::{
    trace::{Name, Phase, Weight},
    turn::Draft,
};
use std::sync::Arc;

/// What an invocation does next.
enum Next {
    /// It waits for a timer or an answer.
    Wait,
    /// It has ended.
    End(Verdict),
}

/// What even an empty function takes; without it a loop of functions would stand still in time.
const LEAST: SimTime = SimTime::from_millis(1);

impl Lambda {
    /// Starts an invocation, or says why not and gives the entries back.
    pub(in crate::sim::services::lambda) fn start(
        &mut self,
        name: &Name,
        entries: Vec<Entry>,
        origin: Origin,
        cx: &mut Cx<'_>,
    ) -> Result<(), (Reason, Vec<Entry>)> {
        let limits = self.core.limits.functions;
        let Some(f) = self.functions.get_mut(name) else {
            return Err((Reason::ConcurrentInvocationLimitExceeded, entries));
        };
        let before = f.unreserved();
        let env = match admit(f, self.core.reserved + self.core.unreserved, (limits.concurrency, cx.now)) {
            Some(reason) => Err(reason),
            None => f
                .envs
                .take(cx.now, limits.scale_step, limits.scale_period)
                .ok_or(Reason::ConcurrentInvocationLimitExceeded),
        };
        let env = match env {
            Ok(env) => env,
            Err(reason) => {
                f.tally.throttles += 1;
                return Err((reason, entries));
            }
        };
        self.core.unreserved = self.core.unreserved + f.unreserved() - before;
        self.core.runs += 1;
        let no = self.core.runs;
        count_start(f, env);
        let mut run = begin(f, name, (entries, origin, env), cx);
        let items = run.entries.iter().flat_map(Entry::items);
        let ready = run.started + f.code.duration.draw(&mut f.luck, items).max(LEAST);
        run.cause = tell_start(&run, cx);
        cx.at(ready.min(run.deadline), Timer::Run(no, 0));
        self.runs.insert(no, run);
        Ok(())
    }

    /// An invocation has finished what it was at.
    pub(super) fn go_on(&mut self, no: u64, epoch: u32, cx: &mut Cx<'_>) {
        if self.runs.get(&no).is_none_or(|run| run.epoch != epoch) {
            return;
        }
        if let Some(run) = self.runs.remove(&no) {
            self.proceed(no, run, cx);
        }
    }

    /// An invocation that waits for an answer is out of time.
    pub(super) fn deadline(&mut self, no: u64, cx: &mut Cx<'_>) {
        if let Some(run) = self.runs.remove(&no) {
            let verdict = Err(timed_out(&run));
            self.end(run, verdict, cx);
        }
    }

    /// What came of an effect.
    pub(super) fn effect_done(
        &mut self,
        (no, epoch): (u64, u32),
        result: Result<(), (Name, Arc<str>)>,
        cx: &mut Cx<'_>,
    ) {
        if self.runs.get(&no).is_none_or(|run| run.epoch != epoch) {
            return;
        }
        let Some(mut run) = self.runs.remove(&no) else { return };
        let Some(code) = self.functions.get(&run.function).map(|f| f.code.clone()) else { return };
        let Stage::Effect(nth) = run.stage else { return };
        let ignored = code.does.get(nth as usize).is_some_and(|e| e.ignore);
        match result {
            Err((error, why)) if !ignored => match fail(&mut run, &code, error, why) {
                Some(verdict) => self.end(run, verdict, cx),
                None => self.proceed(no, run, cx),
            },
            _ => {
                run.stage = Stage::Effect(nth + 1);
                self.proceed(no, run, cx);
            }
        }
    }

    fn proceed(&mut self, no: u64, mut run: Run, cx: &mut Cx<'_>) {
        cx.cause = run.cause;
        let next = if cx.now >= run.deadline { Next::End(Err(timed_out(&run))) } else { self.work(no, &mut run, cx) };
        match next {
            Next::Wait => {
                self.runs.insert(no, run);
            }
            Next::End(verdict) => self.end(run, verdict, cx),
        }
    }

    /// Works on until something takes time.
    fn work(&mut self, no: u64, run: &mut Run, cx: &mut Cx<'_>) -> Next {
        let Some(f) = self.functions.get_mut(&run.function) else {
            return Next::End(Err(gone()));
        };
        let mut desk = Desk { core: &mut self.core, waits: &mut self.waits };
        let code = f.code.clone();
        loop {
            let Some(entry) = run.entries.get(run.at as usize) else {
                return Next::End(super::end::returned(f, run, desk.core));
            };
            let failed = match run.stage {
                Stage::Base if code.idempotent && is_done(f, entry) => {
                    tell_item(cx, run, "lambda.skip", Weight::Step);
                    run.at += 1;
                    None
                }
                Stage::Base => {
                    run.stage = Stage::Item;
                    if code.per_item.is_nothing() {
                        continue;
                    }
                    let time = code.per_item.draw(&mut f.luck, entry.items());
                    run.epoch += 1;
                    cx.at((cx.now + time).min(run.deadline), Timer::Run(no, run.epoch));
                    return Next::Wait;
                }
                Stage::Item => {
                    let why = fault(&code, run, entry);
                    if why.is_none() {
                        run.stage = Stage::Effect(0);
                    }
                    why.map(|why| (code.faults.error.clone(), why))
                }
                Stage::Effect(nth) => match effect(&code, nth, entry) {
                    Some(Ok((to, task, patience))) => {
                        run.epoch += 1;
                        if !run.armed {
                            run.armed = true;
                            cx.at(run.deadline, Timer::Deadline(no));
                        }
                        let what = Ask { of: &f.config.arn, to: &to, task, patience };
                        desk.ask(Waits::Effect(no, run.epoch), what, cx);
                        return Next::Wait;
                    }
                    Some(Err(why)) => Some(("TokenMissing".into(), why)),
                    None => {
                        finish_item(f, run, cx);
                        run.at += 1;
                        run.stage = Stage::Base;
                        None
                    }
                },
            };
            if let Some((error, why)) = failed
                && let Some(verdict) = fail(run, &code, error, why.into())
            {
                return Next::End(verdict);
            }
        }
    }

    /// A deleted function's invocations end at once; whoever waits is told.
    pub(in crate::sim::services::lambda) fn forget_runs(&mut self, function: &str, cx: &mut Cx<'_>) {
        let mine: Vec<u64> = self.runs.iter().filter(|(_, r)| *r.function == *function).map(|(no, _)| *no).collect();
        for no in mine {
            if let Some(run) = self.runs.remove(&no) {
                self.answer_origin(run, Err(gone()), cx);
            }
        }
    }
}

fn gone() -> (Name, Arc<str>) {
    ("Lambda.Unknown".into(), "The function was deleted.".into())
}

/// Why one more cannot run, if it cannot.
fn admit(f: &Function, used: u32, (most, now): (u32, SimTime)) -> Option<Reason> {
    let running = f.envs.running();
    match f.config.reserved {
        Some(reserved) if running >= reserved => Some(Reason::ReservedFunctionConcurrentInvocationLimitExceeded),
        Some(_) => None,
        None => {
            // What is provisioned is counted already.
            let more = u32::from(f.envs.provisioned_busy >= f.envs.ready(now));
            (used + more > most).then_some(Reason::ConcurrentInvocationLimitExceeded)
        }
    }
}

const fn count_start(f: &mut Function, env: Env) {
    f.tally.invocations += 1;
    match env {
        Env::Provisioned => f.tally.provisioned += 1,
        Env::Cold(_) => f.tally.cold += 1,
        Env::Warm(_) => {}
    }
    if f.envs.provisioned.is_some() && !matches!(env, Env::Provisioned) {
        f.tally.spillover += 1;
    }
}

fn begin(f: &mut Function, name: &Name, (entries, origin, env): (Vec<Entry>, Origin, Env), cx: &Cx<'_>) -> Run {
    let cold = matches!(env, Env::Cold(_));
    let started = if cold { cx.now + f.settings.init } else { cx.now };
    let percent = u64::from(f.code.faults.percent);
    let fails = percent > 0 && f.luck.below(100) < percent;
    let strikes = fails.then(|| u32::try_from(f.luck.below(entries.len() as u64)).unwrap_or(0));
    let every = u64::from(f.code.faults.every);
    let strikes = strikes.or_else(|| (every > 0 && f.tally.invocations.is_multiple_of(every)).then_some(0));
    Run {
        function: name.clone(),
        entries,
        origin,
        env,
        invoked: cx.now,
        started,
        deadline: started + f.config.timeout,
        at: 0,
        stage: Stage::Base,
        epoch: 0,
        armed: false,
        strikes,
        failed: vec![],
        cause: cx.cause,
    }
}

fn tell_start(run: &Run, cx: &mut Cx<'_>) -> Option<u64> {
    if !cx.watched() {
        return None;
    }
    let (word, weight) = match run.env {
        Env::Cold(_) => ("cold", Weight::Mark),
        Env::Warm(_) => ("warm", Weight::Step),
        Env::Provisioned => ("provisioned", Weight::Step),
    };
    let cause = cx.emit(cx.cause, || Draft {
        amount: run.entries.len() as u64,
        note: Some(word.into()),
        until: Some(run.deadline),
        weight,
        ..Draft::new("lambda.start", &run.function)
    });
    for item in run.entries.iter().flat_map(Entry::items) {
        cx.emit(cause, || Draft {
            item: Some(item.clone()),
            phase: Some(Phase::Flight),
            until: Some(run.deadline),
            ..Draft::new("lambda.work", &run.function)
        });
    }
    cause
}

/// Timeouts as Lambda words them.
fn timed_out(run: &Run) -> (Name, Arc<str>) {
    let span = run.deadline.since(run.started).as_millis();
    let why = format!("Task timed out after {}.{:02} seconds", span / 1_000, span % 1_000 / 10);
    ("Sandbox.Timedout".into(), why.into())
}
