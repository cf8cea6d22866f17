//! Predictions: asked once a run before the moment, measured by running a fork to the moment that shows the answer, shown after.
use super::{
    session::{Draft, Mode, Session},
    setup,
    speed::Speed,
};
use crate::{
    base::{id::Key, time::SimTime},
    content::lab::Prediction,
    sim::command::Command,
};

/// A prediction of this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its place among the lab's predictions.
    pub index: usize,
    /// The outcome under the cursor.
    pub cursor: usize,
    /// The outcome that happens, measured on a fork.
    right: usize,
    /// Answered: the outcome chosen, or none for "I don't know".
    pub answer: Option<Option<usize>>,
}

/// An answered prediction as it may be shown.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'a> {
    /// The prediction.
    pub prediction: &'a Prediction,
    /// What was chosen; none = "I don't know".
    pub chosen: Option<usize>,
    /// What happened; none until the run has reached the moment.
    pub right: Option<usize>,
}

impl Verdict<'_> {
    /// Whether the prediction was right; none until the moment is reached.
    #[must_use]
    pub fn good(&self) -> Option<bool> {
        self.right.map(|right| self.chosen == Some(right))
    }
}

impl Session {
    /// The prediction that waits for an answer, with the outcome under the cursor.
    #[must_use]
    pub fn open_question(&self) -> Option<(&Prediction, usize)> {
        let open = self.asked.iter().find(|a| a.answer.is_none() && self.lab.predictions[a.index].at == self.run.now());
        open.map(|a| (&self.lab.predictions[a.index], a.cursor))
    }

    /// The place of a prediction among those of this lab, from 1, and how many there are.
    #[must_use]
    pub fn place_of(&self, prediction: &Prediction) -> (usize, usize) {
        let all = &self.lab.predictions;
        (all.iter().position(|p| p.id == prediction.id).map_or(1, |i| i + 1), all.len())
    }

    /// The predictions of this run that were answered, in order.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict<'_>> {
        self.asked.iter().filter_map(|a| {
            let prediction = &self.lab.predictions[a.index];
            let shown = self.run.reached() >= prediction.stop;
            a.answer.map(|chosen| Verdict { prediction, chosen, right: shown.then_some(a.right) })
        })
    }

    /// Whether a prediction is still to be asked in this run.
    #[must_use]
    pub fn asks_first(&self) -> bool {
        !self.to_ask.is_empty() || self.open_question().is_some()
    }

    /// Moves the cursor over the outcomes.
    pub fn lean(&mut self, by: isize) {
        let now = self.run.now();
        let lab = self.lab.clone();
        if let Some(a) = self.asked.iter_mut().find(|a| a.answer.is_none() && lab.predictions[a.index].at == now) {
            let most = lab.predictions[a.index].outcomes.len().saturating_sub(1);
            a.cursor = a.cursor.saturating_add_signed(by).min(most);
        }
    }

    /// Puts the cursor on an outcome, from 0.
    pub fn point(&mut self, outcome: usize) {
        self.lean(isize::MIN / 2);
        self.lean(isize::try_from(outcome).unwrap_or(0));
    }

    /// Hands in the outcome under the cursor, or "I don't know"; then the run goes on at ×1 and stops at the moment.
    pub fn answer(&mut self, sure: bool) {
        let now = self.run.now();
        let lab = self.lab.clone();
        let Some(a) = self.asked.iter_mut().find(|a| a.answer.is_none() && lab.predictions[a.index].at == now) else {
            return;
        };
        let chosen = sure.then_some(a.cursor);
        a.answer = Some(chosen);
        let prediction = &lab.predictions[a.index];
        let right = a.right;
        self.tally.records.push(Draft::Predicted { prediction: prediction.id.clone(), chosen, right });
        if !self.stops.contains(&prediction.stop) {
            self.stops.push(prediction.stop);
        }
        if self.shown.is_none() {
            self.speed = Speed::ONE;
        }
        self.mode = Mode::Running;
        // Another one may be asked at the same moment.
        self.ask_if_due();
        self.remeasure();
    }

    /// Opens the next prediction by hand: goes forward to its moment.
    pub fn predict(&mut self) {
        if self.open_question().is_some() {
            return;
        }
        if let Some(at) = self.to_ask.iter().map(|&i| self.lab.predictions[i].at).min() {
            self.goto(at.max(self.run.now()));
            self.ask_if_due();
            self.refresh();
        }
    }

    /// Asks what is to be asked at this moment. A question whose answer these variables and faults leave without exactly one
    /// outcome is dropped in silence: it would be no question.
    pub(super) fn ask_if_due(&mut self) {
        let now = self.run.now();
        while self.open_question().is_none() {
            let due = self.to_ask.iter().position(|&i| self.lab.predictions[i].at == now);
            let Some(index) = due.map(|place| self.to_ask.remove(place)) else { return };
            let fits = self.fits(&self.lab.predictions[index]);
            if let Some(right) = self.measure(&self.lab.predictions[index]).filter(|_| fits) {
                self.asked.push(Asked { index, cursor: 0, right, answer: None });
                self.mode = if now == SimTime::ZERO { Mode::Armed } else { Mode::Paused };
            }
        }
    }

    /// Whether the words of a prediction are true of this run: every variable that was changed is named in them, and nothing
    /// was injected besides what belongs to the story. Of a prediction that the author of a proof chose they are.
    fn fits(&self, prediction: &Prediction) -> bool {
        let words = prediction.given.join(" ") + &prediction.ask;
        let named = |key: &Key| words.contains(&format!("{{{key}}}"));
        let told = |command: &Command| self.setup.planned.contains(command);
        let chosen = self.shown.as_ref().and_then(|s| s.asks).map(|i| &self.lab.predictions[i].id);
        let story = self.setup.planned == self.lab.planned && self.run.log().iter().all(told);
        chosen == Some(&prediction.id) || story && self.setup.values.keys().all(named)
    }

    /// Runs a fork to the moment that shows the answer.
    fn measure(&self, prediction: &Prediction) -> Option<usize> {
        let mut fork = self.run.fork(self.run.now());
        setup::advance(&mut fork, &self.setup.planned, prediction.stop);
        let mut holding = (0..prediction.outcomes.len()).filter(|&i| prediction.outcomes[i].1.holds(&fork));
        match (holding.next(), holding.next()) {
            (Some(right), None) => Some(right),
            _ => None,
        }
    }

    /// After going back before a question that is still open: it will be asked again at its moment.
    pub(super) fn reopen(&mut self, now: SimTime) {
        let lab = self.lab.clone();
        let ahead = |a: &Asked| a.answer.is_none() && lab.predictions[a.index].at > now;
        self.to_ask.extend(self.asked.iter().filter(|a| ahead(a)).map(|a| a.index));
        self.asked.retain(|a| !ahead(a));
    }
}
