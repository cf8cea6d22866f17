//! Rules.
use super::{
    Reply, Response, bad_name,
    error::{Code, EventsError},
    managed, page,
    request::RuleInput,
    well_named,
};
use crate::sim::services::events::model::{
    DEFAULT, Events,
    archive::Archive,
    bus::{Bus, Rule, Timetable},
    filter::Filter,
    metrics::Tally,
};
use crate::sim::services::events::step::{Output, schedule};
use crate::sim::{
    epoch,
    members::{Members, Page, Told},
    schedule::Schedule,
    trace::Name,
    turn::Turn,
};
use serde_json::Value;
use std::collections::BTreeMap;

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
    /// A rule to be changed, or AWS's refusal.
    pub(super) fn rule_mut(&mut self, bus: &str, name: &str) -> Result<&mut Rule, EventsError> {
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
    pub(super) fn put_rule(&mut self, mut input: RuleInput, turn: Turn<'_>, out: &mut Output) -> Reply {
        // An empty text says nothing.
        input.pattern = input.pattern.filter(|p| !p.is_empty());
        input.schedule = input.schedule.filter(|s| !s.is_empty());
        if !well_named(&input.name, 64, b".-_") {
            return Err(bad_name("name", &input.name));
        }
        let limits = self.core.limits;
        let pattern = input.pattern.as_deref().map(|p| filter(p, limits.sizes.pattern)).transpose()?;
        self.own_rule(&input.bus, &input.name)?;
        let bus = self.known(&input.bus)?;
        let timetable = timetable(&input, &bus.name, turn)?;
        if pattern.is_none() && timetable.is_none() {
            return Err(EventsError::validation("Parameter(s) EventPattern or ScheduleExpression must be specified."));
        }
        let others = || bus.rules.values().filter(|r| r.name != input.name);
        let wild = others().filter(|r| r.pattern.as_ref().is_some_and(Filter::wild)).count() as u64;
        let over = pattern.as_ref().is_some_and(Filter::wild) && wild >= limits.counts.wildcards;
        let kept = self.managed_in(bus).count();
        if over || (others().count() + kept) as u64 >= limits.counts.rules {
            return Err(EventsError::limit());
        }
        let no = self.core.number();
        let bus = self.known_mut(&input.bus)?;
        let arn = bus.rule_arn(&input.name);
        let before = bus.rules.remove(&input.name);
        let fresh = || (vec![], Tally::default(), 0, input.tags);
        let (targets, tally, epoch, tags) = before.map_or_else(fresh, |r| (r.targets, r.tally, r.epoch + 1, r.tags));
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
            tags,
            targets,
            tally,
        };
        schedule::arm(&rule, turn, out);
        bus.rules.insert(input.name, rule);
        Ok(Response::Made(Told::new().text("RuleArn", &arn).end()))
    }

    /// DeleteRule: a rule that is not there is no error, one with targets is.
    pub(super) fn delete_rule(&mut self, bus: &str, name: &str) -> Reply {
        self.own_rule(bus, name)?;
        let bus = self.known_mut(bus)?;
        if bus.rules.get(name).is_some_and(|rule| !rule.targets.is_empty()) {
            return Err(EventsError::validation("Rule can't be deleted since it has targets."));
        }
        bus.rules.remove(name);
        Ok(Response::Done)
    }

    /// EnableRule and DisableRule. A rate counts from the moment it is enabled.
    pub(super) fn switch_rule(&mut self, bus: &str, name: &str, on: bool, turn: Turn<'_>, out: &mut Output) -> Reply {
        self.own_rule(bus, name)?;
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
    pub(super) fn describe_rule(&self, name: &str, rule: &str) -> Reply {
        let bus = self.known(name)?;
        let seen = match self.managed_in(bus).find(|a| managed::rule_name(a) == rule) {
            Some(archive) => Seen::Managed(archive),
            None => Seen::Own(self.rule(name, rule)?),
        };
        Ok(Response::Described(Told::from(seen.told(bus)).text("CreatedBy", &bus.home.account).end()))
    }

    /// ListRules, those that AWS keeps for archives among them.
    pub(super) fn list_rules(&self, bus: &str, prefix: &str, wanted: &Page) -> Reply {
        let bus = self.known(bus)?;
        let mut all: BTreeMap<Name, Seen<'_>> = self
            .managed_in(bus)
            .map(|archive| (managed::rule_name(archive).into(), Seen::Managed(archive)))
            .filter(|(name, _): &(Name, _)| name.starts_with(prefix))
            .collect();
        let own = bus.rules.iter().filter(|(name, _)| name.starts_with(prefix));
        all.extend(own.map(|(name, rule)| (name.clone(), Seen::Own(rule))));
        page(wanted, "Rules", all, |rule| rule.told(bus).into())
    }

    /// ListRuleNamesByTarget.
    pub(super) fn rules_of_target(&self, bus: &str, target: &str, wanted: &Page) -> Reply {
        let bus = self.known(bus)?;
        let has = |rule: &&Rule| rule.targets.iter().any(|t| &*t.arn == target);
        let names = bus.rules.values().filter(has).map(|r| (r.name.clone(), &r.name));
        page(wanted, "RuleNames", names, |name| Value::from(&**name))
    }
}

/// A rule somebody put, or one that AWS keeps for an archive.
enum Seen<'a> {
    Own(&'a Rule),
    Managed(&'a Archive),
}

impl Seen<'_> {
    fn told(&self, bus: &Bus) -> Members {
        let rule = match self {
            Self::Managed(archive) => return managed::rule(archive, bus),
            Self::Own(rule) => rule,
        };
        Told::new()
            .text("Name", &rule.name)
            .text("Arn", &rule.arn)
            .text("EventPattern", rule.pattern.as_ref().map_or("", |p| &p.text))
            .text("ScheduleExpression", rule.schedule.as_ref().map_or("", |s| &s.text))
            .text("State", if rule.enabled { "ENABLED" } else { "DISABLED" })
            .text("Description", &rule.description)
            .text("RoleArn", rule.role.as_deref().unwrap_or(""))
            .text("EventBusName", &bus.name)
            .end()
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
