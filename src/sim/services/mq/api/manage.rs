//! CreateBroker and its kin.
use super::{Call, Code, Create, Listed, MqError, Reply, Request, Response};
use crate::sim::services::mq::{
    model::{
        Deployment, Engine, Mq, Storage,
        broker::{Broker, Node, Tally},
    },
    step::Output,
};
use crate::sim::trace::Name;
use std::collections::{BTreeMap, VecDeque};

impl Mq {
    pub(super) fn manage(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Reply {
        match request {
            Request::CreateBroker(create) => self.create(call, *create),
            Request::DeleteBroker(name) => {
                let mut broker = self.brokers.remove(&name).ok_or_else(|| MqError::no_broker(&name))?;
                broker.close_all(call.turn, out, "DeleteBroker");
                Ok(Response::Done)
            }
            Request::DescribeBroker(name) => {
                let broker = self.brokers.get(&name).ok_or_else(|| MqError::no_broker(&name))?;
                Ok(Response::Brokers(vec![broker.listed()]))
            }
            Request::RebootBroker(name) => {
                let broker = self.brokers.get_mut(&name).ok_or_else(|| MqError::no_broker(&name))?;
                broker.reboot(call.turn, out);
                Ok(Response::Done)
            }
            Request::UpdateBroker(name, settings) => {
                let broker = self.brokers.get_mut(&name).ok_or_else(|| MqError::no_broker(&name))?;
                broker.settings = settings;
                Ok(Response::Done)
            }
            _ => Ok(Response::Brokers(self.brokers.values().map(Broker::listed).collect())),
        }
    }

    fn create(&mut self, call: Call<'_>, create: Create) -> Reply {
        let Create { name, make, settings } = create;
        let bad = |message: &'static str| Err(MqError::new(Code::BadRequestException, message));
        if !well_named(&name) {
            return bad("Invalid broker name. It has 1 to 50 letters, digits, hyphens and underscores.");
        }
        if self.brokers.contains_key(&name) {
            let message = format!("Broker with requested broker name [{name}] already exists.");
            return Err(MqError::new(Code::ConflictException, message));
        }
        if self.brokers.len() as u64 >= self.limits.brokers {
            return bad("The number of brokers in this Region has reached its limit.");
        }
        match (make.engine, make.mode, make.storage) {
            (Engine::ActiveMq, Deployment::Cluster, _) => return bad("CLUSTER_MULTI_AZ is for RabbitMQ brokers."),
            (Engine::RabbitMq, Deployment::ActiveStandby, _) => {
                return bad("ACTIVE_STANDBY_MULTI_AZ is for ActiveMQ brokers.");
            }
            (Engine::ActiveMq, Deployment::ActiveStandby, Storage::Ebs) => {
                return bad("An active/standby broker needs shared storage: StorageType EFS.");
            }
            (Engine::RabbitMq, _, Storage::Efs) => return bad("RabbitMQ brokers use StorageType EBS."),
            _ => {}
        }
        let nodes = match make.mode {
            Deployment::Single => 1,
            Deployment::ActiveStandby => self.limits.pair,
            Deployment::Cluster => self.limits.cluster,
        };
        let room = if make.micro { self.limits.storage_micro } else { self.limits.storage_large };
        let broker = Broker {
            name: name.clone(),
            make,
            nodes: (0..nodes).map(|_| Node { down_until: None }).collect(),
            active: 0,
            destinations: BTreeMap::new(),
            first: None,
            connections: BTreeMap::new(),
            storing: VecDeque::new(),
            settings,
            tally: Tally { room, ..Tally::default() },
            made: call.turn.now,
            next: 1,
        };
        self.brokers.insert(name, broker);
        Ok(Response::Done)
    }
}

impl Broker {
    fn listed(&self) -> Listed {
        let up = self.nodes.iter().any(|n| n.down_until.is_none());
        Listed {
            name: self.name.clone(),
            state: if up { "RUNNING" } else { "REBOOT_IN_PROGRESS" }.into(),
            make: self.make,
        }
    }
}

fn well_named(name: &Name) -> bool {
    (1..=50).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
