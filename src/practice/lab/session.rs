//! The session: a lab, a run, a clock, the predictions made, what can be undone, and what is worth showing now.
use super::{
    coming::{self, Coming},
    goals::{self, Standing},
    link::Link,
    outside::Outside,
    predict::Asked,
    setup::{self, Setup},
    speed::Speed,
};
use crate::{
    base::{
        id::{Key, OptionId},
        moment::Now,
        time::SimTime,
    },
    content::{facts::Ledger, lab::Lab, pack},
    practice::record::Record,
    sim::{
        command::{Act, Command},
        timeline::Timeline,
        trace::Event,
    },
};
use std::sync::Arc;

/// What the session is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// At 0:00, nothing has run: predict first.
    Armed,
    /// Time passes.
    Running,
    /// Time stands.
    Paused,
    /// It stopped by itself at a decisive moment.
    Stopped,
    /// The run has reached its end.
    Finished,
}

/// A question's proof that the run shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The option whose variables are set.
    pub option: Option<OptionId>,
    /// The goal that decides.
    pub goal: Key,
    /// The moment the author wants to be looked at; else the one at which the goal is decided.
    pub(super) stop: Option<SimTime>,
    /// The prediction the author chose for this run.
    pub(super) asks: Option<usize>,
    /// What the run started from: whoever changes it looks at something else than the proof.
    pub(super) setup: Setup,
}

/// The state before a change, to go back to.
#[derive(Clone, Debug)]
pub(super) struct Before {
    pub(super) setup: Setup,
    pub(super) run: Timeline,
    pub(super) asked: Vec<Asked>,
    pub(super) what: String,
}

/// What is worth showing now, measured after every change so that drawing only reads.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How the three stars stand.
    pub goals: Vec<Standing>,
    /// The sentence of the first rule that holds; none while a prediction is open.
    pub insight: Option<String>,
    /// The next two things to come; none while a prediction is open.
    pub coming: Vec<Coming>,
    /// How the goal of the proof stands that the run shows.
    pub ruling: Option<Standing>,
}

/// A lab session.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) lab: Arc<Lab>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) setup: Setup,
    pub(super) run: Timeline,
    pub(super) mode: Mode,
    pub(super) speed: Speed,
    /// Predictions of this run, by their place in the lab.
    pub(super) asked: Vec<Asked>,
    /// Predictions that this run will ask, by their place in the lab.
    pub(super) to_ask: Vec<usize>,
    /// Decisive moments still ahead, at which the run stops by itself.
    pub(super) stops: Vec<SimTime>,
    pub(super) trail: Trail,
    pub(super) shown: Option<Shown>,
    pub(super) seen: Seen,
    pub(super) tally: Tally,
    pub(super) outside: Outside,
}

/// Ways back, and the run before this one.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    /// What `U` goes back to, newest last.
    pub(super) undo: Vec<Before>,
    /// Steps forward: where they led and where they came from.
    pub(super) steps: Vec<(SimTime, SimTime)>,
    /// The trace of the last run.
    pub(super) last: Option<Arc<[Event]>>,
    /// The last run lies under this one.
    pub(super) compare: bool,
}

/// What the session has to report.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) hints: u8,
    pub(super) attempt: u32,
    /// This run's end was reported.
    pub(super) reported: bool,
    pub(super) records: Vec<Draft>,
}

/// A record that still lacks its moment of the wall clock.
#[derive(Clone, Debug)]
pub(super) enum Draft {
    Ran { met: Vec<Key>, hints: u8, tuple: String },
    Predicted { prediction: Key, chosen: Option<usize>, right: usize },
}

impl Session {
    /// The lab as its author wrote it, armed at 0:00.
    ///
    /// # Errors
    /// Why the scenario cannot start.
    pub fn new(lab: Arc<Lab>, ledger: Arc<Ledger>) -> Result<Self, String> {
        let setup = Setup::of(&lab);
        let to_ask = (0..lab.predictions.len()).collect();
        Self::with(lab, ledger, setup, to_ask)
    }

    /// The run a link describes, at its moment.
    ///
    /// # Errors
    /// Why it cannot start, or which variable is unknown.
    pub fn from_link(lab: Arc<Lab>, ledger: Arc<Ledger>, link: &Link) -> Result<Self, String> {
        let mut setup = Setup::of(&lab);
        setup.seed = link.seed.unwrap_or(lab.seed);
        for (key, value) in &link.values {
            let variable = setup::variable(&lab, key).ok_or_else(|| format!("this lab has no variable `{key}`"))?;
            setup.put(variable, value);
        }
        for (at, key, value) in &link.changes {
            let variable = setup::variable(&lab, key).ok_or_else(|| format!("this lab has no variable `{key}`"))?;
            for (path, value) in setup::writes(variable, value)? {
                setup.planned.push(Command { at: *at, act: Act::Set { path, value } });
            }
        }
        setup.planned.extend(link.faults.iter().map(|(at, f)| Command { at: *at, act: Act::Inject(f.clone()) }));
        setup.planned.sort_by_key(|c| c.at);
        let asks = if link.at.is_some() { vec![] } else { (0..lab.predictions.len()).collect() };
        let mut session = Self::with(lab, ledger, setup, asks)?;
        if let Some(at) = link.at {
            session.goto(at);
        }
        Ok(session)
    }

    /// The run of a question's proof with the variables of `option` (its `given` alone where none), armed at 0:00: asks the
    /// proof's prediction first, else the lab's own first one where it is true of this run. [`Session::watch`] starts it.
    ///
    /// # Errors
    /// Why it cannot start.
    pub fn proof(
        lab: Arc<Lab>,
        ledger: Arc<Ledger>,
        proof: &pack::Proof,
        option: Option<&OptionId>,
    ) -> Result<Self, String> {
        let setup = super::proof::setup(&lab, proof, option)?;
        let place = |key: &Key| lab.predictions.iter().position(|p| p.id == *key);
        let asks = proof.predict.as_ref().and_then(place);
        let first = asks.or_else(|| (!lab.predictions.is_empty()).then_some(0)).into_iter().collect();
        let shown =
            Shown { option: option.cloned(), goal: proof.goal.clone(), stop: proof.stop, asks, setup: setup.clone() };
        let mut session = Self::with(lab, ledger, setup, first)?;
        session.shown = Some(shown);
        session.refresh();
        Ok(session)
    }

    fn with(lab: Arc<Lab>, ledger: Arc<Ledger>, setup: Setup, to_ask: Vec<usize>) -> Result<Self, String> {
        let run = setup.begin(&lab, &ledger, true)?;
        let mut session = Self {
            lab,
            ledger,
            setup,
            run,
            mode: Mode::Armed,
            speed: Speed::ONE,
            asked: vec![],
            to_ask,
            stops: vec![],
            trail: Trail::default(),
            shown: None,
            seen: Seen::default(),
            tally: Tally { attempt: 1, ..Tally::default() },
            outside: Outside::default(),
        };
        session.refresh();
        Ok(session)
    }

    /// The lab.
    #[must_use]
    pub fn lab(&self) -> &Arc<Lab> {
        &self.lab
    }
    /// The run.
    #[must_use]
    pub const fn run(&self) -> &Timeline {
        &self.run
    }
    /// What the run started from.
    #[must_use]
    pub const fn setup(&self) -> &Setup {
        &self.setup
    }
    /// What the session is doing.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }
    /// The speed the learner chose.
    #[must_use]
    pub const fn speed(&self) -> Speed {
        self.speed
    }
    /// What is worth showing now.
    #[must_use]
    pub const fn seen(&self) -> &Seen {
        &self.seen
    }
    /// The moment shown.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.run.now()
    }
    /// The end of the run.
    #[must_use]
    pub const fn until(&self) -> SimTime {
        self.setup.until
    }
    /// The question's proof this run shows, if any.
    #[must_use]
    pub const fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }
    /// Whether this run is the proof as its author wrote it: neither variables nor faults were changed.
    #[must_use]
    pub fn proves(&self) -> bool {
        let told = |command: &Command| self.setup.planned.contains(command);
        self.shown.as_ref().is_some_and(|s| s.setup == self.setup) && self.run.log().iter().all(told)
    }
    /// The trace of the last run, where it is to lie under this one.
    #[must_use]
    pub fn ghost(&self) -> Option<&[Event]> {
        self.trail.last.as_deref().filter(|_| self.trail.compare)
    }
    /// The attempt, from 1.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.tally.attempt
    }
    /// The hints the learner has asked for, in their order.
    #[must_use]
    pub fn hints(&self) -> &[String] {
        &self.lab.hints[..self.lab.hints.len().min(usize::from(self.tally.hints))]
    }
    /// Shows one hint more; none where all are shown.
    pub fn hint(&mut self) -> Option<&str> {
        let next = usize::from(self.tally.hints);
        let hint = self.lab.hints.get(next)?;
        self.tally.hints += 1;
        Some(hint)
    }
    /// The stars met so far in this run.
    #[must_use]
    pub fn met(&self) -> Vec<Key> {
        let met =
            |(goal, stand): (&crate::content::lab::Goal, &Standing)| (*stand == Standing::Met).then(|| goal.id.clone());
        self.lab.goals.iter().zip(&self.seen.goals).filter_map(met).collect()
    }

    /// Records to be written, dated `now`; each is handed out once.
    pub fn take_records(&mut self, now: Now) -> Vec<Record> {
        let lab = self.lab.id.clone();
        let date = |draft| match draft {
            Draft::Ran { met, hints, tuple } => Record::Ran { lab: lab.clone(), now, met, hints, tuple },
            Draft::Predicted { prediction, chosen, right } => {
                Record::Predicted { lab: lab.clone(), prediction, now, chosen, right }
            }
        };
        std::mem::take(&mut self.tally.records).into_iter().map(date).collect()
    }

    /// Measures anew what is worth showing.
    pub(super) fn refresh(&mut self) {
        if self.attend() {
            self.seen.coming.clear();
        }
        let open = self.open_question().is_some();
        self.seen.goals = goals::all(&self.lab, &self.run, self.setup.until, &self.seen.goals);
        self.seen.insight = if open { None } else { self.insight() };
        self.seen.ruling = self
            .shown
            .as_ref()
            .and_then(|shown| goals::find(&self.lab, &shown.goal))
            .map(|goal| goals::dated(goal, &self.run, self.setup.until, self.seen.ruling));
        let known = self.seen.coming.first().is_some_and(|c| c.at > self.run.now());
        let fast = self.mode == Mode::Running && self.pace() > Speed::READABLE;
        if open || fast {
            self.seen.coming.clear();
        } else if !known {
            self.seen.coming = coming::next(&self.run, &self.setup);
        }
    }

    /// Forgets what was measured: the future has changed.
    pub(super) fn remeasure(&mut self) {
        self.seen.coming.clear();
        self.refresh();
    }

    fn insight(&self) -> Option<String> {
        let rule = self.lab.insights.iter().find(|rule| rule.when.holds(&self.run))?;
        Some(super::words::fill(&rule.say, self))
    }

    /// Writes the run into the log once it has ended.
    pub(super) fn report_end(&mut self) {
        if self.run.now() < self.setup.until || self.tally.reported {
            return;
        }
        self.tally.reported = true;
        let proof = self.shown.is_some();
        if !(proof && self.mode == Mode::Stopped) {
            self.mode = Mode::Finished;
        }
        // Who watches a proof wins no star: the run was the author's.
        let met = if proof { vec![] } else { self.met() };
        let (hints, tuple) = (self.tally.hints, self.link().to_string());
        self.tally.records.push(Draft::Ran { met, hints, tuple });
    }
}
