//! From commands to calls of the simulator, and from its answers back: one file per AWS service, all of one shape. `ask` says a command
//! in the simulator's words, `tell` says its answer in the words of AWS's model. Both are pure; the simulator alone decides.
/// Application Auto Scaling.
pub mod applicationautoscaling;
/// Amazon EC2 Auto Scaling.
pub mod autoscaling;
/// Amazon CloudWatch.
pub mod cloudwatch;
/// Amazon EventBridge.
pub mod events;
/// Amazon Data Firehose.
pub mod firehose;
/// AWS IAM, as far as the others need it.
pub mod iam;
/// Amazon Kinesis Data Streams.
pub mod kinesis;
/// AWS KMS, as far as the others need it.
pub mod kms;
/// AWS Lambda.
pub mod lambda;
/// Amazon MQ, as far as the labs need it.
pub mod mq;
/// Amazon EventBridge Pipes.
pub mod pipes;
mod reading;
/// Amazon S3, as far as the others need it.
pub mod s3;
/// Amazon EventBridge Scheduler.
pub mod scheduler;
/// Amazon SNS.
pub mod sns;
/// Amazon SQS.
pub mod sqs;
/// AWS Step Functions.
pub mod states;
/// AWS STS.
pub mod sts;

use super::{command::Command, refusal::Refusal};
use crate::sim::services::{Answer, Call};
use serde_json::Value;

/// What a command becomes.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// A call of the simulator; its answer goes to `tell`. Boxed: calls are large.
    Call(Box<Call>),
    /// Answered without it, as an output of AWS's model.
    Now(Value),
}

impl From<Call> for Ask {
    fn from(call: Call) -> Self {
        Self::Call(Box::new(call))
    }
}

macro_rules! register {
    ($($(#[$doc:meta])* $kind:ident $file:ident $model:literal;)*) => {
        /// The AWS services the endpoint speaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Service { $($(#[$doc])* $kind,)* }

        impl Service {
            /// Every service.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];
            /// The name of its model (and of its client in boto3 and the aws CLI): `sqs`, `stepfunctions`.
            #[must_use]
            pub const fn model(self) -> &'static str {
                match self { $(Self::$kind => $model,)* }
            }
        }

        /// Says a command in the simulator's words.
        ///
        /// # Errors
        /// What AWS refuses before any service looks at it, and operations the endpoint lacks.
        pub fn ask(command: &Command) -> Result<Ask, Refusal> {
            if let Some(breach) = &command.breach {
                return Err(breach.refusal.clone());
            }
            match command.service { $(Service::$kind => $file::ask(command),)* }
        }

        /// Says the simulator's answer in the words of AWS's model, as the operation's output.
        ///
        /// # Errors
        /// The service's refusal under AWS's code.
        pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
            match command.service { $(Service::$kind => $file::tell(command, answer),)* }
        }
    };
}

register! {
    /// Amazon SQS.
    Sqs sqs "sqs";
    /// Amazon SNS.
    Sns sns "sns";
    /// AWS STS.
    Sts sts "sts";
    /// Amazon Kinesis Data Streams.
    Kinesis kinesis "kinesis";
    /// Amazon Data Firehose.
    Firehose firehose "firehose";
    /// Amazon EventBridge.
    Events events "events";
    /// Amazon EventBridge Scheduler.
    Scheduler scheduler "scheduler";
    /// Amazon EventBridge Pipes.
    Pipes pipes "pipes";
    /// AWS Step Functions.
    States states "stepfunctions";
    /// AWS Lambda.
    Lambda lambda "lambda";
    /// Amazon CloudWatch.
    CloudWatch cloudwatch "cloudwatch";
    /// Amazon EC2 Auto Scaling.
    AutoScaling autoscaling "autoscaling";
    /// Application Auto Scaling.
    ApplicationAutoScaling applicationautoscaling "application-autoscaling";
    /// Amazon S3, as far as the others need it.
    S3 s3 "s3";
    /// AWS IAM, as far as the others need it.
    Iam iam "iam";
    /// AWS KMS, as far as the others need it.
    Kms kms "kms";
    /// Amazon MQ, as far as the labs need it.
    Mq mq "mq";
}

/// An operation the endpoint does not have: AWS's own code, and what is missing, by name.
#[must_use]
pub fn lacks(command: &Command) -> Refusal {
    let message = format!("inflight does not simulate {} of {}.", command.operation, command.service.model());
    Refusal::new("UnknownOperationException", message).query("InvalidAction").status(501)
}

/// An answer of another service than was asked: cannot happen, and is AWS's own failure where it does.
#[must_use]
pub fn astray() -> Refusal {
    Refusal::new("InternalFailure", "The simulator answered for another service.").status(500)
}
