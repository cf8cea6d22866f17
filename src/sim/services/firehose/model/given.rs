//! Configurations as a client gives them, under AWS's own member names: read into what the simulator acts on, kept as they are for
//! DescribeDeliveryStream, and merged by UpdateDestination as AWS merges them.
use super::super::api::{Code, FirehoseError};
use super::config::{Bucket, BufferingHints, Compression, Destination, Format, Processing, Target};
use crate::sim::arn;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A destination as a client wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What stands before `DestinationConfiguration`: `ExtendedS3`, `Redshift`, `Snowflake`.
    pub kind: Name,
    /// The configuration as JSON.
    pub config: Arc<str>,
}

/// `DeliveryStreamEncryptionConfiguration`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// `KeyType`.
    pub key_type: Name,
    /// `KeyARN`.
    pub key: Option<Name>,
    /// Status ENABLED, else DISABLED.
    pub on: bool,
}

impl Given {
    /// The destination this configuration describes.
    ///
    /// # Errors
    /// What is written in it makes no sense.
    pub fn read(self) -> Result<Destination, FirehoseError> {
        let config = self.value();
        let at = |name: &str| config.get(name).unwrap_or(&Value::Null);
        let (target, all) = self.target(&config)?;
        let s3 = target == Target::S3;
        let own = if s3 { &config } else { at("S3Configuration") };
        let stage = matches!(target, Target::Redshift(_));
        let mut bucket = bucket(own)?;
        let hints = if s3 || stage { std::mem::take(&mut bucket.hints) } else { hints(at("BufferingHints")) };
        let backup_all = text(at("S3BackupMode")) == Some(all);
        let backup = Some(at("S3BackupConfiguration")).filter(|b| b.is_object());
        let partitioning = at("DynamicPartitioningConfiguration").get("Enabled").and_then(Value::as_bool);
        let mut destination = Destination {
            target,
            hints,
            bucket,
            backup_bucket: backup.map(self::bucket).transpose()?,
            backup_all,
            retry_seconds: at("RetryOptions").get("DurationInSeconds").and_then(Value::as_u64),
            conversion: conversion(at("DataFormatConversionConfiguration")),
            partitioning: partitioning.unwrap_or_default(),
            ..Destination::default()
        };
        processors(at("ProcessingConfiguration"), &mut destination)?;
        destination.given = Some(self);
        Ok(destination)
    }

    /// Where records go, and the S3BackupMode that means all of them. A destination that is not simulated is an address that
    /// does not answer.
    fn target(&self, config: &Value) -> Result<(Target, &'static str), FirehoseError> {
        let member = |names: &[&str]| names.iter().find_map(|name| text(config.get(*name)?)).map(Name::from);
        let need =
            |names: &[&str]| member(names).ok_or_else(|| wrong(format!("{} must be given.", names.join(" or "))));
        Ok(match &*self.kind {
            "S3" | "ExtendedS3" => (Target::S3, "Enabled"),
            "Redshift" => (Target::Redshift(need(&["ClusterJDBCURL"])?), "Enabled"),
            "Elasticsearch" | "Amazonopensearchservice" => {
                (Target::OpenSearch(need(&["DomainARN", "ClusterEndpoint"])?), "AllDocuments")
            }
            "AmazonOpenSearchServerless" => (Target::OpenSearch(need(&["CollectionEndpoint"])?), "AllDocuments"),
            "HttpEndpoint" => {
                let url = config.get("EndpointConfiguration").and_then(|e| text(e.get("Url")?));
                let url = url.ok_or_else(|| wrong("EndpointConfiguration.Url must be given."))?;
                (Target::Http(url.into()), "AllData")
            }
            "Splunk" => (Target::Http(address(&need(&["HECEndpoint"])?)), "AllEvents"),
            "Snowflake" => (Target::Http(address(&need(&["AccountUrl"])?)), "AllData"),
            _ => {
                let catalog = config.get("CatalogConfiguration");
                let found = catalog.and_then(|c| text(c.get("CatalogARN").or_else(|| c.get("WarehouseLocation"))?));
                (Target::Http(found.map_or_else(|| "iceberg://catalog".into(), address)), "AllData")
            }
        })
    }

    /// The configuration.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.config).unwrap_or_default()
    }

    /// The same with what an update says: a member that is left out stays, one that is given replaces. Another kind of
    /// destination takes nothing over.
    #[must_use]
    pub fn updated(&self, update: Self) -> Self {
        if !self.same_kind(&update) {
            return update;
        }
        let (mut config, update) = (self.value(), Self::plain(update.value()));
        for (name, value) in update.as_object().into_iter().flatten() {
            match (config.get_mut(name).and_then(Value::as_object_mut), value.as_object()) {
                // The bucket of a destination is a configuration of its own.
                (Some(old), Some(new)) if name.starts_with("S3") => old.extend(new.clone()),
                _ => {
                    if let Some(config) = config.as_object_mut() {
                        config.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        Self { kind: self.kind.clone(), config: config.to_string().into() }
    }

    fn same_kind(&self, other: &Self) -> bool {
        let plain = |kind: &str| if kind == "ExtendedS3" { "S3".to_owned() } else { kind.to_owned() };
        plain(&self.kind) == plain(&other.kind)
    }

    /// An update's member names as those of a configuration.
    #[must_use]
    pub fn plain(update: Value) -> Value {
        let Value::Object(members) = update else { return update };
        let name = |name: String| match name.as_str() {
            "S3Update" => "S3Configuration".to_owned(),
            "S3BackupUpdate" => "S3BackupConfiguration".to_owned(),
            _ => name,
        };
        members.into_iter().map(|(key, value)| (name(key), value)).collect::<Map<_, _>>().into()
    }

    /// What a client would have written for a destination of the scenario.
    #[must_use]
    pub fn of(destination: &Destination) -> Self {
        if let Some(given) = &destination.given {
            return given.clone();
        }
        let partition = arn::parse(&destination.bucket.arn).map_or("aws", |p| p.partition);
        let role = format!("arn:{partition}:iam::{}:role/firehose", arn::ACCOUNT);
        let place = |bucket: &Bucket| {
            json!({
                "RoleARN": role,
                "BucketARN": &*bucket.arn,
                "Prefix": &*bucket.prefix,
                "ErrorOutputPrefix": &*bucket.error_prefix,
                "CompressionFormat": bucket.compression,
            })
        };
        let stage = place(&destination.bucket);
        let (kind, config) = match &destination.target {
            Target::S3 => ("ExtendedS3", stage),
            Target::Redshift(cluster) => (
                "Redshift",
                json!({ "RoleARN": role, "ClusterJDBCURL": &**cluster, "CopyCommand": { "DataTableName": "records" }, "S3Configuration": stage }),
            ),
            Target::OpenSearch(domain) => (
                "Amazonopensearchservice",
                json!({ "RoleARN": role, "DomainARN": &**domain, "S3Configuration": stage }),
            ),
            Target::Http(url) => (
                "HttpEndpoint",
                json!({ "RoleARN": role, "EndpointConfiguration": { "Url": &**url }, "S3Configuration": stage }),
            ),
        };
        Self { kind: kind.into(), config: config.to_string().into() }
    }
}

fn text(value: &Value) -> Option<&str> {
    value.as_str()
}

fn address(text: &str) -> Name {
    if text.contains("://") || text.starts_with("arn:") { text.into() } else { format!("https://{text}").into() }
}

fn wrong(message: impl Into<std::borrow::Cow<'static, str>>) -> FirehoseError {
    FirehoseError::new(Code::InvalidArgumentException, message)
}

fn hints(value: &Value) -> BufferingHints {
    let number = |name: &str| value.get(name).and_then(Value::as_u64);
    BufferingHints { size_mbs: number("SizeInMBs"), interval_seconds: number("IntervalInSeconds") }
}

fn bucket(value: &Value) -> Result<Bucket, FirehoseError> {
    let member = |name: &str| value.get(name).and_then(text).unwrap_or_default();
    if member("BucketARN").is_empty() {
        return Err(wrong("BucketARN must be given."));
    }
    let compression = match value.get("CompressionFormat") {
        Some(format) if !format.is_null() => {
            Compression::deserialize(format).map_err(|_| wrong("CompressionFormat is not one of AWS's."))?
        }
        _ => Compression::default(),
    };
    Ok(Bucket {
        arn: member("BucketARN").into(),
        prefix: member("Prefix").into(),
        error_prefix: member("ErrorOutputPrefix").into(),
        compression,
        hints: hints(value.get("BufferingHints").unwrap_or(&Value::Null)),
    })
}

/// Enabled unless it says it is not.
fn enabled(value: &Value) -> bool {
    value.is_object() && value.get("Enabled").and_then(Value::as_bool).unwrap_or(true)
}

fn conversion(value: &Value) -> Option<Format> {
    let serializer = value.get("OutputFormatConfiguration").and_then(|f| f.get("Serializer"));
    let orc = serializer.is_some_and(|s| s.get("OrcSerDe").is_some_and(Value::is_object));
    enabled(value).then_some(if orc { Format::Orc } else { Format::Parquet })
}

fn processors(value: &Value, destination: &mut Destination) -> Result<(), FirehoseError> {
    if !enabled(value) {
        return Ok(());
    }
    for processor in value.get("Processors").and_then(Value::as_array).into_iter().flatten() {
        let all = processor.get("Parameters").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let parameter = |name: &str| {
            let found = all.iter().find(|p| p.get("ParameterName").and_then(text) == Some(name));
            found.and_then(|p| p.get("ParameterValue")).and_then(text)
        };
        match processor.get("Type").and_then(text).unwrap_or_default() {
            "Lambda" => {
                let lambda = parameter("LambdaArn").ok_or_else(|| wrong("LambdaArn must be given."))?;
                destination.processing = Some(Processing {
                    lambda: lambda.strip_suffix(":$LATEST").unwrap_or(lambda).into(),
                    buffer_bytes: parameter("BufferSizeInMBs").and_then(megabytes),
                    buffer_seconds: parameter("BufferIntervalInSeconds").and_then(|n| n.parse().ok()),
                    retries: parameter("NumberOfRetries").and_then(|n| n.parse().ok()),
                });
            }
            "MetadataExtraction" => destination.query = parameter("MetadataExtractionQuery").map(Into::into),
            "AppendDelimiterToRecord" => destination.delimiter = true,
            _ => {}
        }
    }
    Ok(())
}

/// `0.2` or `3` megabytes as bytes.
fn megabytes(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let (whole, tenth): (u64, u64) = (whole.parse().ok()?, part.get(..1)?.parse().ok()?);
    Some((whole.saturating_mul(10).saturating_add(tenth)).saturating_mul(1_048_576) / 10)
}
