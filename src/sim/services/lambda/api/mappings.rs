//! Event source mappings: made, changed, deleted; their states.
use super::{
    Code, LambdaError, Reply, Response, parameters,
    request::{NewMapping, Parameters},
    response::MappingView,
};
use crate::base::time::SimTime;
use crate::sim::services::lambda::{
    model::{
        Lambda,
        function::bare,
        mapping::{Mapping, Source, State, Tally, Work},
        poller::Pollers,
        stream::Readers,
    },
    step::Cx,
};
use crate::sim::{arn, trace::Name};
use std::sync::Arc;

impl Lambda {
    pub(super) fn create_mapping(&mut self, new: &NewMapping, cx: &mut Cx<'_>) -> Reply {
        let f = self.function_named(&new.function, cx.region)?;
        let (name, timeout) = (f.config.name.clone(), f.config.timeout);
        let (source, to, source_name) = source(&new.source, &new.set)?;
        if let Some(other) = self.mappings.values().find(|m| m.arn == new.source && m.function == name) {
            let message = format!(
                "The event source arn (\" {} \") and function (\" {name} \") provided mapping already exists. Please update or delete the existing mapping with UUID {}",
                new.source, other.uuid
            );
            return Err(LambdaError::new(Code::ResourceConflict, message));
        }
        let set = parameters::checked(&self.core.limits, (source, &new.source), &new.set, None)?;
        visibility(new.facts.visibility, timeout)?;
        let (no, uuid) = self.core.mapping_id();
        let work = match source {
            Source::Stream => Work::Readers(Readers::default()),
            _ => Work::Pollers(Pollers::default()),
        };
        let mapping = Mapping {
            no,
            uuid,
            function: name,
            arn: new.source.clone(),
            to,
            source_name,
            source,
            state: State::Creating,
            enabled: new.set.enabled.unwrap_or(true),
            epoch: 0,
            last: "No records processed".into(),
            set: Arc::new(set),
            tally: Tally::default(),
            work,
        };
        let answer = Response::Mapping(Box::new(view(&mapping)));
        self.mappings.insert(no, mapping);
        self.change_state(no, State::Creating, cx);
        Ok(answer)
    }

    pub(super) fn update_mapping(&mut self, uuid: &str, set: &Parameters, cx: &mut Cx<'_>) -> Reply {
        let limits = self.core.limits;
        let mapping = self.mapping_settled(uuid)?;
        let source = (mapping.source, &*mapping.arn);
        let checked = parameters::checked(&limits, source, set, Some(&mapping.set))?;
        mapping.set = Arc::new(checked);
        let was = mapping.enabled;
        mapping.enabled = set.enabled.unwrap_or(was);
        let state = match (was, mapping.enabled) {
            (true, false) => State::Disabling,
            (false, true) => State::Enabling,
            _ => State::Updating,
        };
        let no = mapping.no;
        self.change_state(no, state, cx);
        self.get_mapping(uuid)
    }

    /// Whether an update with these parameters would change nothing.
    #[must_use]
    pub fn mapping_is(&self, uuid: &str, set: &Parameters) -> bool {
        let Some(m) = self.mapping(uuid) else { return false };
        let same = parameters::checked(&self.core.limits, (m.source, &m.arn), set, Some(&m.set));
        same.is_ok_and(|same| same == *m.set) && set.enabled.is_none_or(|on| on == m.enabled)
    }

    pub(super) fn delete_mapping(&mut self, uuid: &str, cx: &mut Cx<'_>) -> Reply {
        let mapping = self.mapping_settled(uuid)?;
        let (no, mut answer) = (mapping.no, view(mapping));
        self.change_state(no, State::Deleting, cx);
        answer.state = State::Deleting.name().into();
        Ok(Response::Mapping(Box::new(answer)))
    }

    pub(super) fn get_mapping(&self, uuid: &str) -> Reply {
        let mapping = self.mapping(uuid).ok_or_else(LambdaError::no_mapping)?;
        Ok(Response::Mapping(Box::new(view(mapping))))
    }

    pub(super) fn list_mappings(&self, function: Option<&str>, source: Option<&str>) -> Response {
        let mine =
            |m: &&Mapping| function.is_none_or(|f| *m.function == *bare(f)) && source.is_none_or(|s| *m.arn == *s);
        Response::Mappings(self.mappings.values().filter(mine).map(view).collect())
    }

    fn mapping_settled(&mut self, uuid: &str) -> Result<&mut Mapping, LambdaError> {
        let found = self.mappings.values_mut().find(|m| &*m.uuid == uuid);
        let mapping = found.ok_or_else(LambdaError::no_mapping)?;
        if mapping.state.settled() {
            return Ok(mapping);
        }
        let message =
            format!("Cannot update the event source mapping because it is in use: it is {}.", mapping.state.name());
        Err(LambdaError::new(Code::ResourceInUse, message))
    }
}

/// AWS looks at the queue before it agrees; later changes of either side are not looked at again.
fn visibility(queue: Option<SimTime>, timeout: SimTime) -> Result<(), LambdaError> {
    match queue {
        Some(queue) if queue < timeout => Err(LambdaError::value(format!(
            "Queue visibility timeout: {} seconds is less than Function timeout: {} seconds",
            queue.as_secs(),
            timeout.as_secs()
        ))),
        _ => Ok(()),
    }
}

/// What kind of source an ARN names, where its polls go, and what a learner calls it.
fn source(text: &str, set: &Parameters) -> Result<(Source, Name, Name), LambdaError> {
    let unknown = || LambdaError::value("Unrecognized event source.");
    let place = arn::parse(text).ok_or_else(unknown)?;
    let name: Name = place.name.into();
    match place.service {
        "sqs" if place.name.ends_with(super::functions::FIFO) => Ok((Source::Fifo, text.into(), name)),
        "sqs" => Ok((Source::Queue, text.into(), name)),
        "kinesis" => {
            let stream = text.split_once("/consumer/").map_or(text, |(stream, _)| stream);
            Ok((Source::Stream, stream.into(), name))
        }
        "mq" => match set.queues.as_deref() {
            Some([queue]) => Ok((Source::Broker, format!("{text}/{queue}").into(), queue.clone())),
            _ => Err(LambdaError::value("Queues must name exactly one queue of the broker.")),
        },
        _ => Err(unknown()),
    }
}

/// A mapping as AWS describes it.
fn view(mapping: &Mapping) -> MappingView {
    MappingView {
        uuid: mapping.uuid.clone(),
        function: mapping.function.clone(),
        source: mapping.arn.clone(),
        kind: mapping.source,
        state: mapping.state.name().into(),
        last: mapping.last.clone(),
        set: mapping.set.clone(),
    }
}
