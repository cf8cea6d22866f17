//! All sittings side by side: what each was worth, where it goes, and how good the predictions were.
use super::{
    report::Prediction,
    score::{Score, score},
};
use crate::{
    base::{id::Key, moment::Day},
    practice::{
        progress::sitting::Sitting,
        record::sat::{End, Mode},
    },
};

/// A sitting that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub sitting: Key,
    /// The how-many-th of this learner, from 1.
    pub number: u32,
    /// For people: `Section mock`.
    pub title: String,
    /// The blueprint it was drawn by.
    pub blueprint: Key,
    /// The study day on which it ended.
    pub day: Day,
    /// How it was sat.
    pub mode: Mode,
    /// How it ended.
    pub end: End,
    /// What it is worth.
    pub score: Score,
    /// What was expected, held against what came.
    pub prediction: Option<Prediction>,
    /// Milliseconds the paper was on the screen.
    pub used_ms: u64,
}

impl Row {
    /// Minutes the paper was on the screen, rounded.
    #[must_use]
    pub const fn minutes(&self) -> u64 {
        self.used_ms.saturating_add(30_000) / 60_000
    }
}

/// All sittings that have ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Oldest first.
    pub rows: Vec<Row>,
    /// Where it goes, for each blueprint sat against the clock, by its id.
    pub trends: Vec<Trend>,
    /// How good the predictions were; none where none was made.
    pub foresight: Option<Foresight>,
}

/// The estimates of one blueprint over time. Untimed reviews are not in it: their answers were explained on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// Which blueprint.
    pub blueprint: Key,
    /// Its title on the last paper.
    pub title: String,
    /// Day and scaled score, oldest first.
    pub points: Vec<(Day, u32)>,
    /// What can be said of it.
    pub course: Course,
}

/// Where estimates go, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// One sitting shows no direction.
    Single,
    /// Up, and the ranges of first and last have nothing in common.
    Up,
    /// Down, likewise.
    Down,
    /// The ranges of first and last overlap: it may be chance.
    MayBeChance,
}

impl Course {
    /// For people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Single => "one sitting so far",
            Self::Up => "up",
            Self::Down => "down",
            Self::MayBeChance => "within chance",
        }
    }

    /// Where it goes between two ranges (low, high).
    #[must_use]
    pub const fn between(from: (u32, u32), to: (u32, u32)) -> Self {
        if to.0 > from.1 {
            Self::Up
        } else if to.1 < from.0 {
            Self::Down
        } else {
            Self::MayBeChance
        }
    }
}

/// How good the predictions were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foresight {
    /// Sittings with a prediction and an outcome.
    pub sittings: usize,
    /// The mean Brier score in ten-thousandths: 0 = knew it each time, 2500 = as good as a coin.
    pub brier: u32,
    /// Percent expected on average.
    pub expected: u32,
    /// Percent of them that reached the pass mark.
    pub passed: u32,
}

/// Percentage points between what was expected and what came that still count as fair.
const FAIR: u32 = 15;

impl Foresight {
    /// The foresight of predictions that came due; none of none.
    #[must_use]
    pub fn of(predictions: &[Prediction]) -> Option<Self> {
        let n = u32::try_from(predictions.len()).ok().filter(|n| *n > 0)?;
        let mean = |value: fn(&Prediction) -> u32| (predictions.iter().map(value).sum::<u32>() + n / 2) / n;
        Some(Self {
            sittings: predictions.len(),
            brier: mean(|p| p.brier),
            expected: mean(|p| u32::from(p.percent)),
            passed: mean(|p| if p.passed { 100 } else { 0 }),
        })
    }

    /// How well that is judged: `well judged`, `better than a coin; too hopeful`.
    #[must_use]
    pub fn words(&self) -> String {
        let how = match self.brier {
            0..=1_000 => "well judged",
            1_001..2_500 => "better than a coin",
            2_500 => "as good as a coin",
            _ => "a coin would have done better",
        };
        match (self.expected, self.passed) {
            _ if self.sittings < 3 => format!("{how}, so far"),
            (expected, passed) if expected > passed + FAIR => format!("{how}; too hopeful"),
            (expected, passed) if passed > expected + FAIR => format!("{how}; too modest"),
            _ => how.into(),
        }
    }
}

impl History {
    /// All that has ended, oldest first. Sittings under way are left out.
    #[must_use]
    pub fn of(sittings: &[Sitting]) -> Self {
        // In the order in which they ended: a paper can wait while another is sat.
        let mut ended: Vec<&Sitting> = sittings.iter().filter(|sitting| sitting.ended.is_some()).collect();
        ended.sort_by_key(|sitting| sitting.last.at);
        let rows: Vec<Row> = ended.into_iter().filter_map(row).collect();
        let predictions: Vec<Prediction> = rows.iter().filter_map(|row| row.prediction).collect();
        Self { trends: trends(&rows), foresight: Foresight::of(&predictions), rows }
    }
}

fn row(sitting: &Sitting) -> Option<Row> {
    let score = score(sitting)?;
    Some(Row {
        sitting: sitting.id.clone(),
        number: sitting.paper.number,
        title: sitting.paper.title.clone(),
        blueprint: sitting.paper.blueprint.clone(),
        day: sitting.last.day,
        mode: sitting.paper.mode,
        end: sitting.ended.as_ref()?.end,
        prediction: Prediction::of(sitting, &score),
        used_ms: sitting.spent_ms,
        score,
    })
}

fn trends(rows: &[Row]) -> Vec<Trend> {
    let timed = || rows.iter().filter(|row| row.mode != Mode::Review && row.score.estimate.is_some());
    let mut blueprints: Vec<&Key> = timed().map(|row| &row.blueprint).collect();
    blueprints.sort();
    blueprints.dedup();
    let one = |blueprint: &Key| {
        let of_it: Vec<&Row> = timed().filter(|row| row.blueprint == *blueprint).collect();
        let range = |row: &&Row| row.score.estimate.map(|e| (e.low, e.high));
        let ends = (of_it.first().and_then(range), of_it.last().and_then(range));
        Trend {
            blueprint: blueprint.clone(),
            title: of_it.last().map_or_else(String::new, |row| row.title.clone()),
            points: of_it.iter().filter_map(|row| Some((row.day, row.score.estimate?.scaled))).collect(),
            course: match ends {
                (Some(from), Some(to)) if of_it.len() > 1 => Course::between(from, to),
                _ => Course::Single,
            },
        }
    };
    blueprints.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::{Course, Foresight, History};
    use crate::practice::{
        exam::{
            report::Prediction,
            sample::{Answers, Candidate},
        },
        record::sat::Mode,
    };

    const GOOD: Answers<'_> = &[
        ("vt-1", "a", 1),
        ("vt-2", "a", 1),
        ("vt-3", "a", 1),
        ("fan-1", "a", 1),
        ("fan-2", "ab", 1),
        ("policy", "a", 1),
        ("price", "a", 1),
    ];
    const BAD: Answers<'_> = &[
        ("vt-1", "b", 1),
        ("vt-2", "b", 1),
        ("vt-3", "b", 1),
        ("fan-1", "b", 1),
        ("fan-2", "ac", 1),
        ("policy", "b", 1),
        ("price", "-", 1),
    ];

    #[test]
    fn rows_trend_and_foresight() {
        assert_eq!(History::of(&[]), History::default());
        let mut candidate = Candidate::new();
        candidate.expects = Some(20);
        candidate.sits(BAD);
        let once = History::of(&candidate.progress.sittings);
        assert_eq!(once.trends[0].course, Course::Single);
        candidate.expects = Some(90);
        candidate.sits(GOOD);
        let mut sittings = candidate.progress.sittings.clone();
        let history = History::of(&sittings);
        let rows: Vec<_> = history.rows.iter().map(|r| (r.number, r.score.right, r.score.of)).collect();
        assert_eq!(rows, [(1, 0, 7), (2, 7, 7)]);
        let trend = &history.trends[0];
        let scores: Vec<u32> = trend.points.iter().map(|p| p.1).collect();
        assert_eq!((scores, trend.course, trend.title.as_str()), (vec![100, 1_000], Course::Up, "Section mock"));
        let foresight = history.foresight.unwrap();
        assert_eq!((foresight.brier, foresight.sittings), (250, 2));
        assert_eq!(foresight.words(), "well judged, so far");
        sittings[1].paper.mode = Mode::Review;
        assert_eq!(History::of(&sittings).trends[0].points.len(), 1, "what was explained on the way is no trend");
        sittings[1].ended = None;
        assert_eq!(History::of(&sittings).rows.len(), 1);
    }

    #[test]
    fn foresight_in_words() {
        let words = |predictions: &[(u8, bool)]| {
            let made: Vec<Prediction> = predictions.iter().map(|(p, came)| Prediction::new(*p, *came)).collect();
            Foresight::of(&made).map(|f| f.words()).unwrap_or_default()
        };
        assert_eq!(words(&[]), "");
        assert_eq!(words(&[(50, true), (50, false), (50, true), (50, false)]), "as good as a coin");
        assert_eq!(words(&[(90, false), (80, false), (90, true)]), "a coin would have done better; too hopeful");
        assert_eq!(words(&[(60, true), (60, true), (60, true)]), "better than a coin; too modest");
        assert_eq!(words(&[(90, true), (80, true), (10, false)]), "well judged");
    }

    #[test]
    fn ranges_that_overlap_show_no_course() {
        assert_eq!(Course::between((600, 700), (700, 800)), Course::MayBeChance);
        assert_eq!(Course::between((600, 700), (701, 800)), Course::Up);
        assert_eq!(Course::between((600, 700), (500, 599)), Course::Down);
    }
}
