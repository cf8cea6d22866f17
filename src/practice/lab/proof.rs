//! Proofs: the lab is run once per option, headless; the goal must be met for right options and missed for wrong ones.
use super::{
    goals::{self, Standing},
    setup::{self, Setup},
};
use crate::{
    base::{
        id::{OptionId, QuestionId},
        time::SimTime,
    },
    content::{
        facts::Ledger,
        lab::{Goal, Lab},
        library::Library,
        pack::{Item, Proof},
    },
    quiz::question::Choice,
    sim::timeline::Timeline,
};
use std::collections::BTreeSet;

/// The option whose run a learner should watch: the chosen one where the lab can test it, else the right one; `after` one that
/// was watched already, the next that can be tested. `None` where nothing can.
#[must_use]
pub fn to_watch(item: &Item, chosen: &BTreeSet<OptionId>, after: Option<&OptionId>) -> Option<OptionId> {
    let proof = item.proof.as_ref()?;
    let tested: Vec<&Choice> = item.question.options.iter().filter(|o| proof.options.contains_key(&o.id)).collect();
    let seen = after.and_then(|id| tested.iter().position(|o| o.id == *id));
    let first = || tested.iter().find(|o| chosen.contains(&o.id)).or_else(|| tested.iter().find(|o| o.right));
    let found = match seen {
        Some(at) => tested.get((at + 1) % tested.len()),
        None => first(),
    };
    found.map(|option| option.id.clone())
}

/// What the simulator says about one option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Which option.
    pub option: OptionId,
    /// Whether the key calls it right.
    pub right: bool,
    /// Whether the goal was met in the run.
    pub met: bool,
    /// When the goal was lost, or met for good; the end of the run where only the end decides.
    pub when: SimTime,
}

impl Measured {
    /// Whether key and simulator agree.
    #[must_use]
    pub const fn agrees(&self) -> bool {
        self.right == self.met
    }
}

/// A proof that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofResult {
    /// The question.
    pub question: QuestionId,
    /// The goal in words.
    pub goal: String,
    /// One entry per listed option, in the author's order of the options.
    pub options: Vec<Measured>,
}

impl ProofResult {
    /// Whether the answer key is proved: both sides were tested, and key and simulator agree on each.
    #[must_use]
    pub fn holds(&self) -> bool {
        let tested = |right| self.options.iter().any(|o| o.right == right);
        tested(true) && tested(false) && self.options.iter().all(Measured::agrees)
    }
}

/// The start of a proof's run with the variables of `option`, or those of the stem alone.
///
/// # Errors
/// Which variable or option is unknown.
pub fn setup(lab: &Lab, proof: &Proof, option: Option<&OptionId>) -> Result<Setup, String> {
    let mut start = Setup::of(lab);
    start.seed = proof.seed.unwrap_or(lab.seed);
    start.until = proof.until.unwrap_or(lab.until);
    start.planned.clone_from(&proof.commands);
    start.planned.sort_by_key(|c| c.at);
    let own = option.and_then(|o| proof.options.get(o));
    for (key, value) in proof.given.iter().chain(own.into_iter().flatten()) {
        let variable = setup::variable(lab, key).ok_or_else(|| format!("lab {} has no variable `{key}`", lab.id))?;
        start.put(variable, value);
    }
    Ok(start)
}

/// Runs the proof of a question.
///
/// # Errors
/// The question has no proof, names a lab, goal or variable that is not there, or a run cannot start.
pub fn prove(library: &Library, item: &Item) -> Result<ProofResult, String> {
    let proof = item.proof.as_ref().ok_or_else(|| format!("{} carries no proof", item.question.id))?;
    let lab = library.labs.get(&proof.lab).ok_or_else(|| format!("there is no lab `{}`", proof.lab))?;
    let goal = goals::find(lab, &proof.goal).ok_or_else(|| format!("lab {} has no goal `{}`", lab.id, proof.goal))?;
    let mut options = Vec::new();
    for choice in item.question.options.iter().filter(|o| proof.options.contains_key(&o.id)) {
        let start = setup(lab, proof, Some(&choice.id))?;
        let (met, when) = measure(lab, &library.ledger, &start, goal)?;
        options.push(Measured { option: choice.id.clone(), right: choice.right, met, when });
    }
    Ok(ProofResult { question: item.question.id.clone(), goal: goal.words.clone(), options })
}

/// Whether a goal is met in a run, and when that was decided.
///
/// # Errors
/// Why the run cannot start.
pub(super) fn measure(lab: &Lab, ledger: &Ledger, start: &Setup, goal: &Goal) -> Result<(bool, SimTime), String> {
    const PARTS: u64 = 240;
    let open = |run: &Timeline| goals::standing(goal, run, start.until) == Standing::Open;
    let mut run = start.begin(lab, ledger, false)?;
    let mut before = run.clone();
    for part in 1..=PARTS {
        let to = SimTime::from_micros(
            u64::try_from(u128::from(start.until.as_micros()) * u128::from(part) / u128::from(PARTS))
                .unwrap_or(u64::MAX),
        );
        setup::advance(&mut run, &start.planned, to);
        if !open(&run) {
            break;
        }
        before.clone_from(&run);
    }
    // The decision fell inside the last part: go through it moment by moment.
    let met = goals::standing(goal, &run, start.until) == Standing::Met;
    let end = run.now();
    while open(&before) {
        let planned = start.planned.iter().map(|c| c.at).filter(|&at| at > before.now()).min();
        let next = before.next_moment().into_iter().chain(planned).min().filter(|&t| t < end).unwrap_or(end);
        setup::advance(&mut before, &start.planned, next);
        if next == end {
            break;
        }
    }
    Ok((met, before.now()))
}
