//! Invoke, in its three kinds.
use super::{Code, LambdaError, Reply, Response, request::Kind, response::Invoked};
use crate::sim::services::lambda::{
    model::{
        Lambda,
        function::bare,
        later::Event,
        run::{Entry, Origin},
    },
    step::Cx,
};
use crate::sim::{
    errand::Cargo,
    trace::{Name, Phase, Weight},
    turn::{CallId, Draft},
};
use std::sync::Arc;

impl Lambda {
    /// The answer, or `None` where the caller waits for the function.
    pub(super) fn invoke(
        &mut self,
        who: (CallId, &Name),
        (function, kind): (&str, Kind),
        payload: Arc<Cargo>,
        cx: &mut Cx<'_>,
    ) -> Option<Reply> {
        let name: Name = match self.functions.get_key_value(bare(function)) {
            Some((name, _)) => name.clone(),
            None => return Some(Err(LambdaError::no_function(bare(function), cx.region))),
        };
        let limits = self.core.limits.functions;
        let most = if kind == Kind::Event { limits.payload_async } else { limits.payload_sync };
        if payload.size() > most {
            let message = format!("Request must be smaller than {most} bytes for the InvokeFunction operation");
            return Some(Err(LambdaError::new(Code::RequestTooLarge, message)));
        }
        match kind {
            Kind::DryRun => Some(Ok(invoked(204, self.core.request_id(), None, "".into()))),
            Kind::Event => Some(Ok(self.invoke_later(name, payload, who.1, cx))),
            Kind::RequestResponse => {
                let entry = Entry { id: Name::default(), handle: Name::default(), time: cx.now, cargo: payload };
                match self.start(&name, vec![entry], Origin::Caller(who.0), cx) {
                    Ok(()) => None,
                    Err((reason, _)) => Some(Err(LambdaError::throttled(reason))),
                }
            }
        }
    }

    /// Lambda's own queue takes the event; the caller learns nothing more.
    fn invoke_later(&mut self, function: Name, cargo: Arc<Cargo>, by: &Name, cx: &mut Cx<'_>) -> Response {
        let request = self.core.request_id();
        self.core.events += 1;
        let no = self.core.events;
        let cause = cx.emit(cx.cause, || Draft {
            item: cargo.item.clone(),
            actor: Some(by.clone()),
            phase: Some(Phase::Visible),
            weight: Weight::Step,
            ..Draft::new("lambda.queued", &function)
        });
        let event = Event {
            function,
            cargo,
            received: cx.now,
            request: request.clone(),
            failures: 0,
            throttles: 0,
            running: false,
            cause,
        };
        if let Some(f) = self.functions.get_mut(&event.function) {
            f.tally.later.received += 1;
            f.tally.later.open += 1;
        }
        self.events.insert(no, event);
        self.try_event(no, cx);
        invoked(202, request, None, "".into())
    }
}

/// The answer to an Invoke.
pub(in crate::sim::services::lambda) fn invoked(
    status: u16,
    request: Name,
    error: Option<Name>,
    payload: Arc<str>,
) -> Response {
    Response::Invoked(Box::new(Invoked { status, request, error, payload }))
}
