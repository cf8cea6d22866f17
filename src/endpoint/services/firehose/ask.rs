//! From a Firehose command to the simulator's request.
use crate::endpoint::{command::Command, input::Input, refusal::Refusal, services::lacks};
use crate::sim::{
    errand::Cargo,
    services::firehose::{
        api::{Change, Code, FirehoseError, Request},
        model::{
            config::Source,
            given::{Encryption, Given},
        },
    },
    trace::Name,
};
use serde_json::Value;
use std::sync::Arc;

/// The request an operation stands for.
pub(super) fn request(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    let name = || input.need("DeliveryStreamName").map(Name::from);
    Ok(match command.operation {
        "PutRecord" => {
            let record = input.object("Record").ok_or_else(|| Refusal::missing("record"))?;
            Request::PutRecord { name: name()?, record: cargo(record) }
        }
        "PutRecordBatch" => {
            Request::PutRecordBatch { name: name()?, records: input.list("Records").map(cargo).collect() }
        }
        "CreateDeliveryStream" => create(command, input)?,
        "UpdateDestination" => update(input)?,
        "DeleteDeliveryStream" => Request::DeleteDeliveryStream { name: name()? },
        "DescribeDeliveryStream" => Request::DescribeDeliveryStream { name: name()? },
        "ListDeliveryStreams" => Request::ListDeliveryStreams {
            limit: input.int("Limit"),
            after: input.name("ExclusiveStartDeliveryStreamName"),
            kind: input.name("DeliveryStreamType"),
        },
        "TagDeliveryStream" => Request::TagDeliveryStream { name: name()?, tags: input.tags("Tags") },
        "UntagDeliveryStream" => Request::UntagDeliveryStream { name: name()?, keys: input.texts("TagKeys") },
        "ListTagsForDeliveryStream" => Request::ListTagsForDeliveryStream {
            name: name()?,
            after: input.name("ExclusiveStartTagKey"),
            limit: input.int("Limit"),
        },
        "StartDeliveryStreamEncryption" => {
            let wanted = input.object(ENCRYPTION).map(encryption);
            let own = || Encryption { key_type: "AWS_OWNED_CMK".into(), key: None, on: true };
            Request::StartDeliveryStreamEncryption { name: name()?, encryption: Box::new(wanted.unwrap_or_else(own)) }
        }
        "StopDeliveryStreamEncryption" => Request::StopDeliveryStreamEncryption { name: name()? },
        _ => return Err(lacks(command)),
    })
}

const ENCRYPTION: &str = "DeliveryStreamEncryptionConfigurationInput";

/// A record's data.
fn cargo(record: Input<'_>) -> Arc<Cargo> {
    Arc::new(Cargo::of(record.blob("Data").unwrap_or_default()))
}

fn encryption(input: Input<'_>) -> Encryption {
    Encryption {
        key_type: input.name("KeyType").unwrap_or_else(|| "AWS_OWNED_CMK".into()),
        key: input.name("KeyARN"),
        on: true,
    }
}

fn create(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    if input.has("MSKSourceConfiguration") || input.has("DatabaseSourceConfiguration") {
        return Err(lacks(command));
    }
    let source = match input.object("KinesisStreamSourceConfiguration") {
        Some(source) => Source::KinesisStreamAsSource(source.need("KinesisStreamARN")?.into()),
        None if input.text("DeliveryStreamType") == Some("KinesisStreamAsSource") => {
            return Err(invalid("KinesisStreamSourceConfiguration must be given for the type KinesisStreamAsSource."));
        }
        None => Source::DirectPut,
    };
    let (kind, config) = one(input, "DestinationConfiguration")?;
    let given = Given { kind, config: config.to_string().into() };
    Ok(Request::CreateDeliveryStream {
        name: input.need("DeliveryStreamName")?.into(),
        source,
        destination: Box::new(given.read().map_err(super::refusal)?),
        tags: input.tags("Tags"),
        encryption: input.object(ENCRYPTION).map(encryption).map(Box::new),
    })
}

fn update(input: Input<'_>) -> Result<Request, Refusal> {
    let (kind, update) = one(input, "DestinationUpdate")?;
    let given = Given { kind, config: Given::plain(update.clone()).to_string().into() };
    Ok(Request::UpdateDestination {
        name: input.need("DeliveryStreamName")?.into(),
        // Versions count from 1: what is no number is never the current one.
        version: input.need("CurrentDeliveryStreamVersionId")?.parse().unwrap_or_default(),
        destination: Box::new(Change::Part(given, input.need("DestinationId")?.into())),
    })
}

/// The one destination that is described: what stands before `ending` in the member's name, and what it says.
fn one<'a>(input: Input<'a>, ending: &str) -> Result<(Name, &'a Value), Refusal> {
    let members = input.raw().as_object().into_iter().flatten();
    let mut all = members.filter_map(|(name, value)| Some((name.strip_suffix(ending)?, value)));
    match (all.next(), all.next()) {
        (Some((kind, value)), None) => Ok((kind.into(), value)),
        (None, _) => Err(invalid("Exactly one destination configuration is supported for a Firehose, none is given.")),
        _ => Err(invalid("Exactly one destination configuration is supported for a Firehose.")),
    }
}

fn invalid(message: &'static str) -> Refusal {
    super::refusal(FirehoseError::new(Code::InvalidArgumentException, message))
}
