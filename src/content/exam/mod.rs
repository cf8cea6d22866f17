//! Blueprints of mock exams: how many questions, how long, and which tasks in which shares. Data, one YAML file each.

/// What the exam asks about.
pub mod guide;
/// YAML to blueprints.
pub mod read;

use crate::base::id::Key;

/// A kind of mock exam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blueprint {
    /// Stable, never reused: `section`.
    pub id: Key,
    /// For people: `Section mock`.
    pub title: String,
    /// What it is and what it is not, in a sentence or two.
    pub about: String,
    /// Questions on the paper.
    pub questions: usize,
    /// Minutes to answer them.
    pub minutes: u32,
    /// How many of the questions do not count, and are not marked as such.
    pub unscored: usize,
    /// What the questions are about, in order.
    pub shares: Vec<Share>,
}

/// A part of the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// For people: `Data ingestion`.
    pub name: String,
    /// Task statements (`2.1`) or whole domains (`2`).
    pub tasks: Vec<String>,
    /// Its weight among the shares.
    pub weight: u32,
    /// Where the bank has too little for it, the share that fills gives the rest.
    pub lends: bool,
    /// It gives what shares that lend lack.
    pub fills: bool,
}

impl Share {
    /// Whether a question's task statement belongs here.
    #[must_use]
    pub fn covers(&self, task: &str) -> bool {
        self.tasks.iter().any(|t| t == task || (t.len() == 1 && task.split('.').next() == Some(t)))
    }
}

impl Blueprint {
    /// How many questions each share gets, by the largest remainder: no share is off by a whole question.
    #[must_use]
    pub fn allot(&self) -> Vec<usize> {
        largest_remainder(self.questions, &self.shares.iter().map(|s| s.weight).collect::<Vec<_>>())
    }
}

/// Splits `total` by weights: each gets its quota rounded down, and what is left goes to the largest remainders, earlier ones
/// first where they are equal. All nothing where no weight is.
#[must_use]
pub fn largest_remainder(total: usize, weights: &[u32]) -> Vec<usize> {
    let sum: u64 = weights.iter().map(|w| u64::from(*w)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |w: &u32| total as u64 * u64::from(*w);
    let mut parts: Vec<usize> = weights.iter().map(|w| usize::try_from(exact(w) / sum).unwrap_or(0)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(exact(&weights[i]) % sum), i));
    let left = total - parts.iter().sum::<usize>();
    for i in order.into_iter().take(left) {
        parts[i] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::largest_remainder;
    use proptest::prelude::*;

    #[test]
    fn the_exams_own_numbers() {
        assert_eq!(largest_remainder(50, &[30, 26, 24, 20]), [15, 13, 12, 10]);
        assert_eq!(largest_remainder(65, &[30, 26, 24, 20]), [19, 17, 16, 13]);
        assert_eq!(largest_remainder(20, &[35, 25, 15, 25]), [7, 5, 3, 5]);
        assert_eq!(largest_remainder(10, &[0, 0]), [0, 0]);
    }

    proptest! {
        #[test]
        fn every_question_is_given_and_nobody_is_off_by_one(total in 0_usize..500, weights in proptest::collection::vec(0_u32..1_000, 1..9)) {
            let parts = largest_remainder(total, &weights);
            let sum: u64 = weights.iter().map(|w| u64::from(*w)).sum();
            prop_assert_eq!(parts.iter().sum::<usize>(), if sum == 0 { 0 } else { total });
            for (part, weight) in parts.iter().zip(&weights) {
                let floor = (total as u64 * u64::from(*weight)).checked_div(sum).unwrap_or(0);
                prop_assert!(*part as u64 == floor || *part as u64 == floor + 1);
                prop_assert!(*weight > 0 || *part == 0);
            }
        }
    }
}
