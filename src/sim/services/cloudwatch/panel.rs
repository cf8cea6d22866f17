//! What a learner sees: each alarm with its state and the data it judges, each metric as bars.
use super::{
    model::{
        CloudWatch,
        alarm::{Alarm, By, State, Watch},
        metric::{Key, Series},
        number::{Micro, show},
    },
    step::evaluate::{Window, run},
};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};

/// Data points shown.
const SHOWN: usize = 12;

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells }
}

/// Values as a line of eighths, highest full; a missing one is a blank.
fn spark(values: &[Option<Micro>]) -> String {
    let top = values.iter().flatten().copied().max().unwrap_or(0).max(1);
    let bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let bar = |v: &Option<Micro>| {
        let Some(v) = v else { return ' ' };
        let eighth = i128::from((*v).max(0)) * 7 / i128::from(top);
        usize::try_from(eighth).ok().and_then(|at| bars.get(at)).copied().unwrap_or('▁')
    };
    values.iter().map(bar).collect()
}

fn tone(state: State) -> Tone {
    match state {
        State::Ok => Tone::Done,
        State::Alarm => Tone::Fail,
        State::Insufficient => Tone::Muted,
    }
}

impl CloudWatch {
    /// Every alarm, then every metric.
    #[must_use]
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        let alarms = self.alarms.values().map(|a| self.alarm_panel(a, now));
        let metrics = (!self.metrics.is_empty()).then(|| self.metrics_panel(now));
        alarms.chain(metrics).collect()
    }

    fn alarm_panel(&self, alarm: &Alarm, now: SimTime) -> Panel {
        let name = &alarm.config.name;
        let sign = match alarm.state {
            State::Ok => Sign::Done,
            State::Alarm => Sign::Failed,
            State::Insufficient => Sign::Empty,
        };
        let token = Token { sign, label: "".into(), group: None };
        let since = format!("since {}", alarm.since.clock());
        let mut rows = vec![row(vec![
            Cell::Tokens(vec![token]),
            text(alarm.state.name(), tone(alarm.state)),
            text(since, Tone::Muted),
        ])];
        match &alarm.config.by {
            By::Metric(watch) => rows.extend(self.watch_rows(watch, now)),
            By::Rule(rule, _) => rows.push(row(vec![text(rule.to_string(), Tone::Plain)])),
        }
        if !alarm.config.enabled {
            rows.push(row(vec![text("actions off", Tone::Muted)]));
        }
        let targets = alarm.config.actions.of(State::Alarm);
        if let Some(target) = targets.first() {
            let short = crate::sim::arn::parse(target).map_or_else(
                || target.to_string(),
                |p| format!("{} {}", p.service, p.rest.rsplit('/').next().filter(|r| !r.is_empty()).unwrap_or(p.name)),
            );
            rows.push(row(vec![text("acts on", Tone::Muted), text(short, Tone::Plain)]));
        }
        let spoken = format!("Alarm {name}: {}. {}", alarm.state.name(), alarm.reason);
        let badge = if matches!(alarm.config.by, By::Rule(..)) { "composite" } else { "metric" };
        Panel { role: "alarm", name: name.clone(), badge: badge.into(), rows, spoken }
    }

    fn watch_rows(&self, watch: &Watch, now: SimTime) -> Vec<Row> {
        let at = watch.queries.iter().position(|q| q.returns).unwrap_or(0);
        let beat = if watch.period < 60 { watch.period } else { 60 };
        let end = i64::try_from(now.as_secs() - now.as_secs() % beat).unwrap_or(i64::MAX);
        let start = end - i64::try_from(watch.period * SHOWN as u64).unwrap_or(i64::MAX);
        let window = Window { start, period: watch.period, length: SHOWN };
        let series = run(&self.metrics, &watch.queries, window, now).into_iter().nth(at).unwrap_or_default();
        let value = series.iter().rev().flatten().next().map_or("no data".into(), |v| show(*v));
        let rule = format!(
            "{} {} {}, {} of {} x {}",
            watch.subject(),
            watch.comparison.sign(),
            show(watch.threshold),
            watch.datapoints_to_alarm,
            watch.evaluation_periods,
            SimTime::from_secs(watch.period).span(),
        );
        vec![
            row(vec![text(spark(&series), Tone::Visible), text(value, Tone::Strong)]),
            row(vec![text(rule, Tone::Plain)]),
        ]
    }

    fn metrics_panel(&self, now: SimTime) -> Panel {
        let seen = |series: &Series| -> Vec<Option<Micro>> {
            let points = series.points.iter().filter(|p| p.seen <= now);
            let all: Vec<Option<Micro>> = points.map(|p| p.sample.stat(super::model::metric::Stat::Average)).collect();
            all.get(all.len().saturating_sub(SHOWN)..).unwrap_or(&[]).to_vec()
        };
        let line = |(key, series): (&Key, &Series)| {
            let values = seen(series);
            let last = values.last().copied().flatten().map_or("no data".into(), show);
            row(vec![text(spark(&values), Tone::Visible), text(last, Tone::Strong), text(key.short(), Tone::Plain)])
        };
        let rows: Vec<Row> = self.metrics.iter().map(line).collect();
        let many = if self.metrics.len() == 1 { "" } else { "s" };
        let spoken = format!("CloudWatch: {} metric{many} collected.", self.metrics.len());
        Panel { role: "metrics", name: "cloudwatch".into(), badge: String::new(), rows, spoken }
    }
}
