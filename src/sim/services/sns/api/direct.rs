//! Publish to one telephone or one device: sent once, whatever becomes of it.
use super::Reply;
use super::error::{Code, SnsError};
use super::publish::form;
use super::request::Message;
use super::response::{Published, Response};
use crate::sim::errand::{By, Cargo, Errand, Task};
use crate::sim::leniency::Spared;
use crate::sim::services::sns::model::{
    Core,
    notice::{Forms, Notice, Sender},
    push,
    sms::number,
};
use crate::sim::services::sns::quotas::Settings;
use crate::sim::services::sns::step::{Output, UNASKED};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::{Draft, Turn};
use std::sync::Arc;

/// Publish with PhoneNumber, or with the TargetArn of an endpoint.
#[allow(clippy::too_many_arguments)] // the shape every service shares: who, what, when, where to
pub(super) fn publish(
    core: &mut Core,
    (from, target): (&Name, &Name),
    mut message: Message,
    turn: Turn<'_>,
    out: &mut Output,
) -> Reply {
    let (to, key) = if target.starts_with("arn:") { device(core, target)? } else { phone(target)? };
    let plain = || !message.cargo.body.trim_start().starts_with('{');
    if turn.spares(Spared::DeviceText) && plain() {
        message.structure = None;
    }
    form(core.limits.sizes.message.default, &message)?;
    let rate = core.limits.rates.publish;
    if !core.rate.holds(1, rate, turn.now) {
        return Err(SnsError::new(Code::Throttled, "Rate exceeded"));
    }
    core.rate.take(1);
    let id = core.message_id();
    let Message { cargo, structure } = message;
    let event = out.sink.emit(turn.now, turn.cause, || Draft {
        actor: Some(from.clone()),
        item: cargo.item.clone(),
        amount: cargo.size(),
        phase: Some(Phase::Visible),
        weight: Weight::Step,
        ..Draft::new("sns.publish", &to)
    });
    let notice = Arc::new(Notice { id, cargo, structured: structure.is_some(), published: turn.now, seq: None });
    let sender = Sender { arn: target.clone(), signs: None };
    let text = Forms::new(&sender, &notice, false).text_for(&key);
    let cargo = Cargo {
        body: text,
        subject: notice.cargo.subject.clone(),
        item: notice.cargo.item.clone(),
        ..Cargo::default()
    };
    out.errands.push(Errand {
        ticket: UNASKED,
        by: By::Service { principal: core.principal.clone(), source: target.clone() },
        to,
        task: Task::Send(Arc::new(cargo)),
        patience: Settings::default().answer_within,
        cause: event.or(turn.cause),
    });
    Ok(Response::Published(Published { id, seq: None }))
}

/// Where errands for a device go, and its platform: the key of its own message in a message per protocol.
fn device(core: &Core, endpoint: &Name) -> Result<(Name, Name), SnsError> {
    let unknown = || SnsError::invalid("TargetArn Reason: No endpoint found for the target arn specified");
    if !core.push.is_on(endpoint).ok_or_else(unknown)? {
        return Err(SnsError::new(Code::EndpointDisabled, "Endpoint is disabled"));
    }
    if core.push.is_off(endpoint) {
        return Err(SnsError::new(Code::PlatformApplicationDisabled, "Platform application is disabled"));
    }
    let (application, id) = push::parts(endpoint).ok_or_else(unknown)?;
    Ok((format!("app:{id}").into(), application.split('/').next().unwrap_or_default().into()))
}

fn phone(text: &Name) -> Result<(Name, Name), SnsError> {
    let wrong = || SnsError::invalid(format!("PhoneNumber Reason: {text} is not valid to publish to"));
    number(text).map(|number| (format!("tel:{number}").into(), "sms".into())).ok_or_else(wrong)
}
