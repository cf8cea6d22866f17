//! What time does to roles: nothing.
use super::api::{IamError, Response};
use crate::sim::turn::Out;
use serde::{Deserialize, Serialize};

/// There is nothing to wait for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {}

/// What IAM puts its wishes into.
pub type Output = Out<Timer, Result<Response, IamError>>;
