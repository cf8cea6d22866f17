//! Aliases: names that lead to one version of a state machine, or share its starts between two.
use super::machines::{deleting, tail};
use super::request::Route;
use super::response::{AliasInfo, Listed};
use super::{Call, Code, Paging, Reply, Response, StatesError, cut};
use crate::sim::services::stepfunctions::model::release::Alias;
use crate::sim::services::stepfunctions::model::{Machine, States};
use crate::sim::trace::Name;
use std::sync::Arc;

/// What an alias's weights make together.
const WHOLE: i64 = 100;

fn wrong(message: impl Into<String>) -> StatesError {
    StatesError::new(Code::Validation, message.into())
}

/// A name AWS takes for an alias: not a number, or it would be a version.
fn good_alias(name: &str) -> Result<(), StatesError> {
    let fits = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    if fits && !name.is_empty() && name.len() <= 80 && !name.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(wrong(format!(
        "1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$"
    )))
}

/// An alias by its ARN: the state machine, and the alias's name.
fn parts(text: &str) -> Result<(&str, &str), StatesError> {
    let none = || StatesError::no_resource(text);
    let name = tail(text).ok_or_else(none)?;
    let machine = super::bare(text);
    Ok((machine.split_once(':').map_or(machine, |(machine, _)| machine), name))
}

impl States {
    /// The state machine a routing belongs to, and its versions with their weights.
    fn routed(&self, routes: &[Route]) -> Result<(Name, Vec<(u32, u32)>), StatesError> {
        let [first, more @ ..] = routes else {
            return Err(wrong("Routing configuration must contain 1 or 2 versions"));
        };
        if more.len() > 1 {
            return Err(wrong("Routing configuration must contain 1 or 2 versions"));
        }
        let weights: Vec<i64> = routes.iter().map(|r| r.weight).collect();
        if weights.iter().sum::<i64>() != WHOLE || weights.iter().any(|w| *w < 0) {
            let shown: Vec<String> = weights.iter().map(ToString::to_string).collect();
            let shown = shown.join(", ");
            return Err(wrong(format!("Sum of routing configuration weights must equal 100. Received: [{shown}]")));
        }
        let machine = self.known(&first.version)?;
        if machine.deleting {
            return Err(deleting(machine));
        }
        let mut found: Vec<(u32, u32)> = vec![];
        for route in routes {
            if self.known(&route.version)?.name != machine.name {
                return Err(wrong("Both stateMachineVersionArn values must belong to the same state machine"));
            }
            let no = tail(&route.version).and_then(|t| t.parse::<u32>().ok());
            let no = no.filter(|no| machine.releases.versions.contains_key(no));
            let no = no.ok_or_else(|| wrong(format!("State Machine version does not exist: {}", route.version)))?;
            if found.iter().any(|other| other.0 == no) {
                return Err(wrong("Routing configuration must not name the same version twice"));
            }
            found.push((no, u32::try_from(route.weight).unwrap_or(0)));
        }
        Ok((machine.name.clone(), found))
    }

    pub(super) fn create_alias(
        &mut self,
        call: Call<'_>,
        name: &Name,
        (description, routes): (Option<Arc<str>>, &[Route]),
    ) -> Reply {
        good_alias(name)?;
        let (place, routes) = self.routed(routes)?;
        let most = self.core.limits.sizes.aliases;
        let Some(machine) = self.machines.get_mut(&place) else { return Err(StatesError::no_machine(&place)) };
        let arn: Name = format!("{}:{name}", machine.arn()).into();
        if let Some(old) = machine.releases.aliases.get(name) {
            // The same again is no error.
            if old.routes == routes && old.description == description {
                return Ok(Response::Made(arn, old.created, None));
            }
            let message = "Failed to create alias because an alias with the same name and a different routing configuration already exists.";
            return Err(StatesError::new(Code::Conflict, message));
        }
        if machine.releases.aliases.len() as u64 >= most {
            let message = format!("The number of aliases of the state machine exceeds the limit of {most}");
            return Err(StatesError::new(Code::ServiceQuotaExceeded, message));
        }
        let now = call.turn.now;
        machine.releases.aliases.insert(name.clone(), Alias { description, routes, created: now, updated: now });
        Ok(Response::Made(arn, now, None))
    }

    pub(super) fn update_alias(
        &mut self,
        call: Call<'_>,
        text: &str,
        (description, routes): (Option<Arc<str>>, Option<&[Route]>),
    ) -> Reply {
        let (place, name) = parts(text)?;
        self.alias(text)?;
        if description.is_none() && routes.is_none() {
            return Err(wrong("Must provide at least one of description or routingConfiguration"));
        }
        let routes = routes.map(|routes| self.routed(routes)).transpose()?;
        if routes.as_ref().is_some_and(|(machine, _)| **machine != *place) {
            return Err(wrong("Routing configuration must name versions of the alias's own state machine"));
        }
        let found = self.machines.get_mut(place).and_then(|m| m.releases.aliases.get_mut(name));
        let alias = found.ok_or_else(|| StatesError::no_resource(text))?;
        alias.description = description.or_else(|| alias.description.take());
        alias.routes = routes.map_or_else(|| alias.routes.clone(), |(_, routes)| routes);
        alias.updated = call.turn.now;
        Ok(Response::At(call.turn.now))
    }

    pub(super) fn delete_alias(&mut self, text: &str) -> Reply {
        let (place, name) = parts(text)?;
        self.alias(text)?;
        if let Some(machine) = self.machines.get_mut(place) {
            machine.releases.aliases.remove(name);
        }
        Ok(Response::Done)
    }

    fn alias(&self, text: &str) -> Result<(&Machine, &Alias), StatesError> {
        let (place, name) = parts(text)?;
        let machine = self.machines.get(place);
        let found = machine.and_then(|m| m.releases.aliases.get(name).map(|alias| (m, alias)));
        found.ok_or_else(|| StatesError::no_resource(text))
    }

    pub(super) fn describe_alias(&self, text: &str) -> Reply {
        let (_, name) = parts(text)?;
        let (machine, alias) = self.alias(text)?;
        let arn = machine.arn();
        let routes = alias.routes.iter().map(|(no, weight)| (format!("{arn}:{no}").into(), *weight)).collect();
        let (alias, own) = (alias.clone(), format!("{arn}:{name}").into());
        Ok(Response::Alias(Box::new(AliasInfo { arn: own, name: name.into(), alias, routes })))
    }

    /// Aliases of a state machine, or of one of its versions, by name.
    pub(super) fn list_aliases(&self, text: &str, paging: Paging<'_>) -> Reply {
        let machine = self.known(text)?;
        let version = tail(text).and_then(|t| t.parse::<u32>().ok());
        let arn = machine.arn();
        let mine = |alias: &Alias| version.is_none_or(|no| alias.routes.iter().any(|route| route.0 == no));
        let all = machine.releases.aliases.iter().filter(|(_, alias)| mine(alias)).map(|(name, alias)| Listed {
            arn: format!("{arn}:{name}").into(),
            name: name.clone(),
            express: machine.express,
            created: alias.created,
        });
        let (list, next) = cut(all, paging, &format!("aliases {text}"))?;
        Ok(Response::Listed(list, next))
    }
}
