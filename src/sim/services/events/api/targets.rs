//! Targets.
use super::{
    Reply, Response, bad_name,
    error::{Code, EventsError},
    managed, page,
    request::TargetInput,
    well_named,
};
use crate::base::time::SimTime;
use crate::sim::services::events::model::{
    Events, bus_name,
    target::{Input, RESERVED, Target, Transformer},
};
use crate::sim::services::events::quotas::Limits;
use crate::sim::{
    arn,
    delivery::Retry,
    leniency::Spared,
    members::{Page, Told},
    trace::Name,
    transform::{path::Path, template::Template},
    turn::Turn,
};
use serde_json::Value;
use std::sync::Arc;

impl Events {
    /// PutTargets: adds targets, or changes those of the same id.
    pub(super) fn put_targets(&mut self, bus: &str, rule: &str, inputs: Vec<TargetInput>, turn: Turn<'_>) -> Reply {
        let limits = self.core.limits;
        if inputs.is_empty() || inputs.len() as u64 > limits.sizes.target_entries {
            let most = limits.sizes.target_entries;
            return Err(EventsError::validation(format!("PutTargets takes 1 to {most} targets.")));
        }
        self.own_rule(bus, rule)?;
        let mut targets = self.rule(bus, rule)?.targets.clone();
        let here = bus_name(bus);
        for input in inputs {
            let target = Arc::new(read(input, &limits)?);
            if target.bus().is_some_and(|_| bus_name(&target.arn) == here) {
                return Err(EventsError::validation(format!("Event bus {here} cannot be a target of its own rule.")));
            }
            match targets.iter_mut().find(|t| t.id == target.id) {
                Some(old) => *old = target,
                None => targets.push(target),
            }
        }
        if targets.len() as u64 > limits.counts.targets && !turn.spares(Spared::Targets) {
            return Err(EventsError::limit());
        }
        if let Some(rule) = self.known_mut(bus)?.rules.get_mut(rule) {
            rule.targets = targets;
        }
        Ok(Response::Failed(vec![]))
    }

    /// RemoveTargets: those that are not there are FailedEntries.
    pub(super) fn remove_targets(&mut self, bus: &str, rule: &str, ids: &[Name]) -> Reply {
        self.own_rule(bus, rule)?;
        self.rule(bus, rule)?;
        let mut failed = vec![];
        if let Some(found) = self.known_mut(bus)?.rules.get_mut(rule) {
            for id in ids {
                let before = found.targets.len();
                found.targets.retain(|t| t.id != *id);
                if found.targets.len() == before {
                    let message = format!("Rule '{rule}' does not have a target with the Id '{id}'.");
                    failed.push((id.clone(), Code::NotFound, message.into()));
                }
            }
        }
        Ok(Response::Failed(failed))
    }

    /// ListTargetsByRule, in the order they were put.
    pub(super) fn targets_of_rule(&self, bus: &str, rule: &str, wanted: &Page) -> Reply {
        if let Some(archive) = self.managed_in(self.known(bus)?).find(|a| managed::rule_name(a) == rule) {
            return page(wanted, "Targets", [(archive.name.clone(), archive)], managed::target);
        }
        let targets = self.rule(bus, rule)?.targets.iter();
        let placed = targets.enumerate().map(|(place, target)| (format!("{place:04}").into(), target));
        page(wanted, "Targets", placed, |target| target.shown.clone())
    }
}

/// A target as it is kept.
fn read(input: TargetInput, limits: &Limits) -> Result<Target, EventsError> {
    if !well_named(&input.id, 64, b".-_") {
        return Err(bad_name("targets.1.member.id", &input.id));
    }
    let Some(place) = arn::parse(&input.arn) else {
        return Err(EventsError::parameter(&input.arn, "Provided Arn is not in correct format."));
    };
    let needs_role = matches!(place.service, "kinesis" | "firehose" | "states" | "ecs")
        || (place.service == "events" && place.kind != "event-bus");
    if needs_role && input.role.is_none() {
        return Err(EventsError::validation(format!("RoleArn is required for target {}.", input.arn)));
    }
    if place.service == "sqs" && place.name.ends_with(".fifo") && input.group.is_none() {
        let message = format!("Parameter(s) SqsParameters must be specified for target: {}.", input.id);
        return Err(EventsError::validation(message));
    }
    if let Some(queue) = &input.dead_letter {
        let good = arn::parse(queue).is_some_and(|q| q.service == "sqs" && !q.name.ends_with(".fifo"));
        if !good {
            return Err(EventsError::parameter("DeadLetterConfig.Arn", "It must be the ARN of a standard SQS queue."));
        }
    }
    let key_path = input.key_path.as_deref().map(path).transpose()?;
    let retry = retry(&input, limits)?;
    let what = what(&input, limits)?;
    let shown = shown(&input);
    Ok(Target {
        id: input.id,
        arn: input.arn,
        role: input.role,
        input: what,
        group: input.group,
        key_path,
        dead_letter: input.dead_letter,
        retry,
        shown,
    })
}

/// A target as it was put.
fn shown(input: &TargetInput) -> Value {
    let object = |name: &str, value: Option<&str>| value.map(|v| Told::new().put(name, v).end());
    let transformer = input.transformer.as_ref().map(|(paths, template)| {
        let paths =
            (!paths.is_empty()).then(|| paths.iter().map(|(k, v)| (k.to_string(), Value::from(&**v))).collect());
        let told = Told::new().maybe("InputPathsMap", paths.map(Value::Object));
        told.put("InputTemplate", &**template).end()
    });
    let retry = Told::new().maybe("MaximumRetryAttempts", input.attempts).maybe("MaximumEventAgeInSeconds", input.age);
    let retry = retry.end();
    Told::from(input.more.clone())
        .text("Id", &input.id)
        .text("Arn", &input.arn)
        .maybe("RoleArn", input.role.as_deref())
        .maybe("Input", input.input.as_deref())
        .maybe("InputPath", input.input_path.as_deref())
        .maybe("InputTransformer", transformer)
        .maybe("KinesisParameters", object("PartitionKeyPath", input.key_path.as_deref()))
        .maybe("SqsParameters", object("MessageGroupId", input.group.as_deref()))
        .maybe("DeadLetterConfig", object("Arn", input.dead_letter.as_deref()))
        .maybe("RetryPolicy", (!retry.is_empty()).then_some(retry))
        .end()
        .into()
}

fn path(text: &str) -> Result<Path, EventsError> {
    Path::parse(text).map_err(|why| EventsError::parameter("InputPath", &why))
}

fn retry(input: &TargetInput, limits: &Limits) -> Result<Retry, EventsError> {
    let within = |name: &str, value: Option<u64>, (least, most): (u64, u64)| match value {
        Some(n) if n < least || n > most => {
            Err(EventsError::validation(format!("Value {n} of RetryPolicy.{name} is not between {least} and {most}.")))
        }
        other => Ok(other),
    };
    let attempts = within("MaximumRetryAttempts", input.attempts, limits.attempts)?;
    let age = within("MaximumEventAgeInSeconds", input.age, limits.age)?;
    Ok(Retry {
        attempts: attempts.map_or(limits.retry.attempts, |n| u32::try_from(n).unwrap_or(u32::MAX)),
        age: age.map_or(limits.retry.age, SimTime::from_secs),
    })
}

/// Input, InputPath and InputTransformer exclude each other.
fn what(input: &TargetInput, limits: &Limits) -> Result<Input, EventsError> {
    match (&input.input, &input.input_path, &input.transformer) {
        (None, None, None) => Ok(Input::Whole),
        (Some(text), None, None) => {
            serde_json::from_str::<Value>(text)
                .map_err(|_| EventsError::validation(format!("JSON syntax error in input for target {}.", input.id)))?;
            Ok(Input::Fixed(text.clone()))
        }
        (None, Some(text), None) if &**text == "$" => Ok(Input::Whole),
        (None, Some(text), None) => path(text).map(Input::Part),
        (None, None, Some((paths, template))) => transformer(paths, template, input, limits),
        _ => Err(EventsError::validation(format!(
            "Only one of Input, InputPath, or InputTransformer must be provided for target {}.",
            input.id
        ))),
    }
}

fn transformer(
    paths: &std::collections::BTreeMap<Name, Name>,
    template: &str,
    input: &TargetInput,
    limits: &Limits,
) -> Result<Input, EventsError> {
    let invalid = |why: &str| EventsError::validation(format!("Invalid InputTemplate for target {} : {why}", input.id));
    if paths.len() as u64 > limits.counts.variables {
        return Err(invalid(&format!("at most {} variables", limits.counts.variables)));
    }
    if template.is_empty() || template.chars().count() as u64 > limits.sizes.template {
        return Err(invalid(&format!("1 to {} characters", limits.sizes.template)));
    }
    if let Some(name) = paths.keys().find(|n| n.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("aws."))) {
        return Err(invalid(&format!("the name {name} is reserved")));
    }
    let mut read = std::collections::BTreeMap::new();
    for (name, text) in paths {
        read.insert(name.clone(), path(text)?);
    }
    let known = |name: &str| RESERVED.contains(&name) || paths.contains_key(name);
    let template = Template::parse(template, known).map_err(|why| invalid(&why))?;
    Ok(Input::Transformed(Box::new(Transformer { paths: read, template })))
}
