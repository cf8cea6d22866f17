//! The calls of Pipes under AWS's names.
mod read;

use super::model::{Config, Pipe, Pipes, Poller, Source, State, Tally, Work};
use super::step::{Output, Timer};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    errand::{Class, Outcome},
    trace::{Name, Weight},
    turn::{CallId, Denied, Draft, Turn},
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields bear AWS's own names
pub enum Request {
    CreatePipe(Box<Input>),
    UpdatePipe(Box<Input>),
    DeletePipe { name: Name },
    DescribePipe { name: Name },
    StartPipe { name: Name },
    StopPipe { name: Name },
    ListPipes { prefix: Name },
}

/// CreatePipe and UpdatePipe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Name.
    pub name: Name,
    /// Source.
    pub source: Name,
    /// RoleArn.
    pub role: Name,
    /// DesiredState is STOPPED.
    pub stopped: bool,
    /// SourceParameters.
    pub set: SourceInput,
    /// Enrichment.
    pub enrichment: Option<StageInput>,
    /// Target.
    pub target: StageInput,
}

/// SourceParameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInput {
    /// FilterCriteria: the patterns.
    pub filters: Vec<Arc<str>>,
    /// BatchSize.
    pub batch: Option<u64>,
    /// MaximumBatchingWindowInSeconds.
    pub window: Option<u64>,
    /// StartingPosition: TRIM_HORIZON, LATEST, AT_TIMESTAMP.
    pub start: Option<Name>,
    /// StartingPositionTimestamp.
    pub start_at: Option<SimTime>,
    /// ParallelizationFactor.
    pub parallel: Option<u64>,
    /// MaximumRetryAttempts; -1 is without end.
    pub attempts: Option<i64>,
    /// MaximumRecordAgeInSeconds; -1 is without end.
    pub age: Option<i64>,
    /// OnPartialBatchItemFailure: AUTOMATIC_BISECT.
    pub on_partial: Option<Name>,
    /// DeadLetterConfig.Arn.
    pub dead_letter: Option<Name>,
}

/// Enrichment or target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageInput {
    /// Its ARN, or an `https://` address.
    pub arn: Name,
    /// InputTemplate.
    pub template: Option<Arc<str>>,
    /// InvocationType: REQUEST_RESPONSE or FIRE_AND_FORGET.
    pub invocation: Option<Name>,
    /// It is a Standard state machine: what Pipes reads of it before it agrees.
    pub standard: bool,
    /// MessageGroupId, MessageDeduplicationId, PartitionKey, Source, DetailType: fixed or a path.
    pub parts: BTreeMap<Name, Name>,
}

impl Request {
    /// The IAM action.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreatePipe(_) => "pipes:CreatePipe",
            Self::UpdatePipe(_) => "pipes:UpdatePipe",
            Self::DeletePipe { .. } => "pipes:DeletePipe",
            Self::DescribePipe { .. } => "pipes:DescribePipe",
            Self::StartPipe { .. } => "pipes:StartPipe",
            Self::StopPipe { .. } => "pipes:StopPipe",
            Self::ListPipes { .. } => "pipes:ListPipes",
        }
    }
    /// The pipe it is about.
    #[must_use]
    pub fn resource(&self) -> Name {
        match self {
            Self::CreatePipe(input) | Self::UpdatePipe(input) => input.name.clone(),
            Self::DeletePipe { name }
            | Self::DescribePipe { name }
            | Self::StartPipe { name }
            | Self::StopPipe { name } => name.clone(),
            Self::ListPipes { .. } => "*".into(),
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Arn and CurrentState.
    Pipe(Name, State),
    /// A list of names.
    Names(Vec<Name>),
    /// A description: members of AWS's answer by name.
    Described(Vec<(Name, Name)>),
}

/// The codes Pipes refuses with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Code {
    /// 403
    AccessDenied,
    /// 409
    Conflict,
    /// 404
    NotFound,
    /// 402
    Quota,
    /// 400
    Validation,
}

impl Code {
    /// AWS's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessDenied => "AccessDeniedException",
            Self::Conflict => "ConflictException",
            Self::NotFound => "NotFoundException",
            Self::Quota => "ServiceQuotaExceededException",
            Self::Validation => "ValidationException",
        }
    }
    /// The HTTP status.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::AccessDenied => 403,
            Self::Conflict => 409,
            Self::NotFound => 404,
            Self::Quota => 402,
            Self::Validation => 400,
        }
    }
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipesError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

pub(super) fn refuse<T>(code: Code, message: impl Into<Cow<'static, str>>) -> Result<T, PipesError> {
    Err(PipesError { code, message: message.into() })
}

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, PipesError>;

impl Pipes {
    /// A call arrives; it is answered at once.
    pub(super) fn handle(
        &mut self,
        (id, from): (CallId, &Name),
        request: Request,
        (turn, out): (Turn<'_>, &mut Output),
    ) {
        let place = request.resource();
        let reply = self.answer(request, (turn, &mut *out));
        if let Err(error) = &reply {
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new("pipes.refused", &place)
            });
        }
        out.replies.push((id, reply));
    }

    fn answer(&mut self, request: Request, (turn, out): (Turn<'_>, &mut Output)) -> Reply {
        match request {
            Request::CreatePipe(input) => self.create(&input, (turn, &mut *out)),
            Request::UpdatePipe(input) => {
                let no = self.settled(&input.name)?;
                let config = Arc::new(read::config(&input, self.limits)?);
                let Some(pipe) = self.all.get_mut(&no) else { return missing(&input.name) };
                if pipe.config.source != config.source {
                    return refuse(Code::Validation, "The source of a pipe cannot be changed.");
                }
                (pipe.config, pipe.wanted) = (config, !input.stopped);
                Ok(self.turn_to(no, State::Updating, (turn, &mut *out)))
            }
            Request::DeletePipe { name } => {
                let no = self.known(&name)?;
                Ok(self.turn_to(no, State::Deleting, (turn, &mut *out)))
            }
            Request::StartPipe { name } => self.switch(&name, true, (turn, &mut *out)),
            Request::StopPipe { name } => self.switch(&name, false, (turn, &mut *out)),
            Request::DescribePipe { name } => {
                let no = self.known(&name)?;
                self.all.get(&no).map_or_else(|| missing(&name), |pipe| Ok(describe(pipe)))
            }
            Request::ListPipes { prefix } => {
                Ok(Response::Names(self.names.keys().filter(|n| n.starts_with(&*prefix)).cloned().collect()))
            }
        }
    }

    fn known(&self, name: &str) -> Result<u32, PipesError> {
        self.names.get(name).copied().map_or_else(|| missing(name), Ok)
    }

    fn settled(&self, name: &str) -> Result<u32, PipesError> {
        let no = self.known(name)?;
        match self.all.get(&no).map(|p| p.state) {
            Some(state) if state.is_changing() => {
                refuse(Code::Conflict, format!("Pipe {name} is in state {}: try again later.", state.name()))
            }
            _ => Ok(no),
        }
    }

    fn switch(&mut self, name: &str, on: bool, (turn, out): (Turn<'_>, &mut Output)) -> Reply {
        let no = self.settled(name)?;
        let Some(pipe) = self.all.get_mut(&no) else { return missing(name) };
        pipe.wanted = on;
        let there = if on { State::Running } else { State::Stopped };
        if pipe.state == there {
            return Ok(Response::Pipe(pipe.arn.clone(), there));
        }
        Ok(self.turn_to(no, if on { State::Starting } else { State::Stopping }, (turn, &mut *out)))
    }

    fn create(&mut self, input: &Input, (turn, out): (Turn<'_>, &mut Output)) -> Reply {
        let good = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        if !(1..=64).contains(&input.name.len()) || !input.name.bytes().all(good) {
            return refuse(Code::Validation, format!("The name `{}` is not valid.", input.name));
        }
        if self.names.contains_key(&input.name) {
            return refuse(Code::Conflict, format!("Pipe {} already exists.", input.name));
        }
        if self.names.len() as u64 >= self.limits.pipes {
            return refuse(Code::Quota, "There are too many pipes.");
        }
        let config = Arc::new(read::config(input, self.limits)?);
        let no = u32::try_from(self.number()).unwrap_or(u32::MAX);
        let work = match config.kind {
            Source::Stream => Work::Shards(vec![], false),
            Source::Queue => Work::Pollers(vec![Poller::default(); self.settings.pollers.max(1) as usize]),
            Source::Fifo | Source::Broker => Work::Pollers(vec![Poller::default()]),
        };
        let pipe = Pipe {
            name: input.name.clone(),
            arn: arn::local("pipes", &format!("pipe/{}", input.name)),
            no,
            config,
            wanted: !input.stopped,
            state: State::Creating,
            reason: Name::default(),
            proven: false,
            epoch: 0,
            work,
            tally: Tally::default(),
        };
        self.names.insert(input.name.clone(), no);
        self.all.insert(no, pipe);
        Ok(self.turn_to(no, State::Creating, (turn, &mut *out)))
    }

    /// A pipe goes into a state that ends by itself.
    fn turn_to(&mut self, no: u32, state: State, (turn, out): (Turn<'_>, &mut Output)) -> Response {
        let changes = self.settings.changes;
        let Some(pipe) = self.all.get_mut(&no) else { return Response::Names(vec![]) };
        pipe.epoch += 1;
        out.timers.push((turn.now + changes, Timer::State(no, pipe.epoch)));
        super::step::set_state(pipe, (state, ""), (turn, &mut *out));
        Response::Pipe(pipe.arn.clone(), state)
    }
}

fn missing<T>(name: &str) -> Result<T, PipesError> {
    refuse(Code::NotFound, format!("Pipe {name} does not exist."))
}

fn describe(pipe: &Pipe) -> Response {
    let config: &Config = &pipe.config;
    let parts = [
        ("Name", pipe.name.to_string()),
        ("Arn", pipe.arn.to_string()),
        ("CurrentState", pipe.state.name().into()),
        ("DesiredState", if pipe.wanted { "RUNNING" } else { "STOPPED" }.into()),
        ("StateReason", pipe.reason.to_string()),
        ("Source", config.source.to_string()),
        ("Enrichment", config.enrichment.as_ref().map_or_else(String::new, |e| e.arn.to_string())),
        ("Target", config.target.arn.to_string()),
        ("BatchSize", config.batch.to_string()),
    ];
    let there = parts.into_iter().filter(|p| !p.1.is_empty());
    Response::Described(there.map(|(name, value)| (name.into(), value.into())).collect())
}

/// What an answer means to whoever asked.
pub(super) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Ok(Response::Pipe(arn, _)) => Outcome::Taken(arn),
        Ok(_) => Outcome::Taken("".into()),
        Err(error) => {
            let class = if error.code == Code::AccessDenied { Class::Denied } else { Class::Client };
            Outcome::refused(error.code.name(), class, &error.message)
        }
    }
}

/// IAM's refusal as Pipes words it.
pub(super) fn denied(why: &Denied) -> PipesError {
    let Denied { principal, action, resource, because, .. } = why;
    let message = format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}");
    PipesError { code: Code::AccessDenied, message: message.into() }
}
