//! Two sittings side by side: what went up, what went down, and what was wrong both times.
use super::{
    history::Course,
    report::{
        Report,
        item::{Item, Sureness},
        tables::{Judged, Tally},
    },
    score::Score,
};
use crate::{
    base::id::{Key, QuestionId},
    quiz::answer::Verdict,
};

/// Two sittings side by side, the earlier one first in every pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Which two.
    pub sittings: (Key, Key),
    /// Their numbers.
    pub numbers: (u32, u32),
    /// Drawn by one blueprint; else their papers asked about different things.
    pub same_blueprint: bool,
    /// What they are worth.
    pub scores: (Score, Score),
    /// Where it went; none where either has no estimate.
    pub course: Option<Course>,
    /// The four domains.
    pub domains: Vec<DomainPair>,
    /// Milliseconds a question.
    pub pace_ms: (u64, u64),
    /// Sure, not sure, open.
    pub sureness: Vec<SurePair>,
    /// Questions that were on both papers, with a mark on both, in the order of the later one.
    pub both: Vec<Twice>,
}

/// A domain in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainPair {
    /// 1 to 4.
    pub number: u8,
    /// Its name.
    pub name: &'static str,
    /// Right of those that count.
    pub tallies: (Tally, Tally),
}

/// How sure, in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SurePair {
    /// How they were answered.
    pub sureness: Sureness,
    /// Right of all with a mark.
    pub tallies: (Tally, Tally),
    /// What that says.
    pub judged: (Judged, Judged),
}

/// A question that was on both papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    /// Which.
    pub question: QuestionId,
    /// Two to five words.
    pub title: String,
    /// Its numbers on the two papers, from 1.
    pub numbers: (usize, usize),
    /// What became of it.
    pub change: Change,
    /// Milliseconds it was on the screen.
    pub ms: (u64, u64),
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Wrong, then right.
    Better,
    /// Right, then wrong.
    Worse,
    /// Right both times.
    StillRight,
    /// Wrong both times.
    StillWrong,
}

impl Change {
    /// For people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::StillRight => "right both times",
            Self::StillWrong => "wrong both times",
        }
    }

    const fn between(before: bool, after: bool) -> Self {
        match (before, after) {
            (false, true) => Self::Better,
            (true, false) => Self::Worse,
            (true, true) => Self::StillRight,
            (false, false) => Self::StillWrong,
        }
    }
}

impl Comparison {
    /// Compares two reports, whichever is given first: the one with the lower number is the earlier one.
    #[must_use]
    pub fn of(one: &Report, other: &Report) -> Self {
        let swap = one.heading.number > other.heading.number;
        let (a, b) = if swap { (other, one) } else { (one, other) };
        let range = |report: &Report| report.score.estimate.map(|e| (e.low, e.high));
        let domains = a.tables.domains.iter().zip(&b.tables.domains);
        let sureness = a.tables.sureness.iter().zip(&b.tables.sureness);
        Self {
            sittings: (a.sitting.clone(), b.sitting.clone()),
            numbers: (a.heading.number, b.heading.number),
            same_blueprint: a.heading.blueprint == b.heading.blueprint,
            scores: (a.score, b.score),
            course: range(a).zip(range(b)).map(|(from, to)| Course::between(from, to)),
            domains: domains
                .map(|(a, b)| DomainPair { number: a.number, name: a.name, tallies: (a.tally, b.tally) })
                .collect(),
            pace_ms: (a.conduct.pace.average_ms, b.conduct.pace.average_ms),
            sureness: sureness
                .map(|(a, b)| SurePair {
                    sureness: a.sureness,
                    tallies: (a.tally, b.tally),
                    judged: (a.judged, b.judged),
                })
                .collect(),
            both: b.items.iter().filter_map(|after| twice(&a.items, after)).collect(),
        }
    }

    /// How many questions came to this.
    #[must_use]
    pub fn count(&self, change: Change) -> usize {
        self.both.iter().filter(|twice| twice.change == change).count()
    }

    /// Questions that were wrong both times.
    pub fn still_wrong(&self) -> impl Iterator<Item = &Twice> {
        self.both.iter().filter(|twice| twice.change == Change::StillWrong)
    }

    /// What can be said of it, in a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let (Some(before), Some(after)) = (self.scores.0.estimate, self.scores.1.estimate) else {
            return "One of them has no estimate: nothing of it counts.".into();
        };
        let from_to = format!("{} to {}", before.scaled, after.scaled);
        let sentence = match self.course {
            Some(Course::Up) => format!("Up, from {from_to}: more than chance."),
            Some(Course::Down) => format!("Down, from {from_to}: more than chance."),
            _ => format!("From {from_to}: the ranges overlap, so it may be chance."),
        };
        if self.same_blueprint { sentence } else { format!("{sentence} The papers were of different kinds.") }
    }
}

fn twice(before: &[Item], after: &Item) -> Option<Twice> {
    let before = before.iter().find(|item| item.question == after.question)?;
    let right = |verdict: Verdict| verdict == Verdict::Right;
    Some(Twice {
        question: after.question.clone(),
        title: after.title.clone(),
        numbers: (before.number, after.number),
        change: Change::between(right(before.verdict?), right(after.verdict?)),
        ms: (before.ms, after.ms),
    })
}

#[cfg(test)]
mod tests {
    use super::{Change, Comparison, Course};
    use crate::practice::exam::{
        report::Report,
        sample::{Candidate, MIXED},
    };

    fn compared(candidate: &Candidate) -> (Comparison, Comparison) {
        let report = |at: usize| {
            Report::build(&candidate.progress.sittings[at], &candidate.library, &candidate.progress).expect("ended")
        };
        (Comparison::of(&report(0), &report(1)), Comparison::of(&report(1), &report(0)))
    }

    #[test]
    fn two_sittings() {
        let mut candidate = Candidate::new();
        candidate.sits(MIXED);
        candidate.sits(&[
            ("price", "b", 20),
            ("vt-1", "a", 100),
            ("vt-2", "b", 50),
            ("vt-3", "a", 10),
            ("fan-1", "b?", 20),
        ]);
        let (compared, swapped) = compared(&candidate);
        assert_eq!(compared, swapped, "whichever is given first");
        let both: Vec<_> = compared.both.iter().map(|t| (t.question.as_str(), t.numbers, t.change)).collect();
        let expected = [
            ("price", (7, 1), Change::StillWrong),
            ("vt-1", (1, 2), Change::Better),
            ("vt-2", (2, 3), Change::Worse),
            ("vt-3", (3, 4), Change::StillRight),
            ("fan-1", (4, 5), Change::StillWrong),
        ];
        assert_eq!(both, expected);
        assert_eq!(
            compared.still_wrong().map(|t| t.title.as_str()).collect::<Vec<_>>(),
            ["Title of price", "Title of fan-1"]
        );
        assert_eq!((compared.count(Change::Better), compared.numbers, compared.pace_ms), (1, (1, 2), (82_500, 40_000)));
        let resilient = &compared.domains[1];
        assert_eq!((resilient.tallies.0.of, resilient.tallies.1.of), (3, 3));
        assert_eq!(compared.course, Some(Course::MayBeChance));
        assert_eq!(compared.words(), "From 469 to 444: the ranges overlap, so it may be chance.");
    }
}
