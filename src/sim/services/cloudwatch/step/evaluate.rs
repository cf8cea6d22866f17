//! Data decides about alarms: queries are run over the evaluation range, the newest points judged.
use super::Ctx;
use crate::base::time::SimTime;
use crate::sim::{
    services::cloudwatch::model::{
        CloudWatch,
        alarm::{By, Query, State, Watch, What, judge},
        math::{Inputs, Value, evaluate},
        metric::{Key, Series},
        number::{Micro, pointed},
    },
    trace::Name,
};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Periods in a row.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Where the first begins, in seconds; may lie before the start of the run.
    pub start: i64,
    /// How long each is.
    pub period: u64,
    /// How many.
    pub length: usize,
}

/// The order in which queries can be run, by their places; those in a circle or with an unknown Id are not in it.
#[must_use]
pub fn order(queries: &[Query]) -> Vec<usize> {
    let mut done: Vec<usize> = vec![];
    loop {
        let ready = |at: usize, query: &Query| {
            let What::Math { expr, .. } = &query.what else { return true };
            let mut ids = vec![];
            expr.ids(&mut ids);
            let known = |id: &Name| done.iter().any(|&d| d != at && queries.get(d).is_some_and(|q| q.id == *id));
            ids.iter().flatten().all(known)
        };
        let next = queries.iter().enumerate().position(|(at, q)| !done.contains(&at) && ready(at, q));
        match next {
            Some(at) => done.push(at),
            None => return done,
        }
    }
}

struct Results<'a> {
    queries: &'a [Query],
    done: BTreeMap<usize, Vec<Option<Micro>>>,
    window: Window,
}

impl Inputs for Results<'_> {
    fn series(&self, id: &str) -> Option<Vec<Option<Micro>>> {
        let at = self.queries.iter().position(|q| &*q.id == id)?;
        self.done.get(&at).cloned()
    }
    fn metrics(&self, holds: &str) -> Vec<Vec<Option<Micro>>> {
        let all = self.queries.iter().enumerate().filter(|(_, q)| q.key().is_some() && q.id.contains(holds));
        all.filter_map(|(at, _)| self.done.get(&at).cloned()).collect()
    }
    fn period(&self) -> u64 {
        self.window.period
    }
    fn length(&self) -> usize {
        self.window.length
    }
}

/// Runs queries over a window; one series each, in their order.
#[must_use]
pub fn run(
    metrics: &BTreeMap<Key, Series>,
    queries: &[Query],
    window: Window,
    now: SimTime,
) -> Vec<Vec<Option<Micro>>> {
    let empty = vec![None; window.length];
    let mut results = Results { queries, done: BTreeMap::new(), window };
    let (first, then): (Vec<usize>, Vec<usize>) =
        order(queries).into_iter().partition(|at| queries.get(*at).is_some_and(|q| q.key().is_some()));
    for at in first.into_iter().chain(then) {
        let Some(query) = queries.get(at) else { continue };
        let series = match &query.what {
            What::Metric { key, stat, .. } => match metrics.get(key) {
                Some(series) => (0..window.length)
                    .map(|nth| {
                        let from = window.start + i64::try_from(nth as u64 * window.period).unwrap_or(i64::MAX);
                        // A sliding period may begin before the run did.
                        let to = u64::try_from(from.saturating_add_unsigned(window.period)).ok()?;
                        series.between(u64::try_from(from).unwrap_or(0), to, now).stat(*stat)
                    })
                    .collect(),
                None => empty.clone(),
            },
            What::Math { expr, .. } => match evaluate(expr, &results) {
                Value::Series(series) => series,
                Value::Scalar(n) => vec![n; window.length],
                Value::Many(all) => all.into_iter().next().unwrap_or_else(|| empty.clone()),
            },
        };
        results.done.insert(at, series);
    }
    (0..queries.len()).map(|at| results.done.remove(&at).unwrap_or_else(|| empty.clone())).collect()
}

/// What an evaluation found.
struct Found {
    state: State,
    value: Option<Micro>,
    reason: Name,
}

impl CloudWatch {
    /// Evaluates every alarm that is due, then the composite ones.
    pub(super) fn evaluate(&mut self, ctx: &mut Ctx<'_>) {
        let now = ctx.turn.now;
        let due: Vec<Name> = self
            .alarms
            .values()
            .filter(|a| now.as_secs().is_multiple_of(a.beat()))
            .map(|a| a.config.name.clone())
            .collect();
        for name in due {
            let Some(alarm) = self.alarms.get(&name) else { continue };
            let By::Metric(watch) = &alarm.config.by else { continue };
            let found = self.look(watch, alarm.state, now);
            let changed = found.state != alarm.state;
            if let Some(alarm) = self.alarms.get_mut(&name) {
                alarm.value = found.value.or(alarm.value);
            }
            if changed {
                self.change(&name, found.state, found.reason, ctx);
            } else {
                self.again(&name, ctx);
            }
        }
        self.composites(ctx);
    }

    fn look(&self, watch: &Watch, state: State, now: SimTime) -> Found {
        let n = watch.evaluation_periods as usize;
        let length = n + self.settings.extra_datapoints as usize;
        let beat = if watch.period < 60 { watch.period } else { 60 };
        let end = i64::try_from(now.as_secs() - now.as_secs() % beat).unwrap_or(i64::MAX);
        let start = end - i64::try_from(watch.period * length as u64).unwrap_or(i64::MAX);
        let window = Window { start, period: watch.period, length };
        let at = watch.queries.iter().position(|q| q.returns).unwrap_or(0);
        let series = run(&self.metrics, &watch.queries, window, now).into_iter().nth(at).unwrap_or_default();
        let breaches = |v: Micro| watch.comparison.breaches(v, watch.threshold);
        let points: Vec<Option<bool>> = series.iter().map(|v| v.map(breaches)).collect();
        let m = watch.datapoints_to_alarm as usize;
        let state = judge(&points, (n, m), watch.missing, state);
        let value = series.iter().rev().flatten().next().copied();
        Found { state, value, reason: reason(watch, &series, state).into() }
    }

    /// Composite alarms follow the alarms they name, from the inside out.
    pub(in crate::sim::services::cloudwatch) fn composites(&mut self, ctx: &mut Ctx<'_>) {
        for _ in 0..=self.alarms.len() {
            let state = |name: &str| self.alarms.get(name).map(|a| a.state);
            let turned = self.alarms.values().find_map(|alarm| {
                let By::Rule(text, rule) = &alarm.config.by else { return None };
                let wanted = if rule.holds(&state) { State::Alarm } else { State::Ok };
                let why = format!("{} transitioned to {}: {text}", alarm.config.name, wanted.name());
                (wanted != alarm.state).then(|| (alarm.config.name.clone(), wanted, why))
            });
            let Some((name, wanted, why)) = turned else { return };
            self.change(&name, wanted, why.into(), ctx);
        }
    }
}

/// StateReason in AWS's words.
fn reason(watch: &Watch, series: &[Option<Micro>], state: State) -> String {
    let newest: Vec<Micro> = series.iter().rev().flatten().take(watch.evaluation_periods as usize).copied().collect();
    if state == State::Insufficient || newest.is_empty() {
        let n = watch.evaluation_periods;
        let s = if n == 1 { " was" } else { "s were" };
        return format!("Insufficient Data: {n} datapoint{s} unknown.");
    }
    let breaching = newest.iter().filter(|v| watch.comparison.breaches(**v, watch.threshold)).count();
    let (count, not) = if state == State::Alarm { (breaching, "") } else { (newest.len() - breaching, "not ") };
    let mut values = String::new();
    for value in newest.iter().take(5) {
        let comma = if values.is_empty() { "" } else { ", " };
        let _ = write!(values, "{comma}{}", pointed(*value));
    }
    let (was, needed) = if count == 1 { ("datapoint", " was") } else { ("datapoints", " were") };
    let change = match state {
        State::Alarm => format!("minimum {} datapoint(s) for OK -> ALARM transition", watch.datapoints_to_alarm),
        _ => format!(
            "minimum {} datapoint(s) for ALARM -> OK transition",
            watch.evaluation_periods - watch.datapoints_to_alarm + 1
        ),
    };
    format!(
        "Threshold Crossed: {count} out of the last {} {was} [{values}]{needed} {not}{} the threshold ({}) ({change}).",
        newest.len(),
        watch.comparison.words(),
        pointed(watch.threshold),
    )
}
