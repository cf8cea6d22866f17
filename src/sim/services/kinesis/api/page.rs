//! Pages of a list: a NextToken stands for the stream, what was asked of it, and the place the page before ended at.
use super::{Code, KinesisError, request::ShardFilter};
use crate::base::time::SimTime;
use crate::sim::trace::Name;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};

/// How long a NextToken is good.
const GOOD_FOR: SimTime = SimTime::from_secs(300);

/// What a NextToken stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Page {
    /// The stream.
    pub stream: Name,
    /// The last entry of the page before.
    pub after: Name,
    /// ShardFilter.
    pub filter: Option<Box<ShardFilter>>,
    /// When the page before was asked for.
    pub issued: SimTime,
}

impl Page {
    /// Its text, opaque to whoever gets it.
    pub(super) fn token(&self) -> Name {
        BASE64.encode(serde_json::to_vec(self).unwrap_or_default()).into()
    }
    /// Reads one back.
    ///
    /// # Errors
    /// It is none, or too old.
    pub(super) fn read(token: &str, now: SimTime) -> Result<Self, KinesisError> {
        let bytes = BASE64.decode(token).ok();
        let page: Option<Self> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let page = page.ok_or_else(|| KinesisError::new(Code::InvalidArgument, "NextToken is not valid."))?;
        if now.since(page.issued) > GOOD_FOR {
            return Err(KinesisError::new(
                Code::ExpiredNextToken,
                "The NextToken has expired: it is good for 300 seconds.",
            ));
        }
        Ok(page)
    }
    /// Two parameters of which only one may be given, in AWS's words.
    pub(super) fn either(one: &str, other: &str) -> KinesisError {
        KinesisError::new(Code::InvalidArgument, format!("{one} and {other} cannot be provided together."))
    }
}

/// How many entries a page holds where `asked` are wanted; `most` is the largest number that may be named.
///
/// # Errors
/// The number is out of range.
pub(super) fn size(asked: Option<i64>, default: usize, most: i64) -> Result<usize, KinesisError> {
    match asked {
        None => Ok(default),
        Some(n) if (1..=most).contains(&n) => Ok(usize::try_from(n).unwrap_or(default)),
        Some(n) => Err(KinesisError::constraint(n, "limit", format!("have value between 1 and {most}"))),
    }
}
