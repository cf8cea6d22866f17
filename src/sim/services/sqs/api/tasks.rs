//! StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask.
use super::Reply;
use super::error::{Code, SqsError};
use super::request::Request;
use super::response::{Response, Status, TaskEntry};
use crate::sim::region::Region;
use crate::sim::services::sqs::model::{Sqs, arn, epoch_millis, name_of_arn, task::Task};
use crate::sim::services::sqs::step::{Output, Timer, tasks::interval};
use crate::sim::trace::Name;
use crate::sim::turn::Turn;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::Value;

/// Finished tasks remembered over all queues; AWS shows the last ten of a queue.
const REMEMBERED: usize = 100;

fn not_found(what: &str) -> SqsError {
    SqsError::new(Code::ResourceNotFound, what.to_string())
}

fn handle(task: &Task, region: &Region) -> String {
    BASE64.encode(format!("{{\"taskId\":\"{}\",\"sourceArn\":\"{}\"}}", task.no, arn(region, &task.source)))
}

impl Sqs {
    /// The calls about move tasks; anything else is UnsupportedOperation.
    pub(super) fn task_call(&mut self, turn: Turn<'_>, request: Request, out: &mut Output) -> Reply {
        match request {
            Request::StartMessageMoveTask { source_arn, destination_arn, rate } => {
                self.start_task(turn, (&source_arn, destination_arn.as_deref()), rate, out)
            }
            Request::ListMessageMoveTasks { source_arn, max_results } => {
                self.list_tasks(&source_arn, max_results, turn.region)
            }
            Request::CancelMessageMoveTask { task_handle } => self.cancel_task(&task_handle, turn.region),
            _ => Err(SqsError::new(Code::UnsupportedOperation, "This operation is not supported.")),
        }
    }

    fn cancel_task(&mut self, text: &str, region: &Region) -> Reply {
        let read = || serde_json::from_slice::<Value>(&BASE64.decode(text).ok()?).ok();
        let inside = read().filter(|inside| inside.get("taskId").is_some());
        let inside = inside
            .ok_or_else(|| SqsError::new(Code::InvalidParameterValue, "Value for parameter TaskHandle is invalid."))?;
        self.known(inside.get("sourceArn").and_then(Value::as_str).unwrap_or(""), "SourceArn", region)?;
        let task = self.tasks.iter_mut().find(|t| handle(t, region) == text);
        let task = task.ok_or_else(|| not_found("Task does not exist."))?;
        if task.status != Status::Running {
            return Err(not_found("Only active tasks can be cancelled"));
        }
        task.status = Status::Cancelled;
        Ok(Response::Moved(task.moved))
    }

    fn known(&self, arn: &str, parameter: &str, region: &Region) -> Result<Name, SqsError> {
        let name = name_of_arn(region, arn).and_then(|n| self.queues.get_key_value(n)).map(|(name, _)| name.clone());
        name.ok_or_else(|| {
            not_found(&format!("The resource that you specified for the {parameter} parameter doesn't exist."))
        })
    }

    fn start_task(&mut self, turn: Turn<'_>, way: (&str, Option<&str>), rate: Option<i64>, out: &mut Output) -> Reply {
        let source = self.known(way.0, "SourceArn", turn.region)?;
        let destination = way.1.map(|arn| self.known(arn, "DestinationArn", turn.region)).transpose()?;
        if self.sources(&source).is_empty() {
            let message = "Source queue must be configured as a Dead Letter Queue.";
            return Err(SqsError::new(Code::InvalidParameterValue, message));
        }
        if destination.as_ref() == Some(&source) {
            let message = "Source queue arn and destination queue arn are the same.";
            return Err(SqsError::new(Code::InvalidParameterValue, message));
        }
        if destination.as_ref().is_some_and(|d| self.core.kinds.get(d) != self.core.kinds.get(&source)) {
            let message = "Source and destination queues must be of the same type.";
            return Err(SqsError::new(Code::InvalidParameterValue, message));
        }
        let most = self.core.limits.rates.redrive;
        let rate = match rate {
            None => None,
            Some(n) => Some(u32::try_from(n).ok().filter(|&n| n >= 1 && u64::from(n) <= most).ok_or_else(|| {
                SqsError::value(
                    "MaxNumberOfMessagesPerSecond",
                    n,
                    &format!("Must be between 1 and {most}, if provided."),
                )
            })?),
        };
        if self.tasks.iter().any(|t| t.source == source && t.status == Status::Running) {
            let message = "There is already a task running. Only one active task is allowed for a source queue arn at a given time.";
            return Err(SqsError::new(Code::InvalidParameterValue, message));
        }
        let no = self.tasks.last().map_or(1, |t| t.no + 1);
        let to_move = self.queues.get(&source).map_or(0, |q| q.counts.ready);
        let task = Task {
            no,
            source,
            destination,
            rate,
            status: Status::Running,
            moved: 0,
            to_move,
            failure: None,
            started: turn.now,
        };
        let text = handle(&task, turn.region);
        out.timers.push((turn.now + interval(&task, self.queues.get(&task.source)), Timer::Task(no)));
        if self.tasks.len() >= REMEMBERED
            && let Some(old) = self.tasks.iter().position(|t| t.status != Status::Running)
        {
            self.tasks.remove(old);
        }
        self.tasks.push(task);
        Ok(Response::TaskHandle(text))
    }

    fn list_tasks(&self, source_arn: &str, max: Option<i64>, region: &Region) -> Reply {
        let source = self.known(source_arn, "SourceArn", region)?;
        let most = match max {
            None => 1,
            Some(n) => usize::try_from(n)
                .ok()
                .filter(|n| (1..=10).contains(n))
                .ok_or_else(|| SqsError::value("MaxResults", n, "Must be between 1 and 10, if provided."))?,
        };
        let tasks = self.tasks.iter().rev().filter(|t| t.source == source).take(most);
        Ok(Response::Tasks(tasks.map(|task| entry(task, region)).collect()))
    }
}

fn entry(task: &Task, region: &Region) -> TaskEntry {
    TaskEntry {
        task_handle: (task.status == Status::Running).then(|| handle(task, region)),
        status: task.status,
        source_arn: arn(region, &task.source),
        destination_arn: task.destination.as_ref().map(|d| arn(region, d)),
        rate: task.rate,
        moved: task.moved,
        to_move: task.to_move,
        failure: task.failure.clone(),
        started: epoch_millis(task.started),
    }
}
