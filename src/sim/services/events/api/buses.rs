//! Event buses and their resource policies.
use super::{
    Reply, Response, bad_name,
    error::{Code, EventsError},
    page,
    request::{BusInput, Permission},
    starting, well_named,
};
use crate::sim::services::events::model::{
    DEFAULT, Events,
    bus::{Bus, Home},
    bus_name,
};
use crate::sim::{
    members::{Members, Page, Told},
    trace::Name,
    turn::Turn,
};
use serde_json::{Value, json};

impl Events {
    /// The bus of a name or an ARN.
    pub(super) fn known(&self, bus: &str) -> Result<&Bus, EventsError> {
        let name = bus_name(bus);
        self.buses.get(&name).ok_or_else(|| EventsError::missing("Event bus", &name))
    }
    /// The same, to change it.
    pub(super) fn known_mut(&mut self, bus: &str) -> Result<&mut Bus, EventsError> {
        let name = bus_name(bus);
        self.buses.get_mut(&name).ok_or_else(|| EventsError::missing("Event bus", &name))
    }

    /// CreateEventBus.
    pub(super) fn create_bus(&mut self, input: BusInput, turn: Turn<'_>) -> Reply {
        let BusInput { name, source, description, tags, more } = input;
        if !well_named(&name, 256, b"/.-_") {
            return Err(bad_name("name", &name));
        }
        if self.buses.contains_key(&name) {
            return Err(EventsError::exists("Event bus", &name));
        }
        self.check_source(&name, source.as_ref())?;
        if self.buses.len() as u64 >= self.core.limits.counts.buses {
            return Err(EventsError::limit());
        }
        if let Some(partner) = source.as_ref().and_then(|s| self.outside.partners.get_mut(s)) {
            partner.active = true;
        }
        let mut bus = Bus::new(name.clone(), Home::of(turn.region));
        (bus.description, bus.source, bus.tags, bus.more) = (description, source, tags, more);
        bus.times = (turn.now, turn.now);
        // What a deleted bus of this name still has on its way comes to an end under the new one's account.
        bus.fates.created = self.deliveries.values().filter(|d| d.bus == name).count() as u64;
        let told = Told::from(bus.more.clone()).text("EventBusArn", &bus.arn).text("Description", &bus.description);
        self.buses.insert(name, bus);
        Ok(Response::Made(told.end()))
    }

    /// A partner bus bears the name of its source, and no other bus looks like one.
    fn check_source(&self, name: &Name, source: Option<&Name>) -> Result<(), EventsError> {
        let Some(source) = source else {
            if name.starts_with("aws.") && !name.contains('/') {
                let message = format!("Event bus name {name} is reserved: it may not begin with aws.");
                return Err(EventsError::validation(message));
            }
            let plain = !name.contains('/');
            return if plain { Ok(()) } else { Err(EventsError::validation("Event bus name must not contain '/'.")) };
        };
        if source != name {
            return Err(EventsError::parameter("Name", "It must be the name of the partner event source."));
        }
        match self.outside.partners.get(source) {
            None => Err(EventsError::missing("Event source", source)),
            Some(partner) if partner.active => {
                Err(EventsError::new(Code::InvalidState, format!("Event source {source} is already active.")))
            }
            Some(_) => Ok(()),
        }
    }

    /// UpdateEventBus: what is not said stays.
    pub(super) fn update_bus(&mut self, input: BusInput, turn: Turn<'_>) -> Reply {
        let bus = self.known_mut(&input.name)?;
        if !input.description.is_empty() {
            bus.description = input.description;
        }
        bus.more.extend(input.more);
        bus.times.1 = turn.now;
        let told = Told::from(bus.more.clone()).text("Arn", &bus.arn).text("Name", &bus.name);
        Ok(Response::Made(told.text("Description", &bus.description).end()))
    }

    /// DeleteEventBus: its rules go with it; a bus that is not there is no error.
    pub(super) fn delete_bus(&mut self, name: &str) -> Reply {
        let name = bus_name(name);
        if &*name == DEFAULT {
            return Err(EventsError::validation("Cannot delete event bus default."));
        }
        if let Some(bus) = self.buses.remove(&name)
            && let Some(partner) = bus.source.as_ref().and_then(|s| self.outside.partners.get_mut(s))
        {
            partner.active = false;
        }
        // What is already on its way to targets of its rules still arrives, but nobody counts it any more.
        Ok(Response::Done)
    }

    /// DescribeEventBus.
    pub(super) fn describe_bus(&self, name: &str) -> Reply {
        let bus = self.known(name)?;
        let mut told = seen(bus);
        told.extend(bus.more.clone());
        Ok(Response::Described(told))
    }

    /// ListEventBuses.
    pub(super) fn list_buses(&self, prefix: &str, wanted: &Page) -> Reply {
        page(wanted, "EventBuses", starting(&self.buses, prefix), |bus| seen(bus).into())
    }

    /// PutPermission.
    pub(super) fn put_permission(&mut self, permission: Permission, turn: Turn<'_>) -> Reply {
        let most = self.core.limits.sizes.policy;
        let bus = self.known_mut(&permission.bus)?;
        let policy = match &permission.policy {
            Some(text) => whole(text)?,
            None => with_statement(bus, &permission)?,
        };
        if policy.chars().count() as u64 > most {
            let message = format!("The bus policy may have at most {most} characters.");
            return Err(EventsError::new(Code::PolicyLengthExceeded, message));
        }
        (bus.policy, bus.times.1) = (Some(policy.into()), turn.now);
        Ok(Response::Done)
    }

    /// RemovePermission.
    pub(super) fn remove_permission(&mut self, bus: &str, statement: Option<Name>, all: bool, turn: Turn<'_>) -> Reply {
        let bus = self.known_mut(bus)?;
        let mut statements = statements(bus);
        if all {
            (bus.policy, bus.times.1) = (None, turn.now);
            return Ok(Response::Done);
        }
        if statements.is_empty() {
            return Err(EventsError::new(Code::NotFound, "EventBus does not have a policy."));
        }
        let Some(id) = statement else {
            return Err(EventsError::validation("Parameter StatementId or RemoveAllPermissions must be specified."));
        };
        let before = statements.len();
        statements.retain(|s| s.get("Sid").and_then(Value::as_str) != Some(&*id));
        if statements.len() == before {
            return Err(EventsError::new(Code::NotFound, "Statement with the provided id does not exist."));
        }
        bus.policy = (!statements.is_empty()).then(|| policy(&statements).into());
        bus.times.1 = turn.now;
        Ok(Response::Done)
    }
}

/// A bus as lists and descriptions show it.
fn seen(bus: &Bus) -> Members {
    let told = Told::new().text("Name", &bus.name).text("Arn", &bus.arn).text("Description", &bus.description);
    let told = told.text("Policy", bus.policy.as_deref().unwrap_or(""));
    told.at("CreationTime", bus.times.0).at("LastModifiedTime", bus.times.1).end()
}

fn whole(text: &str) -> Result<String, EventsError> {
    let value: Value =
        serde_json::from_str(text).map_err(|_| EventsError::parameter("Policy", "The policy is no valid JSON."))?;
    if value.get("Statement").is_none() {
        return Err(EventsError::parameter("Policy", "The policy has no Statement."));
    }
    Ok(value.to_string())
}

fn with_statement(bus: &Bus, permission: &Permission) -> Result<String, EventsError> {
    let Permission { action, principal, statement_id, condition, .. } = permission;
    if &**action != "events:PutEvents" {
        return Err(EventsError::validation("Provided value in parameter 'action' is not supported."));
    }
    let account = principal.len() == 12 && principal.bytes().all(|b| b.is_ascii_digit());
    if &**principal != "*" && !account {
        return Err(EventsError::validation("Provided value in parameter 'principal' must be 12 digits or '*'."));
    }
    if !well_named(statement_id, 64, b"-_") {
        return Err(bad_name("statementId", statement_id));
    }
    let who = if account { json!({"AWS": crate::sim::arn::root(&bus.arn, principal)}) } else { json!("*") };
    let mut statement = json!({
        "Sid": &**statement_id, "Effect": "Allow", "Principal": who, "Action": &**action, "Resource": &*bus.arn,
    });
    if let (Some((kind, key, value)), Some(map)) = (condition, statement.as_object_mut()) {
        if &**key != "aws:PrincipalOrgID" || &**kind != "StringEquals" || account {
            return Err(EventsError::parameter(
                "Condition",
                "Only StringEquals on aws:PrincipalOrgID, with principal '*'.",
            ));
        }
        map.insert("Condition".into(), json!({&**kind: {&**key: &**value}}));
    }
    let mut all = statements(bus);
    all.retain(|s| s.get("Sid").and_then(Value::as_str) != Some(&**statement_id));
    all.push(statement);
    Ok(policy(&all))
}

fn statements(bus: &Bus) -> Vec<Value> {
    let policy = bus.policy.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    match policy.as_ref().and_then(|p| p.get("Statement")) {
        Some(Value::Array(list)) => list.clone(),
        Some(one) => vec![one.clone()],
        None => vec![],
    }
}

fn policy(statements: &[Value]) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}
