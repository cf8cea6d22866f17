//! The calls of S3 under AWS's names, and where each is answered.
/// Errands of other services.
pub(super) mod errand;
/// Refusals.
mod error;
/// Notification configurations.
pub mod notify;
mod objects;

use super::model::{Bucket, S3};
use super::step::Output;
use crate::base::time::SimTime;
use crate::sim::errand::Cargo;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{CallId, Draft, Turn};
pub use error::{Code, S3Error};
use notify::Notifications;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// CreateBucket.
    CreateBucket {
        /// Bucket.
        bucket: Name,
    },
    /// DeleteBucket.
    DeleteBucket {
        /// Bucket.
        bucket: Name,
    },
    /// HeadBucket.
    HeadBucket {
        /// Bucket.
        bucket: Name,
    },
    /// ListBuckets.
    ListBuckets,
    /// PutObject; without a key it gets one.
    PutObject {
        /// Bucket.
        bucket: Name,
        /// Key.
        key: Option<Name>,
        /// Body.
        cargo: Arc<Cargo>,
    },
    /// GetObject.
    GetObject {
        /// Bucket.
        bucket: Name,
        /// Key.
        key: Name,
    },
    /// HeadObject.
    HeadObject {
        /// Bucket.
        bucket: Name,
        /// Key.
        key: Name,
    },
    /// DeleteObject.
    DeleteObject {
        /// Bucket.
        bucket: Name,
        /// Key.
        key: Name,
    },
    /// DeleteObjects.
    DeleteObjects {
        /// Bucket.
        bucket: Name,
        /// Delete: the keys.
        keys: Vec<Name>,
    },
    /// ListObjectsV2.
    ListObjectsV2(Box<List>),
    /// PutBucketNotificationConfiguration.
    PutBucketNotificationConfiguration {
        /// Bucket.
        bucket: Name,
        /// NotificationConfiguration.
        config: Box<Notifications>,
        /// SkipDestinationValidation.
        skip_validation: bool,
    },
    /// GetBucketNotificationConfiguration.
    GetBucketNotificationConfiguration {
        /// Bucket.
        bucket: Name,
    },
    /// PutBucketPolicy.
    PutBucketPolicy {
        /// Bucket.
        bucket: Name,
        /// Policy, as JSON.
        policy: Arc<str>,
    },
    /// GetBucketPolicy.
    GetBucketPolicy {
        /// Bucket.
        bucket: Name,
    },
    /// DeleteBucketPolicy.
    DeleteBucketPolicy {
        /// Bucket.
        bucket: Name,
    },
}

/// The parameters of ListObjectsV2.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Bucket.
    pub bucket: Name,
    /// Prefix.
    pub prefix: Name,
    /// Delimiter; empty: none.
    pub delimiter: Name,
    /// MaxKeys.
    pub max_keys: Option<i64>,
    /// StartAfter, or the ContinuationToken of the page before.
    pub after: Option<Name>,
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// ListBuckets.
    Buckets(Vec<(Name, SimTime)>),
    /// PutObject: key and ETag.
    Put(Name, Name),
    /// GetObject, HeadObject.
    Object(Box<Found>),
    /// ListObjectsV2.
    Listed(Box<Listing>),
    /// GetBucketNotificationConfiguration.
    Notifications(Box<Notifications>),
    /// GetBucketPolicy.
    Policy(Arc<str>),
}

/// An object that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Body; of a HEAD only what it says about itself.
    pub cargo: Arc<Cargo>,
    /// ContentLength.
    pub size: u64,
    /// ETag.
    pub etag: Name,
    /// LastModified.
    pub modified: SimTime,
}

/// A page of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Contents.
    pub contents: Vec<Listed>,
    /// CommonPrefixes.
    pub prefixes: Vec<Name>,
    /// NextContinuationToken, where IsTruncated.
    pub next: Option<Name>,
    /// The last key or prefix of this page.
    pub last: Option<Name>,
}

/// An object as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Key.
    pub key: Name,
    /// Size.
    pub size: u64,
    /// ETag.
    pub etag: Name,
    /// LastModified.
    pub modified: SimTime,
}

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, S3Error>;

impl Request {
    /// Action, bucket and key, for IAM.
    pub(super) fn guarded(&self) -> (&'static str, &str, Option<&str>) {
        match self {
            Self::CreateBucket { bucket } => ("s3:CreateBucket", bucket, None),
            Self::DeleteBucket { bucket } => ("s3:DeleteBucket", bucket, None),
            Self::HeadBucket { bucket } => ("s3:ListBucket", bucket, None),
            Self::ListBuckets => ("s3:ListAllMyBuckets", "*", None),
            Self::PutObject { bucket, key, .. } => ("s3:PutObject", bucket, Some(key.as_deref().unwrap_or("*"))),
            Self::GetObject { bucket, key } | Self::HeadObject { bucket, key } => ("s3:GetObject", bucket, Some(key)),
            Self::DeleteObject { bucket, key } => ("s3:DeleteObject", bucket, Some(key)),
            Self::DeleteObjects { bucket, .. } => ("s3:DeleteObject", bucket, Some("*")),
            Self::ListObjectsV2(list) => ("s3:ListBucket", &list.bucket, None),
            Self::PutBucketNotificationConfiguration { bucket, .. } => ("s3:PutBucketNotification", bucket, None),
            Self::GetBucketNotificationConfiguration { bucket } => ("s3:GetBucketNotification", bucket, None),
            Self::PutBucketPolicy { bucket, .. } => ("s3:PutBucketPolicy", bucket, None),
            Self::GetBucketPolicy { bucket } => ("s3:GetBucketPolicy", bucket, None),
            Self::DeleteBucketPolicy { bucket } => ("s3:DeleteBucketPolicy", bucket, None),
        }
    }
}

/// Who calls and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    pub(super) id: CallId,
    pub(super) from: &'a Name,
    pub(super) turn: Turn<'a>,
}

impl S3 {
    pub(super) fn handle(&mut self, who: (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let call = Call { id: who.0, from: who.1, turn };
        let bucket: Name = request.guarded().1.into();
        match self.answer(call, request, out) {
            None => {}
            Some(Ok(response)) => out.replies.push((call.id, Ok(response))),
            Some(Err(error)) => self.refuse(call, &bucket, error, out),
        }
    }

    /// Counts and tells a refusal, and answers with it.
    pub(super) fn refuse(&mut self, call: Call<'_>, bucket: &Name, error: S3Error, out: &mut Output) {
        if let Some(bucket) = self.buckets.get_mut(bucket) {
            bucket.counts.refused += 1;
        }
        out.sink.emit(call.turn.now, call.turn.cause, || Draft {
            actor: Some(call.from.clone()),
            note: Some(error.code.name().into()),
            weight: Weight::Mark,
            ..Draft::new("s3.refused", bucket)
        });
        out.replies.push((call.id, Err(error)));
    }

    /// The answer, or `None` where the call waits.
    fn answer(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Option<Reply> {
        if let Request::PutBucketNotificationConfiguration { bucket, config, skip_validation } = request {
            return self.put_notifications(call, &bucket, *config, skip_validation, out);
        }
        Some(match request {
            Request::CreateBucket { bucket } => self.create(call, bucket, out),
            Request::DeleteBucket { bucket } => self.delete_bucket(call, &bucket, out),
            Request::HeadBucket { bucket } => self.get(&bucket).map(|_| Response::Done),
            Request::ListBuckets => {
                Ok(Response::Buckets(self.buckets.values().map(|b| (b.name.clone(), b.created)).collect()))
            }
            Request::PutObject { bucket, key, cargo } => self.put(call, &bucket, key, cargo, out),
            Request::GetObject { bucket, key } => self.read(call, (&bucket, &key), true, out),
            Request::HeadObject { bucket, key } => self.read(call, (&bucket, &key), false, out),
            Request::DeleteObject { bucket, key } => self.delete(call, &bucket, &key, out),
            Request::DeleteObjects { bucket, keys } => self.delete_all(call, &bucket, &keys, out),
            Request::ListObjectsV2(list) => self.list(&list),
            Request::PutBucketNotificationConfiguration { .. } => Ok(Response::Done),
            Request::GetBucketNotificationConfiguration { bucket } => {
                self.get(&bucket).map(|b| Response::Notifications(Box::new(b.notifications.clone())))
            }
            Request::PutBucketPolicy { bucket, policy } => self.put_policy(&bucket, policy),
            Request::GetBucketPolicy { bucket } => self.get(&bucket).and_then(|b| {
                let none = || S3Error::new(Code::NoSuchBucketPolicy, "The bucket policy does not exist");
                b.policy.clone().map(Response::Policy).ok_or_else(none)
            }),
            Request::DeleteBucketPolicy { bucket } => self.get(&bucket).map(|b| {
                b.policy = None;
                Response::Done
            }),
        })
    }

    pub(super) fn get(&mut self, bucket: &str) -> Result<&mut Bucket, S3Error> {
        self.buckets.get_mut(bucket).ok_or_else(S3Error::no_bucket)
    }

    fn create(&mut self, call: Call<'_>, name: Name, out: &mut Output) -> Reply {
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
        let ends = name.bytes().next().into_iter().chain(name.bytes().last());
        let edges = ends.into_iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !self.limits.name.holds(name.len() as u64) || !name.bytes().all(good) || !edges || name.contains("..") {
            return Err(S3Error::new(Code::InvalidBucketName, "The specified bucket is not valid."));
        }
        if self.buckets.contains_key(&name) {
            let message = "Your previous request to create the named bucket succeeded and you already own it.";
            return Err(S3Error::new(Code::BucketAlreadyOwnedByYou, message));
        }
        if self.buckets.len() as u64 >= self.limits.buckets {
            let message = "You have attempted to create more buckets than allowed";
            return Err(S3Error::new(Code::TooManyBuckets, message));
        }
        let now = call.turn.now;
        out.sink
            .emit(now, call.turn.cause, || Draft { actor: Some(call.from.clone()), ..Draft::new("s3.bucket", &name) });
        self.buckets.insert(name.clone(), Bucket::new(&name, now, self.seed));
        Ok(Response::Done)
    }

    fn delete_bucket(&mut self, call: Call<'_>, name: &Name, out: &mut Output) -> Reply {
        if !self.get(name)?.objects.is_empty() {
            return Err(S3Error::new(Code::BucketNotEmpty, "The bucket you tried to delete is not empty"));
        }
        self.buckets.remove(name);
        out.sink.emit(call.turn.now, call.turn.cause, || Draft {
            actor: Some(call.from.clone()),
            ..Draft::new("s3.bucket_deleted", name)
        });
        Ok(Response::Done)
    }

    fn put_policy(&mut self, bucket: &str, policy: Arc<str>) -> Reply {
        let most = self.limits.policy;
        let bucket = self.get(bucket)?;
        let malformed = |message: &'static str| Err(S3Error::new(Code::MalformedPolicy, message));
        if policy.len() as u64 > most {
            return malformed("Policy exceeds the maximum allowed document size");
        }
        let Ok(serde_json::Value::Object(said)) = serde_json::from_str(&policy) else {
            return malformed("Policies must be valid JSON and the first byte must be '{'");
        };
        if !said.contains_key("Statement") {
            return malformed("Missing required field Statement");
        }
        bucket.policy = Some(policy);
        Ok(Response::Done)
    }
}
