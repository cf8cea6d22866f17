//! From screen to screen. The main screen waits beneath while another is open, and is as it was when that one closes.
use super::{
    model::Model,
    register::{Name, Screen},
};
use crate::ui::flow::effect::{Effect, Reply, Route};

/// Goes to a place: to its screen first, where another is open.
pub(super) fn go(model: &mut Model, route: &Route) -> Vec<Effect> {
    let name = Screen::home(route);
    let mut effects = vec![];
    if model.screen.name() != name {
        let Some(left) = change(model, name) else { return vec![] };
        effects.extend(left);
        if *route == Route::Study {
            return effects;
        }
    }
    effects.extend(model.with(|screen, context| screen.go(route, context)));
    effects
}

/// Opens another screen; gives what the one that was left wants done. None where there is no such screen.
fn change(model: &mut Model, name: Name) -> Option<Vec<Effect>> {
    let next = match name {
        Name::Study => model.beneath.take(),
        _ if model.aside.as_ref().is_some_and(|aside| aside.name() == name) => model.aside.take(),
        _ => Screen::named(name, &model.context()),
    }?;
    let mut effects = model.with(Screen::leave);
    let left = std::mem::replace(&mut model.screen, next);
    match left.name() {
        Name::Study => model.beneath = Some(left),
        Name::Report => model.aside = Some(left),
        Name::Exam => {}
    }
    effects.push(Effect::Animate(0));
    Some(effects)
}

/// The main screen hears beneath another what the shell says: its callers from outside wait for an answer. It moves nothing there.
pub(super) fn reply_beneath(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    let Some(mut beneath) = model.beneath.take() else { return vec![] };
    let mut effects = beneath.reply(reply, &model.context());
    model.beneath = Some(beneath);
    effects.retain(|effect| !matches!(effect, Effect::Animate(_)));
    effects
}
