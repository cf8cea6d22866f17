//! The data of Lambda, and what must hold of it.
/// What is told of a function.
pub mod about;
/// What was used, and what is left.
mod account;
/// What a function does.
pub mod code;
/// What was finished.
pub mod done;
/// Environments.
pub mod envs;
/// What a mapping lets through.
pub mod filter;
/// Functions.
pub mod function;
/// Asynchronous events.
pub mod later;
/// Mappings.
pub mod mapping;
/// Metrics.
pub mod metrics;
/// Pollers of queues.
pub mod poller;
/// Invocations.
pub mod run;
/// Readers of streams.
pub mod stream;

use super::quotas::Limits;
use crate::sim::{ids, trace::Name};
use function::Function;
use later::Event;
use mapping::Mapping;
use run::Run;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Salt of request ids.
const REQUESTS: u64 = 0x1a3b_da01;
/// Salt of mapping ids.
const MAPPINGS: u64 = 0x1a3b_da02;

/// What all functions share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    /// The run's seed.
    pub seed: u64,
    /// The ledger's numbers.
    pub limits: Limits,
    /// The last number given to an errand.
    pub tickets: u64,
    /// The last number given to an invocation, and to a request id.
    pub runs: u64,
    /// The last number given to an asynchronous event.
    pub events: u64,
    /// The last number given to a mapping.
    pub mappings: u32,
    /// Concurrent executions that functions reserve for themselves.
    pub reserved: u32,
    /// Concurrent executions of the others.
    pub unreserved: u32,
    /// `null`, what most functions return.
    pub nothing: Arc<str>,
}

impl Core {
    /// The next request id.
    pub fn request_id(&mut self) -> Name {
        self.runs += 1;
        ids::uuid(self.seed, REQUESTS, self.runs).into()
    }
    /// The next mapping's number and UUID.
    pub fn mapping_id(&mut self) -> (u32, Name) {
        self.mappings += 1;
        (self.mappings, ids::uuid(self.seed, MAPPINGS, self.mappings.into()).into())
    }
}

/// Who waits for the outcome of an errand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Waits {
    /// A poller of a mapping.
    Receive(u32, u32),
    /// A mapping deletes messages; so many tries before.
    Delete(u32, Arc<Vec<Name>>, u32),
    /// An invocation does something outside, at this epoch.
    Effect(u64, u32),
    /// A mapping lists shards.
    Shards(u32),
    /// A shard of a mapping wants an iterator.
    Iterator(u32, u32),
    /// A shard of a mapping wants records.
    Records(u32, u32),
    /// A lane of a shard of a mapping wants to know whether the stream still holds its batch.
    Oldest(u32, u32, u32),
    /// A function's record goes to a destination.
    Destination(Name),
    /// A function's dead letter.
    DeadLetter(Name),
    /// A mapping's failed batch of so many records goes to its destination.
    OnFailure(u32, u32),
}

/// Lambda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lambda {
    /// What all share.
    pub core: Core,
    /// By name.
    pub functions: BTreeMap<Name, Function>,
    /// By number.
    pub mappings: BTreeMap<u32, Mapping>,
    /// Invocations that run, by number.
    pub runs: BTreeMap<u64, Run>,
    /// Asynchronous events that are not finished, by number.
    pub events: BTreeMap<u64, Event>,
    /// Errands under way, by ticket.
    pub waits: BTreeMap<u64, Waits>,
}

impl Lambda {
    /// Lambda without any function.
    #[must_use]
    pub fn with(seed: u64, limits: Limits) -> Self {
        let core = Core {
            seed,
            limits,
            tickets: 0,
            runs: 0,
            events: 0,
            mappings: 0,
            reserved: 0,
            unreserved: 0,
            nothing: "null".into(),
        };
        Self {
            core,
            functions: BTreeMap::new(),
            mappings: BTreeMap::new(),
            runs: BTreeMap::new(),
            events: BTreeMap::new(),
            waits: BTreeMap::new(),
        }
    }
    /// Sets what AWS does not publish; whether there is such a function.
    pub fn set_settings(&mut self, function: &str, settings: super::quotas::Settings) -> bool {
        self.functions.get_mut(function).map(|f| f.settings = settings).is_some()
    }
    /// The mapping of a UUID.
    #[must_use]
    pub fn mapping(&self, uuid: &str) -> Option<&Mapping> {
        self.mappings.values().find(|m| &*m.uuid == uuid)
    }
}
