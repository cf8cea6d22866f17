//! The calls of CloudWatch under AWS's names, and where each is answered.
mod alarms;
mod data;
/// Errands of other services.
pub mod errand;
/// Refusals.
pub mod error;
/// Calls in AWS's JSON form.
pub mod json;
/// The calls as data.
pub mod request;
/// The answers as data.
pub mod response;
mod tags;

use super::{
    model::CloudWatch,
    step::{Ctx, Output},
};
use crate::sim::{
    trace::{Name, Weight},
    turn::{CallId, Draft, Turn},
};
pub use error::{CloudWatchError, Code};
pub use request::Request;
pub use response::Response;

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, CloudWatchError>;

impl CloudWatch {
    /// A call arrives; it is always answered at once.
    pub(super) fn handle(&mut self, (id, from): (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let place = request.alarm().cloned().unwrap_or_else(|| "cloudwatch".into());
        self.bill.requests += 1;
        let reply = self.answer(request, &mut Ctx::new(turn, out));
        if let Err(error) = &reply {
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new("cloudwatch.refused", &place)
            });
        }
        out.replies.push((id, reply));
    }

    fn answer(&mut self, request: Request, ctx: &mut Ctx<'_>) -> Reply {
        match request {
            Request::PutMetricData(all) => self.put_data(all, ctx),
            Request::GetMetricData(get) => self.get_data(&get, ctx),
            Request::GetMetricStatistics(get) => self.get_statistics(&get, ctx),
            Request::ListMetrics { namespace, name, dimensions } => {
                let fits = |k: &&super::model::metric::Key| {
                    namespace.as_ref().is_none_or(|n| *n == k.namespace)
                        && name.as_ref().is_none_or(|n| *n == k.name)
                        && dimensions.iter().all(|(d, v)| {
                            k.dimensions.iter().any(|(kd, kv)| kd == d && v.as_ref().is_none_or(|v| v == kv))
                        })
                };
                let filled = self.metrics.iter().filter(|(_, s)| !s.points.is_empty()).map(|(k, _)| k);
                Ok(Response::Metrics(filled.filter(fits).cloned().collect()))
            }
            Request::PutMetricAlarm(config) | Request::PutCompositeAlarm(config) => self.put_alarm(*config, ctx),
            Request::DescribeAlarms(select) => {
                Ok(Response::Alarms(self.alarms.values().filter(|a| select.takes(a)).cloned().collect()))
            }
            Request::DescribeAlarmHistory { alarm, kind, from, to } => {
                let fits = |p: &&super::model::Past| {
                    alarm.as_ref().is_none_or(|a| *a == p.alarm)
                        && kind.as_ref().is_none_or(|k| *k == p.kind)
                        && from.is_none_or(|from| p.at.as_secs() >= from)
                        && to.is_none_or(|to| p.at.as_secs() <= to)
                };
                Ok(Response::History(self.history.iter().rev().filter(fits).cloned().collect()))
            }
            Request::TagResource { alarm, tags } => self.tag(alarm, tags),
            Request::UntagResource { alarm, keys } => self.untag(&alarm, &keys),
            Request::ListTagsForResource(alarm) => {
                self.known(&alarm)?;
                Ok(Response::Tags(self.tags.get(&alarm).cloned().unwrap_or_default()))
            }
            Request::SetAlarmState { name, state, reason } => self.set_state(&name, state, &reason, ctx),
            Request::DeleteAlarms(names) => self.delete(&names, ctx),
            Request::EnableAlarmActions(names) => Ok(self.enable(&names, true)),
            Request::DisableAlarmActions(names) => Ok(self.enable(&names, false)),
            Request::Unreadable(error) => Err(*error),
        }
    }
}
