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
        exam::words::count,
        record::sat::{Mode, Paper, Sheet},
    },
    quiz::deal::deal,
};
use std::collections::{BTreeMap, BTreeSet};

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

    /// The questions of each share. Shares with the fewest questions choose first; where one comes short, earlier ones take others
    /// of their own, so that only what no choice could fill is refused.
    fn parts(&self, blueprint: &Blueprint) -> Result<Vec<Vec<&'a Item>>, String> {
        let shares = &blueprint.shares;
        let mut hands = Hands::new(shares.iter().map(|share| self.pool(share)).collect(), &self.seen);
        let mut order: Vec<(usize, (&Share, usize))> = shares.iter().zip(blueprint.allot()).enumerate().collect();
        order.sort_by_key(|&(i, (share, _))| (share.fills, hands.pool(i).len(), i));
        let (lends, owed): (Vec<_>, Vec<_>) = order.into_iter().partition(|(_, (share, _))| share.lends);
        // What nobody can give instead comes first: no share that lends keeps a question from one that must have it.
        let short = |hands: &Hands<'_, '_>, &(i, (_, want)): &(usize, (&Share, usize))| want - hands.held(i);
        hands.serve(owed.iter().map(|(i, (_, want))| (*i, *want)));
        if let Some((i, (share, want))) = owed.iter().find(|one| short(&hands, one) > 0) {
            return Err(self.too_few(blueprint, share, (*want, hands.held(*i))));
        }
        hands.serve(lends.iter().map(|(i, (_, want))| (*i, *want)));
        let lent = lends.iter().map(|one| short(&hands, one)).sum();
        let fill: Vec<usize> = owed.iter().filter(|(_, (share, _))| share.fills).map(|(i, _)| *i).collect();
        match hands.spread(&fill, lent) {
            0 => Ok((0..shares.len()).map(|i| hands.part(i)).collect()),
            missing => Err(format!(
                "{}: no share is left to fill the place of {}",
                blueprint.title,
                count(missing, "missing question")
            )),
        }
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
        let pool = self.pool(share).len();
        let all = self.items.iter().filter(|item| share.covers(&item.task)).count();
        let left = if pool > have { " left for it" } else { "" };
        if all > pool {
            return format!(
                "{words}; the bank has {have}{left} that were not on your last paper: sit another blueprint first, or give a seed"
            );
        }
        format!("{words}; the bank has {have}{left}: add packs with --content, or choose a shorter blueprint")
    }
}

/// Which share holds which question, while a paper is drawn.
struct Hands<'a, 's> {
    /// What each share may draw from, in the order it draws.
    pools: Vec<Vec<&'a Item>>,
    held: BTreeMap<&'a QuestionId, usize>,
    seen: &'s BTreeSet<&'a QuestionId>,
}

impl<'a, 's> Hands<'a, 's> {
    const fn new(pools: Vec<Vec<&'a Item>>, seen: &'s BTreeSet<&'a QuestionId>) -> Self {
        Self { pools, held: BTreeMap::new(), seen }
    }

    fn pool(&self, share: usize) -> &[&'a Item] {
        self.pools.get(share).map_or(&[], Vec::as_slice)
    }

    /// How many a share holds.
    fn held(&self, share: usize) -> usize {
        self.held.values().filter(|of| **of == share).count()
    }

    /// What a share holds, in the order it draws.
    fn part(&self, share: usize) -> Vec<&'a Item> {
        self.pool(share).iter().copied().filter(|item| self.held.get(&item.question.id) == Some(&share)).collect()
    }

    /// Gives each share (by number, with how many it is to hold) what it can get; what was seen before only where nothing else is left
    /// for any of them.
    fn serve(&mut self, shares: impl Iterator<Item = (usize, usize)> + Clone) {
        for again in [false, true] {
            for (share, want) in shares.clone() {
                let lack = want.saturating_sub(self.held(share));
                self.give(share, lack, again);
            }
        }
    }

    /// Gives so many more to these shares, the first that can take them, and tells how many nobody could.
    fn spread(&mut self, shares: &[usize], mut more: usize) -> usize {
        for again in [false, true] {
            for share in shares {
                more -= self.give(*share, more, again);
            }
        }
        more
    }

    /// Gives a share up to so many more, and tells how many.
    fn give(&mut self, share: usize, most: usize, again: bool) -> usize {
        (0..most).take_while(|_| self.one_more(share, again, &mut BTreeSet::new())).count()
    }

    /// Gives a share one more: a question nobody holds, or else one of another share that finds one more itself (Kuhn's algorithm:
    /// where this fails, no other choice would do). Nobody ever holds fewer after it.
    fn one_more(&mut self, share: usize, again: bool, asked: &mut BTreeSet<usize>) -> bool {
        if !asked.insert(share) {
            return false;
        }
        let ids: Vec<&'a QuestionId> = self.pool(share).iter().copied().map(|item| &item.question.id).collect();
        let free = |id: &&&QuestionId| !self.held.contains_key(**id) && (again || !self.seen.contains(**id));
        let found = ids.iter().find(free).or_else(|| {
            ids.iter().find(|id| self.held.get(**id).copied().is_some_and(|other| self.one_more(other, again, asked)))
        });
        found.is_some_and(|id| {
            self.held.insert(id, share);
            true
        })
    }
}
