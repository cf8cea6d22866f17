//! The data of EventBridge and what must hold of it.
/// Archives and replays.
pub mod archive;
/// Buses and rules.
pub mod bus;
/// Events.
pub mod event;
/// Event patterns with their text.
pub mod filter;
/// Values under CloudWatch's names.
pub mod metrics;
/// Targets and what they are given.
pub mod target;

use super::quotas::{Limits, Settings};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{arn, delivery::Pace, errand::Cargo, members::Members, region, trace::Name};
use archive::{Archive, Replay};
use bus::{Bus, Home};
use event::Event;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use target::Target;

/// The bus every account has, where the events of AWS's own services arrive.
pub const DEFAULT: &str = "default";
/// Salts of the identities EventBridge gives.
const EVENTS: u64 = 0x65_7665_6e74;

/// What all buses share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    /// The run's seed.
    pub seed: u64,
    /// The ledger's numbers.
    pub limits: Limits,
    /// The next number for an event, a delivery, a rule or a replay.
    pub next: u64,
    /// Chance: shuffle, duplicates, jitter.
    pub luck: Stream,
    /// Quotas by Region and account.
    pub regions: BTreeMap<Name, Region>,
}

/// What one account may do in one Region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// PutEvents requests.
    pub puts: Pace,
    /// Invocations of targets.
    pub invocations: Pace,
    /// The PutEvents quota where the scenario sets another than the largest Regions have.
    pub put_rate: Option<u64>,
    /// The invocation quota where the scenario sets another.
    pub invocation_rate: Option<u64>,
}

impl Core {
    /// The next number.
    pub const fn number(&mut self) -> u64 {
        let no = self.next;
        self.next += 1;
        no
    }
    /// An event's id.
    pub fn identity(&mut self) -> Name {
        let no = self.number();
        crate::sim::ids::uuid(self.seed, EVENTS, no).into()
    }
    /// Whether a PutEvents request of a bus at this home is let through.
    pub fn put_allowed(&mut self, home: &Home, now: SimTime) -> bool {
        let most = self.limits.rates.puts;
        let region = self.regions.entry(home.key()).or_default();
        let rate = region.put_rate.unwrap_or(most);
        region.puts.take(now, rate).is_ok()
    }
}

/// A delivery of one event to one target: on its way, waiting for another attempt, or on its way to the dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The bus.
    pub bus: Name,
    /// The rule.
    pub rule: Name,
    /// The rule's ARN.
    pub rule_arn: Name,
    /// The target as it was when the rule matched.
    pub target: Arc<Target>,
    /// What it gets.
    pub cargo: Arc<Cargo>,
    /// When the rule matched.
    pub came: SimTime,
    /// Attempts after the first.
    pub retries: u32,
    /// An attempt has been made.
    pub tried: bool,
    /// It is now a dead letter on its way, for this reason.
    pub dead: Option<Arc<Dead>>,
    /// The trace event that led here.
    pub cause: Option<u64>,
}

/// Why a delivery ended as a dead letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dead {
    /// `ERROR_CODE`.
    pub code: Name,
    /// `ERROR_MESSAGE`.
    pub message: Arc<str>,
    /// `EXHAUSTED_RETRY_CONDITION`.
    pub exhausted: Name,
}

/// A partner's event source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// `aws.partner/example.com/orders`.
    pub name: Name,
    /// The account it is offered to.
    pub account: Name,
    /// A bus has been made for it: ACTIVE, else PENDING.
    pub active: bool,
    /// When it was offered.
    pub made: SimTime,
}

/// A connection: how an API destination is authorised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Its ARN.
    pub arn: Name,
    /// `BASIC`, `OAUTH_CLIENT_CREDENTIALS` or `API_KEY`.
    pub authorization: Name,
    /// Its description.
    pub description: Name,
    /// AuthParameters without anything secret: nobody is asked for a token.
    pub parameters: Members,
    /// What is kept as given: KmsKeyIdentifier, InvocationConnectivityParameters.
    pub more: Members,
    /// The ARN its secret would have; there is no secret.
    pub secret: Name,
    /// AUTHORIZED, else DEAUTHORIZED.
    pub authorized: bool,
    /// When it was made, changed, authorised.
    pub times: (SimTime, SimTime, SimTime),
}

/// An API destination: an address outside, with a rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// Its ARN.
    pub arn: Name,
    /// The connection's ARN.
    pub connection: Name,
    /// `https://...`.
    pub endpoint: Name,
    /// `POST`.
    pub method: Name,
    /// `InvocationRateLimitPerSecond`.
    pub rate: u64,
    /// What was let through.
    pub pace: Pace,
    /// Its description.
    pub description: Name,
    /// When it was made and changed.
    pub times: (SimTime, SimTime),
}

/// What EventBridge knows besides buses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// Partner event sources.
    pub partners: BTreeMap<Name, Partner>,
    /// Connections.
    pub connections: BTreeMap<Name, Connection>,
    /// API destinations.
    pub destinations: BTreeMap<Name, Destination>,
}

/// Amazon EventBridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Events {
    pub(super) core: Core,
    pub(super) buses: BTreeMap<Name, Bus>,
    pub(super) archives: BTreeMap<Name, Archive>,
    pub(super) replays: BTreeMap<Name, Replay>,
    pub(super) outside: Outside,
    pub(super) deliveries: BTreeMap<u64, Delivery>,
}

impl Events {
    /// EventBridge with the default bus and nothing else.
    #[must_use]
    pub fn with(seed: u64, limits: Limits) -> Self {
        let core = Core { seed, limits, next: 1, luck: Stream::new(seed, "events"), regions: BTreeMap::new() };
        let default = Bus::new(DEFAULT.into(), Home::of(region::Region::usual()));
        Self {
            core,
            buses: BTreeMap::from([(DEFAULT.into(), default)]),
            archives: BTreeMap::new(),
            replays: BTreeMap::new(),
            outside: Outside::default(),
            deliveries: BTreeMap::new(),
        }
    }
    /// Changes what one bus assumes; `false` where there is no such bus.
    pub fn set_settings(&mut self, bus: &str, settings: Settings) -> bool {
        self.buses.get_mut(bus).map(|bus| bus.settings = settings).is_some()
    }
    /// Puts a bus into another account or Region.
    pub fn set_home(&mut self, bus: &str, region: &str, account: &str) {
        if let Some(bus) = self.buses.get_mut(bus) {
            bus.home = Home { region: region.into(), account: account.into() };
            bus.rename();
        }
    }
    /// Sets the quotas of the Region and account a bus lives in: PutEvents requests and invocations a second.
    pub fn set_rates(&mut self, bus: &str, puts: Option<u64>, invocations: Option<u64>) {
        let Some(home) = self.buses.get(bus).map(|bus| bus.home.clone()) else { return };
        let region = self.core.regions.entry(home.key()).or_default();
        (region.put_rate, region.invocation_rate) = (puts, invocations);
    }
    /// One bus's data, to look at.
    #[must_use]
    pub fn bus(&self, name: &str) -> Option<&Bus> {
        self.buses.get(name)
    }
    /// One archive's data, to look at.
    #[must_use]
    pub fn archive(&self, name: &str) -> Option<&Archive> {
        self.archives.get(name)
    }
    /// Deliveries that are on their way.
    #[must_use]
    pub fn live(&self) -> usize {
        self.deliveries.len()
    }
    /// The API destination of an ARN.
    pub(super) fn destination(&mut self, target: &str) -> Option<&mut Destination> {
        let place = arn::parse(target).filter(|p| p.service == "events" && p.kind == "api-destination")?;
        self.outside.destinations.get_mut(place.name)
    }
}

/// The bus of a name or an ARN; nothing said is the default bus.
#[must_use]
pub fn bus_name(text: &str) -> Name {
    if text.is_empty() {
        return DEFAULT.into();
    }
    let parsed = arn::parse(text).filter(|p| p.service == "events" && p.kind == "event-bus");
    match parsed {
        Some(place) if place.rest.is_empty() => place.name.into(),
        Some(place) => format!("{}/{}", place.name, place.rest).into(),
        None => text.into(),
    }
}

/// An event with its JSON, made once for all targets of all rules that took it.
#[derive(Debug)]
pub struct Written<'a> {
    /// The event.
    pub event: &'a Arc<Event>,
    /// Its JSON, taken apart.
    pub value: &'a serde_json::Value,
    /// Its JSON text.
    pub text: Arc<str>,
}

impl<'a> Written<'a> {
    /// Writes the text.
    #[must_use]
    pub fn new(event: &'a Arc<Event>, value: &'a serde_json::Value) -> Self {
        Self { event, value, text: event.json().into() }
    }
}
