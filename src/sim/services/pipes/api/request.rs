//! The calls as data, under AWS's names.
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    members::{Members, Page, Tags},
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields bear AWS's own names
pub enum Request {
    CreatePipe(Box<Input>),
    UpdatePipe(Box<Update>),
    DeletePipe { name: Name },
    DescribePipe { name: Name },
    StartPipe { name: Name },
    StopPipe { name: Name },
    ListPipes(Box<Search>),
    TagResource { arn: Name, tags: Tags },
    UntagResource { arn: Name, keys: Vec<Name> },
    ListTagsForResource { arn: Name },
}

/// ListPipes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// NamePrefix.
    pub prefix: Name,
    /// SourcePrefix.
    pub source: Name,
    /// TargetPrefix.
    pub target: Name,
    /// DesiredState.
    pub desired: Option<Name>,
    /// CurrentState.
    pub current: Option<Name>,
    /// Which page.
    pub page: Page,
}

/// CreatePipe.
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
    /// Description.
    pub description: Name,
    /// Tags.
    pub tags: Tags,
    /// LogConfiguration, KmsKeyIdentifier: kept as given.
    pub more: Members,
}

/// UpdatePipe: what is not said stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Name.
    pub name: Name,
    /// Source: AWS has no such member; where it is said it must be the same.
    pub source: Option<Name>,
    /// RoleArn.
    pub role: Name,
    /// DesiredState is STOPPED.
    pub stopped: Option<bool>,
    /// SourceParameters.FilterCriteria.
    pub filters: Option<Vec<Arc<str>>>,
    /// The other SourceParameters: all of them together.
    pub set: Option<SourceInput>,
    /// Enrichment and its parameters.
    pub enrichment: StageUpdate,
    /// Target and its parameters.
    pub target: StageUpdate,
    /// Description.
    pub description: Option<Name>,
    /// LogConfiguration, KmsKeyIdentifier: kept as given.
    pub more: Members,
}

/// A change of enrichment or target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageUpdate {
    /// Its ARN; an empty one takes an enrichment away.
    pub arn: Option<Name>,
    /// It is a Standard state machine, where an ARN is said.
    pub standard: bool,
    /// Its parameters, all of them together.
    pub parameters: Option<StageInput>,
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
    /// Credentials and names of queues: kept as given.
    pub more: Members,
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
    /// Parameters nobody reads, kept as given: HttpParameters, EcsTaskParameters.
    pub more: Members,
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
            Self::ListPipes(_) => "pipes:ListPipes",
            Self::TagResource { .. } => "pipes:TagResource",
            Self::UntagResource { .. } => "pipes:UntagResource",
            Self::ListTagsForResource { .. } => "pipes:ListTagsForResource",
        }
    }
    /// The pipe it is about.
    #[must_use]
    pub fn resource(&self) -> Name {
        match self {
            Self::CreatePipe(input) => input.name.clone(),
            Self::UpdatePipe(update) => update.name.clone(),
            Self::DeletePipe { name }
            | Self::DescribePipe { name }
            | Self::StartPipe { name }
            | Self::StopPipe { name } => name.clone(),
            Self::TagResource { arn, .. } | Self::UntagResource { arn, .. } | Self::ListTagsForResource { arn } => {
                arn::parse(arn).map_or_else(|| "*".into(), |place| place.name.into())
            }
            Self::ListPipes(_) => "*".into(),
        }
    }
}

impl From<Input> for Update {
    /// Says everything anew.
    fn from(input: Input) -> Self {
        let stage = |stage: StageInput| StageUpdate {
            arn: Some(stage.arn.clone()),
            standard: stage.standard,
            parameters: Some(stage),
        };
        let none = StageUpdate { arn: Some(Name::default()), ..StageUpdate::default() };
        Self {
            name: input.name,
            source: Some(input.source),
            role: input.role,
            stopped: Some(input.stopped),
            filters: Some(input.set.filters.clone()),
            set: Some(input.set),
            enrichment: input.enrichment.map_or(none, stage),
            target: stage(input.target),
            description: Some(input.description),
            more: input.more,
        }
    }
}

impl Update {
    /// What the pipe is told from now on.
    #[must_use]
    pub fn onto(self, before: &Input) -> Input {
        let mut set = match self.set {
            // A position is said once: UpdatePipe has no such member.
            Some(set) if set.start.is_none() => {
                SourceInput { start: before.set.start.clone(), start_at: before.set.start_at, ..set }
            }
            Some(set) => set,
            None => before.set.clone(),
        };
        set.filters = self.filters.unwrap_or_else(|| before.set.filters.clone());
        let mut more = before.more.clone();
        more.extend(self.more);
        Input {
            name: self.name,
            source: self.source.unwrap_or_else(|| before.source.clone()),
            role: self.role,
            stopped: self.stopped.unwrap_or(before.stopped),
            set,
            enrichment: self.enrichment.onto(before.enrichment.as_ref()),
            target: self.target.onto(Some(&before.target)).unwrap_or_default(),
            description: self.description.unwrap_or_else(|| before.description.clone()),
            tags: Tags::new(),
            more,
        }
    }
}

impl StageUpdate {
    fn onto(self, before: Option<&StageInput>) -> Option<StageInput> {
        let standard = if self.arn.is_some() { self.standard } else { before.is_some_and(|b| b.standard) };
        let arn = self.arn.or_else(|| before.map(|b| b.arn.clone())).filter(|arn| !arn.is_empty())?;
        let parameters = self.parameters.or_else(|| before.cloned()).unwrap_or_default();
        Some(StageInput { arn, standard, ..parameters })
    }
}
