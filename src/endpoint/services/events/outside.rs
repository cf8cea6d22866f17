//! What lies outside: partner event sources, connections and API destinations. No secret of a connection enters the simulator.
use super::ask::page;
use crate::endpoint::{
    command::Command,
    input::Input,
    refusal::Refusal,
    services::{
        lacks,
        reading::{self, name, need},
    },
};
use crate::sim::{
    members::Members,
    services::events::api::{
        Request,
        request::{ConnectionInput, DestinationInput},
    },
};
use serde_json::Value;

/// Members of AuthParameters that are secret wherever they stand.
const SECRET: &[&str] = &["Password", "ApiKeyValue", "ClientSecret"];

/// The request an operation stands for.
pub(super) fn request(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    let prefix = || name(input, "NamePrefix");
    let called = || need(input, "Name");
    Ok(match command.operation {
        "CreateConnection" => Request::CreateConnection(Box::new(connection(input)?)),
        "UpdateConnection" => Request::UpdateConnection(Box::new(connection(input)?)),
        "DeauthorizeConnection" => Request::DeauthorizeConnection { name: called()? },
        "DeleteConnection" => Request::DeleteConnection { name: called()? },
        "DescribeConnection" => Request::DescribeConnection { name: called()? },
        "ListConnections" => {
            Request::ListConnections { prefix: prefix(), state: input.name("ConnectionState"), page: page(input) }
        }
        "CreateApiDestination" => Request::CreateApiDestination(Box::new(destination(input)?)),
        "UpdateApiDestination" => Request::UpdateApiDestination(Box::new(destination(input)?)),
        "DeleteApiDestination" => Request::DeleteApiDestination { name: called()? },
        "DescribeApiDestination" => Request::DescribeApiDestination { name: called()? },
        "ListApiDestinations" => Request::ListApiDestinations {
            prefix: prefix(),
            connection: input.name("ConnectionArn"),
            page: page(input),
        },
        _ => return partner(command, input),
    })
}

fn partner(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    let prefix = || name(input, "NamePrefix");
    let called = || need(input, "Name");
    Ok(match command.operation {
        "CreatePartnerEventSource" => {
            Request::CreatePartnerEventSource { name: called()?, account: need(input, "Account")? }
        }
        "DeletePartnerEventSource" => Request::DeletePartnerEventSource { name: called()? },
        "DescribePartnerEventSource" => Request::DescribePartnerEventSource { name: called()? },
        "ListPartnerEventSources" => Request::ListPartnerEventSources { prefix: prefix(), page: page(input) },
        "ListPartnerEventSourceAccounts" => {
            Request::ListPartnerEventSourceAccounts { name: need(input, "EventSourceName")?, page: page(input) }
        }
        "ActivateEventSource" => Request::ActivateEventSource { name: called()? },
        "DeactivateEventSource" => Request::DeactivateEventSource { name: called()? },
        "DescribeEventSource" => Request::DescribeEventSource { name: called()? },
        "ListEventSources" => Request::ListEventSources { prefix: prefix(), page: page(input) },
        _ => return Err(lacks(command)),
    })
}

fn connection(input: Input<'_>) -> Result<ConnectionInput, Refusal> {
    let mut parameters = input.value("AuthParameters").cloned().unwrap_or_default();
    strip(&mut parameters);
    Ok(ConnectionInput {
        name: need(input, "Name")?,
        authorization: input.name("AuthorizationType"),
        description: input.name("Description"),
        parameters: parameters.as_object().cloned().unwrap_or_else(Members::new),
        more: reading::kept(input, &["KmsKeyIdentifier", "InvocationConnectivityParameters"]),
    })
}

/// Takes out everything secret: it is told to nobody, and so it need not be known.
fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !SECRET.contains(&key.as_str()));
            if map.get("IsValueSecret") == Some(&Value::Bool(true)) {
                map.remove("Value");
            }
            map.values_mut().for_each(strip);
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

fn destination(input: Input<'_>) -> Result<DestinationInput, Refusal> {
    Ok(DestinationInput {
        name: need(input, "Name")?,
        connection: name(input, "ConnectionArn"),
        endpoint: name(input, "InvocationEndpoint"),
        method: name(input, "HttpMethod"),
        rate: reading::count(input.int("InvocationRateLimitPerSecond")),
        description: name(input, "Description"),
    })
}
