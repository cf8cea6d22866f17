//! The calls of Lambda under AWS's names, and where each is answered.
mod concurrency;
/// Errands of other services.
pub(super) mod errand;
/// Refusals.
pub mod error;
mod functions;
mod invoke;
mod mappings;
mod parameters;
mod permissions;
/// The calls as data.
pub mod request;
/// The answers as data.
pub mod response;

use super::model::{
    Lambda,
    function::{Function, bare},
};
use super::step::{Cx, Output};
use crate::sim::region::Region;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{CallId, Draft, Turn};
pub(super) use concurrency::provisioned_mb_ms;
pub use error::{Code, LambdaError, Reason};
pub(super) use invoke::invoked;
pub use request::Request;
pub use response::Response;

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, LambdaError>;

impl Lambda {
    /// A call arrives. It is answered through `out.replies` under the same number: at once, or when the function has run.
    pub(super) fn handle(&mut self, who: (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let place: Option<Name> = (!out.sink.off).then(|| request.function().map_or("lambda", bare).into());
        let mut cx = Cx { now: turn.now, cause: turn.cause, region: turn.region, out };
        let Some(reply) = self.answer(who, request, &mut cx) else { return };
        if let (Some(place), Err(error)) = (place, &reply) {
            let throttled = error.reason.map(Reason::name);
            cx.emit(turn.cause, || Draft {
                actor: Some(who.1.clone()),
                note: Some(throttled.unwrap_or(error.code.name()).into()),
                weight: Weight::Mark,
                ..Draft::new(if throttled.is_some() { "lambda.throttle" } else { "lambda.refused" }, &place)
            });
        }
        cx.out.replies.push((who.0, reply));
    }

    /// The answer, or `None` where the caller waits for the function.
    fn answer(&mut self, who: (CallId, &Name), request: Request, cx: &mut Cx<'_>) -> Option<Reply> {
        match request {
            Request::Invoke { function, kind, payload } => self.invoke(who, (&function, kind), payload, cx),
            other => Some(self.manage(other, cx)),
        }
    }

    fn manage(&mut self, request: Request, cx: &mut Cx<'_>) -> Reply {
        match request {
            Request::Invoke { function, .. } => Err(LambdaError::no_function(&function, cx.region)),
            Request::CreateFunction(new) => self.create_function(&new, (cx.now, cx.region)),
            Request::UpdateFunctionConfiguration { function, set } => {
                self.configure(&function, &set, (cx.now, cx.region))
            }
            Request::Upload { function, package } => self.upload(&function, *package, (cx.now, cx.region)),
            Request::TagResource { function, tags } => {
                self.function_mut(&function, cx.region)?.config.about.tags.extend(tags);
                Ok(Response::Done)
            }
            Request::UntagResource { function, keys } => {
                self.function_mut(&function, cx.region)?.config.about.tags.retain(|key, _| !keys.contains(key));
                Ok(Response::Done)
            }
            Request::UpdateFunctionCode { function, code } => {
                let f = self.function_mut(&function, cx.region)?;
                f.code = code;
                Ok(Response::Function(Box::new(f.config.clone())))
            }
            Request::DeleteFunction { function } => self.delete_function(&function, cx),
            Request::GetFunction { function } => {
                Ok(Response::Function(Box::new(self.function_named(&function, cx.region)?.config.clone())))
            }
            Request::ListFunctions => {
                Ok(Response::Functions(self.functions.values().map(|f| f.config.clone()).collect()))
            }
            Request::GetPolicy { function } => self.policy(&function, cx.region),
            Request::AddPermission { function, permission } => self.add_permission(&function, &permission, cx.region),
            Request::RemovePermission { function, id } => self.remove_permission(&function, &id, cx.region),
            Request::PutFunctionEventInvokeConfig { function, set } => {
                self.put_event_invoke(&function, &set, cx.region)
            }
            Request::DeleteFunctionEventInvokeConfig { function } => {
                self.function_mut(&function, cx.region)?.config.later = super::model::function::LaterConfig::default();
                Ok(Response::Done)
            }
            Request::GetFunctionEventInvokeConfig { function } => {
                let config = &self.function_named(&function, cx.region)?.config;
                if config.later == super::model::function::LaterConfig::default() {
                    let message = format!("The function {}:$LATEST doesn't have an EventInvokeConfig", config.arn);
                    return Err(LambdaError::new(Code::ResourceNotFound, message));
                }
                Ok(Response::EventInvoke(Box::new(config.later.clone())))
            }
            Request::CreateEventSourceMapping(new) => self.create_mapping(&new, cx),
            Request::UpdateEventSourceMapping { uuid, set } => self.update_mapping(&uuid, &set, cx),
            Request::DeleteEventSourceMapping { uuid } => self.delete_mapping(&uuid, cx),
            Request::GetEventSourceMapping { uuid } => self.get_mapping(&uuid),
            Request::ListEventSourceMappings { function, source } => {
                Ok(self.list_mappings(function.as_deref(), source.as_deref()))
            }
            other => self.manage_concurrency(other, cx),
        }
    }

    /// The function a caller means.
    pub(super) fn function_named(&self, name: &str, region: &Region) -> Result<&Function, LambdaError> {
        let name = bare(name);
        self.functions.get(name).ok_or_else(|| LambdaError::no_function(name, region))
    }

    /// The same, to change it.
    pub(super) fn function_mut(&mut self, name: &str, region: &Region) -> Result<&mut Function, LambdaError> {
        let name = bare(name);
        self.functions.get_mut(name).ok_or_else(|| LambdaError::no_function(name, region))
    }
}
