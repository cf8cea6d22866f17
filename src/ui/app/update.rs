//! One message in, effects out: first the overlay, then the screen, then the app's own keys.
use super::{
    keys::{Act, TABLE},
    model::{Model, Msg},
    overlay,
    register::Screen,
    tour::Tour,
    travel,
};
use crate::{
    practice::record::Record,
    ui::flow::{
        context::Motion,
        effect::{Effect, Mood, Overlay, Reply},
        key::{Code, Key},
        table::find,
    },
};
use std::collections::VecDeque;

/// Effects one message may cause before the rest is dropped: a guard against two places that send each other away.
const MOST: usize = 64;

/// What a message does.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let effects = match msg {
        Msg::Key(key) => on_key(model, key),
        Msg::Tick(clock) => {
            model.clock = clock;
            model.notes.tick(clock.uptime_ms);
            // A paper that is not to be seen is off the screen: its clock hears of the time when it is there again.
            if model.is_too_small() { vec![] } else { model.with(Screen::tick) }
        }
        Msg::Resized(w, h) => {
            model.size = (w, h);
            vec![]
        }
        Msg::Reply(reply) => on_reply(model, &reply),
        Msg::Stop => quit(model),
    };
    settle(model, effects)
}

fn on_reply(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    if let Reply::NotSaved(why) = reply {
        model.notes.say(Mood::Error, why, model.clock.uptime_ms);
    }
    if let Reply::Others(records) = reply {
        model.learn(records);
    }
    let mut effects = travel::reply_beneath(model, reply);
    effects.extend(model.with(|screen, context| screen.reply(reply, context)));
    effects
}

/// Leaves the app; the screen writes down first what would be lost.
fn quit(model: &mut Model) -> Vec<Effect> {
    let mut effects = model.with(Screen::quit);
    effects.push(Effect::Quit);
    effects
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    model.notes.key();
    match find(TABLE, key).filter(|_| key.ctrl) {
        Some(Act::Quit) if model.screen.holds() => {
            // What it asks is not asked behind the help.
            model.overlay = None;
            return vec![];
        }
        Some(Act::Quit) => return quit(model),
        Some(Act::Suspend) if model.screen.stays() => {
            return settle(model, vec![Effect::Toast(Mood::Info, "a proctored paper stays on the screen".into())]);
        }
        Some(Act::Suspend) => return vec![Effect::Suspend],
        _ => {}
    }
    // Keys would act on what nobody sees.
    if model.is_too_small() && model.screen.is_sealed() {
        return vec![];
    }
    if model.overlay.is_some() {
        return overlay::key(model, key);
    }
    let sealed = model.screen.is_sealed();
    let below = if sealed { Some(key) } else { inside(key) };
    let effects = below.and_then(|key| model.with(|screen, context| screen.key(key, context)));
    if model.tour == Some(Tour::Answered) && key == Key::ch('n') {
        overlay::open_map(model);
    }
    // Of a sealed screen's keys the app keeps only the help.
    let own_key = |act: &Act| !sealed || *act == Act::Open(Overlay::Help);
    effects.unwrap_or_else(|| find(TABLE, key).filter(own_key).map_or(vec![], |act| perform(model, act)))
}

/// The key as the screen counts it: the header is not its row.
fn inside(key: Key) -> Option<Key> {
    let code = match key.code {
        Code::Click { x, y } => Code::Click { x, y: y.checked_sub(1)? },
        Code::Wheel { x, y, up } => Code::Wheel { x, y: y.checked_sub(1)?, up },
        code => code,
    };
    Some(Key { code, ..key })
}

/// Does what one of the app's own keys does; the palette comes here too.
pub(super) fn perform(model: &mut Model, act: Act) -> Vec<Effect> {
    match act {
        Act::Open(overlay) => vec![Effect::Open(overlay)],
        Act::Motion => toggle_motion(model),
        Act::Mouse => toggle_mouse(model),
        Act::Close => vec![],
        Act::Suspend => vec![Effect::Suspend],
        Act::Quit => quit(model),
    }
}

fn toggle_motion(model: &mut Model) -> Vec<Effect> {
    let (motion, value, words) = match model.settings.motion {
        Motion::Full => (Motion::None, "none", "motion off: space goes event by event"),
        Motion::None => (Motion::Full, "full", "motion on"),
    };
    model.settings.motion = motion;
    vec![set(model, "motion", value), Effect::Toast(Mood::Info, words.into())]
}

fn toggle_mouse(model: &mut Model) -> Vec<Effect> {
    let on = !model.settings.mouse;
    model.settings.mouse = on;
    let words = if on { "the mouse is the app's" } else { "the mouse is the terminal's: select text as usual" };
    vec![Effect::Mouse(on), set(model, "mouse", if on { "on" } else { "off" }), Effect::Toast(Mood::Info, words.into())]
}

/// A setting as a record.
pub(super) fn set(model: &Model, name: &str, value: &str) -> Effect {
    Effect::Save(Box::new(Record::Set { name: name.into(), value: value.into(), now: model.clock.now }))
}

/// Performs what the app can do itself; the rest is for the shell.
pub(super) fn settle(model: &mut Model, effects: Vec<Effect>) -> Vec<Effect> {
    let mut queue: VecDeque<Effect> = effects.into();
    let mut out = vec![];
    for _ in 0..MOST {
        let Some(effect) = queue.pop_front() else { break };
        match effect {
            Effect::Toast(mood, words) => model.notes.say(mood, &words, model.clock.uptime_ms),
            Effect::Open(which) => open(model, which),
            Effect::Go(route) => queue.extend(travel::go(model, &route)),
            effect => {
                if let Effect::Save(record) = &effect {
                    model.learner.progress.apply(record);
                }
                note(model, &effect);
                out.push(effect);
            }
        }
    }
    out
}

fn open(model: &mut Model, which: Overlay) {
    model.overlay = Some(overlay::open(model, which));
}

/// The first answer moves the first run on.
fn note(model: &mut Model, effect: &Effect) {
    let answered = matches!(effect, Effect::Save(record) if matches!(**record, Record::Reviewed(_)));
    if answered && model.tour == Some(Tour::Question) {
        model.tour = Some(Tour::Answered);
    }
}
