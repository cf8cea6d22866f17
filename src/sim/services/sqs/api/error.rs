//! Refusals under AWS's own codes, with a message for people.
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $modern:literal, $query:literal, $http:literal;)*) => {
        /// The codes SQS refuses with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// The name in the JSON protocol and in the SDKs' exception classes.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $modern,)* }
            }
            /// The older name: the Query protocol's `Code`, and the header `x-amzn-query-error`.
            #[must_use]
            pub const fn query_name(self) -> &'static str {
                match self { $(Self::$name => $query,)* }
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
    /// IAM or the queue's policy says no.
    AccessDenied, "AccessDenied", "AccessDenied", 403;
    /// Two entries of a batch share an Id.
    BatchEntryIdsNotDistinct, "BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400;
    /// All entries together are too long.
    BatchRequestTooLong, "BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong", 400;
    /// A batch without entries.
    EmptyBatchRequest, "EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", 400;
    /// An attribute SQS does not know, or not on this type of queue.
    InvalidAttributeName, "InvalidAttributeName", "InvalidAttributeName", 400;
    /// An attribute's value is out of range.
    InvalidAttributeValue, "InvalidAttributeValue", "InvalidAttributeValue", 400;
    /// An Id of a batch breaks the rules.
    InvalidBatchEntryId, "InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId", 400;
    /// Characters outside the allowed set.
    InvalidMessageContents, "InvalidMessageContents", "InvalidMessageContents", 400;
    /// A parameter's value is invalid.
    InvalidParameterValue, "InvalidParameterValue", "InvalidParameterValue", 400;
    /// The message is not in flight.
    MessageNotInflight, "MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight", 400;
    /// A required parameter is missing.
    MissingParameter, "MissingParameter", "MissingParameter", 400;
    /// The KMS key's policy says no.
    KmsAccessDenied, "KmsAccessDenied", "KMS.AccessDeniedException", 400;
    /// The KMS key is disabled.
    KmsDisabled, "KmsDisabled", "KMS.DisabledException", 400;
    /// The KMS key waits for its deletion.
    KmsInvalidState, "KmsInvalidState", "KMS.KMSInvalidStateException", 400;
    /// There is no such KMS key.
    KmsNotFound, "KmsNotFound", "KMS.NotFoundException", 400;
    /// Too many calls to KMS.
    KmsThrottled, "KmsThrottled", "KMS.ThrottlingException", 400;
    /// A limit would be passed: messages in flight, permissions.
    OverLimit, "OverLimit", "OverLimit", 403;
    /// A purge is running, or ran too short a time ago.
    PurgeQueueInProgress, "PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress", 403;
    /// The name is still blocked by a deleted queue.
    QueueDeletedRecently, "QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently", 400;
    /// No such queue.
    QueueDoesNotExist, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400;
    /// The name is taken by a queue with other attributes.
    QueueNameExists, "QueueNameExists", "QueueAlreadyExists", 400;
    /// Not a receipt handle.
    ReceiptHandleIsInvalid, "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 404;
    /// Too many calls.
    RequestThrottled, "RequestThrottled", "RequestThrottled", 403;
    /// No such queue or task, for the move tasks.
    ResourceNotFound, "ResourceNotFoundException", "ResourceNotFoundException", 404;
    /// More entries than a batch may have.
    TooManyEntriesInBatchRequest, "TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400;
    /// The operation cannot be done here.
    UnsupportedOperation, "UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation", 400;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqsError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl SqsError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// The same in the words emulators have for it, where AWS documents none: the code stays.
    #[must_use]
    pub fn reworded(mut self) -> Self {
        const NO_LABEL: &str = "can't find label.";
        if self.code == Code::ReceiptHandleIsInvalid {
            self.message = "The input receipt handle is invalid.".into();
        } else if let Some(head) = self.message.strip_suffix(NO_LABEL) {
            self.message = format!("{head}can't find label on existing policy.").into();
        }
        self
    }
    /// A parameter's value is invalid, in AWS's words.
    #[must_use]
    pub fn value(name: &str, value: impl fmt::Display, reason: &str) -> Self {
        let message = format!("Value {value} for parameter {name} is invalid. Reason: {reason}");
        Self::new(Code::InvalidParameterValue, message)
    }
    /// A parameter is missing, in AWS's words.
    #[must_use]
    pub fn missing(name: &str) -> Self {
        Self::new(Code::MissingParameter, format!("The request must contain the parameter {name}."))
    }
    /// There is no such queue, in AWS's words.
    #[must_use]
    pub fn no_queue() -> Self {
        Self::new(Code::QueueDoesNotExist, "The specified queue does not exist.")
    }
}

impl fmt::Display for SqsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for SqsError {}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn both_names_of_a_code_are_those_of_aws() {
        for (code, modern, query, http) in [
            (Code::QueueDoesNotExist, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400),
            (Code::QueueNameExists, "QueueNameExists", "QueueAlreadyExists", 400),
            (Code::PurgeQueueInProgress, "PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress", 403),
            (Code::ReceiptHandleIsInvalid, "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 404),
            (Code::ResourceNotFound, "ResourceNotFoundException", "ResourceNotFoundException", 404),
        ] {
            assert_eq!((code.name(), code.query_name(), code.http_status()), (modern, query, http));
        }
        assert_eq!(Code::ALL.len(), 26);
    }
}
