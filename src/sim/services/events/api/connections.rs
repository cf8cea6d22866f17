//! Connections: how an API destination is authorised. Nothing secret is kept.
use super::{
    Reply, Request, Response, bad_name, error::EventsError, page, request::ConnectionInput, starting, well_named,
};
use crate::sim::services::events::model::{Connection, Events};
use crate::sim::{ids, members::Members, members::Told, trace::Name, turn::Turn};

/// Salt of the identities of connections and destinations.
const OUTSIDE: u64 = 0x6f_7574_7369_6465;

impl Events {
    /// Calls about connections.
    pub(super) fn connection_call(&mut self, request: Request, turn: Turn<'_>) -> Reply {
        match request {
            Request::CreateConnection(input) => self.create_connection(*input, turn),
            Request::UpdateConnection(input) => self.update_connection(*input, turn),
            Request::DeauthorizeConnection { name } => {
                let there = self.connection(&name, "Connection")?;
                (there.authorized, there.times.1) = (false, turn.now);
                Ok(Response::Made(changed(there, "DEAUTHORIZING")))
            }
            Request::DeleteConnection { name } => {
                let there = self.connection(&name, "Connection")?;
                there.times.1 = turn.now;
                let told = changed(there, "DELETING");
                self.outside.connections.remove(&name);
                Ok(Response::Made(told))
            }
            Request::DescribeConnection { name } => {
                let there = self.connection(&name, "Failed to describe the connection(s). Connection")?;
                let mut told = Told::from(seen(&name, there))
                    .text("Description", &there.description)
                    .text("SecretArn", &there.secret)
                    .put("AuthParameters", there.parameters.clone())
                    .end();
                told.extend(there.more.clone());
                Ok(Response::Described(told))
            }
            Request::ListConnections { prefix, state: wanted, page: cut } => {
                let all = starting(&self.outside.connections, &prefix);
                let all = all.filter(|(_, c)| wanted.as_ref().is_none_or(|s| **s == *state(c)));
                page(&cut, "Connections", all.map(|(name, c)| (name.clone(), (name, c))), |(n, c)| seen(&n, c).into())
            }
            _ => Err(EventsError::validation("Unknown operation.")),
        }
    }

    fn connection(&mut self, name: &str, what: &str) -> Result<&mut Connection, EventsError> {
        let found = self.outside.connections.get_mut(name);
        found.ok_or_else(|| EventsError::missing(what, &format!("'{name}'")))
    }

    fn create_connection(&mut self, input: ConnectionInput, turn: Turn<'_>) -> Reply {
        let ConnectionInput { name, authorization, description, parameters, more } = input;
        if !well_named(&name, 64, b".-_") {
            return Err(bad_name("name", &name));
        }
        let authorization = known(authorization.unwrap_or_default())?;
        if self.outside.connections.contains_key(&name) {
            return Err(EventsError::exists("Connection", &name));
        }
        let (arn, secret) = (self.outside_id(), self.outside_id());
        let arn = turn.region.arn("events", &format!("connection/{name}/{arn}"));
        let secret = format!("secret:events!connection/{name}/{secret}-{}", secret.get(..6).unwrap_or_default());
        let connection = Connection {
            arn,
            authorization,
            description: description.unwrap_or_default(),
            parameters,
            more,
            secret: turn.region.arn("secretsmanager", &secret),
            authorized: true,
            times: (turn.now, turn.now, turn.now),
        };
        let told = made(&connection).end();
        self.outside.connections.insert(name, connection);
        Ok(Response::Made(told))
    }

    /// UpdateConnection: what is not said stays; new parameters authorise it again.
    fn update_connection(&mut self, input: ConnectionInput, turn: Turn<'_>) -> Reply {
        let authorization = input.authorization.map(known).transpose()?;
        let there = self.connection(&input.name, "Connection")?;
        there.authorization = authorization.unwrap_or_else(|| there.authorization.clone());
        there.description = input.description.unwrap_or_else(|| there.description.clone());
        there.more.extend(input.more);
        there.times.1 = turn.now;
        if !input.parameters.is_empty() {
            (there.parameters, there.authorized, there.times.2) = (input.parameters, true, turn.now);
        }
        Ok(Response::Made(changed(there, state(there))))
    }

    /// The last part of an ARN out there.
    pub(super) fn outside_id(&mut self) -> String {
        let no = self.core.number();
        ids::uuid(self.core.seed, OUTSIDE, no)
    }
}

fn known(authorization: Name) -> Result<Name, EventsError> {
    if matches!(&*authorization, "BASIC" | "OAUTH_CLIENT_CREDENTIALS" | "API_KEY") {
        return Ok(authorization);
    }
    Err(EventsError::parameter("AuthorizationType", "BASIC, OAUTH_CLIENT_CREDENTIALS or API_KEY."))
}

pub(super) const fn state(connection: &Connection) -> &'static str {
    if connection.authorized { "AUTHORIZED" } else { "DEAUTHORIZED" }
}

fn made(connection: &Connection) -> Told {
    let (created, modified, _) = connection.times;
    let told = Told::new().text("ConnectionArn", &connection.arn).text("ConnectionState", state(connection));
    told.at("CreationTime", created).at("LastModifiedTime", modified)
}

fn changed(connection: &Connection, state: &str) -> Members {
    made(connection).put("ConnectionState", state).at("LastAuthorizedTime", connection.times.2).end()
}

/// A connection as lists show it.
fn seen(name: &str, connection: &Connection) -> Members {
    let told = made(connection).text("Name", name).text("AuthorizationType", &connection.authorization);
    told.at("LastAuthorizedTime", connection.times.2).end()
}
