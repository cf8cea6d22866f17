//! Amazon MQ on the wire: brokers. What clients say to a broker goes over its own protocols, not over this API.
use super::{Ask, astray, lacks};
use crate::endpoint::{command::Command, input::Input, refusal::Refusal};
use crate::sim::{
    region::Region,
    services::{
        Answer, Call,
        mq::{
            api::{Create, Listed, MqError, Request, Response},
            model::{Deployment, Engine, Storage, broker::Make},
            quotas::Settings,
        },
    },
    trace::Name,
};
use serde_json::{Value, json};

/// Says a command in the simulator's words. A BrokerId is the broker's name.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    let input = command.input();
    let id = || input.need("BrokerId").map(Name::from);
    let request = match command.operation {
        "CreateBroker" => create(input)?,
        "DescribeBroker" => Request::DescribeBroker(id()?),
        "DeleteBroker" => Request::DeleteBroker(id()?),
        "RebootBroker" => Request::RebootBroker(id()?),
        "ListBrokers" => Request::ListBrokers,
        _ => return Err(lacks(command)),
    };
    Ok(Call::Mq(request).into())
}

fn create(input: Input<'_>) -> Result<Request, Refusal> {
    let bad = |what: &str| Refusal::new("BadRequestException", format!("Invalid {what}."));
    let engine = match input.need("EngineType")? {
        "ACTIVEMQ" => Engine::ActiveMq,
        "RABBITMQ" => Engine::RabbitMq,
        _ => return Err(bad("EngineType")),
    };
    let mode = match input.need("DeploymentMode")? {
        "SINGLE_INSTANCE" => Deployment::Single,
        "ACTIVE_STANDBY_MULTI_AZ" => Deployment::ActiveStandby,
        "CLUSTER_MULTI_AZ" => Deployment::Cluster,
        _ => return Err(bad("DeploymentMode")),
    };
    let storage = match (input.text("StorageType"), engine) {
        (Some("EFS"), _) | (None, Engine::ActiveMq) => Storage::Efs,
        (Some("EBS"), _) | (None, Engine::RabbitMq) => Storage::Ebs,
        _ => return Err(bad("StorageType")),
    };
    let micro = input.need("HostInstanceType")?.contains("micro");
    let make = Make { engine, mode, storage, micro };
    let name = input.need("BrokerName")?.into();
    Ok(Request::CreateBroker(Box::new(Create { name, make, settings: Settings::of(engine) })))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    let Answer::Mq(reply) = answer else { return Err(astray()) };
    let input = command.input();
    let response = reply.map_err(|e| refusal(&e))?;
    Ok(match (command.operation, response) {
        ("CreateBroker", _) => {
            let name = input.text("BrokerName").unwrap_or_default();
            json!({ "BrokerId": name, "BrokerArn": broker_arn(&command.region, name) })
        }
        ("DeleteBroker", _) => json!({ "BrokerId": input.text("BrokerId") }),
        ("DescribeBroker", Response::Brokers(all)) => {
            all.first().map_or_else(|| json!({}), |broker| described(&command.region, broker))
        }
        (_, Response::Brokers(all)) => {
            json!({ "BrokerSummaries": all.iter().map(|broker| summary(&command.region, broker)).collect::<Vec<_>>() })
        }
        _ => json!({}),
    })
}

fn broker_arn(region: &Region, name: &str) -> String {
    region.arn("mq", &format!("broker:{name}:{name}")).to_string()
}

fn summary(region: &Region, broker: &Listed) -> Value {
    let make = broker.make;
    json!({
        "BrokerId": &*broker.name,
        "BrokerName": &*broker.name,
        "BrokerArn": broker_arn(region, &broker.name),
        "BrokerState": &*broker.state,
        "EngineType": match make.engine { Engine::ActiveMq => "ACTIVEMQ", Engine::RabbitMq => "RABBITMQ" },
        "DeploymentMode": match make.mode {
            Deployment::Single => "SINGLE_INSTANCE",
            Deployment::ActiveStandby => "ACTIVE_STANDBY_MULTI_AZ",
            Deployment::Cluster => "CLUSTER_MULTI_AZ",
        },
        "HostInstanceType": if make.micro { "mq.t3.micro" } else { "mq.m5.large" },
    })
}

fn described(region: &Region, broker: &Listed) -> Value {
    let mut out = summary(region, broker);
    out["StorageType"] = json!(match broker.make.storage {
        Storage::Efs => "EFS",
        Storage::Ebs => "EBS",
    });
    out["PubliclyAccessible"] = json!(false);
    out
}

/// A refusal under AWS's code.
fn refusal(error: &MqError) -> Refusal {
    Refusal::new(error.code.name(), error.message.clone()).status(error.code.http_status().max(400))
}
