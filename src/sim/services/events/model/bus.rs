//! Event buses and their rules.
use super::{filter::Filter, metrics::Tally, target::Target};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    members::{Members, Tags},
    region::Region,
    schedule::Schedule,
    services::events::quotas::Settings,
    trace::{Item, Name},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// Where a bus lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Home {
    /// `us-east-1`.
    pub region: Name,
    /// Twelve digits.
    pub account: Name,
}

impl Home {
    /// Region and account as one word.
    #[must_use]
    pub fn key(&self) -> Name {
        format!("{}/{}", self.region, self.account).into()
    }
    /// The run's own account in its Region.
    #[must_use]
    pub fn of(region: &Region) -> Self {
        Self { region: region.name().into(), account: arn::ACCOUNT.into() }
    }
}

/// What came of the invocations of a bus: every fate counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fates {
    /// Created by a match.
    pub created: u64,
    /// Taken by their target.
    pub delivered: u64,
    /// In a dead-letter queue.
    pub dead: u64,
    /// Given up without one, or refused by it.
    pub lost: u64,
}

/// An event bus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bus {
    /// Its name.
    pub name: Name,
    /// Its ARN.
    pub arn: Name,
    /// Where it lives.
    pub home: Home,
    /// Its description.
    pub description: Name,
    /// When it was made, and when it or its policy was last changed.
    pub times: (SimTime, SimTime),
    /// Its tags.
    pub tags: Tags,
    /// What is kept as given: KmsKeyIdentifier, DeadLetterConfig, LogConfig.
    pub more: Members,
    /// The partner source its events come from.
    pub source: Option<Name>,
    /// Its resource policy.
    pub policy: Option<Arc<str>>,
    /// What AWS does not publish.
    pub settings: Settings,
    /// Its rules.
    pub rules: BTreeMap<Name, Rule>,
    /// What has happened, under CloudWatch's names.
    pub tally: Tally,
    /// What came of invocations.
    pub fates: Fates,
    /// The last events that arrived, for the panel.
    pub recent: VecDeque<(Item, bool)>,
}

impl Bus {
    /// A bus without rules.
    #[must_use]
    pub fn new(name: Name, home: Home) -> Self {
        let arn = arn::make("events", &home.region, &home.account, &format!("event-bus/{name}"));
        Self {
            name,
            arn,
            home,
            description: "".into(),
            times: (SimTime::ZERO, SimTime::ZERO),
            tags: Tags::new(),
            more: Members::new(),
            source: None,
            policy: None,
            settings: Settings::default(),
            rules: BTreeMap::new(),
            tally: Tally::default(),
            fates: Fates::default(),
            recent: VecDeque::new(),
        }
    }
    /// Gives the bus and its rules the ARNs of their home.
    pub fn rename(&mut self) {
        self.arn = arn::make("events", &self.home.region, &self.home.account, &format!("event-bus/{}", self.name));
        let names: Vec<Name> = self.rules.keys().cloned().collect();
        for name in names {
            let arn = self.rule_arn(&name);
            if let Some(rule) = self.rules.get_mut(&name) {
                rule.arn = arn;
            }
        }
    }
    /// The ARN of a rule of this bus.
    #[must_use]
    pub fn rule_arn(&self, rule: &str) -> Name {
        let path =
            if &*self.name == super::DEFAULT { format!("rule/{rule}") } else { format!("rule/{}/{rule}", self.name) };
        arn::make("events", &self.home.region, &self.home.account, &path)
    }
    /// Remembers an event for the panel; whether any rule took it.
    pub fn remember(&mut self, item: Item, matched: bool) {
        if self.recent.len() == 8 {
            self.recent.pop_front();
        }
        self.recent.push_back((item, matched));
    }
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// Its ARN.
    pub arn: Name,
    /// Its own number; timers carry it.
    pub no: u64,
    /// Counts changes of its schedule; timers of an older one mean nothing.
    pub epoch: u32,
    /// The event pattern.
    pub pattern: Option<Filter>,
    /// The schedule with its text.
    pub schedule: Option<Timetable>,
    /// Whether it works.
    pub enabled: bool,
    /// Its description.
    pub description: Name,
    /// A role, for targets that need one.
    pub role: Option<Name>,
    /// Its tags.
    pub tags: Tags,
    /// Its targets, in the order they were put.
    pub targets: Vec<Arc<Target>>,
    /// What has happened.
    pub tally: Tally,
}

/// A schedule with its text and when it began to count, in epoch seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    /// As it was put.
    pub text: Name,
    /// Read.
    pub schedule: Schedule,
    /// Since when.
    pub begun: i64,
}
