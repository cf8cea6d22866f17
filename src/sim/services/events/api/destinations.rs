//! API destinations: addresses outside, each with a rate.
use super::{
    Reply, Request, Response, bad_name, connections, error::EventsError, page, request::DestinationInput, starting,
    well_named,
};
use crate::sim::services::events::model::{Destination, Events};
use crate::sim::{delivery::Pace, members::Members, members::Told, turn::Turn};

impl Events {
    /// Calls about API destinations.
    pub(super) fn destination_call(&mut self, request: Request, turn: Turn<'_>) -> Reply {
        match request {
            Request::CreateApiDestination(input) => self.create_destination(*input, turn),
            Request::UpdateApiDestination(input) => self.update_destination(*input, turn),
            Request::DeleteApiDestination { name } => {
                let gone = self.outside.destinations.remove(&name);
                gone.map(|_| Response::Done).ok_or_else(|| missing(&name))
            }
            Request::DescribeApiDestination { name } => {
                let there = self.outside.destinations.get(&name).ok_or_else(|| missing(&name))?;
                let told = Told::from(self.seen(&name, there)).text("Description", &there.description);
                Ok(Response::Described(told.end()))
            }
            Request::ListApiDestinations { prefix, connection, page: wanted } => {
                let all = starting(&self.outside.destinations, &prefix);
                let all = all.filter(|(_, d)| connection.as_ref().is_none_or(|c| *c == d.connection));
                let all = all.map(|(name, d)| (name.clone(), (name, d)));
                page(&wanted, "ApiDestinations", all, |(name, d)| self.seen(&name, d).into())
            }
            _ => Err(EventsError::validation("Unknown operation.")),
        }
    }

    fn create_destination(&mut self, input: DestinationInput, turn: Turn<'_>) -> Reply {
        if !well_named(&input.name, 64, b".-_") {
            return Err(bad_name("name", &input.name));
        }
        if self.outside.destinations.contains_key(&input.name) {
            return Err(EventsError::exists("An api-destination", &input.name));
        }
        self.check(&input)?;
        if self.outside.destinations.len() as u64 >= self.core.limits.counts.destinations {
            return Err(EventsError::limit());
        }
        let id = self.outside_id();
        let destination = Destination {
            arn: turn.region.arn("events", &format!("api-destination/{}/{id}", input.name)),
            connection: input.connection,
            endpoint: input.endpoint,
            method: input.method,
            rate: input.rate.unwrap_or(self.core.limits.rates.destination),
            pace: Pace::default(),
            description: input.description,
            times: (turn.now, turn.now),
        };
        let told = self.made(&destination).end();
        self.outside.destinations.insert(input.name, destination);
        Ok(Response::Made(told))
    }

    /// UpdateApiDestination: what is not said stays.
    fn update_destination(&mut self, mut input: DestinationInput, turn: Turn<'_>) -> Reply {
        let before = self.outside.destinations.get(&input.name).ok_or_else(|| missing(&input.name))?;
        for (new, old) in [
            (&mut input.connection, &before.connection),
            (&mut input.endpoint, &before.endpoint),
            (&mut input.method, &before.method),
            (&mut input.description, &before.description),
        ] {
            if new.is_empty() {
                *new = old.clone();
            }
        }
        self.check(&input)?;
        let Some(there) = self.outside.destinations.get_mut(&input.name) else { return Err(missing(&input.name)) };
        (there.connection, there.endpoint, there.method) = (input.connection, input.endpoint, input.method);
        (there.description, there.rate) = (input.description, input.rate.unwrap_or(there.rate));
        there.times.1 = turn.now;
        let there = there.clone();
        Ok(Response::Made(self.made(&there).end()))
    }

    fn check(&self, input: &DestinationInput) -> Result<(), EventsError> {
        let DestinationInput { connection, endpoint, method, rate, .. } = input;
        if !self.outside.connections.values().any(|c| c.arn == *connection) {
            return Err(EventsError::missing("Connection", connection));
        }
        if !endpoint.starts_with("https://") || endpoint.len() > 2_048 {
            return Err(EventsError::parameter("InvocationEndpoint", "An HTTPS address is needed."));
        }
        if !matches!(&**method, "POST" | "GET" | "HEAD" | "OPTIONS" | "PUT" | "PATCH" | "DELETE") {
            return Err(EventsError::parameter("HttpMethod", "POST, GET, HEAD, OPTIONS, PUT, PATCH or DELETE."));
        }
        if *rate == Some(0) {
            return Err(EventsError::parameter("InvocationRateLimitPerSecond", "At least 1."));
        }
        Ok(())
    }

    /// ACTIVE while its connection is authorised.
    fn made(&self, destination: &Destination) -> Told {
        let mut connections = self.outside.connections.values();
        let open = connections.any(|c| c.arn == destination.connection && connections::state(c) == "AUTHORIZED");
        Told::new()
            .text("ApiDestinationArn", &destination.arn)
            .text("ApiDestinationState", if open { "ACTIVE" } else { "INACTIVE" })
            .at("CreationTime", destination.times.0)
            .at("LastModifiedTime", destination.times.1)
    }

    /// A destination as lists show it.
    fn seen(&self, name: &str, destination: &Destination) -> Members {
        self.made(destination)
            .text("Name", name)
            .text("ConnectionArn", &destination.connection)
            .text("InvocationEndpoint", &destination.endpoint)
            .text("HttpMethod", &destination.method)
            .put("InvocationRateLimitPerSecond", destination.rate)
            .end()
    }
}

fn missing(name: &str) -> EventsError {
    EventsError::missing("An api-destination", &format!("'{name}'"))
}
