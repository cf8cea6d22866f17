//! What keys do to what lies over the question: the two questions that are asked once, the number, the pad, the words.
use super::{
    super::{
        keys::{WORD, Word},
        state::{Over, State, Table},
        view,
    },
    clear, desk, moved, save,
};
use crate::{
    practice::{
        exam::proctor,
        record::sat::{Edit, End, Mode, Place},
    },
    ui::flow::{
        context::Context,
        effect::{Effect, Route},
        key::{Code, Key},
        table::find,
    },
};

/// `y` is yes, and not the key that asked: a key that is held down hands nothing in. Any other goes on with the paper.
pub(super) fn asked(state: &mut State, key: Key, context: &Context<'_>) -> Vec<Effect> {
    let Some(table) = &mut state.table else { return vec![] };
    let asked = std::mem::take(&mut table.over);
    match (asked, key.code) {
        (asked, Code::Wheel { .. } | Code::Click { .. }) => {
            table.over = asked;
            vec![]
        }
        (Over::End, Code::Char('y')) => end(state, End::Asked, context),
        (Over::Leave, Code::Char('y')) if table.room.sitting.paper.mode == Mode::Proctored => {
            end(state, End::Left, context)
        }
        (Over::Leave, Code::Char('y')) => {
            let mut effects: Vec<Effect> = table.room.rest(&context.desk()).map(save).into_iter().collect();
            effects.extend(clear(state, context));
            effects.push(Effect::Go(Route::Study));
            effects
        }
        _ => vec![],
    }
}

fn end(state: &mut State, end: End, context: &Context<'_>) -> Vec<Effect> {
    let Some(table) = &mut state.table else { return vec![] };
    let mut effects: Vec<Effect> = table.room.end(end, &context.desk()).map(save).into_iter().collect();
    effects.extend(handed_in(state, context));
    effects
}

/// The result of a proctored paper that was handed in, to be sealed.
pub(super) fn sealed(table: &Table, context: &Context<'_>) -> Option<Effect> {
    let (name, result) = proctor::result(&table.room.sitting, context.library, context.progress)?;
    Some(Effect::Seal { name, result: Box::new(result) })
}

/// The paper was handed in: off the table, on to the report.
pub(super) fn handed_in(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    let Some(id) = state.table.as_ref().map(|table| table.room.sitting.id.clone()) else { return vec![] };
    let sealed = state.table.as_ref().and_then(|table| sealed(table, context));
    let mut effects = clear(state, context);
    effects.extend(sealed);
    effects.push(Effect::Go(Route::Report(Some(id))));
    effects
}

/// The number of a question is typed.
pub(super) fn number(table: &mut Table, key: Key, context: &Context<'_>) -> Vec<Effect> {
    let Over::Number(typed) = &mut table.over else { return vec![] };
    match key.code {
        Code::Char(c) if c.is_ascii_digit() && typed.len() < 3 => typed.push(c),
        Code::Backspace if typed.pop().is_some() => {}
        Code::Enter if !typed.is_empty() => {
            let item = typed.parse::<usize>().unwrap_or(0).wrapping_sub(1);
            table.over = Over::Nothing;
            return desk::open(table, Place::Item(item), context);
        }
        Code::Esc | Code::Enter | Code::Backspace => table.over = Over::Nothing,
        _ => {}
    }
    vec![]
}

/// Something is written on the pad.
pub(super) fn pad(table: &mut Table, key: Key, context: &Context<'_>) -> Vec<Effect> {
    let edit = match key.code {
        Code::Char(c) if !key.ctrl => Edit::Put(c),
        Code::Enter => Edit::Put('\n'),
        Code::Backspace => Edit::Erase,
        Code::Esc => {
            table.over = Over::Nothing;
            return vec![];
        }
        _ => return vec![],
    };
    table.room.scribble(edit, &context.desk()).map(save).into_iter().collect()
}

/// The words of the scenario have the keys; none where the key is not theirs.
pub(super) fn word(table: &mut Table, at: usize, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    let words = table.room.item(&context.desk()).map_or(0, |item| view::words(&item.question.stem));
    match find(WORD, key)? {
        Word::Step(by) => table.over = Over::Word(at.saturating_add_signed(by).min(words.saturating_sub(1))),
        Word::Light => return Some(moved(table.room.light(at, &context.desk()))),
        Word::Done => table.over = Over::Nothing,
    }
    Some(vec![])
}
