//! AWS's own service models, cut to what the endpoint reads (`assets/endpoint/*.json`, made from botocore by `shapes.py`): the names of
//! all operations, and the shapes of those that are simulated. A service's table is read on its first use and never again.

mod routes;
/// What a table's line says.
pub mod table;

use super::services::Service;
pub use routes::{Hit, Route};
use std::{collections::BTreeMap, sync::OnceLock};
pub use table::{Kind, Member, Meta, Operation, Place, Shape, ShapeId, TimeFormat, Wire};
use table::{Row, Table};

/// One service's model.
#[derive(Debug, Default)]
pub struct Model {
    /// Protocol, names and versions.
    pub meta: Meta,
    operations: BTreeMap<&'static str, Operation>,
    shapes: Vec<Shape>,
    routes: Vec<Route>,
}

static NOTHING: Shape = Shape::nothing();

impl Model {
    fn read(text: &'static str) -> Self {
        let table: Table = serde_json::from_str(text).unwrap_or_default();
        let Table { meta, operations, shapes } = table;
        let routes = routes::of(&operations);
        let operation = |(name, row): (&'static str, Row)| (name, Operation::new(name, row));
        Self { meta, operations: operations.into_iter().map(operation).collect(), shapes, routes }
    }
    /// The operation of that name; `None` where AWS has none.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.get(name)
    }
    /// Every operation, by name.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.values()
    }
    /// A shape; one without members for a number that is none.
    #[must_use]
    pub fn shape(&self, id: ShapeId) -> &Shape {
        self.shapes.get(usize::from(id)).unwrap_or(&NOTHING)
    }
    /// Every shape.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        self.shapes.iter()
    }
    /// What an operation takes; one without members where it takes nothing.
    #[must_use]
    pub fn input(&self, operation: &Operation) -> &Shape {
        operation.input.map_or(&NOTHING, |id| self.shape(id))
    }
    /// What an operation answers; `None` where it answers nothing.
    #[must_use]
    pub fn output(&self, operation: &Operation) -> Option<&Shape> {
        operation.output.map(|id| self.shape(id))
    }
    /// The error known by a name or by its code of the query protocol: among those of the operation, else anywhere in the service.
    #[must_use]
    pub fn error(&self, operation: Option<&Operation>, name: &str) -> Option<&Shape> {
        let named = |shape: &&Shape| shape.error && (shape.name == Some(name) || shape.code == Some(name));
        let own = operation.map(|o| o.errors.as_slice()).unwrap_or_default();
        own.iter().map(|id| self.shape(*id)).find(named).or_else(|| self.shapes.iter().find(named))
    }
    /// Which operations a method and a path may mean, the most telling first (REST only).
    #[must_use]
    pub fn route<'a>(&self, method: &str, path: &'a str, has: &dyn Fn(Wire<'_>) -> bool) -> Option<Hit<'a>> {
        routes::find(&self.routes, method, path, has)
    }
}

macro_rules! tables {
    ($($kind:ident $file:literal;)*) => {
        /// The model of a service, read on first use.
        #[must_use]
        pub fn model(service: Service) -> &'static Model {
            match service {
                $(Service::$kind => {
                    static MODEL: OnceLock<Model> = OnceLock::new();
                    MODEL.get_or_init(|| Model::read(include_str!(concat!("../../../assets/endpoint/", $file, ".json"))))
                })*
            }
        }
    };
}

tables! {
    Sqs "sqs";
    Sns "sns";
    Sts "sts";
    Kinesis "kinesis";
    Firehose "firehose";
    Events "events";
    Scheduler "scheduler";
    Pipes "pipes";
    States "stepfunctions";
    Lambda "lambda";
    CloudWatch "cloudwatch";
    AutoScaling "autoscaling";
    ApplicationAutoScaling "application-autoscaling";
    S3 "s3";
    Iam "iam";
    Kms "kms";
    Mq "mq";
}

#[cfg(test)]
mod tests {
    use super::{super::services::Service, Kind, model};

    #[test]
    fn every_table_is_read_whole() {
        for service in Service::ALL {
            let model = model(*service);
            assert!(model.operations.len() > 9, "{service:?}");
            assert!(!model.meta.protocol.is_empty(), "{service:?}");
            let known = model.operations().filter(|o| o.known).count();
            assert!(known > 6, "{service:?}");
            for shape in &model.shapes {
                for member in &shape.members {
                    assert!(usize::from(member.shape) < model.shapes.len(), "{service:?} {}", member.name);
                }
                assert!(
                    !matches!(shape.kind, Kind::List | Kind::Map) || usize::from(shape.element) < model.shapes.len()
                );
            }
        }
    }

    #[test]
    fn models_and_files_bear_the_same_names() {
        let sent = model(Service::Sqs).operation("SendMessage").unwrap();
        let input = model(Service::Sqs).input(sent);
        assert!(input.member("MessageBody").unwrap().required());
        assert!(model(Service::Sqs).operation("Nonsense").is_none());
        let error = model(Service::Sqs).error(Some(sent), "QueueDoesNotExist").unwrap();
        assert_eq!(error.code, Some("AWS.SimpleQueueService.NonExistentQueue"));
        assert!(!model(Service::S3).operation("GetBucketAcl").unwrap().known);
    }
}
