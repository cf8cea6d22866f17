//! What a sitting is worth, as an estimate: AWS publishes the ends of its scale and the pass mark, not the line between them.
use crate::{practice::progress::sitting::Sitting, quiz::answer::Verdict};

/// The scaled score that passes.
pub const PASS: u32 = 720;
/// The lowest scaled score, and the highest.
pub const SCALE: (u32, u32) = (100, 1_000);
/// Percent of right answers that is taken for the pass mark; also from where on a domain "meets". A rule of thumb, as all of the line is.
pub const PASS_SHARE: u32 = 72;
/// The two-sided 90 % range in standard deviations.
const Z: f64 = 1.645;

/// What a sitting is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// Items that were right, of those that count.
    pub right: usize,
    /// Items that count.
    pub of: usize,
    /// Items that would count, but whose questions had left the bank when the paper was handed in.
    pub gone: usize,
    /// Items that never counted.
    pub unscored: usize,
    /// The estimate; none where nothing counts.
    pub estimate: Option<Estimate>,
}

/// A scaled score, with the range in which it lies in nine of ten cases. All of it is an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// 100 to 1000.
    pub scaled: u32,
    /// The lower end of the range.
    pub low: u32,
    /// The upper end of the range.
    pub high: u32,
    /// What can be said of it.
    pub call: Call,
}

/// What can be said of an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// The whole range passes.
    Pass,
    /// None of the range passes.
    Fail,
    /// The range has the pass mark inside.
    TooClose,
}

impl Call {
    /// For people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::TooClose => "too close to call",
        }
    }
}

impl Estimate {
    /// The estimate for so many right of so many; none of none. More than all counts as all.
    #[must_use]
    pub fn of(right: usize, of: usize) -> Option<Self> {
        if of == 0 {
            return None;
        }
        let share = count(right.min(of)) / count(of);
        let scaled = line(share);
        let (low, high) = wilson(share, count(of));
        // The interval holds its own middle but for the last digit of a float.
        let (low, high) = (line(low).min(scaled), line(high).max(scaled));
        let call = match () {
            () if low >= PASS => Call::Pass,
            () if high < PASS => Call::Fail,
            () => Call::TooClose,
        };
        Some(Self { scaled, low, high, call })
    }

    /// Whether the estimate itself, leaving its range aside, reaches the pass mark: what a prediction is held against.
    #[must_use]
    pub const fn passes(&self) -> bool {
        self.scaled >= PASS
    }
}

/// A count as a float: papers have hundreds of items at most.
fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// The line from a share of right answers to the scale: nothing right is 100, 72 % is 720, all is 1000, straight between.
fn line(share: f64) -> u32 {
    let (lowest, pass, highest) = (f64::from(SCALE.0), f64::from(PASS), f64::from(SCALE.1));
    let knee = f64::from(PASS_SHARE) / 100.0;
    let share = share.clamp(0.0, 1.0);
    if share < knee {
        // What falls short does not reach the pass mark by rounding.
        return ((lowest + share / knee * (pass - lowest)).round() as u32).min(PASS - 1);
    }
    (pass + (share - knee) / (1.0 - knee) * (highest - pass)).round() as u32
}

/// Wilson's 90 % interval around a share of `n`.
fn wilson(share: f64, n: f64) -> (f64, f64) {
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let shrink = 1.0 + Z * Z / n;
    ((middle - half) / shrink, (middle + half) / shrink)
}

/// What a sitting is worth; none while it goes on. Only items that count are counted, and of those only what has a mark.
#[must_use]
pub fn score(sitting: &Sitting) -> Option<Score> {
    let marks = &sitting.ended.as_ref()?.marks;
    let sheets = &sitting.paper.sheets;
    let counted = || sheets.iter().enumerate().filter(|(_, sheet)| sheet.scored);
    let marked = || counted().filter_map(|(i, _)| marks.get(i).copied().flatten());
    let (of, right) = (marked().count(), marked().filter(|mark| *mark == Verdict::Right).count());
    Some(Score {
        right,
        of,
        gone: counted().count() - of,
        unscored: sheets.len() - counted().count(),
        estimate: Estimate::of(right, of),
    })
}

/// Whether so many right of so many reach the share that "meets"; none of none.
#[must_use]
pub fn meets(right: usize, of: usize) -> Option<bool> {
    (of > 0).then(|| right * 100 >= of * PASS_SHARE as usize)
}

#[cfg(test)]
mod tests {
    use super::{Call, Estimate, PASS, SCALE, meets};
    use crate::content::{embedded, library};
    use proptest::prelude::*;

    fn estimate(right: usize, of: usize) -> (u32, u32, u32, Call) {
        let Estimate { scaled, low, high, call } = Estimate::of(right, of).expect("something was asked");
        (low, scaled, high, call)
    }

    #[test]
    fn the_line_and_its_range() {
        assert_eq!(Estimate::of(0, 0), None);
        assert_eq!(estimate(0, 50), (100, 100, 144, Call::Fail));
        assert_eq!(estimate(36, 50), (622, 720, 811, Call::TooClose));
        assert_eq!(estimate(50, 50), (949, 1_000, 1_000, Call::Pass));
        assert_eq!(estimate(49, 65).1, 754);
        // 72 % of 25, 50, 75 and 100 are whole, and each is the pass mark exactly.
        assert!([(18, 25), (36, 50), (54, 75), (72, 100)].iter().all(|(r, n)| estimate(*r, *n).1 == PASS));
    }

    #[test]
    fn a_short_paper_says_less() {
        assert_eq!(estimate(16, 20).3, Call::TooClose);
        assert_eq!(estimate(18, 20).3, Call::Pass);
        assert_eq!(estimate(9, 20).3, Call::Fail);
        assert_eq!(estimate(1, 1).3, Call::TooClose, "one right answer tells nothing");
    }

    #[test]
    fn a_domain_meets_from_the_pass_share_on() {
        assert_eq!([meets(0, 0), meets(18, 25), meets(17, 25)], [None, Some(true), Some(false)]);
    }

    #[test]
    fn the_scale_is_the_ledgers() {
        let (library, _) = library::load(&embedded::sources());
        let numbers = &library.ledger.quotas.numbers;
        assert_eq!(numbers[&"exam.pass:pass".into()].is, Some(u64::from(PASS)));
        let scale = &numbers[&"exam.pass:scale".into()];
        assert_eq!((scale.min, scale.max), (Some(u64::from(SCALE.0)), Some(u64::from(SCALE.1))));
    }

    proptest! {
        #[test]
        fn more_right_is_never_worth_less(of in 1_usize..300, right in 0_usize..300) {
            let right = right.min(of);
            let (low, scaled, high, call) = estimate(right, of);
            prop_assert!(SCALE.0 <= low && low <= scaled && scaled <= high && high <= SCALE.1);
            prop_assert_eq!(call == Call::TooClose, low < PASS && high >= PASS);
            if right < of {
                let more = estimate(right + 1, of);
                prop_assert!(more.0 >= low && more.1 > scaled && more.2 >= high);
            }
        }

        #[test]
        fn the_estimate_passes_where_a_domain_would_meet(of in 1_usize..300, right in 0_usize..300) {
            let right = right.min(of);
            let passes = Estimate::of(right, of).is_some_and(|e| e.passes());
            prop_assert_eq!(Some(passes), meets(right, of));
        }

        #[test]
        fn nothing_panics(right: usize, of: usize) {
            prop_assert_eq!(Estimate::of(right, of).is_none(), of == 0);
        }
    }
}
