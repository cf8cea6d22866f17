//! Once a minute the metrics of AWS's services that somebody watches are read from the world.
use super::{Ctx, Output};
use crate::base::time::SimTime;
use crate::sim::{
    errand::{By, Errand, Reading, Surveyed, Task, Ticket},
    region::Region,
    services::cloudwatch::model::{
        CloudWatch, Watched,
        alarm::By as Decides,
        metric::{Key, Sample},
        number,
    },
    trace::Name,
    turn::{Draft, Turn},
};
use std::collections::BTreeSet;

/// So many metrics are collected unasked; beyond, only what somebody watches.
const MOST: usize = 4_096;

/// What tells whether a queue is used or holds something.
const QUEUE: &[&str] = &[
    "Requests",
    "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
];

/// Namespaces whose sums come each minute, zeros too; elsewhere a sum without an event has no data point.
const STEADY: &[&str] =
    &["AWS/SQS", "AWS/AutoScaling", "AWS/ECS", "ECS/ContainerInsights", "AWS/EC2", "AWS/RDS", "AWS/AmazonMQ"];

/// What a sum of a namespace comes along with: Lambda says `Errors` 0 where there were invocations.
fn companion(namespace: &str) -> Option<&'static str> {
    match namespace {
        "AWS/Lambda" => Some("Invocations"),
        "AWS/SNS" => Some("NumberOfMessagesPublished"),
        "AWS/States" => Some("ExecutionsStarted"),
        _ => None,
    }
}

/// The measures beside its own that decide whether a metric is published.
fn beside(key: &Key) -> Vec<&'static str> {
    if key.is_queue() { QUEUE.to_vec() } else { companion(&key.namespace).into_iter().collect() }
}

impl CloudWatch {
    /// Begins to collect metrics of AWS's services that are not collected yet. Sums need to know where they start.
    pub(in crate::sim::services::cloudwatch) fn watch(&mut self, keys: Vec<Key>, ctx: &mut Ctx<'_>) {
        let mut fresh: Vec<Key> = vec![];
        for key in keys {
            if key.resource().is_some() && !self.watched.contains_key(&key) {
                let used = (key.is_queue() && self.settings.fresh_queues_active).then_some(ctx.turn.now);
                self.watched.insert(key.clone(), Watched { used, active: used, ..Watched::default() });
                fresh.push(key);
            }
        }
        if !fresh.is_empty() {
            self.measure(fresh, None, ctx);
        }
    }

    /// Stops collecting what no alarm watches any more; data that is there stays.
    pub(in crate::sim::services::cloudwatch) fn unwatch(&mut self) {
        if !self.settings.everything {
            let needed = self.needed();
            self.watched.retain(|key, _| needed.contains(key));
        }
    }

    /// What alarms watch.
    fn needed(&self) -> BTreeSet<Key> {
        let mut needed = BTreeSet::new();
        for alarm in self.alarms.values() {
            if let Decides::Metric(watch) = &alarm.config.by {
                needed.extend(watch.queries.iter().filter_map(|q| q.key().cloned()));
            }
        }
        needed
    }

    /// From now on the metrics of every resource are collected, not only what somebody watches.
    pub fn observe(&mut self, turn: Turn<'_>, out: &mut Output) {
        let ctx = &mut Ctx::new(turn, out);
        self.settings.everything = true;
        self.survey(None, ctx);
        self.wind(ctx);
    }

    fn survey(&mut self, end: Option<SimTime>, ctx: &mut Ctx<'_>) {
        let ticket = self.ticket();
        self.errands.surveying.insert(ticket, end);
        ctx.out.errands.push(ask(ticket, Task::Survey, ctx.turn.region));
    }

    /// It is known which resources there are: new ones are collected from their beginning, those that are gone no more. At the
    /// first survey nobody knows what happened before.
    pub(super) fn surveyed(&mut self, all: &[Surveyed], end: Option<SimTime>, ctx: &mut Ctx<'_>) {
        let region = ctx.turn.region;
        let keys = |s: &Surveyed| {
            let of =
                |resource| s.metrics.iter().filter_map(move |metric| Key::of(&s.service, resource, metric, region));
            s.resources.iter().flat_map(of).collect::<Vec<Key>>()
        };
        let there: BTreeSet<Key> = all.iter().flat_map(keys).take(MOST).collect();
        let needed = self.needed();
        self.watched.retain(|key, _| there.contains(key) || needed.contains(key));
        let Some(end) = end else { return self.watch(there.into_iter().collect(), ctx) };
        for key in there {
            let fresh = || Watched { before: Some(0), requests: Some(0), ..Watched::default() };
            self.watched.entry(key).or_insert_with(fresh);
        }
        let keys: Vec<Key> = self.watched.keys().cloned().collect();
        self.measure(keys, Some(end), ctx);
    }

    /// The end of a minute: reads everything that is watched.
    pub(super) fn collect(&mut self, ctx: &mut Ctx<'_>) {
        if self.settings.everything {
            return self.survey(Some(ctx.turn.now), ctx);
        }
        let keys: Vec<Key> = self.watched.keys().cloned().collect();
        if !keys.is_empty() {
            let end = ctx.turn.now;
            self.measure(keys, Some(end), ctx);
        }
    }

    fn measure(&mut self, keys: Vec<Key>, end: Option<SimTime>, ctx: &mut Ctx<'_>) {
        let mut wanted: Vec<(Name, Name)> = vec![];
        for key in &keys {
            let resource = key.resource().unwrap_or_else(|| "".into());
            wanted.push((resource.clone(), key.name.clone()));
            wanted.extend(beside(key).into_iter().map(|name| (resource.clone(), name.into())));
        }
        let ticket = self.ticket();
        self.errands.collecting.insert(ticket, (keys, end));
        ctx.out.errands.push(ask(ticket, Task::Measure(wanted), ctx.turn.region));
    }

    fn ticket(&mut self) -> u64 {
        self.errands.next += 1;
        self.errands.next - 1
    }

    /// Values have come.
    pub(super) fn collected(
        &mut self,
        keys: &[Key],
        end: Option<SimTime>,
        values: &[Option<Reading>],
        ctx: &mut Ctx<'_>,
    ) {
        let mut rest = values;
        let mut stored = 0;
        for key in keys {
            let (mine, after) = rest.split_at_checked(1 + beside(key).len()).unwrap_or((rest, &[]));
            rest = after;
            stored += u64::from(self.one(key, mine, end, ctx.turn.now));
        }
        if end.is_some() {
            ctx.emit(|| Draft { amount: stored, ..Draft::new("cloudwatch.collect", &"cloudwatch".into()) });
        }
    }

    /// One metric; whether a data point was published.
    fn one(&mut self, key: &Key, values: &[Option<Reading>], end: Option<SimTime>, now: SimTime) -> bool {
        let Some(watched) = self.watched.get_mut(key) else { return false };
        let Some((Some(reading), others)) = values.split_first() else {
            watched.before = None;
            return false;
        };
        let others: Vec<u64> = others.iter().map(|r| r.map_or(0, |r| r.value)).collect();
        let before = watched.before.replace(reading.value);
        let requests = others.first().copied();
        let busy = watched.requests.zip(requests).is_some_and(|(then, now)| now > then);
        watched.requests = requests;
        let published = if key.is_queue() {
            let holds = others.iter().skip(1).any(|n| *n > 0);
            let active = awake(watched, busy || holds, now, self.limits.queue_active);
            active && watched.active.is_some_and(|since| since + self.settings.wake_up <= now)
        } else {
            true
        };
        let Some(end) = end.filter(|_| published) else { return false };
        let value = match (reading.sum, before) {
            (true, None) => return false,
            (true, Some(before)) => reading.value.saturating_sub(before),
            (false, _) => reading.value,
        };
        if reading.sum && value == 0 && !busy && !STEADY.contains(&&*key.namespace) {
            return false;
        }
        let at = end.as_secs().saturating_sub(self.limits.minute);
        let seen = self.settings.seen(&key.namespace, end);
        let series = self.metrics.entry(key.clone()).or_default();
        series.add(at, seen, &Sample::of(number::whole(value), 1));
        true
    }

    /// Forgets data points that nobody can ask for any more.
    pub(in crate::sim::services::cloudwatch) fn forget(&mut self, now: SimTime) {
        let extra = u64::from(self.settings.extra_datapoints) + 2;
        let ranges = self.alarms.values().filter_map(|a| match &a.config.by {
            Decides::Metric(watch) => Some(watch.period * (u64::from(watch.evaluation_periods) + extra)),
            Decides::Rule(..) => None,
        });
        let keep = ranges.max().unwrap_or(0).max(self.settings.keep.as_secs());
        let before = now.as_secs().saturating_sub(keep);
        self.metrics.retain(|_, series| {
            series.forget(before);
            series.custom.is_some() || !series.points.is_empty()
        });
    }
}

/// Asks the world.
fn ask(ticket: u64, task: Task, region: &Region) -> Errand {
    Errand {
        ticket: Ticket(ticket),
        by: By::Service {
            principal: "cloudwatch.amazonaws.com".into(),
            source: region.arn("cloudwatch", "metrics:all"),
        },
        to: "metrics://".into(),
        task,
        patience: SimTime::from_secs(30),
        cause: None,
    }
}

/// Whether a queue is active: it holds something, or was used within the last hours.
fn awake(watched: &mut Watched, used: bool, now: SimTime, lasts: SimTime) -> bool {
    if used {
        watched.used = Some(now);
        watched.active.get_or_insert(now);
    }
    let awake = watched.used.is_some_and(|used| now.since(used) < lasts);
    if !awake {
        watched.active = None;
    }
    awake
}
