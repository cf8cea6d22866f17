//! The four outcomes of a review, by FSRS-6. The library gives unrounded intervals; whole days, their order and their
//! limits are ours.
use super::{Card, Rating};
use crate::base::moment::Day;
use fsrs::{FSRS, FSRS6_DEFAULT_DECAY, ItemState, MemoryState, NextStates, current_retrievability};

/// The longest interval, in days: a hundred years.
const LONGEST: f32 = 36_500.0;

/// All that can come of an answer, known before the reveal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcomes {
    /// After a wrong answer: due again today.
    pub again: Card,
    /// After a hesitant one.
    pub hard: Card,
    /// After a right one.
    pub good: Card,
    /// After an effortless one.
    pub easy: Card,
}

impl Outcomes {
    /// The outcome of a rating.
    #[must_use]
    pub const fn of(&self, rating: Rating) -> Card {
        match rating {
            Rating::Again => self.again,
            Rating::Hard => self.hard,
            Rating::Good => self.good,
            Rating::Easy => self.easy,
        }
    }
}

/// The scheduler: a model of memory and the recall that is wanted when a card comes back.
#[derive(Clone, Debug)]
pub struct Scheduler {
    model: FSRS,
    retention: f32,
    decay: f32,
    /// What tells fitted parameters apart in the log; none for the defaults.
    fitted: Option<u32>,
}

impl Default for Scheduler {
    fn default() -> Self {
        Self { model: FSRS::default(), retention: 0.9, decay: FSRS6_DEFAULT_DECAY, fitted: None }
    }
}

impl Scheduler {
    /// A scheduler that asks again when recall has fallen to `retention` (0.70 to 0.97), with fitted parameters or, where
    /// `parameters` is empty, the defaults of FSRS-6.
    ///
    /// # Errors
    /// A sentence, where the parameters are not those of FSRS.
    pub fn new(retention: f32, parameters: &[f32]) -> Result<Self, String> {
        let model =
            FSRS::new(parameters).map_err(|_| format!("{} parameters are no FSRS-6 model (21)", parameters.len()))?;
        let decay = parameters.get(20).copied().unwrap_or(FSRS6_DEFAULT_DECAY);
        // FNV-1a over the bits.
        let hash = |h: u32, p: &f32| (h ^ p.to_bits()).wrapping_mul(0x0100_0193);
        let fitted = (!parameters.is_empty()).then(|| parameters.iter().fold(0x811c_9dc5, hash));
        Ok(Self { model, retention: retention.clamp(0.70, 0.97), decay, fitted })
    }

    /// Which scheduler wrote a card: `fsrs-6 r0.90`, with a digest of the parameters where they were fitted.
    #[must_use]
    pub fn version(&self) -> String {
        let fitted = self.fitted.map_or(String::new(), |digest| format!(" p{digest:08x}"));
        format!("fsrs-6 r{:.2}{fitted}", self.retention)
    }

    /// All four outcomes of a review on `today`. Hard, good and easy are at least a day apart from each other.
    #[must_use]
    pub fn outcomes(&self, card: Option<&Card>, today: Day) -> Outcomes {
        let before = card.map(|c| MemoryState { stability: c.stability, difficulty: c.difficulty });
        let days = card.map_or(0, |c| u32::try_from(c.last.until(today)).unwrap_or(0));
        let next = self.model.next_states(before, self.retention, days);
        let next = next.unwrap_or_else(|_| fresh(before));
        let [hard, good, easy] = apart([&next.hard, &next.good, &next.easy].map(|s| whole_days(s.interval)));
        let make = |state: &ItemState, interval: i32, lapsed: u32| Card {
            stability: state.memory.stability,
            difficulty: state.memory.difficulty,
            last: today,
            due: Day(today.0.saturating_add(interval)),
            reps: card.map_or(0, |c| c.reps).saturating_add(1),
            lapses: card.map_or(0, |c| c.lapses).saturating_add(lapsed),
        };
        Outcomes {
            again: make(&next.again, 0, u32::from(card.is_some_and(|c| c.interval() > 0))),
            hard: make(&next.hard, hard, 0),
            good: make(&next.good, good, 0),
            easy: make(&next.easy, easy, 0),
        }
    }

    /// The chance that the card is known today, 0 to 1.
    #[must_use]
    pub fn recall(&self, card: &Card, today: Day) -> f32 {
        let state = MemoryState { stability: card.stability, difficulty: card.difficulty };
        let days = u16::try_from(card.last.until(today).max(0)).unwrap_or(u16::MAX);
        current_retrievability(state, f32::from(days), self.decay)
    }
}

/// Half to even, as the reference does, and within what a life allows; 0 for what is no number.
fn whole_days(interval: f32) -> i32 {
    interval.clamp(0.0, LONGEST).round_ties_even() as i32
}

/// Hard, good and easy at least a day apart, none below a day, none above the longest.
fn apart([hard, good, easy]: [i32; 3]) -> [i32; 3] {
    let hard = hard.max(1);
    let good = good.max(hard + 1);
    let easy = easy.max(good + 1).min(LONGEST as i32);
    let good = good.min(easy - 1);
    [hard.min(good - 1), good, easy]
}

/// What a card becomes where the model refuses its numbers (a damaged log): as if it were seen for the first time, so that
/// nothing is lost but its history.
fn fresh(before: Option<MemoryState>) -> NextStates {
    let memory = before.filter(|m| m.stability.is_finite() && m.difficulty.is_finite());
    let memory = memory.unwrap_or(MemoryState { stability: 1.0, difficulty: 5.0 });
    let state = || ItemState { memory: MemoryState { ..memory }, interval: memory.stability.clamp(1.0, LONGEST) };
    NextStates { again: state(), hard: state(), good: state(), easy: state() }
}

#[cfg(test)]
mod tests {
    use super::{Scheduler, fresh, whole_days};
    use crate::{
        base::moment::Day,
        srs::{Card, Rating},
    };

    #[test]
    fn a_new_card_gets_four_different_outcomes() {
        let four = Scheduler::default().outcomes(None, Day(100));
        let days = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy].map(|r| four.of(r).interval());
        assert_eq!(days, [0, 1, 2, 8]);
        assert_eq!((four.good.reps, four.good.lapses, four.good.last), (1, 0, Day(100)));
    }

    #[test]
    fn forgetting_a_known_card_is_a_lapse_and_failing_a_new_one_is_not() {
        let s = Scheduler::default();
        let known = s.outcomes(None, Day(0)).good;
        assert_eq!(s.outcomes(Some(&known), Day(2)).again.lapses, 1);
        let failed = s.outcomes(None, Day(0)).again;
        assert_eq!(s.outcomes(Some(&failed), Day(0)).again.lapses, 0);
    }

    #[test]
    fn intervals_stay_apart_and_within_a_life() {
        let s = Scheduler::new(0.97, &[]).unwrap();
        for (stability, gap) in [(0.01, 0), (0.5, 3), (900.0, 900), (36_000.0, 36_000)] {
            let card = Card { stability, difficulty: 9.5, last: Day(0), due: Day(1), reps: 3, lapses: 0 };
            let four = s.outcomes(Some(&card), Day(gap));
            assert!(four.hard.interval() < four.good.interval(), "{four:?}");
            assert!(four.good.interval() < four.easy.interval(), "{four:?}");
        }
        assert_eq!(whole_days(f32::INFINITY), 36_500);
        assert_eq!((whole_days(2.5), whole_days(3.5)), (2, 4));
    }

    #[test]
    fn a_damaged_card_is_no_end() {
        let card = Card { stability: f32::NAN, difficulty: -3.0, last: Day(9), due: Day(9), reps: 1, lapses: 0 };
        let four = Scheduler::default().outcomes(Some(&card), Day(10));
        assert!(four.good.interval() >= 1);
        assert!(fresh(None).good.interval >= 1.0);
        assert!(Scheduler::new(0.9, &[1.0]).is_err());
    }

    #[test]
    fn the_log_tells_schedulers_apart() {
        let default = fsrs::DEFAULT_PARAMETERS;
        let mut fitted = default;
        fitted[3] += 0.5;
        let named = |p: &[f32]| Scheduler::new(0.9, p).unwrap().version();
        assert_eq!(named(&[]), "fsrs-6 r0.90");
        assert!(named(&fitted).starts_with("fsrs-6 r0.90 p") && named(&fitted) != named(&default));
    }

    #[test]
    fn recall_falls_with_time() {
        let s = Scheduler::default();
        let card = s.outcomes(None, Day(0)).good;
        let (now, later, much) = (s.recall(&card, Day(0)), s.recall(&card, Day(2)), s.recall(&card, Day(60)));
        assert!(now > 0.99 && later < now && much < later && much > 0.0, "{now} {later} {much}");
        assert!((s.recall(&card, Day(-5)) - now).abs() < 1e-6, "a clock set back is no gain");
    }
}
