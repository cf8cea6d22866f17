//! What sittings tell about the questions themselves: how easy each is, whether it tells those who know from those who don't, how
//! long it takes, which options draw. Items that do not count feed this as those that do: that is what they are for.
use super::words::{clock, count};
use crate::{
    base::id::{OptionId, QuestionId},
    content::library::Library,
    practice::{
        progress::sitting::{Given, Sitting},
        record::sat::Sheet,
    },
    quiz::answer::Verdict,
};
use std::collections::BTreeMap;

/// Papers with a question below which its discrimination says nothing.
pub const ENOUGH: usize = 10;
/// Other items a paper needs so that the rest of it says something about the candidate.
const REST: usize = 4;

/// What is known of a question. Papers on which it read otherwise are left out, for an edited question is another one, and so are
/// those that ended before it came up: nobody read it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemStats {
    /// Which.
    pub question: QuestionId,
    /// Papers on which it came up as it reads now, with a mark; none where it was edited since.
    pub asked: usize,
    /// Papers on which it was right.
    pub right: usize,
    /// Papers on which it did not count.
    pub unscored: usize,
    /// Papers on which nothing was chosen.
    pub open: usize,
    /// Milliseconds it was on the screen, on average.
    pub ms: u64,
    /// How often each option was chosen at the end; all that were on a paper are listed.
    pub chosen: BTreeMap<OptionId, usize>,
    /// Whether it tells good papers from weak ones.
    pub discrimination: Discrimination,
    /// Papers left out: the question was edited since.
    pub older: usize,
}

/// Whether a question is right on good papers and wrong on weak ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discrimination {
    /// The correlation of this item with the share of right answers on the rest of its paper, in hundredths: -100 to 100.
    Known(i32),
    /// So many more papers are needed.
    Needs(usize),
    /// It was always right or always wrong, or all papers were equally good: nothing to tell apart.
    Flat,
}

impl Discrimination {
    /// What it means, in a sentence.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Needs(more) => format!(
                "Needs {more} more {} with it before it says anything.",
                if more == 1 { "paper" } else { "papers" }
            ),
            Self::Flat => "Always answered alike, or on papers equally good: it tells nothing apart.".into(),
            Self::Known(r) => {
                let meaning = match r {
                    ..0 => "weak papers get it right more often than good ones: look at its key and its words",
                    0..20 => "it hardly tells good papers from weak ones",
                    20..40 => "it tells good papers from weak ones",
                    _ => "it tells good papers from weak ones well",
                };
                let sign = if r < 0 { "-" } else { "" };
                format!("Discrimination {sign}{}.{:02}: {meaning}.", r.abs() / 100, r.abs() % 100)
            }
        }
    }
}

impl ItemStats {
    /// Facility: percent of the papers on which it was right, rounded.
    #[must_use]
    pub fn facility(&self) -> u32 {
        let share = (self.right * 200 + self.asked) / (self.asked.max(1) * 2);
        u32::try_from(share).unwrap_or(100)
    }

    /// Options that nobody chose, once there are enough papers to wonder: what misleads nobody tests nothing.
    pub fn idle(&self) -> impl Iterator<Item = &OptionId> {
        self.chosen.iter().filter(|(_, times)| self.asked >= ENOUGH && **times == 0).map(|(option, _)| option)
    }

    /// What each number means, a sentence each.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let older = format!("{} from before it was edited left out.", count(self.older, "paper"));
        if self.asked == 0 {
            return vec!["No paper has had it as it reads now.".into(), older];
        }
        let facility = self.facility();
        let meaning = match facility {
            _ if self.asked < 3 => "too few papers to tell",
            0..30 => "hard",
            30..85 => "neither hard nor easy",
            _ => "easy",
        };
        let mut words = vec![
            format!("Facility {facility} %: right on {} of {}; {meaning}.", self.right, count(self.asked, "paper")),
            self.discrimination.words(),
            format!("On the screen for {} on average; the pace of the exam is 2:00.", clock(self.ms)),
        ];
        let idle: Vec<&str> = self.idle().map(OptionId::as_str).collect();
        if !idle.is_empty() {
            words.push(format!("Chosen by nobody: {}.", idle.join(", ")));
        }
        if self.open > 0 {
            words.push(format!("Left open on {}.", count(self.open, "paper")));
        }
        if self.older > 0 {
            words.push(older);
        }
        words
    }
}

/// A question on a paper that was handed in.
struct Seen<'a> {
    sheet: &'a Sheet,
    right: bool,
    /// Share of right answers among the other items of the paper, where there are enough.
    rest: Option<f64>,
    ms: u64,
    chosen: Vec<&'a OptionId>,
}

/// What is known of every question that came up on a paper, by id. Those that left the bank are told as they read last.
#[must_use]
pub fn items(sittings: &[Sitting], library: &Library) -> Vec<ItemStats> {
    let mut seen: BTreeMap<&QuestionId, Vec<Seen<'_>>> = BTreeMap::new();
    for one in sittings.iter().flat_map(on_paper) {
        seen.entry(&one.sheet.question).or_default().push(one);
    }
    seen.into_iter().filter_map(|(question, seen)| stats(question, &seen, library)).collect()
}

/// What is known of one question; none where it never came up on a paper that was handed in.
#[must_use]
pub fn item(question: &QuestionId, sittings: &[Sitting], library: &Library) -> Option<ItemStats> {
    let seen: Vec<Seen<'_>> =
        sittings.iter().flat_map(on_paper).filter(|one| one.sheet.question == *question).collect();
    stats(question, &seen, library)
}

fn on_paper<'a>(sitting: &'a Sitting) -> Vec<Seen<'a>> {
    let marks = sitting.ended.as_ref().map_or(&[][..], |ended| &ended.marks);
    let marked: Vec<bool> = marks.iter().flatten().map(|mark| *mark == Verdict::Right).collect();
    let all_right = marked.iter().filter(|right| **right).count();
    let others = marked.len().saturating_sub(1);
    let one = |((sheet, given), mark): ((&'a Sheet, &'a Given), &Option<Verdict>)| {
        let right = (*mark)? == Verdict::Right;
        // Its mark counts on the rest of the paper all the same.
        given.seen.then_some(())?;
        let rest = all_right - usize::from(right);
        Some(Seen {
            sheet,
            right,
            rest: (others >= REST).then(|| float(rest) / float(others)),
            ms: given.spent_ms,
            chosen: given.chosen.iter().collect(),
        })
    };
    sitting.items().zip(marks).filter_map(one).collect()
}

/// A count as a float: papers have hundreds of items at most.
fn float(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn stats(question: &QuestionId, all: &[Seen<'_>], library: &Library) -> Option<ItemStats> {
    let last = &all.last()?.sheet.content;
    let content = library.items.get(question).map_or_else(|| last.clone(), |item| item.question.digest());
    let seen: Vec<&Seen<'_>> = all.iter().filter(|one| one.sheet.content == content).collect();
    let mut chosen: BTreeMap<OptionId, usize> = BTreeMap::new();
    for one in &seen {
        for option in &one.sheet.shown {
            *chosen.entry(option.clone()).or_default() += usize::from(one.chosen.contains(&option));
        }
    }
    let pairs: Vec<(f64, f64)> = seen.iter().filter_map(|s| Some((if s.right { 1.0 } else { 0.0 }, s.rest?))).collect();
    Some(ItemStats {
        question: question.clone(),
        asked: seen.len(),
        right: seen.iter().filter(|one| one.right).count(),
        unscored: seen.iter().filter(|one| !one.sheet.scored).count(),
        open: seen.iter().filter(|one| one.chosen.is_empty()).count(),
        ms: seen.iter().map(|one| one.ms).sum::<u64>() / (seen.len() as u64).max(1),
        chosen,
        discrimination: discrimination(&pairs),
        older: all.len() - seen.len(),
    })
}

fn discrimination(pairs: &[(f64, f64)]) -> Discrimination {
    if pairs.len() < ENOUGH {
        return Discrimination::Needs(ENOUGH - pairs.len());
    }
    correlation(pairs).map_or(Discrimination::Flat, |r| Discrimination::Known((r * 100.0).round() as i32))
}

/// Pearson's correlation; none where either side does not vary.
fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let n = float(pairs.len());
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|(x, y)| of(x - mx, y - my)).sum::<f64>();
    let (xy, xx, yy) = (sum(&|x, y| x * y), sum(&|x, _| x * x), sum(&|_, y| y * y));
    // What varies at all varies by more than the last digits of a float.
    (xx > 1e-9 && yy > 1e-9).then(|| (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::{Discrimination, ENOUGH, ItemStats, discrimination, item, items};
    use crate::practice::exam::sample::{Candidate, MIXED};
    use proptest::prelude::*;
    use std::sync::Arc;

    fn told(candidate: &Candidate) -> Vec<ItemStats> {
        items(&candidate.progress.sittings, &candidate.library)
    }

    fn find(stats: &[ItemStats], id: &str) -> ItemStats {
        stats.iter().find(|s| s.question.as_str() == id).cloned().expect("was asked")
    }

    /// Papers on which `vt-1` is right where the rest is, and `vt-2` where it is not; `spare` is always right.
    fn papers(n: usize) -> Candidate {
        let mut candidate = Candidate::new();
        for i in 0..n {
            let (good, other) = if i % 2 == 0 { ("a", "b") } else { ("b", "a") };
            candidate.sits(&[
                ("vt-1", good, 10),
                ("vt-2", other, 20),
                ("vt-3", good, 1),
                ("fan-1", good, 1),
                ("policy", good, 1),
                ("price", if i == 0 { "-" } else { good }, 1),
                ("spare", "a", 1),
            ]);
        }
        candidate
    }

    #[test]
    fn easy_or_hard_and_what_was_chosen() {
        let mut candidate = papers(4);
        candidate.sits(&[("vt-1", "b", 60)]);
        let stats = told(&candidate);
        let one = find(&stats, "vt-1");
        assert_eq!((one.asked, one.right, one.facility(), one.ms, one.open), (5, 2, 40, 20_000, 0));
        let chosen: Vec<usize> = one.chosen.values().copied().collect();
        assert_eq!(chosen, [2, 3, 0, 0], "c and d drew nobody");
        let spare = find(&stats, "spare");
        assert_eq!((spare.asked, spare.unscored, spare.facility()), (4, 4, 100), "what does not count feeds it too");
        assert_eq!(find(&stats, "price").open, 1);
        assert!(items(&[], &candidate.library).is_empty());
    }

    #[test]
    fn discrimination_needs_papers_and_differences() {
        let few = told(&papers(4));
        assert_eq!(find(&few, "vt-1").discrimination, Discrimination::Needs(ENOUGH - 4));
        assert_eq!(find(&few, "vt-1").words()[1], "Needs 6 more papers with it before it says anything.");
        assert_eq!(find(&few, "spare").idle().count(), 0, "too early to wonder");
        let stats = told(&papers(12));
        let words = find(&stats, "price").words();
        let expected = [
            "Facility 42 %: right on 5 of 12 papers; neither hard nor easy.",
            "On the screen for 0:01 on average; the pace of the exam is 2:00.",
            "Chosen by nobody: c, d.",
            "Left open on 1 paper.",
        ];
        assert_eq!([&words[0], &words[2], &words[3], &words[4]], expected);
        let Discrimination::Known(good) = find(&stats, "vt-1").discrimination else { panic!("enough papers") };
        let Discrimination::Known(bad) = find(&stats, "vt-2").discrimination else { panic!("enough papers") };
        assert!(good > 90 && bad < -90, "{good} {bad}");
        assert!(find(&stats, "vt-2").discrimination.words().contains("look at its key"));
        assert_eq!(find(&stats, "spare").discrimination, Discrimination::Flat);
    }

    #[test]
    fn an_edited_question_begins_anew_and_a_short_paper_has_no_rest() {
        let mut candidate = Candidate::new();
        candidate.sits(MIXED);
        candidate.sits(&[("vt-1", "a", 1)]);
        let mut sittings = candidate.progress.sittings.clone();
        sittings[0].paper.sheets[0].content = "edited".into();
        let one = find(&items(&sittings, &candidate.library), "vt-1");
        assert_eq!((one.asked, one.older, one.facility()), (1, 1, 100));
        assert_eq!(one.discrimination, Discrimination::Needs(ENOUGH), "one item has no rest to be held against");
        sittings.iter_mut().for_each(|sitting| sitting.ended = None);
        assert!(items(&sittings, &candidate.library).is_empty());
    }

    #[test]
    fn what_was_edited_since_the_last_paper_is_not_what_papers_tell_about() {
        let mut candidate = papers(3);
        let id = "vt-1".into();
        let mut edited = (*candidate.library.items[&id]).clone();
        edited.question.stem.reverse();
        candidate.library.items.insert(id.clone(), Arc::new(edited));
        let one = find(&told(&candidate), "vt-1");
        assert_eq!((one.asked, one.right, one.older), (0, 0, 3));
        assert_eq!(
            one.words(),
            ["No paper has had it as it reads now.", "3 papers from before it was edited left out."]
        );
        candidate.sits(&[("vt-1", "b", 1)]);
        let one = find(&told(&candidate), "vt-1");
        assert_eq!((one.asked, one.right, one.older), (1, 0, 3));
        assert_eq!(item(&id, &candidate.progress.sittings, &candidate.library), Some(one));
        candidate.library.items.remove(&id);
        let one = find(&told(&candidate), "vt-1");
        assert_eq!((one.asked, one.older), (1, 3), "it left the bank: as it read last");
    }

    #[test]
    fn what_nobody_read_is_neither_hard_nor_open() {
        let mut candidate = papers(2);
        let sittings = &mut candidate.progress.sittings;
        sittings[0].given[5].seen = false;
        assert_eq!(sittings[0].paper.sheets[5].question.as_str(), "price");
        let one = find(&told(&candidate), "price");
        assert_eq!((one.asked, one.open, one.older), (1, 0, 0), "the paper on which it was left open is not counted");
        candidate.progress.sittings[1].given[5].seen = false;
        let sittings = &candidate.progress.sittings;
        assert!(told(&candidate).iter().all(|one| one.question.as_str() != "price"));
        assert_eq!(item(&"price".into(), sittings, &candidate.library), None);
    }

    proptest! {
        #[test]
        fn a_correlation_stays_within_one(pairs in prop::collection::vec((any::<bool>(), 0_u8..=20), 0..60)) {
            let pairs: Vec<(f64, f64)> =
                pairs.into_iter().map(|(x, y)| (f64::from(u8::from(x)), f64::from(y) / 20.0)).collect();
            match discrimination(&pairs) {
                Discrimination::Known(r) => prop_assert!((-100..=100).contains(&r)),
                Discrimination::Needs(more) => prop_assert_eq!(more, ENOUGH - pairs.len()),
                Discrimination::Flat => prop_assert!(pairs.len() >= ENOUGH),
            }
        }
    }
}
