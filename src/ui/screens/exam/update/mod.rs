//! What keys, time and routes do to the exam screen.
use super::state::{Over, State, Table, lobby::Lobby};
use crate::{
    practice::{
        exam::{proctor, room::taken_up},
        record::{
            Record,
            sat::{End, Mode},
        },
    },
    ui::flow::{
        context::Context,
        effect::{Effect, Mood, Reply, Route},
        key::Key,
    },
};

mod desk;
mod grid;
mod lobby;
mod over;
mod scroll;

/// A key; none where it is not this screen's.
pub fn key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    if state.table.is_none() {
        return lobby::key(state, key, context);
    }
    let effects = on_table(state, key, context)?;
    if let Some(table) = &mut state.table {
        scroll::keep(table, context);
    }
    Some(effects)
}

fn on_table(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    let table = state.table.as_mut()?;
    // Whoever is asked may look at the help first.
    if key == Key::ch('?') && !matches!(table.over, Over::Pad) {
        return None;
    }
    match table.over {
        Over::Nothing if table.room.at().is_none() => grid::key(table, key, context),
        Over::Nothing => desk::key(table, key, context),
        Over::End | Over::Leave => Some(over::asked(state, key, context)),
        Over::Number(_) => Some(over::number(table, key, context)),
        Over::Pad => Some(over::pad(table, key, context)),
        Over::Word(at) => over::word(table, at, key, context),
    }
}

/// Lays a paper on the table.
fn lay(state: &mut State, table: Table, record: Record, context: &Context<'_>) -> Vec<Effect> {
    state.lobby = Lobby::wishing(state.lobby.order.clone(), context);
    state.table = Some(Box::new(table));
    vec![save(record), Effect::Animate(1)]
}

/// The paper leaves the table.
fn clear(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    state.table = None;
    state.lobby = Lobby::wishing(state.lobby.order.clone(), context);
    vec![Effect::Animate(0)]
}

/// Time has passed.
pub fn tick(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    let Some(table) = &mut state.table else { return vec![] };
    let ticked = table.room.tick(&context.desk());
    let mut effects: Vec<Effect> = ticked.records.into_iter().map(save).collect();
    if let Some(minutes) = ticked.warning {
        let mood = if minutes <= 5 { Mood::Error } else { Mood::Info };
        let unit = if minutes == 1 { "minute" } else { "minutes" };
        effects.push(Effect::Toast(mood, format!("{minutes} {unit} left")));
    }
    if let Some(ms) = ticked.away_ms {
        effects.push(Effect::Toast(Mood::Info, format!("off the screen for {}: that was not counted", spell(ms))));
    }
    if !table.room.is_open() {
        effects.push(Effect::Toast(Mood::Error, "time is up: the paper is handed in".into()));
        effects.extend(over::handed_in(state, context));
    }
    effects
}

/// Somebody wants to be there.
pub fn go(state: &mut State, route: &Route, context: &Context<'_>) -> Vec<Effect> {
    let (Route::Exam(order), None) = (route, &state.table) else { return vec![] };
    state.lobby = Lobby::wishing((**order).clone(), context);
    let (records, sealed) = proctor::close(order, &context.desk());
    let sealed = sealed.map(|(name, result)| Effect::Seal { name, result: Box::new(result) });
    records.into_iter().map(save).chain(sealed).collect()
}

/// Whether it wants to ask before the app ends: a proctored paper that is left is handed in.
pub fn holds(state: &mut State) -> bool {
    let Some(table) = &mut state.table else { return false };
    let asks = table.room.sitting.paper.mode == Mode::Proctored && table.over != Over::Leave;
    if asks {
        table.over = Over::Leave;
    }
    asks
}

/// Whether it may not be put aside: a proctored paper lies on the table.
#[must_use]
pub fn stays(state: &State) -> bool {
    state.table.as_ref().is_some_and(|table| table.room.sitting.paper.mode == Mode::Proctored)
}

/// The app ends: the clock is saved, and a proctored paper is handed in.
pub fn quit(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    let Some(table) = &mut state.table else { return vec![] };
    let desk = context.desk();
    let record = match table.room.sitting.paper.mode {
        Mode::Proctored => table.room.end(End::Left, &desk),
        _ => table.room.rest(&desk),
    };
    record.map(save).into_iter().chain(over::sealed(table, context)).collect()
}

/// The shell has an answer. Where another window writes to the paper on this table, it was taken up there.
pub fn reply(state: &mut State, reply: &Reply, context: &Context<'_>) -> Vec<Effect> {
    if let Reply::Kept(kept) = reply {
        return vec![match kept {
            Ok(path) => Effect::Toast(Mood::Info, format!("the earlier result is sealed: {path}")),
            Err(why) => Effect::Toast(Mood::Error, why.clone()),
        }];
    }
    let (Reply::Others(records), Some(table)) = (reply, &state.table) else { return vec![] };
    if !taken_up(&table.room.sitting.id, records) {
        return vec![];
    }
    let mut effects = clear(state, context);
    let words = "this paper was taken up in another window: it goes on there";
    effects.push(Effect::Toast(Mood::Error, words.into()));
    effects
}

fn save(record: Record) -> Effect {
    Effect::Save(Box::new(record))
}

/// What a move gave: its record, or why it could not be made.
fn moved(result: Result<Record, String>) -> Vec<Effect> {
    match result {
        Ok(record) => vec![save(record)],
        Err(why) => vec![Effect::Toast(Mood::Info, why)],
    }
}

/// A sentence, bottom right.
fn say(words: &str) -> Vec<Effect> {
    vec![Effect::Toast(Mood::Info, words.into())]
}

/// `40 s`, `3 min`, `2 h`, `2 h 5 min`.
fn spell(ms: u64) -> String {
    match ms / 1_000 {
        s @ 0..60 => format!("{s} s"),
        s @ 60..3_600 => format!("{} min", s / 60),
        s if s / 60 % 60 == 0 => format!("{} h", s / 3_600),
        s => format!("{} h {} min", s / 3_600, s / 60 % 60),
    }
}
