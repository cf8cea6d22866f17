//! The simulation core: deterministic, pure, rewindable. The same seed gives the same run, byte for byte.
//!
//! A [`scenario::Scenario`] (data, from a lab file) and the ledger's [`quotas::Quotas`] make a [`world::World`];
//! a [`timeline::Timeline`] runs it, rewinds it, forks it; [`trace`] says what happened and why; [`panel`] says
//! what there is to see; [`probe`] measures, so that goals, predictions and proofs are questions to the run itself.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// Who sends and who works.
pub mod actors;
/// What will happen, in order.
pub mod agenda;
/// Amazon Resource Names.
pub mod arn;
/// What the learner or a script does to a running world.
pub mod command;
/// What a run costs.
pub mod cost;
/// How rules and schedules deliver: outcomes, retries, dead letters.
pub mod delivery;
/// The calendar behind the seconds of a run.
pub mod epoch;
/// What services ask of each other, in words that belong to none of them.
pub mod errand;
/// Runs without a screen.
pub mod headless;
/// Numbers that look like AWS's identities.
pub mod ids;
/// The laws that hold for every run.
#[cfg(test)]
mod laws;
/// What the lenient account is spared.
pub mod leniency;
/// Answers that describe: members by AWS's names, tags, lists by pages.
pub mod members;
/// What there is to see of a service or an actor, without saying how it is drawn.
pub mod panel;
/// Filter policies and event patterns.
pub mod pattern;
/// IAM: policies as JSON text, and the decision made from them.
pub mod policy;
/// Predicates and measures over a run: goals, predictions, insights and proofs.
pub mod probe;
/// The ledger's numbers, as a plain value.
pub mod quotas;
/// Where a world plays.
pub mod region;
/// The description of a world: resources, actors, wire; read from YAML, checked, changed by path.
pub mod scenario;
/// When something happens by the calendar: at, rate and cron expressions.
pub mod schedule;
/// The AWS services, strangers to each other.
pub mod services;
/// Helpers of tests.
#[cfg(test)]
pub(crate) mod testing;
/// A run: log of commands, snapshots, seek and fork.
pub mod timeline;
/// What happened, with its cause.
pub mod trace;
/// Reshaping JSON: paths and templates of rules and pipes.
pub mod transform;
/// What a service is told and what it answers, as data: services never see each other.
pub mod turn;
/// The way between actors and services.
pub mod wire;
/// The whole simulated world as plain data.
pub mod world;
