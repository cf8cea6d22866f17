//! Refusals under AWS's own codes, with a message for people.
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $http:literal;)*) => {
        /// The codes S3 refuses with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// AWS's name of it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
            /// The HTTP status.
            #[must_use]
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$name => $http,)* }
            }
        }
    };
}

codes! {
    /// IAM or the bucket's policy says no.
    AccessDenied 403;
    /// The name is taken by your own bucket.
    BucketAlreadyOwnedByYou 409;
    /// Only an empty bucket can be deleted.
    BucketNotEmpty 409;
    /// The object is larger than one PUT may be.
    EntityTooLarge 400;
    /// A parameter is wrong: overlapping notifications, a destination that does not take the test event.
    InvalidArgument 400;
    /// The name breaks the rules.
    InvalidBucketName 400;
    /// The key is too long.
    KeyTooLongError 400;
    /// The policy is not one.
    MalformedPolicy 400;
    /// No such bucket.
    NoSuchBucket 404;
    /// The bucket has no policy.
    NoSuchBucketPolicy 404;
    /// No such object.
    NoSuchKey 404;
    /// More buckets than an account may have.
    TooManyBuckets 400;
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct S3Error {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl S3Error {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// There is no such bucket, in AWS's words.
    #[must_use]
    pub const fn no_bucket() -> Self {
        Self { code: Code::NoSuchBucket, message: Cow::Borrowed("The specified bucket does not exist") }
    }
    /// There is no such object, in AWS's words.
    #[must_use]
    pub const fn no_key() -> Self {
        Self { code: Code::NoSuchKey, message: Cow::Borrowed("The specified key does not exist.") }
    }
}

impl fmt::Display for S3Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for S3Error {}
