//! What the default event bus hears: each change of the status of a Standard execution.
use super::Ctx;
use crate::base::time::SimTime;
use crate::sim::epoch::epoch_millis;
use crate::sim::errand::{By, Cargo, Errand, Task, Ticket};
use serde_json::{Value, json};
use std::sync::Arc;

/// Input and output beyond this are left out of the event, which then says `included: false`.
const MOST: usize = 248 * 1024;

impl Ctx<'_> {
    /// Tells the default bus how the execution stands. Express executions are not announced, nor are the children of a Map Run.
    pub fn announce(&mut self) {
        let exec = &*self.exec;
        if exec.origin.express || exec.origin.parent.is_some() {
            return;
        }
        let result = exec.end.as_ref().map(|e| e.result.clone());
        let (output, fault) = match result {
            Some(Ok(output)) => (Some(output), None),
            Some(Err(fault)) => (None, Some(fault)),
            None => (None, None),
        };
        let fits = exec.origin.input.len() + output.as_ref().map_or(0, |o| o.len()) <= MOST;
        let shown = |text: &Option<Arc<str>>| text.as_deref().filter(|_| fits).map_or(Value::Null, Value::from);
        let included = |there: bool| if there { json!({ "included": fits }) } else { Value::Null };
        let detail = json!({
            "executionArn": &*exec.arn(),
            "stateMachineArn": &*self.machine.arn(),
            "name": &*exec.origin.name,
            "status": exec.status.name(),
            "startDate": epoch_millis(exec.started),
            "stopDate": exec.end.as_ref().map(|e| epoch_millis(e.at)),
            "input": shown(&Some(exec.origin.input.clone())),
            "inputDetails": included(true),
            "output": shown(&output),
            "outputDetails": included(output.is_some()),
            "error": fault.as_ref().map(|f| &*f.error),
            "cause": fault.as_ref().map(|f| &*f.cause),
        });
        let cargo = Cargo {
            subject: Some("aws.states".into()),
            kind: Some("Step Functions Execution Status Change".into()),
            item: exec.item().cloned(),
            ..Cargo::new(detail.to_string())
        };
        self.out.errands.push(Errand {
            // Nobody waits for what comes of it.
            ticket: Ticket(u64::MAX),
            by: By::Role { of: self.machine.arn() },
            to: self.machine.region.arn("events", "event-bus/default"),
            task: Task::Send(Arc::new(cargo)),
            patience: SimTime::from_secs(10),
            cause: exec.event,
        });
    }
}
