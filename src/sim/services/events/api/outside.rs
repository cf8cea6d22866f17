//! Partner sources, connections and API destinations.
use super::{
    Reply, Request, Response, bad_name, described, error::EventsError, request::DestinationInput, starting, well_named,
};
use crate::sim::services::events::model::{Connection, Destination, Events, Partner};
use crate::sim::{arn, delivery::Pace, trace::Name};

impl Events {
    /// Calls about what lies outside.
    pub(super) fn outside_call(&mut self, request: Request) -> Reply {
        match request {
            Request::CreatePartnerEventSource { name, account } => self.create_source(name, account),
            Request::DeletePartnerEventSource { name } => {
                self.outside.partners.remove(&name);
                Ok(Response::Done)
            }
            Request::ListEventSources { prefix } => {
                Ok(Response::Names(starting(self.outside.partners.keys(), &prefix)))
            }
            Request::CreateConnection { name, authorization } => self.create_connection(name, authorization),
            Request::DeleteConnection { name } => {
                let gone = self.outside.connections.remove(&name);
                gone.map(|_| Response::Done).ok_or_else(|| EventsError::missing("Connection", &name))
            }
            Request::CreateApiDestination(input) => self.create_destination(*input),
            Request::DeleteApiDestination { name } => {
                let gone = self.outside.destinations.remove(&name);
                gone.map(|_| Response::Done).ok_or_else(|| EventsError::missing("An api-destination", &name))
            }
            Request::DescribeApiDestination { name } => {
                let found = self.outside.destinations.get(&name);
                let there = found.ok_or_else(|| EventsError::missing("An api-destination", &name))?;
                Ok(described(&[
                    ("Name", &name),
                    ("ApiDestinationArn", &there.arn),
                    ("ApiDestinationState", "ACTIVE"),
                    ("InvocationEndpoint", &there.endpoint),
                    ("HttpMethod", &there.method),
                    ("InvocationRateLimitPerSecond", &there.rate.to_string()),
                ]))
            }
            Request::ListApiDestinations { prefix } => {
                Ok(Response::Names(starting(self.outside.destinations.keys(), &prefix)))
            }
            _ => Err(EventsError::validation("Unknown operation.")),
        }
    }

    fn create_source(&mut self, name: Name, account: Name) -> Reply {
        let parts = name.strip_prefix("aws.partner/").map(|rest| rest.split('/').collect::<Vec<_>>());
        let good = parts.is_some_and(|p| p.len() >= 2 && p.iter().all(|part| well_named(part, 256, b".-_")));
        if !good || name.len() > 256 {
            return Err(EventsError::validation(format!("Event source name {name} must be aws.partner/PARTNER/NAME.")));
        }
        if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
            return Err(EventsError::parameter("Account", "An account has twelve digits."));
        }
        if self.outside.partners.contains_key(&name) {
            return Err(EventsError::exists("Event source", &name));
        }
        let arn = arn::make("events", arn::REGION, "", &format!("event-source/{name}"));
        self.outside.partners.insert(name.clone(), Partner { name, account, active: false });
        Ok(Response::Made(arn))
    }

    fn create_connection(&mut self, name: Name, authorization: Name) -> Reply {
        if !well_named(&name, 64, b".-_") {
            return Err(bad_name("name", &name));
        }
        if !matches!(&*authorization, "BASIC" | "OAUTH_CLIENT_CREDENTIALS" | "API_KEY") {
            return Err(EventsError::parameter("AuthorizationType", "BASIC, OAUTH_CLIENT_CREDENTIALS or API_KEY."));
        }
        if self.outside.connections.contains_key(&name) {
            return Err(EventsError::exists("Connection", &name));
        }
        let arn = arn::local("events", &format!("connection/{name}/{:08x}", self.core.number()));
        self.outside.connections.insert(name, Connection { arn: arn.clone(), authorization });
        Ok(Response::Made(arn))
    }

    fn create_destination(&mut self, input: DestinationInput) -> Reply {
        let DestinationInput { name, connection, endpoint, method, rate } = input;
        if !well_named(&name, 64, b".-_") {
            return Err(bad_name("name", &name));
        }
        if self.outside.destinations.contains_key(&name) {
            return Err(EventsError::exists("An api-destination", &name));
        }
        if !self.outside.connections.values().any(|c| c.arn == connection) {
            return Err(EventsError::missing("Connection", &connection));
        }
        if !endpoint.starts_with("https://") || endpoint.len() > 2_048 {
            return Err(EventsError::parameter("InvocationEndpoint", "An HTTPS address is needed."));
        }
        if !matches!(&*method, "POST" | "GET" | "HEAD" | "OPTIONS" | "PUT" | "PATCH" | "DELETE") {
            return Err(EventsError::parameter("HttpMethod", "POST, GET, HEAD, OPTIONS, PUT, PATCH or DELETE."));
        }
        if rate == Some(0) {
            return Err(EventsError::parameter("InvocationRateLimitPerSecond", "At least 1."));
        }
        if self.outside.destinations.len() as u64 >= self.core.limits.counts.destinations {
            return Err(EventsError::limit());
        }
        let arn = arn::local("events", &format!("api-destination/{name}/{:08x}", self.core.number()));
        let rate = rate.unwrap_or(self.core.limits.rates.destination);
        let destination = Destination { arn: arn.clone(), connection, endpoint, method, rate, pace: Pace::default() };
        self.outside.destinations.insert(name, destination);
        Ok(Response::Made(arn))
    }
}
