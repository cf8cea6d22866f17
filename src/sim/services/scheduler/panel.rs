//! What a learner sees: role `schedule`, one panel per schedule.
use super::model::{Plan, Scheduler};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};
use crate::sim::{arn, epoch};

impl Scheduler {
    /// A panel per schedule.
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        self.plans.values().map(|plan| self.view(plan, now)).collect()
    }

    fn view(&self, plan: &Plan, now: SimTime) -> Panel {
        let text = |words: String, tone| Cell::Text(words, tone);
        let sign = |sign| Cell::Tokens(vec![Token { sign, label: "".into(), group: None }]);
        let target = arn::parse(&plan.target.arn).map_or("", |p| p.name);
        let next = plan.next.map_or_else(
            || "never again".to_string(),
            |at| {
                let left = at - epoch::epoch_secs(now);
                format!("in {}", SimTime::from_secs(u64::try_from(left).unwrap_or(0)).span())
            },
        );
        let live = self.deliveries.values().filter(|d| d.arn == plan.arn && d.retries > 0).count();
        let state = if plan.enabled { Sign::Waiting } else { Sign::Locked };
        let mut rows = vec![
            Row {
                cells: vec![
                    sign(state),
                    text(plan.text.to_string(), Tone::Strong),
                    text(format!("next {next}"), Tone::Plain),
                ],
            },
            Row {
                cells: vec![
                    sign(Sign::Done),
                    text(format!("came {}", plan.fired), Tone::Done),
                    text(format!("to {target}"), Tone::Muted),
                ],
            },
        ];
        if live > 0 {
            rows.push(Row { cells: vec![sign(Sign::Failed), text(format!("tried again {live}"), Tone::Fail)] });
        }
        let spoken =
            format!("Schedule {}: {}, next {next}, came {} times, to {target}.", plan.name, plan.text, plan.fired);
        let badge = if plan.enabled { "enabled" } else { "disabled" };
        Panel { role: "schedule", name: plan.name.clone(), badge: badge.into(), rows, spoken }
    }
}
