//! What keys do while a question is on the screen.
use super::{
    super::{
        keys::{Act, QUESTION},
        state::{Filter, Over, Table},
        view,
    },
    moved, say, scroll,
};
use crate::{
    practice::record::sat::{Mode, Place},
    ui::flow::{
        context::Context,
        effect::Effect,
        key::{Code, Key},
        table::find,
    },
};

pub(super) fn key(table: &mut Table, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    match key.code {
        Code::Click { x, y } => {
            let place = view::option_at(table, context, (x, y));
            Some(place.map_or(vec![], |place| act(table, Act::Choose(place), context)))
        }
        Code::Wheel { up, .. } => {
            scroll::by(table, context, if up { -3 } else { 3 });
            Some(vec![])
        }
        _ => Some(act(table, find(QUESTION, key)?, context)),
    }
}

/// Does it.
pub(super) fn act(table: &mut Table, act: Act, context: &Context<'_>) -> Vec<Effect> {
    let desk = context.desk();
    match act {
        Act::Choose(place) => {
            let said = table.room.choose(place, &desk);
            if said.is_ok() {
                scroll::to_option(table, place, context);
            }
            return moved(said);
        }
        // What is not seen is not chosen: it comes into sight first.
        Act::ChooseHere | Act::Strike if scroll::reveal(table, context) => {}
        Act::ChooseHere => return moved(table.room.choose(table.cursor, &desk)),
        Act::Strike => return moved(table.room.strike(table.cursor, &desk)),
        Act::Step(by) => scroll::step(table, context, by),
        Act::Flag => return moved(table.room.flag(&desk)),
        Act::Unsure => return moved(table.room.doubt(&desk)),
        Act::Light => return light(table, context),
        Act::Clock if table.room.left_ms().is_none() => return say("this paper is untimed: there is no clock"),
        Act::Clock => table.hidden = !table.hidden,
        Act::Pad => table.over = Over::Pad,
        Act::Enter => return enter(table, context),
        Act::Turn(on) => return turn(table, on, context),
        Act::Number => table.over = Over::Number(String::new()),
        Act::Review => return open(table, Place::Review, context),
        Act::Page(by) => scroll::page(table, context, by),
        Act::End => table.over = Over::End,
        Act::Leave => table.over = Over::Leave,
    }
    vec![]
}

/// The words of the scenario get the keys: from the last one that was highlighted.
fn light(table: &mut Table, context: &Context<'_>) -> Vec<Effect> {
    if table.room.item(&context.desk()).is_none() {
        return say("there is nothing to highlight");
    }
    let given = table.room.at().and_then(|item| table.room.sitting.item(item));
    table.over = Over::Word(given.and_then(|(_, given)| given.lit.last().copied()).unwrap_or(0));
    vec![]
}

fn enter(table: &mut Table, context: &Context<'_>) -> Vec<Effect> {
    let sitting = &table.room.sitting;
    let judged = table.room.at().and_then(|item| sitting.item(item)).is_some_and(|(_, given)| given.checked);
    if sitting.paper.mode == Mode::Review && !judged {
        return moved(table.room.check(&context.desk()));
    }
    turn(table, true, context)
}

/// The next question that the filter lets through; after the last one the review screen.
pub(super) fn turn(table: &mut Table, on: bool, context: &Context<'_>) -> Vec<Effect> {
    let Some(here) = table.room.at() else { return vec![] };
    let passing = table.passing();
    let next = if on {
        passing.into_iter().find(|item| *item > here)
    } else {
        passing.into_iter().rev().find(|item| *item < here)
    };
    match (next, on) {
        (Some(item), _) => open(table, Place::Item(item), context),
        (None, true) => open(table, Place::Review, context),
        (None, false) => say(match table.filter {
            Filter::All => "this is the first question",
            Filter::Open => "none before it is incomplete",
            Filter::Flagged => "none before it is flagged",
        }),
    }
}

/// Turns to a place.
pub(super) fn open(table: &mut Table, place: Place, context: &Context<'_>) -> Vec<Effect> {
    let from = table.room.at();
    let said = table.room.turn(place, &context.desk());
    if said.is_ok() {
        table.cell = table.room.at().or(from).unwrap_or(table.cell);
        (table.scroll, table.cursor, table.over) = (0, 0, Over::Nothing);
    }
    moved(said)
}
