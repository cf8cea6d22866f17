//! What is wished for before a paper is laid down: which one, how it is sat, and how likely a pass seems.
use crate::{
    content::exam::Blueprint,
    practice::{
        exam::draw::{EXTRA_MINUTES, Order},
        progress::sitting::Sitting,
        record::sat::Mode,
    },
    ui::flow::context::Context,
};

/// The lobby.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lobby {
    /// What is wished for so far. Which blueprint is said by the row.
    pub order: Order,
    /// The row under the cursor.
    pub at: usize,
    /// Asked how likely a pass is, before the paper is laid down.
    pub asks: bool,
}

/// A row of the lobby.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Row<'a> {
    /// A sitting that goes on.
    Open(&'a Sitting),
    /// A paper that can be drawn.
    Paper(&'a Blueprint),
}

/// All rows: what goes on first, newest first; then the blueprints, the shortest first. Under an instructor, the paper ordered alone.
fn rows<'a>(order: &Order, context: &Context<'a>) -> Vec<Row<'a>> {
    let free = order.mode != Mode::Proctored;
    let open = context.progress.sittings.iter().rev().filter(|sitting| free && sitting.can_resume());
    let ordered = |blueprint: &&Blueprint| free || Some(&blueprint.id) == order.blueprint.as_ref();
    let mut papers: Vec<&Blueprint> = context.library.exams.values().map(AsRef::as_ref).filter(ordered).collect();
    papers.sort_by_key(|blueprint| blueprint.questions);
    open.map(Row::Open).chain(papers.into_iter().map(Row::Paper)).collect()
}

impl Lobby {
    /// All its rows.
    #[must_use]
    pub fn rows<'a>(&self, context: &Context<'a>) -> Vec<Row<'a>> {
        rows(&self.order, context)
    }

    /// The lobby for an order: on its blueprint, where it names one.
    #[must_use]
    pub fn wishing(order: Order, context: &Context<'_>) -> Self {
        let named = |row: &Row<'_>| matches!(row, Row::Paper(b) if Some(&b.id) == order.blueprint.as_ref());
        let at = rows(&order, context).iter().position(named).unwrap_or(0);
        Self { order, at, asks: false }
    }

    /// The row under the cursor.
    #[must_use]
    pub fn row<'a>(&self, context: &Context<'a>) -> Option<Row<'a>> {
        self.rows(context).get(self.at).copied()
    }

    /// The order for a blueprint as things stand.
    #[must_use]
    pub fn order_for(&self, blueprint: &Blueprint) -> Order {
        let extra = self.order.extra && self.order.mode != Mode::Review;
        Order { blueprint: Some(blueprint.id.clone()), extra, ..self.order.clone() }
    }

    /// Minutes there will be for a blueprint; none where it is untimed.
    #[must_use]
    pub fn minutes(&self, blueprint: &Blueprint) -> Option<u32> {
        let extra = if self.order.extra { EXTRA_MINUTES } else { 0 };
        (self.order.mode != Mode::Review).then(|| self.order.minutes.unwrap_or(blueprint.minutes) + extra)
    }
}
