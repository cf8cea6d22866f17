//! Metric data comes in and is asked for.
use super::{
    CloudWatchError, Code, Reply, Response, alarms,
    request::{Datum, GetData, GetStatistics},
    response::Results,
};
use crate::base::time::SimTime;
use crate::sim::{
    services::cloudwatch::{
        model::{
            CloudWatch,
            alarm::{Query, What},
            metric::Key,
        },
        step::{
            Ctx,
            evaluate::{Window, run},
        },
    },
    trace::Name,
    turn::Draft,
};

/// How far back and ahead a timestamp may lie: two weeks, two hours.
const AROUND: (u64, u64) = (14 * 86_400, 2 * 3_600);

impl CloudWatch {
    /// PutMetricData: all of it or nothing.
    pub(super) fn put_data(&mut self, all: Vec<Datum>, ctx: &mut Ctx<'_>) -> Reply {
        let now = ctx.turn.now;
        if all.is_empty() {
            return Err(CloudWatchError::missing("MetricData"));
        }
        if all.len() as u64 > self.limits.put {
            let message = format!("The collection MetricData must not have a size greater than {}.", self.limits.put);
            return Err(CloudWatchError::value(message));
        }
        all.iter().try_for_each(|d| self.check_datum(d, now))?;
        for datum in all {
            let at = datum.at.unwrap_or_else(|| now.as_secs());
            let at = if datum.high { at } else { at - at % 60 };
            let seen = self.settings.seen(&datum.key.namespace, now);
            ctx.emit(|| Draft {
                amount: datum.sample.count,
                note: Some(datum.key.name.clone()),
                ..Draft::new("cloudwatch.put_data", &datum.key.namespace)
            });
            let series = self.metrics.entry(datum.key).or_default();
            series.custom.get_or_insert(now);
            series.high |= datum.high;
            series.unit = datum.unit.or(series.unit.take());
            series.add(at, seen, &datum.sample);
        }
        self.forget(now);
        Ok(Response::Done)
    }

    fn check_datum(&self, datum: &Datum, now: SimTime) -> Result<(), CloudWatchError> {
        if datum.key.namespace.starts_with("AWS/") {
            return Err(CloudWatchError::value("The value AWS/ for parameter Namespace is invalid."));
        }
        if datum.key.dimensions.len() as u64 > self.limits.dimensions {
            return Err(CloudWatchError::value(format!("A metric has at most {} dimensions.", self.limits.dimensions)));
        }
        if datum.sample.values.len() as u64 > self.limits.values {
            return Err(CloudWatchError::value(format!("At most {} values of one metric.", self.limits.values)));
        }
        let (at, now) = (datum.at.unwrap_or_else(|| now.as_secs()), now.as_secs());
        if at + AROUND.0 < now || at > now + AROUND.1 {
            return Err(CloudWatchError::value("Timestamp: at most two weeks back and two hours ahead."));
        }
        Ok(())
    }

    /// GetMetricData. Metrics of AWS's services are collected from the first time somebody asks for them.
    pub(super) fn get_data(&mut self, get: &GetData, ctx: &mut Ctx<'_>) -> Reply {
        if get.queries.len() as u64 > self.limits.queries {
            let message = format!("At most {} queries in one request.", self.limits.queries);
            return Err(CloudWatchError::invalid(message));
        }
        if get.start >= get.end {
            return Err(CloudWatchError::invalid("StartTime must be before EndTime."));
        }
        self.check_queries(&get.queries)?;
        let periods = get.queries.iter().map(|q| match &q.what {
            What::Metric { period, .. } => Some(*period),
            What::Math { period, .. } => *period,
        });
        let period = periods.flatten().max().unwrap_or(60).max(1);
        let keys: Vec<Key> = get.queries.iter().filter_map(|q| q.key().cloned()).collect();
        self.bill.queried += keys.len() as u64;
        let window = self.window(get.start, get.end, period)?;
        let results = run(&self.metrics, &get.queries, window, ctx.turn.now);
        let returned = get.queries.iter().zip(results).filter(|(q, _)| q.returns);
        let results = returned.map(|(q, series)| points(q, window, &series)).collect();
        self.watch(keys, ctx);
        self.wind(ctx);
        Ok(Response::Data(results))
    }

    fn window(&self, start: u64, end: u64, period: u64) -> Result<Window, CloudWatchError> {
        let start = start - start % period;
        let length = end.saturating_sub(start).div_ceil(period);
        if length > self.limits.datapoints {
            let message = format!(
                "You have requested up to {length} datapoints, which exceeds the limit of {}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
                self.limits.datapoints
            );
            return Err(CloudWatchError::new(Code::InvalidParameterCombination, message));
        }
        Ok(Window {
            start: i64::try_from(start).unwrap_or(i64::MAX),
            period,
            length: usize::try_from(length).unwrap_or(0),
        })
    }

    /// GetMetricStatistics.
    pub(super) fn get_statistics(&mut self, get: &GetStatistics, ctx: &mut Ctx<'_>) -> Reply {
        if get.start >= get.end {
            return Err(CloudWatchError::value("The parameter StartTime must be less than the parameter EndTime."));
        }
        if get.period != 1 && get.period != 5 {
            alarms::check_period(get.period).map_err(|e| CloudWatchError::value(e.message))?;
        }
        let window = self.window(get.start, get.end, get.period)?;
        let mut out = vec![];
        let mut unit: Name = get.key.unit().into();
        if let Some(series) = self.metrics.get(&get.key) {
            unit = series.unit.clone().unwrap_or(unit);
            for at in (0..window.length as u64).map(|nth| get.start - get.start % get.period + nth * get.period) {
                let sample = series.between(at, at + get.period, ctx.turn.now);
                let stats: Vec<_> = get.stats.iter().filter_map(|&s| Some((s, sample.stat(s)?))).collect();
                if !stats.is_empty() {
                    out.push((at, stats));
                }
            }
        }
        self.watch(vec![get.key.clone()], ctx);
        self.wind(ctx);
        Ok(Response::Statistics(unit, out))
    }
}

fn points(query: &Query, window: Window, series: &[Option<i64>]) -> Results {
    let at = |nth: usize| u64::try_from(window.start).unwrap_or(0) + nth as u64 * window.period;
    let points = series.iter().enumerate().filter_map(|(nth, v)| Some((at(nth), (*v)?))).collect();
    Results { id: query.id.clone(), points }
}
