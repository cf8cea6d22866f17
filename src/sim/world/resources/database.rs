//! Databases, by CreateDBCluster and ModifyDBCluster.
use super::Builder;
use crate::sim::{
    scenario::spec::database::DatabaseSpec,
    services::{Answer, Call, database::api::Request},
    trace::Name,
};

pub(super) fn create(build: &mut Builder<'_>) {
    for db in &build.plan.databases {
        ask(build, db, Request::CreateDBCluster { name: db.name.clone(), settings: Box::new(db.settings()) });
    }
}

pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    if let Some(db) = build.plan.databases.iter().find(|db| db.name == *name) {
        ask(build, db, Request::ModifyDBCluster { name: name.clone(), settings: Box::new(db.settings()) });
    }
}

fn ask(build: &mut Builder<'_>, db: &DatabaseSpec, request: Request) {
    if let Some(Answer::Database(Err(error))) = build.ask(Call::Database(request)) {
        build.refuse(format!("databases.{}", db.name), error.code.name(), error.message);
    }
}
