//! What keys and routes do to the report screen.
use super::{
    keys::{Act, CHORDS, act, refusal},
    state::{Keeping, Line, Page, State, Walk, build, lines, shows, sitting, tasks},
    view,
};
use crate::{
    base::id::{OptionId, QuestionId},
    practice::exam::{
        compare::Comparison,
        export::{Format, file_name},
        report::item::Item,
    },
    ui::flow::{
        context::Context,
        effect::{Effect, Mood, Reply, Route},
        key::{Code, Key},
        table::find,
    },
};
use std::collections::BTreeSet;

/// A key; none where it is not this screen's.
pub fn key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    if let Code::Wheel { up, .. } = key.code {
        step(state, if up { -3 } else { 3 }, context);
        return Some(vec![]);
    }
    let act = act(state, key)?;
    if let Some(why) = refusal(state, act, context) {
        return Some(say(why));
    }
    Some(perform(state, act, context))
}

/// The key after `g`: `gg` is the top.
pub fn chord(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    find(CHORDS, key).map(|act| perform(state, act, context))
}

fn say(words: &str) -> Vec<Effect> {
    vec![Effect::Toast(Mood::Info, words.into())]
}

fn perform(state: &mut State, act: Act, context: &Context<'_>) -> Vec<Effect> {
    let half = isize::try_from(view::rows(context) / 2).unwrap_or(1).max(1);
    match act {
        Act::Step(by) => step(state, by, context),
        Act::Half(by) => step(state, by * half, context),
        Act::Top => {
            state.scrolls[state.page as usize] = 0;
            step(state, isize::MIN / 2, context);
        }
        Act::End => step(state, isize::MAX / 2, context),
        Act::Wrong => walk(state, true),
        Act::All => walk(state, false),
        Act::Plan => (state.page, state.plan) = (Page::Plan, 0),
        Act::Save => return save(state, context),
        Act::Compare => compare(state, context),
        Act::Topics => state.topic = Some(0),
        Act::Turn(by) => turn(state, by),
        Act::Mark => return mark(state, context),
        Act::Prove | Act::Lesson | Act::Open => {
            return leads(state, act, context).into_iter().map(Effect::Go).collect();
        }
        Act::Back => return back(state),
    }
    vec![]
}

/// Moves the page's cursor where it has one, else scrolls; below the last row of a list the page scrolls on.
fn step(state: &mut State, by: isize, context: &Context<'_>) {
    let to = |at: usize, len: usize| at.saturating_add_signed(by).min(len.saturating_sub(1));
    let report = state.report.as_ref();
    if let (Page::Report, Some(at)) = (state.page, state.topic) {
        state.topic = Some(to(at, report.map_or(0, |r| r.tables.topics.len())));
        return;
    }
    let rows = match state.page {
        Page::History => Some((state.shelf.at, lines(context).len())),
        Page::Plan => Some((state.plan, report.map_or(0, |r| tasks(r).len()))),
        _ => None,
    };
    let (end, here) = (view::end(state, context), state.scroll());
    match rows {
        Some((at, len)) if at + 1 < len || by < 0 && here == 0 => {
            *(if state.page == Page::Plan { &mut state.plan } else { &mut state.shelf.at }) = to(at, len);
        }
        _ => state.scrolls[state.page as usize] = to(here.min(end), end + 1),
    }
}

/// Opens the questions one by one: those that cost marks in the order to look at them, or all.
fn walk(state: &mut State, wrong: bool) {
    let Some(report) = &state.report else { return };
    let items = if wrong { report.lists.wrong().collect() } else { (0..report.items.len()).collect() };
    state.walk = Walk { items, at: 0, wrong };
    state.page = Page::Item;
    state.scrolls[Page::Item as usize] = 0;
}

fn turn(state: &mut State, by: isize) {
    let walk = &mut state.walk;
    let to = walk.at.saturating_add_signed(by).min(walk.items.len().saturating_sub(1));
    if to != walk.at {
        walk.at = to;
        state.scrolls[Page::Item as usize] = 0;
    }
}

/// Two sittings side by side: this one and the one before it, or the two that are marked.
fn compare(state: &mut State, context: &Context<'_>) {
    let two = match (state.page, state.shelf.marked.as_slice()) {
        (Page::Report, _) => {
            let before = state.before(context).and_then(|sitting| build(&sitting.id, context));
            before.zip(state.report.as_deref().cloned())
        }
        (_, [one, other]) => build(one, context).zip(build(other, context)),
        _ => None,
    };
    if let Some((one, other)) = two {
        state.compared = Some((Box::new(Comparison::of(&one, &other)), state.page));
        state.page = Page::Comparison;
        state.scrolls[Page::Comparison as usize] = 0;
    }
}

/// Marks the row under the cursor, or takes the mark away; a third mark takes the place of the first.
fn mark(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    let all = lines(context);
    let Some(Line::Done(row)) = all.get(state.shelf.at) else {
        return say("it is not handed in yet: nothing to compare");
    };
    let marked = &mut state.shelf.marked;
    if let Some(at) = marked.iter().position(|id| *id == row.sitting) {
        marked.remove(at);
        return vec![];
    }
    if marked.len() == 2 {
        marked.remove(0);
    }
    marked.push(row.sitting.clone());
    vec![]
}

/// Where the row, the topic or the question under the cursor leads.
fn leads(state: &mut State, act: Act, context: &Context<'_>) -> Option<Route> {
    match state.page {
        Page::History => match lines(context).get(state.shelf.at)? {
            Line::Waits(_) => Some(Route::Exam(Box::default())),
            Line::Done(row) => {
                state.open(&row.sitting, context);
                None
            }
        },
        Page::Plan => tasks(state.report.as_ref()?).get(state.plan).map(super::state::Task::route),
        Page::Item => item_leads(state, act, context),
        Page::Report => {
            let topic = state.topic()?;
            if act == Act::Lesson {
                return Some(Route::Lesson(topic.lesson.clone(), None));
            }
            Some(shows(topic, |question| chosen(state, question, context)))
        }
        Page::Comparison => None,
    }
}

fn item_leads(state: &State, act: Act, context: &Context<'_>) -> Option<Route> {
    let item: &Item = state.item()?.1;
    let leads = item.bank.leads()?;
    Some(match act {
        Act::Prove if leads.proof => Route::Run(item.question.clone(), chosen(state, &item.question, context)),
        Act::Prove => Route::Lab(leads.lab.clone()?),
        _ => Route::Lesson(leads.lesson.clone(), Some(leads.section.clone())),
    })
}

/// What was chosen for a question in the open sitting.
fn chosen(state: &State, question: &QuestionId, context: &Context<'_>) -> BTreeSet<OptionId> {
    let sitting = state.sitting(context);
    let given = sitting.and_then(|s| s.items().find(|(sheet, _)| sheet.question == *question));
    given.map(|(_, given)| given.chosen.clone()).unwrap_or_default()
}

/// Writes the report in every form; where it went is said when the last one is written.
fn save(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    let Some(report) = &state.report else { return vec![] };
    let keep =
        |format: Format| Effect::Keep { name: file_name(report, format), text: format.write(report, context.library) };
    state.keeping = Keeping { waits: Format::ALL.len(), paths: vec![] };
    Format::ALL.map(keep).into()
}

fn back(state: &mut State) -> Vec<Effect> {
    state.page = match (state.page, state.topic.take()) {
        (Page::History, _) => return vec![Effect::Go(Route::Study)],
        (Page::Report, None) => Page::History,
        (Page::Report, Some(_)) | (Page::Plan | Page::Item, _) => Page::Report,
        (Page::Comparison, _) => state.compared.as_ref().map_or(Page::History, |(_, from)| *from),
    };
    vec![]
}

/// Time has passed: nothing moves here.
pub fn tick(_state: &mut State, _context: &Context<'_>) -> Vec<Effect> {
    vec![]
}

/// Another screen comes in its place: who is in the middle of a report may come back to it.
pub fn rest(state: &mut State) -> Vec<Effect> {
    state.left = state.page != Page::History;
    if state.left { say("g s comes back to the report") } else { vec![] }
}

/// What was done since may have changed what is next.
fn refresh(state: &mut State, context: &Context<'_>) {
    if let Some(id) = state.report.as_ref().map(|report| report.sitting.clone()) {
        state.report = build(&id, context).map(Box::new);
    }
}

/// Somebody wants to be there.
pub fn go(state: &mut State, route: &Route, context: &Context<'_>) -> Vec<Effect> {
    match route {
        Route::Report(Some(id)) if !state.open(id, context) => {
            state.page = Page::History;
            let open = sitting(id, context).is_some();
            say(if open { "that paper is not handed in yet" } else { "there is no such sitting" })
        }
        Route::Report(None) if std::mem::take(&mut state.left) => {
            refresh(state, context);
            vec![]
        }
        Route::Report(None) => {
            state.page = Page::History;
            vec![]
        }
        _ => vec![],
    }
}

/// The shell has an answer.
pub fn reply(state: &mut State, reply: &Reply, context: &Context<'_>) -> Vec<Effect> {
    match reply {
        Reply::Kept(Ok(path)) if state.keeping.waits > 0 => {
            state.keeping.paths.push(path.clone());
            state.keeping.waits -= 1;
            if state.keeping.waits > 0 {
                return vec![];
            }
            say(&saved(&std::mem::take(&mut state.keeping).paths))
        }
        // Not asked for here: the sealed result of a proctored paper.
        Reply::Kept(Ok(path)) => say(&saved(std::slice::from_ref(path))),
        Reply::Kept(Err(why)) => {
            state.keeping = Keeping::default();
            vec![Effect::Toast(Mood::Error, why.clone())]
        }
        Reply::Others(_) => {
            refresh(state, context);
            vec![]
        }
        _ => vec![],
    }
}

/// `saved: /home/ann/reports/mock-3.md, .json, .html`.
fn saved(paths: &[String]) -> String {
    let Some((first, rest)) = paths.split_first() else { return String::new() };
    let stem = first.rsplit_once('.').map_or(first.as_str(), |(stem, _)| stem);
    let more = rest.iter().map(|path| format!(", {}", path.strip_prefix(stem).unwrap_or(path)));
    format!("saved: {first}{}", more.collect::<String>())
}
