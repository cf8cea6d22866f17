//! Labs as data: a scenario with variables, faults, goals, predictions, insights, stars and hints. No code at all.

/// Whether the parts fit each other.
pub mod check;
/// The parts of a lab file.
pub mod parts;
/// Scenarios on their own, for headless runs.
pub mod play;
/// YAML to lab.
pub mod read;
/// The scenario of a lab file.
pub mod scenario;

use crate::{
    base::{
        id::{Key, LabId, LessonId, SectionId},
        time::SimTime,
    },
    sim::{
        command::{Command, Fault},
        probe::Expr,
        scenario::Scenario,
        services,
    },
};
use std::collections::BTreeMap;

/// A lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lab {
    /// Stable id: `sqs-vt`.
    pub id: LabId,
    /// `SQS visibility timeout`.
    pub title: String,
    /// `visibility timeout`.
    pub short: String,
    /// What it proves, one sentence.
    pub proves: String,
    /// The goal line: `120 s without a double charge`; where the file has none, the words of the second goal.
    pub goal: String,
    /// The lesson section beside it.
    pub lesson: Option<(LessonId, SectionId)>,
    /// The default seed.
    pub seed: u64,
    /// The end of a run.
    pub until: SimTime,
    /// The world it starts from.
    pub scenario: Scenario,
    /// Faults that belong to the story (`inject: ["crash F 20s @9s"]`); a proof brings its own instead.
    pub planned: Vec<Command>,
    /// Numbers the learner may change.
    pub variables: Vec<Variable>,
    /// Faults the learner may inject, with their key.
    pub faults: Vec<FaultChoice>,
    /// Exactly three goals: see it, fix it, master it.
    pub goals: Vec<Goal>,
    /// Further goals (`checks:`) that only proofs of questions ask for; they carry no star.
    pub checks: Vec<Goal>,
    /// Questions before the run.
    pub predictions: Vec<Prediction>,
    /// Sentences by state; the first that holds is shown.
    pub insights: Vec<Insight>,
    /// How the stage and the lanes are laid out.
    pub stage: Stage,
    /// Direction, variable, value.
    pub hints: Vec<String>,
    /// What the finished lab proves, two or three sentences.
    pub lesson_learned: Vec<String>,
    /// What the model leaves out, shown on request.
    pub leaves_out: Vec<String>,
}

impl Lab {
    /// What the model leaves out: the lab's own sentences, then those of each service in its scenario.
    #[must_use]
    pub fn left_out(&self) -> Vec<String> {
        let sections = self.scenario.sections();
        let used = |service: &str| sections.iter().any(|s| s.2 == service && !s.1.is_empty());
        let services = services::LEFT_OUT.iter().filter(|(service, _)| used(service));
        let theirs = services.flat_map(|(_, sentences)| sentences.iter().map(ToString::to_string));
        self.leaves_out.iter().cloned().chain(theirs).collect()
    }
}

/// A number the learner may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// `timeout`.
    pub id: Key,
    /// `timeout`, as shown beside its value.
    pub title: String,
    /// Scenario paths it sets.
    pub paths: Vec<String>,
    /// The values to step through, as written in the scenario: for ranges the author lists sensible stops.
    pub stops: Vec<String>,
    /// What a stop writes into the scenario where that is not its own text (`sets: { one: "[A1, A2]" }`).
    pub sets: BTreeMap<String, String>,
    /// Lowest and highest accepted value when typed, as text; AWS's own limits stand behind them.
    pub range: Option<(String, String)>,
    /// The value at the start.
    pub default: String,
    /// The key after `v`.
    pub key: char,
}

/// A fault the learner may inject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultChoice {
    /// The key after `i`.
    pub key: char,
    /// `crash a consumer`.
    pub title: String,
    /// `C1  C2  C3`, `50 messages in 1 s`.
    pub detail: String,
    /// What is injected; with several, the learner chooses by number.
    pub faults: Vec<Fault>,
}

/// A goal, in words and as a predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// `no-double-charge`.
    pub id: Key,
    /// `No double charge`.
    pub words: String,
    /// Met at the end of the run when this holds then.
    pub holds: Expr,
    /// Lost for good as soon as this holds.
    pub lost_when: Option<Expr>,
}

/// A question about the future, graded by running a fork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// `back-when`.
    pub id: Key,
    /// What is known, sentence by sentence.
    pub given: Vec<String>,
    /// The question.
    pub ask: String,
    /// Asked when the run reaches this moment (0 = before it starts).
    pub at: SimTime,
    /// The moment that shows the answer; the lab stops there.
    pub stop: SimTime,
    /// Two to four outcomes; the right one is the one whose predicate holds on a fork run to `stop`.
    pub outcomes: Vec<(String, Expr)>,
}

/// A sentence shown while its condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insight {
    /// When.
    pub when: Expr,
    /// At most 96 cells. `{expr}` is replaced by its value.
    pub say: String,
}

/// The layout of stage and lanes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// Columns from left to right.
    pub columns: Vec<StageColumn>,
    /// The lanes below.
    pub lanes: Vec<LaneSpec>,
}

/// One column of the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageColumn {
    /// A heading, or the role of the first panel where empty.
    pub title: String,
    /// Panels by (role, name): `queue orders`, `hosts orders-short`, `producer checkout`, `consumers C`.
    pub panels: Vec<(String, String)>,
}

/// One group of lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneSpec {
    /// A heading above them; may be empty.
    pub title: String,
    /// What each lane is: `items`, `groups`, `calls`, `arrivals`.
    pub kind: String,
    /// The queue or actor they are about.
    pub of: String,
    /// How many at most.
    pub most: usize,
}
