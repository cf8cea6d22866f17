//! The register of services: each is a folder here and a line in [`register`] below.
/// Amazon API Gateway.
pub mod apigateway;
/// Amazon EC2 Auto Scaling, and Application Auto Scaling for ECS.
pub mod autoscaling;
/// Amazon CloudWatch: metrics and alarms.
pub mod cloudwatch;
/// A relational database.
pub mod database;
/// Amazon EventBridge.
pub mod events;
/// Amazon Data Firehose.
pub mod firehose;
/// AWS IAM: a register of roles.
pub mod iam;
/// Amazon Kinesis Data Streams.
pub mod kinesis;
/// AWS KMS.
pub mod kms;
/// AWS Lambda.
pub mod lambda;
/// Amazon MQ.
pub mod mq;
/// Receivers outside AWS.
pub mod outside;
/// Amazon EventBridge Pipes.
pub mod pipes;
/// Amazon S3.
pub mod s3;
/// Amazon EventBridge Scheduler.
pub mod scheduler;
/// Amazon SNS.
pub mod sns;
/// Amazon SQS.
pub mod sqs;
/// AWS Step Functions.
pub mod stepfunctions;

use super::{
    errand::{Errand, Outcome, Surveyed, Task, Ticket},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, Out, OutOf, Service, Sink, Turn, Usage},
};
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};

macro_rules! register {
    ($($(#[$doc:meta])* $kind:ident $field:ident $state:ty;)*) => {
        /// A call to a service.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Call {
            $($(#[$doc])* $kind(<$state as Service>::Request),)*
        }

        /// A service's answer.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Answer {
            $($(#[$doc])* $kind(Result<<$state as Service>::Response, <$state as Service>::Error>),)*
        }

        /// A service's own timer.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Timer {
            $($(#[$doc])* $kind(<$state as Service>::Timer),)*
        }

        /// Which service.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        /// The state of all services.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Services {
            $($(#[$doc])* pub $field: $state,)*
        }

        /// Where services put what they want done; kept between turns so that nothing is allocated anew.
        #[derive(Debug, Default)]
        pub struct Tray {
            /// Timers to set.
            pub timers: Vec<(SimTime, Timer)>,
            /// Answers to carry.
            pub replies: Vec<(CallId, Answer)>,
            /// Errands to carry, each with the service it comes from.
            pub errands: Vec<(Kind, Errand)>,
            /// The trace.
            pub sink: Sink,
            $($field: OutOf<$state>,)*
        }

        impl Tray {
            $(/// Lets one service work on its own kind of `Out`, then gathers what it wants.
            fn $field<T>(&mut self, work: impl FnOnce(&mut OutOf<$state>) -> T) -> T {
                std::mem::swap(&mut self.$field.sink, &mut self.sink);
                let done = work(&mut self.$field);
                std::mem::swap(&mut self.$field.sink, &mut self.sink);
                let Out { timers, replies, errands, .. } = &mut self.$field;
                self.timers.extend(timers.drain(..).map(|(at, t)| (at, Timer::$kind(t))));
                self.replies.extend(replies.drain(..).map(|(id, r)| (id, Answer::$kind(r))));
                self.errands.extend(errands.drain(..).map(|e| (Kind::$kind, e)));
                done
            })*
        }

        impl Services {
            /// Services without any resource.
            ///
            /// # Errors
            /// A fact the ledger lacks.
            pub fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
                Ok(Self { $($field: <$state as Service>::new(seed, quotas)?,)* })
            }
            /// A call arrives, numbered, from somebody.
            pub fn call(&mut self, who: (CallId, &Name), call: Call, turn: Turn<'_>, tray: &mut Tray) {
                match call {
                    $(Call::$kind(request) => tray.$field(|out| Service::call(&mut self.$field, who, request, turn, out)),)*
                }
            }
            /// A timer is due.
            pub fn due(&mut self, timer: Timer, turn: Turn<'_>, tray: &mut Tray) {
                match timer {
                    $(Timer::$kind(timer) => tray.$field(|out| Service::due(&mut self.$field, timer, turn, out)),)*
                }
            }
            /// Whoever made a call that is held has gone.
            pub fn leave(&mut self, id: CallId) {
                $(Service::leave(&mut self.$field, id);)*
            }
            /// What came of an errand of a service.
            pub fn told(&mut self, who: (Kind, Ticket), outcome: Outcome, turn: Turn<'_>, tray: &mut Tray) {
                match who.0 {
                    $(Kind::$kind => tray.$field(|out| Service::told(&mut self.$field, who.1, outcome, turn, out)),)*
                }
            }
            /// Reads an errand to `to` as a call of the service whose ARNs carry `service`.
            ///
            /// # Errors
            /// The outcome where nobody takes it.
            pub fn accept(&self, service: &str, to: &str, task: Task) -> Result<Call, Outcome> {
                match service {
                    $(<$state as Service>::NAME => Service::accept(&self.$field, to, task).map(Call::$kind),)*
                    _ => Err(Outcome::senseless(service)),
                }
            }
            /// What IAM is asked about a call.
            #[must_use]
            pub fn access(&self, call: &Call) -> Option<Access> {
                match call {
                    $(Call::$kind(request) => Service::access(&self.$field, request),)*
                }
            }
            /// Something breaks inside a resource; whether any service understood.
            pub fn fail(&mut self, resource: &str, turn: Turn<'_>, tray: &mut Tray) -> bool {
                $(tray.$field(|out| Service::fail(&mut self.$field, resource, turn, out)))||*
            }
            /// Every resource as the learner sees it.
            #[must_use]
            pub fn panels(&self, now: SimTime) -> Vec<Panel> {
                let mut all = vec![];
                $(all.append(&mut Service::panels(&self.$field, now));)*
                all
            }
            /// A metric by its CloudWatch name: a gauge now, a sum since the start.
            #[must_use]
            pub fn metric(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
                None$(.or_else(|| Service::metric(&self.$field, resource, name, now)))*
            }
            /// The same where the service is known by its name in ARNs.
            #[must_use]
            pub fn metric_of(&self, service: &str, resource: &str, name: &str, now: SimTime) -> Option<u64> {
                match service {
                    $(<$state as Service>::NAME => Service::metric(&self.$field, resource, name, now),)*
                    _ => None,
                }
            }
            /// Which resources there are.
            #[must_use]
            pub fn survey(&self) -> Vec<Surveyed> {
                let all = [$((<$state as Service>::NAME, Service::resources(&self.$field), <$state as Service>::METRICS),)*];
                let filled = all.into_iter().filter(|(_, resources, _)| !resources.is_empty());
                let said = filled.map(|(service, resources, metrics)| Surveyed {
                    service: service.into(),
                    resources,
                    metrics: metrics.iter().map(|name| (*name).into()).collect(),
                });
                said.collect()
            }
            /// Every resource with the metrics of its service.
            #[must_use]
            pub fn resources(&self) -> Vec<(Name, &'static [&'static str])> {
                let mut all = vec![];
                $(all.extend(Service::resources(&self.$field).into_iter().map(|name| (name, <$state as Service>::METRICS)));)*
                all
            }
            /// What was used so far and costs money.
            #[must_use]
            pub fn usage(&self, now: SimTime) -> Vec<Usage> {
                let mut all = vec![];
                $(all.append(&mut Service::usage(&self.$field, now));)*
                all
            }
            /// Law 4 for every resource that holds something.
            #[must_use]
            pub fn balances(&self) -> Vec<Balance> {
                let mut all = vec![];
                $(all.append(&mut Service::balances(&self.$field));)*
                all
            }
        }

        impl Answer {
            /// Whether more answers follow to the same call.
            #[must_use]
            pub fn goes_on(&self) -> bool {
                match self {
                    $(Self::$kind(reply) => <$state as Service>::goes_on(reply),)*
                }
            }
            /// The answer as the outcome of an errand.
            #[must_use]
            pub fn outcome(self) -> Outcome {
                match self {
                    $(Self::$kind(reply) => <$state as Service>::outcome(reply),)*
                }
            }
        }

        impl Call {
            /// Which service it goes to.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind,)*
                }
            }
            /// The service's own refusal where IAM says no.
            #[must_use]
            pub fn denied(&self, why: &Denied) -> Answer {
                match self {
                    $(Self::$kind(_) => Answer::$kind(Err(<$state as Service>::denied(why))),)*
                }
            }
        }

        /// All kinds of events services make.
        pub const KINDS: &[&[&str]] = &[$(<$state as Service>::KINDS,)*];
        /// All metrics services know.
        pub const METRICS: &[&[&str]] = &[$(<$state as Service>::METRICS,)*];
        /// Those that count up from the start of the run.
        pub const SUMS: &[&[&str]] = &[$(<$state as Service>::SUMS,)*];
        /// What each service leaves out, in sentences.
        pub const LEFT_OUT: &[(&str, &[&str])] = &[$((<$state as Service>::NAME, <$state as Service>::LEFT_OUT),)*];
    };
}

register! {
    /// AWS Lambda.
    Lambda lambda lambda::Lambda;
    /// Amazon SQS.
    Sqs sqs sqs::Sqs;
    /// Amazon SNS.
    Sns sns sns::Sns;
    /// Amazon EventBridge.
    Events events events::Events;
    /// Amazon EventBridge Scheduler.
    Scheduler scheduler scheduler::Scheduler;
    /// Amazon EventBridge Pipes.
    Pipes pipes pipes::Pipes;
    /// Amazon S3.
    S3 s3 s3::S3;
    /// Amazon Data Firehose.
    Firehose firehose firehose::Firehose;
    /// Amazon MQ.
    Mq mq mq::Mq;
    /// Receivers outside AWS.
    Outside outside outside::Outside;
    /// Amazon Kinesis Data Streams.
    Kinesis kinesis kinesis::Kinesis;
    /// A relational database.
    Database database database::Databases;
    /// Amazon API Gateway.
    Gateway gateway apigateway::Gateway;
    /// AWS KMS.
    Kms kms kms::Kms;
    /// AWS Step Functions.
    States states stepfunctions::States;
    /// Amazon CloudWatch.
    CloudWatch cloudwatch cloudwatch::CloudWatch;
    /// Auto Scaling.
    AutoScaling autoscaling autoscaling::AutoScaling;
    /// AWS IAM.
    Iam iam iam::Iam;
}

impl Tray {
    /// An empty tray whose trace begins at `next`; with `off` there is no trace.
    #[must_use]
    pub fn new(next: u64, off: bool) -> Self {
        Self { sink: Sink { next, off, ..Sink::default() }, ..Self::default() }
    }
}

impl Services {
    /// A key is used on somebody's behalf, after its policy let it happen.
    ///
    /// # Errors
    /// KMS's refusal.
    pub fn open_key(
        &mut self,
        wish: &kms::api::Wish,
        turn: Turn<'_>,
        tray: &mut Tray,
    ) -> Result<(), kms::api::KmsError> {
        tray.kms(|out| self.kms.open(wish, turn, out))
    }
    /// From now on CloudWatch collects the metrics of every resource: somebody from outside may ask for any.
    pub fn observe(&mut self, turn: Turn<'_>, tray: &mut Tray) {
        if !self.cloudwatch.settings.everything {
            tray.cloudwatch(|out| self.cloudwatch.observe(turn, out));
        }
    }
    /// One more delivery of a message that was received and deleted (at least once).
    pub fn duplicate(&mut self, queue: &Name, turn: Turn<'_>, tray: &mut Tray) {
        tray.sqs(|out| {
            self.sqs.duplicate(queue, turn, out);
        });
    }
}
