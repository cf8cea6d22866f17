//! Rules.
use super::{
    Reply, Response, bad_name, described,
    error::{Code, EventsError},
    request::RuleInput,
    well_named,
};
use crate::sim::services::events::model::{
    DEFAULT, Events,
    bus::{Rule, Timetable},
    filter::Filter,
    metrics::Tally,
};
use crate::sim::services::events::step::{Output, schedule};
use crate::sim::{epoch, schedule::Schedule, trace::Name, turn::Turn};
use serde_json::Value;

/// Reads a pattern under AWS's limits.
pub(super) fn filter(text: &str, most: u64) -> Result<Filter, EventsError> {
    if text.chars().count() as u64 > most {
        let message = format!("Event pattern exceeds the maximum size of {most} characters.");
        return Err(EventsError::new(Code::LimitExceeded, message));
    }
    Filter::parse(text).map_err(|why| EventsError::new(Code::InvalidEventPattern, why))
}

/// TestEventPattern.
pub(super) fn test_pattern(pattern: &str, event: &str) -> Reply {
    let filter = filter(pattern, 4_096)?;
    let event: Value = serde_json::from_str(event)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| EventsError::parameter("Event", "The event is no JSON object."))?;
    for field in ["id", "account", "source", "time", "region", "resources", "detail-type"] {
        if event.get(field).is_none() {
            return Err(EventsError::parameter("Event", &format!("The event lacks the mandatory field {field}.")));
        }
    }
    Ok(Response::Matches(filter.matches(&event)))
}

impl Events {
    fn rule_mut(&mut self, bus: &str, name: &str) -> Result<&mut Rule, EventsError> {
        let bus = self.known_mut(bus)?;
        let missing = EventsError::new(Code::NotFound, format!("Rule {name} does not exist on EventBus {}.", bus.name));
        bus.rules.get_mut(name).ok_or(missing)
    }
    /// A rule, or AWS's refusal.
    pub(super) fn rule(&self, bus: &str, name: &str) -> Result<&Rule, EventsError> {
        let bus = self.known(bus)?;
        let missing =
            || EventsError::new(Code::NotFound, format!("Rule {name} does not exist on EventBus {}.", bus.name));
        bus.rules.get(name).ok_or_else(missing)
    }

    /// PutRule: makes a rule, or changes one; its targets stay.
    pub(super) fn put_rule(&mut self, input: RuleInput, turn: Turn<'_>, out: &mut Output) -> Reply {
        if !well_named(&input.name, 64, b".-_") {
            return Err(bad_name("name", &input.name));
        }
        let limits = self.core.limits;
        let pattern = input.pattern.as_deref().map(|p| filter(p, limits.sizes.pattern)).transpose()?;
        let bus = self.known(&input.bus)?;
        let timetable = timetable(&input, &bus.name, turn)?;
        if pattern.is_none() && timetable.is_none() {
            return Err(EventsError::validation("Parameter(s) EventPattern or ScheduleExpression must be specified."));
        }
        let others = || bus.rules.values().filter(|r| r.name != input.name);
        let wild = others().filter(|r| r.pattern.as_ref().is_some_and(Filter::wild)).count() as u64;
        let over = pattern.as_ref().is_some_and(Filter::wild) && wild >= limits.counts.wildcards;
        if over || others().count() as u64 >= limits.counts.rules {
            return Err(EventsError::limit());
        }
        let no = self.core.number();
        let bus = self.known_mut(&input.bus)?;
        let arn = bus.rule_arn(&input.name);
        let before = bus.rules.remove(&input.name);
        let (targets, tally, epoch) =
            before.map_or_else(|| (vec![], Tally::default(), 0), |r| (r.targets, r.tally, r.epoch + 1));
        let rule = Rule {
            name: input.name.clone(),
            arn: arn.clone(),
            no,
            epoch,
            pattern,
            schedule: timetable,
            enabled: !input.disabled,
            description: input.description,
            role: input.role,
            targets,
            tally,
        };
        schedule::arm(&rule, turn, out);
        bus.rules.insert(input.name, rule);
        Ok(Response::Made(arn))
    }

    /// DeleteRule: a rule that is not there is no error, one with targets is.
    pub(super) fn delete_rule(&mut self, bus: &str, name: &str) -> Reply {
        let bus = self.known_mut(bus)?;
        if bus.rules.get(name).is_some_and(|rule| !rule.targets.is_empty()) {
            return Err(EventsError::validation("Rule can't be deleted since it has targets."));
        }
        bus.rules.remove(name);
        Ok(Response::Done)
    }

    /// EnableRule and DisableRule. A rate counts from the moment it is enabled.
    pub(super) fn switch_rule(&mut self, bus: &str, name: &str, on: bool, turn: Turn<'_>, out: &mut Output) -> Reply {
        let rule = self.rule_mut(bus, name)?;
        if rule.enabled != on {
            (rule.enabled, rule.epoch) = (on, rule.epoch + 1);
            if let Some(table) = &mut rule.schedule {
                table.begun = epoch::epoch_secs(turn.now);
            }
            schedule::arm(rule, turn, out);
        }
        Ok(Response::Done)
    }

    /// DescribeRule.
    pub(super) fn describe_rule(&self, bus: &str, name: &str) -> Reply {
        let rule = self.rule(bus, name)?;
        let state = if rule.enabled { "ENABLED" } else { "DISABLED" };
        Ok(described(&[
            ("Name", &rule.name),
            ("Arn", &rule.arn),
            ("EventPattern", rule.pattern.as_ref().map_or("", |p| &p.text)),
            ("ScheduleExpression", rule.schedule.as_ref().map_or("", |s| &s.text)),
            ("State", state),
            ("Description", &rule.description),
            ("RoleArn", rule.role.as_deref().unwrap_or("")),
        ]))
    }

    /// ListRuleNamesByTarget.
    pub(super) fn rules_of_target(&self, bus: &str, target: &str) -> Reply {
        let bus = self.known(bus)?;
        let has = |rule: &&Rule| rule.targets.iter().any(|t| &*t.arn == target);
        let names: Vec<Name> = bus.rules.values().filter(has).map(|r| r.name.clone()).collect();
        Ok(Response::Names(names))
    }
}

fn timetable(input: &RuleInput, bus: &str, turn: Turn<'_>) -> Result<Option<Timetable>, EventsError> {
    let Some(text) = &input.schedule else { return Ok(None) };
    if bus != DEFAULT {
        return Err(EventsError::validation("ScheduleExpression is supported only on the default event bus."));
    }
    let schedule = Schedule::parse(text).ok().filter(|s| !matches!(s, Schedule::At(_)));
    let schedule = schedule.ok_or_else(|| EventsError::validation("Parameter ScheduleExpression is not valid."))?;
    Ok(Some(Timetable { text: text.clone(), schedule, begun: epoch::epoch_secs(turn.now) }))
}
