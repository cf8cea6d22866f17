//! Alarms are made, changed, set by hand and deleted.
use super::{CloudWatchError, Code, Reply, Response};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    services::cloudwatch::{
        model::{
            CloudWatch,
            alarm::{Alarm, By, Config, Query, State, Watch, What},
            metric::Key,
        },
        step::Ctx,
    },
    trace::{Name, Weight},
    turn::Draft,
};

/// Services an alarm can act on, by the name in their ARNs.
const TARGETS: &[&str] = &["sns", "autoscaling", "lambda"];

impl CloudWatch {
    /// PutMetricAlarm and PutCompositeAlarm: a new alarm begins in INSUFFICIENT_DATA, an old one keeps its state.
    pub(super) fn put_alarm(&mut self, mut config: Config, ctx: &mut Ctx<'_>) -> Reply {
        self.check(&config)?;
        let tags = std::mem::take(&mut config.tags);
        let name = config.name.clone();
        let event = ctx.emit(|| Draft {
            weight: Weight::Step,
            note: Some(subject(&config).into()),
            ..Draft::new("cloudwatch.put_alarm", &name)
        });
        let keys: Vec<Key> = match &config.by {
            By::Metric(watch) => watch.queries.iter().filter_map(|q| q.key().cloned()).collect(),
            By::Rule(..) => vec![],
        };
        let now = ctx.turn.now;
        self.note_change(&config, now);
        match self.alarms.get_mut(&name) {
            Some(alarm) => {
                alarm.config = config;
                alarm.updated = now;
            }
            None => {
                let alarm = Alarm {
                    config,
                    state: State::Insufficient,
                    since: now,
                    reason: "Unchecked: Initial alarm creation".into(),
                    value: None,
                    made: now,
                    updated: now,
                    acted: None,
                    event,
                };
                if !tags.is_empty() {
                    self.tags.insert(name.clone(), tags);
                }
                self.alarms.insert(name, alarm);
            }
        }
        self.watch(keys, ctx);
        self.wind(ctx);
        self.composites(ctx);
        Ok(Response::Done)
    }

    fn check(&self, config: &Config) -> Result<(), CloudWatchError> {
        let length = config.name.chars().count() as u64;
        if length == 0 || length > self.limits.name {
            let message = format!("AlarmName has 1 to {} characters.", self.limits.name);
            return Err(CloudWatchError::invalid(message));
        }
        let actions = &config.actions;
        for list in [&actions.alarm, &actions.ok, &actions.insufficient] {
            if list.len() as u64 > self.limits.actions {
                let message = format!("An alarm has at most {} actions per state.", self.limits.actions);
                return Err(CloudWatchError::invalid(message));
            }
            list.iter().try_for_each(|to| action(to, matches!(config.by, By::Rule(..))))?;
        }
        match (&config.by, self.alarms.get(&config.name).map(|a| &a.config.by)) {
            (By::Metric(_), Some(By::Rule(..))) | (By::Rule(..), Some(By::Metric(_))) => {
                Err(CloudWatchError::invalid("An alarm of the other type has this name."))
            }
            (By::Metric(watch), _) => self.check_watch(watch),
            (By::Rule(_, rule), _) => {
                let mut names = vec![];
                rule.names(&mut names);
                match names.iter().find(|n| **n == config.name || !self.alarms.contains_key(*n)) {
                    Some(unknown) => Err(CloudWatchError::invalid(format!(
                        "AlarmRule: there is no other alarm `{unknown}`: make it first."
                    ))),
                    None => Ok(()),
                }
            }
        }
    }

    fn check_watch(&self, watch: &Watch) -> Result<(), CloudWatchError> {
        let (n, m) = (watch.evaluation_periods, watch.datapoints_to_alarm);
        if n == 0 || m == 0 || m > n {
            return Err(CloudWatchError::invalid("DatapointsToAlarm is 1 to EvaluationPeriods."));
        }
        for query in &watch.queries {
            if let What::Metric { period, .. } = query.what {
                check_period(period)?;
            }
        }
        let range = SimTime::from_secs(watch.period.saturating_mul(u64::from(n)));
        let most = if watch.period < 3_600 { self.limits.range_short } else { self.limits.range_long };
        if range > most {
            let message = format!(
                "Metrics cannot be checked across more than {} (EvaluationPeriods * Period must be <= {}).",
                most.span(),
                most.as_secs()
            );
            return Err(CloudWatchError::invalid(message));
        }
        self.check_queries(&watch.queries)?;
        if watch.queries.iter().filter(|q| q.returns).count() != 1 {
            return Err(CloudWatchError::invalid("Exactly one element of the metrics list should return data."));
        }
        let metrics = watch.queries.iter().filter(|q| q.key().is_some()).count() as u64;
        if metrics > self.limits.alarm_metrics || metrics == 0 {
            let message = format!("An alarm watches 1 to {} metrics.", self.limits.alarm_metrics);
            return Err(CloudWatchError::invalid(message));
        }
        Ok(())
    }

    /// Ids are distinct and well formed, expressions refer to what there is and never in a circle.
    pub(super) fn check_queries(&self, queries: &[Query]) -> Result<(), CloudWatchError> {
        let good = |id: &str| {
            id.starts_with(|c: char| c.is_ascii_lowercase())
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                && id.len() <= 255
        };
        let mut known: Vec<&Name> = vec![];
        for query in queries {
            if !good(&query.id) || known.contains(&&query.id) {
                let message = format!("Id `{}`: begins with a small letter, is used once.", query.id);
                return Err(CloudWatchError::invalid(message));
            }
            if query.key().is_some_and(|k| k.dimensions.len() as u64 > self.limits.dimensions) {
                let message = format!("A metric has at most {} dimensions.", self.limits.dimensions);
                return Err(CloudWatchError::invalid(message));
            }
            known.push(&query.id);
        }
        let order = crate::sim::services::cloudwatch::step::evaluate::order(queries);
        match queries.iter().enumerate().find(|(at, _)| !order.contains(at)) {
            Some((_, stuck)) => Err(CloudWatchError::invalid(format!(
                "Expression `{}` refers to an Id that is not there, or to itself.",
                stuck.id
            ))),
            None => Ok(()),
        }
    }

    /// SetAlarmState: acts like a change of state, until the next evaluation.
    pub(super) fn set_state(&mut self, name: &Name, state: State, reason: &str, ctx: &mut Ctx<'_>) -> Reply {
        if !self.alarms.contains_key(name) {
            return Err(CloudWatchError::new(Code::ResourceNotFound, format!("There is no alarm {name}.")));
        }
        self.change(name, state, reason.into(), ctx);
        self.composites(ctx);
        Ok(Response::Done)
    }

    /// DeleteAlarms: names that do not exist are passed over; an alarm a composite alarm refers to stays.
    pub(super) fn delete(&mut self, names: &[Name], ctx: &mut Ctx<'_>) -> Reply {
        for alarm in self.alarms.values().filter(|a| !names.contains(&a.config.name)) {
            let By::Rule(_, rule) = &alarm.config.by else { continue };
            let mut used = vec![];
            rule.names(&mut used);
            if let Some(held) = names.iter().find(|n| used.contains(n)) {
                let message = format!("{held} is referenced by the composite alarm {}.", alarm.config.name);
                return Err(CloudWatchError::invalid(message));
            }
        }
        let now = ctx.turn.now;
        for name in names {
            let Some(alarm) = self.alarms.remove(name) else { continue };
            self.tags.remove(name);
            self.note_end(&alarm, now);
            let (class, amount) = super::super::step::bill(&alarm, now);
            if let Some(gone) = self.bill.gone.get_mut(class) {
                *gone += amount;
            }
            ctx.emit(|| Draft { weight: Weight::Step, ..Draft::new("cloudwatch.delete_alarm", name) });
        }
        self.unwatch();
        self.wind(ctx);
        Ok(Response::Done)
    }

    /// EnableAlarmActions, DisableAlarmActions.
    pub(super) fn enable(&mut self, names: &[Name], on: bool) -> Response {
        for name in names {
            if let Some(alarm) = self.alarms.get_mut(name) {
                alarm.config.enabled = on;
            }
        }
        Response::Done
    }
}

fn subject(config: &Config) -> String {
    match &config.by {
        By::Metric(watch) => watch.subject(),
        By::Rule(text, _) => text.to_string(),
    }
}

/// A period is 10, 20 or 30 seconds or a multiple of 60.
pub(super) fn check_period(period: u64) -> Result<(), CloudWatchError> {
    if matches!(period, 10 | 20 | 30) || (period > 0 && period.is_multiple_of(60)) {
        return Ok(());
    }
    Err(CloudWatchError::invalid("Period must be 10, 20, 30 or a multiple of 60"))
}

/// An action is the ARN of something an alarm can act on.
fn action(to: &str, composite: bool) -> Result<(), CloudWatchError> {
    let bad = || CloudWatchError::invalid(format!("Invalid arn syntax: {to}"));
    let place = arn::parse(to).ok_or_else(bad)?;
    if !TARGETS.contains(&place.service) {
        return Err(CloudWatchError::invalid(format!("Unsupported action: {to}")));
    }
    if place.service == "sns" && place.name.ends_with(".fifo") {
        return Err(CloudWatchError::invalid("A FIFO topic cannot be the action of an alarm."));
    }
    if composite && place.service == "autoscaling" {
        return Err(CloudWatchError::invalid("A composite alarm cannot have Auto Scaling actions."));
    }
    Ok(())
}
