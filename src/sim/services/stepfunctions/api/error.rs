//! Refusals under AWS's own codes, with a message for people.
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $wire:literal;)*) => {
        /// The codes Step Functions refuses with; all of them are HTTP 400.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }
        }
    };
}

codes! {
    /// IAM says no.
    AccessDenied, "AccessDeniedException";
    /// The name is taken by an activity with another encryption.
    ActivityAlreadyExists, "ActivityAlreadyExists";
    /// No such activity.
    ActivityDoesNotExist, "ActivityDoesNotExist";
    /// It is in use, or was changed by somebody else.
    Conflict, "ConflictException";
    /// The name is taken by an execution with another input, or by a closed one.
    ExecutionAlreadyExists, "ExecutionAlreadyExists";
    /// No such execution.
    ExecutionDoesNotExist, "ExecutionDoesNotExist";
    /// Too many open executions.
    ExecutionLimitExceeded, "ExecutionLimitExceeded";
    /// AWS would take the definition; this simulator does not. A client sees the nearest of AWS's codes, and the reason.
    NotSimulated, "InvalidDefinition";
    /// The execution cannot be redriven.
    ExecutionNotRedrivable, "ExecutionNotRedrivable";
    /// Not an ARN.
    InvalidArn, "InvalidArn";
    /// The definition breaks the language's rules.
    InvalidDefinition, "InvalidDefinition";
    /// A key is missing.
    InvalidEncryptionConfiguration, "InvalidEncryptionConfiguration";
    /// The input is not JSON, or too large.
    InvalidExecutionInput, "InvalidExecutionInput";
    /// Not exactly one destination.
    InvalidLoggingConfiguration, "InvalidLoggingConfiguration";
    /// The name breaks the rules.
    InvalidName, "InvalidName";
    /// The output is not JSON, or too large.
    InvalidOutput, "InvalidOutput";
    /// Not a token.
    InvalidToken, "InvalidToken";
    /// An update without anything to update.
    MissingRequiredParameter, "MissingRequiredParameter";
    /// No such version, alias, Map Run or resource to tag.
    ResourceNotFound, "ResourceNotFound";
    /// Too many versions or aliases.
    ServiceQuotaExceeded, "ServiceQuotaExceededException";
    /// The name is taken by a state machine that differs.
    StateMachineAlreadyExists, "StateMachineAlreadyExists";
    /// It is being deleted.
    StateMachineDeleting, "StateMachineDeleting";
    /// No such state machine.
    StateMachineDoesNotExist, "StateMachineDoesNotExist";
    /// Too many state machines.
    StateMachineLimitExceeded, "StateMachineLimitExceeded";
    /// Not for this type of workflow.
    StateMachineTypeNotSupported, "StateMachineTypeNotSupported";
    /// The task of the token is over.
    TaskTimedOut, "TaskTimedOut";
    /// More tags than a resource takes.
    TooManyTags, "TooManyTags";
    /// Too fast.
    Throttling, "ThrottlingException";
    /// A parameter is out of its range.
    Validation, "ValidationException";
}

impl Code {
    /// The HTTP status.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        400
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatesError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl StatesError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// There is no such state machine, in AWS's words.
    #[must_use]
    pub fn no_machine(arn: &str) -> Self {
        Self::new(Code::StateMachineDoesNotExist, format!("State Machine Does Not Exist: '{arn}'"))
    }
    /// There is no such version, alias, Map Run or tagged resource, in AWS's words.
    #[must_use]
    pub fn no_resource(arn: &str) -> Self {
        Self::new(Code::ResourceNotFound, format!("Resource not found: '{arn}'"))
    }
    /// There is no such execution, in AWS's words.
    #[must_use]
    pub fn no_execution(arn: &str) -> Self {
        Self::new(Code::ExecutionDoesNotExist, format!("Execution Does Not Exist: '{arn}'"))
    }
}

impl fmt::Display for StatesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for StatesError {}
