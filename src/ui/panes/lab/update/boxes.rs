//! Keys while something lies over the lab: the fault menu, the variables, words to read, the stars.
use super::{
    super::state::{DOOR, Over, State},
    door,
};
use crate::{
    content::lab::Variable,
    practice::lab::session::Session,
    ui::flow::{
        context::Context,
        effect::{Effect, Mood},
        key::{Code, Key},
    },
};

/// A key; none where the box leaves it to others.
pub(super) fn key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    if key.code == Code::Esc && !matches!(state.over, Over::Variables(_, Some(_))) {
        state.over = Over::Nothing;
        return Some(vec![]);
    }
    match state.over.clone() {
        Over::Nothing => None,
        Over::Inject(choice) => Some(inject(state, key, choice)),
        Over::Variables(row, typed) => Some(variables(state, key, row, typed)),
        Over::Text(_) => Some(read(state, key)),
        Over::Card => card(state, key, context),
    }
}

fn inject(state: &mut State, key: Key, choice: Option<usize>) -> Vec<Effect> {
    let (Some(session), Code::Char(c)) = (&mut state.session, key.code) else { return vec![] };
    let lab = session.lab().clone();
    let chosen = match choice {
        None => lab.faults.iter().position(|f| f.key == c).map(|i| (i, 0, lab.faults[i].faults.len() == 1)),
        Some(i) => c.to_digit(10).and_then(|n| (n as usize).checked_sub(1)).map(|n| (i, n, true)),
    };
    let Some((i, n, complete)) = chosen else { return vec![] };
    if !complete {
        state.over = Over::Inject(Some(i));
        return vec![];
    }
    let Some(fault) = lab.faults[i].faults.get(n).cloned() else { return vec![] };
    state.over = Over::Nothing;
    match session.inject(fault) {
        Ok(()) => vec![],
        Err(why) => vec![Effect::Toast(Mood::Info, why)],
    }
}

fn variables(state: &mut State, key: Key, row: usize, typed: Option<String>) -> Vec<Effect> {
    let Some(session) = &mut state.session else { return vec![] };
    let lab = session.lab().clone();
    let last = lab.variables.len().saturating_sub(1);
    let variable = &lab.variables[row.min(last)];
    let (mut row, mut field, mut change) = (row.min(last), typed.clone(), None);
    match (key.code, typed) {
        (Code::Char(c), Some(text)) if !c.is_control() && text.len() < 40 => field = Some(text + &c.to_string()),
        (Code::Backspace, Some(mut text)) => {
            text.pop();
            field = Some(text);
        }
        (Code::Enter, Some(text)) => (field, change) = (None, Some(text)),
        (Code::Esc, Some(_)) => field = None,
        (Code::Down, None) => row = (row + 1).min(last),
        (Code::Up, None) => row = row.saturating_sub(1),
        (Code::Right | Code::Char('+'), None) => change = neighbour(session, variable, 1),
        (Code::Left | Code::Char('-'), None) => change = neighbour(session, variable, -1),
        (Code::Enter, None) => field = Some(String::new()),
        (Code::Char(c), None) => match lab.variables.iter().position(|v| v.key == c) {
            // The variable's own key once more: its next value, from the last back to the first.
            Some(at) if at == row => change = around(session, variable),
            Some(at) => row = at,
            None => {}
        },
        _ => {}
    }
    state.over = Over::Variables(row, field);
    let Some(value) = change else { return vec![] };
    match session.set(&variable.id, value.trim()) {
        Ok(()) => vec![],
        Err(why) => vec![Effect::Toast(Mood::Info, why)],
    }
}

fn neighbour(session: &Session, variable: &Variable, by: isize) -> Option<String> {
    let now = session.value(variable);
    let at = variable.stops.iter().position(|s| *s == now)?;
    variable.stops.get(at.checked_add_signed(by)?).cloned()
}

fn around(session: &Session, variable: &Variable) -> Option<String> {
    neighbour(session, variable, 1).or_else(|| variable.stops.first().cloned())
}

fn read(state: &mut State, key: Key) -> Vec<Effect> {
    let Over::Text(page) = &mut state.over else { return vec![] };
    let last = page.lines.len().saturating_sub(1);
    match key.code {
        Code::Down | Code::Char('j') => page.line = (page.line + 1).min(last),
        Code::Up | Code::Char('k') => page.line = page.line.saturating_sub(1),
        Code::Char('t') if page.title == "hints" => {
            if let Some(session) = &mut state.session {
                session.hint();
                page.lines = session.hints().to_vec();
            }
        }
        Code::Char('y') if page.title == DOOR => {
            let line = state.session.as_deref().and_then(door::line).unwrap_or_default();
            return super::copied(line, "the line for your other terminal");
        }
        Code::Char('c') if page.title == DOOR => return door::close(state),
        _ => state.over = Over::Nothing,
    }
    vec![]
}

/// The star card: some keys do what they say there, the others close it.
fn card(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    state.over = Over::Nothing;
    let session = state.session.as_mut()?;
    match key.code {
        Code::Char('r') => session.reseed(),
        Code::Char('f') => session.free_play(),
        Code::Char('y') => return Some(super::act(state, super::super::keys::Act::CopyText, context)),
        // The next question is not the lab's to open.
        Code::Char('n') => return None,
        _ => {}
    }
    Some(vec![])
}
