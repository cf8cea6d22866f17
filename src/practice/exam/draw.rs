//! From blueprint and bank to a paper. A seed that was given draws the same paper for everyone; without one, unseen questions come
//! first, and nothing of the last form comes again.
use crate::{
    base::{
        id::{Key, QuestionId},
        random::{shuffle, stream},
    },
    content::{
        exam::{Blueprint, Share, largest_remainder},
        pack::Item,
    },
    practice::{
        desk::Desk,
        record::sat::{Mode, Paper, Sheet},
    },
    quiz::deal::deal,
};
use std::collections::BTreeSet;

/// Minutes more for candidates whose first language is not English.
pub const EXTRA_MINUTES: u32 = 30;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Which blueprint.
    pub blueprint: Option<Key>,
    /// How it is sat.
    pub mode: Mode,
    /// The seed, where everyone is to have the same paper.
    pub seed: Option<u64>,
    /// Minutes instead of the blueprint's own.
    pub minutes: Option<u32>,
    /// With [`EXTRA_MINUTES`] on top.
    pub extra: bool,
    /// Percent: how likely a pass is, by the candidate's own guess.
    pub expects: Option<u8>,
    /// Who sits it, for an instructor.
    pub candidate: Option<String>,
}

/// Draws the paper of a blueprint.
///
/// # Errors
/// A sentence for people: the bank cannot fill it, or a proctored paper was sat already.
pub fn draw(blueprint: &Blueprint, order: &Order, desk: &Desk<'_>) -> Result<Paper, String> {
    let seed = order.seed.unwrap_or_else(|| fresh(desk));
    refuse_twice(blueprint, order, desk)?;
    let bank = Bank::open(order, seed, desk);
    let parts = bank.parts(blueprint)?;
    let unscored = largest_remainder(
        blueprint.unscored,
        &parts.iter().map(|part| u32::try_from(part.len()).unwrap_or(u32::MAX)).collect::<Vec<_>>(),
    );
    let mut drawn: Vec<(&Item, bool)> = vec![];
    for (part, unscored) in parts.iter().zip(unscored) {
        drawn.extend(part.iter().enumerate().map(|(i, item)| (*item, i >= unscored)));
    }
    shuffle(&mut stream(seed, "exam/order"), &mut drawn);
    let minutes = order.minutes.unwrap_or(blueprint.minutes) + if order.extra { EXTRA_MINUTES } else { 0 };
    Ok(Paper {
        blueprint: blueprint.id.clone(),
        title: blueprint.title.clone(),
        number: u32::try_from(desk.progress.sittings.len()).unwrap_or(u32::MAX).saturating_add(1),
        mode: order.mode,
        seed,
        seeded: order.seed.is_some(),
        limit_ms: (order.mode != Mode::Review).then(|| u64::from(minutes) * 60_000),
        expects: order.expects,
        candidate: order.candidate.clone(),
        sheets: drawn.into_iter().map(|(item, scored)| sheet(item, seed, scored)).collect(),
    })
}

/// A seed of its own for each sitting.
fn fresh(desk: &Desk<'_>) -> u64 {
    let at = desk.now.at.0.unsigned_abs();
    (at ^ (desk.progress.sittings.len() as u64) << 48).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16
}

fn refuse_twice(blueprint: &Blueprint, order: &Order, desk: &Desk<'_>) -> Result<(), String> {
    let same = |paper: &Paper| {
        let known = paper.candidate.is_none() || paper.candidate == order.candidate;
        known && paper.blueprint == blueprint.id && Some(paper.seed) == order.seed
    };
    if order.mode == Mode::Proctored && desk.progress.sittings.iter().any(|sitting| same(&sitting.paper)) {
        return Err(format!("{}: this paper was sat already, and a proctored paper can be sat once", blueprint.title));
    }
    Ok(())
}

fn sheet(item: &Item, seed: u64, scored: bool) -> Sheet {
    let question = &item.question;
    Sheet {
        question: question.id.clone(),
        content: question.digest(),
        shown: deal(question, seed).into_iter().filter_map(|i| question.options.get(i)).map(|o| o.id.clone()).collect(),
        choose: question.kind.choose(),
        task: item.task.clone(),
        scored,
    }
}

/// The questions a paper may be drawn from.
struct Bank<'a> {
    items: Vec<&'a Item>,
    /// Of the last form: not drawn again, unless a seed was given.
    barred: BTreeSet<&'a QuestionId>,
    /// Seen before; drawn last, unless a seed was given.
    seen: BTreeSet<&'a QuestionId>,
    seed: u64,
}

impl<'a> Bank<'a> {
    fn open(order: &Order, seed: u64, desk: &Desk<'a>) -> Self {
        let items = desk.library.items.values().map(AsRef::as_ref).collect();
        if order.seed.is_some() {
            return Self { items, barred: BTreeSet::new(), seen: BTreeSet::new(), seed };
        }
        let sittings = &desk.progress.sittings;
        let of = |paper: &'a Paper| paper.sheets.iter().map(|sheet| &sheet.question);
        let barred = sittings.last().into_iter().flat_map(|sitting| of(&sitting.paper)).collect();
        let mut seen: BTreeSet<&QuestionId> = sittings.iter().flat_map(|sitting| of(&sitting.paper)).collect();
        seen.extend(desk.progress.answers.keys());
        Self { items, barred, seen, seed }
    }

    /// The questions of each share. Shares with the fewest questions choose first, those that fill last, so that shares which
    /// overlap do not take each other's.
    fn parts(&self, blueprint: &Blueprint) -> Result<Vec<Vec<&'a Item>>, String> {
        let wanted = blueprint.allot();
        let mut order: Vec<usize> = (0..blueprint.shares.len()).collect();
        order.sort_by_key(|&i| blueprint.shares.get(i).map(|share| (share.fills, self.pool(share).len(), i)));
        let mut parts = vec![vec![]; blueprint.shares.len()];
        let (mut taken, mut lent) = (BTreeSet::new(), 0);
        for i in order {
            let Some((share, part)) = blueprint.shares.get(i).zip(parts.get_mut(i)) else { continue };
            let want = wanted.get(i).copied().unwrap_or(0) + if share.fills { std::mem::take(&mut lent) } else { 0 };
            *part = self.pool(share).into_iter().filter(|item| !taken.contains(&item.question.id)).take(want).collect();
            taken.extend(part.iter().map(|item| item.question.id.clone()));
            match want - part.len() {
                0 => {}
                short if share.lends => lent += short,
                _ => return Err(self.too_few(blueprint, share, (want, part.len()))),
            }
        }
        if lent > 0 {
            return Err(format!(
                "{}: {lent} questions are missing, and no share is left to fill their place",
                blueprint.title
            ));
        }
        Ok(parts)
    }

    /// What a share may draw from, in the order it draws.
    fn pool(&self, share: &Share) -> Vec<&'a Item> {
        let fits = |item: &&Item| share.covers(&item.task) && !self.barred.contains(&item.question.id);
        let mut pool: Vec<&Item> = self.items.iter().copied().filter(fits).collect();
        shuffle(&mut stream(self.seed, &format!("exam/share/{}", share.name)), &mut pool);
        pool.sort_by_key(|item| self.seen.contains(&item.question.id));
        pool
    }

    fn too_few(&self, blueprint: &Blueprint, share: &Share, (want, have): (usize, usize)) -> String {
        let tasks = share.tasks.join(", ");
        let words = format!("{} wants {want} questions for “{}” (tasks {tasks})", blueprint.title, share.name);
        let without = self.items.iter().filter(|item| share.covers(&item.task)).count();
        if without > have && !self.barred.is_empty() {
            return format!(
                "{words}; the bank has {have} that were not on your last paper: sit another blueprint first, or give a seed"
            );
        }
        format!("{words}; the bank has {have}: add packs with --content, or choose a shorter blueprint")
    }
}
