//! The calls of Pipes under AWS's names, and where each is answered.
mod error;
mod read;
/// The calls as data.
mod request;
mod show;

use super::model::{Pipe, Pipes, Poller, Source, State, Tally, Work};
use super::step::{Output, Timer};
use crate::sim::{
    arn,
    errand::{Class, Outcome},
    members::{Listed, Members, Tags, Told},
    trace::{Name, Weight},
    turn::{CallId, Denied, Draft, Turn},
};
use error::refuse;
pub use error::{Code, PipesError};
pub use request::{Input, Request, Search, SourceInput, StageInput, StageUpdate, Update};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most entries of a page: AWS's own `LimitMax100`.
const PAGE: usize = 100;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// A pipe that was made or changes its state, as members of AWS's answer.
    Made(Members),
    /// A description, as members of AWS's answer.
    Described(Members),
    /// A page of a list.
    Listed(Listed),
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
            Request::UpdatePipe(update) => self.update(*update, (turn, &mut *out)),
            Request::DeletePipe { name } => {
                let no = self.known(&name)?;
                Ok(self.turn_to(no, State::Deleting, (turn, &mut *out)))
            }
            Request::StartPipe { name } => self.switch(&name, true, (turn, &mut *out)),
            Request::StopPipe { name } => self.switch(&name, false, (turn, &mut *out)),
            Request::DescribePipe { name } => {
                let no = self.known(&name)?;
                let found = self.all.get(&no);
                found.map_or_else(|| missing(&name), |pipe| Ok(Response::Described(show::pipe(pipe))))
            }
            Request::ListPipes(search) => self.search(&search),
            Request::TagResource { arn, tags } => {
                self.tags_of(&arn)?.extend(tags);
                Ok(Response::Done)
            }
            Request::UntagResource { arn, keys } => {
                self.tags_of(&arn)?.retain(|key, _| !keys.contains(key));
                Ok(Response::Done)
            }
            Request::ListTagsForResource { arn } => {
                let tags = show::tags(self.tags_of(&arn)?);
                Ok(Response::Described(Told::new().put("tags", tags).end()))
            }
        }
    }

    fn search(&self, search: &Search) -> Reply {
        let asked = |wanted: &Option<Name>, is: &str| wanted.as_ref().is_none_or(|w| **w == *is);
        let takes = |pipe: &Pipe| {
            pipe.config.source.starts_with(&*search.source)
                && pipe.config.target.arn.starts_with(&*search.target)
                && asked(&search.desired, show::desired(pipe))
                && asked(&search.current, pipe.state.name())
        };
        let named = self.names.iter().filter(|(name, _)| name.starts_with(&*search.prefix));
        let found = named.filter_map(|(name, no)| Some((name.clone(), self.all.get(no).filter(|p| takes(p))?)));
        match search.page.cut("Pipes", found, PAGE, |pipe| show::brief(pipe).into()) {
            Some(listed) => Ok(Response::Listed(listed)),
            None => refuse(Code::Validation, "The NextToken is not valid."),
        }
    }

    fn tags_of(&mut self, arn: &str) -> Result<&mut Tags, PipesError> {
        let Some(place) = arn::parse(arn).filter(|p| p.service == "pipes" && p.kind == "pipe") else {
            return refuse(Code::Validation, "resourceArn must be the ARN of a pipe.");
        };
        let no = self.known(place.name)?;
        self.all.get_mut(&no).map_or_else(|| missing(place.name), |pipe| Ok(&mut pipe.tags))
    }

    fn update(&mut self, update: Update, (turn, out): (Turn<'_>, &mut Output)) -> Reply {
        let no = self.settled(&update.name)?;
        let limits = self.limits;
        let Some(pipe) = self.all.get_mut(&no) else { return missing(&update.name) };
        let input = update.onto(&pipe.given);
        let config = Arc::new(read::config(&input, limits)?);
        if pipe.config.source != config.source {
            return refuse(Code::Validation, "The source of a pipe cannot be changed.");
        }
        (pipe.config, pipe.wanted, pipe.given) = (config, !input.stopped, Arc::new(input));
        Ok(self.turn_to(no, State::Updating, (turn, &mut *out)))
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
        Arc::make_mut(&mut pipe.given).stopped = !on;
        let there = if on { State::Running } else { State::Stopped };
        if pipe.state == there {
            return Ok(Response::Made(show::changed(pipe)));
        }
        Ok(self.turn_to(no, if on { State::Starting } else { State::Stopping }, (turn, &mut *out)))
    }

    fn create(&mut self, input: &Input, (turn, out): (Turn<'_>, &mut Output)) -> Reply {
        let good = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let length = input.name.len() as u64;
        if length == 0 || length > self.limits.name || !input.name.bytes().all(good) {
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
            arn: turn.region.arn("pipes", &format!("pipe/{}", input.name)),
            no,
            config,
            given: Arc::new(Input { tags: Tags::new(), ..input.clone() }),
            tags: input.tags.clone(),
            times: (turn.now, turn.now),
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
        let Some(pipe) = self.all.get_mut(&no) else { return Response::Done };
        (pipe.epoch, pipe.times.1) = (pipe.epoch + 1, turn.now);
        out.timers.push((turn.now + changes, Timer::State(no, pipe.epoch)));
        super::step::set_state(pipe, (state, ""), (turn, &mut *out));
        Response::Made(show::changed(pipe))
    }
}

fn missing<T>(name: &str) -> Result<T, PipesError> {
    refuse(Code::NotFound, format!("Pipe {name} does not exist."))
}

/// What an answer means to whoever asked.
pub(super) fn outcome(reply: Reply) -> Outcome {
    match reply {
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
