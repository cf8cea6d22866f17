//! Errands of other services, read as calls of S3, and its answers as their outcomes.
use super::{Code, Found, List, Listed, Reply, Request, Response};
use crate::sim::{
    arn,
    errand::{Cargo, Class, Outcome, Task},
    trace::Name,
};
use serde_json::json;
use std::sync::Arc;

/// What an errand asks of a bucket: to write an object; a synchronous one may name another operation as its `kind`.
///
/// # Errors
/// The outcome where a bucket cannot do that.
pub(in crate::sim::services::s3) fn accept(to: &str, task: Task) -> Result<Request, Outcome> {
    let place = arn::parse(to);
    let bucket: Name = place.map_or(to, |place| place.name).into();
    let path = place.map_or("", |place| place.rest);
    match task {
        Task::Send(cargo) => Ok(put(bucket, path, cargo)),
        Task::Invoke(cargo) => {
            let key = || cargo.key.clone().or_else(|| (!path.is_empty()).then(|| path.into())).unwrap_or_default();
            Ok(match cargo.kind.as_deref().map(str::to_ascii_lowercase).as_deref() {
                Some("getobject") => Request::GetObject { bucket, key: key() },
                Some("headobject") => Request::HeadObject { bucket, key: key() },
                Some("deleteobject") => Request::DeleteObject { bucket, key: key() },
                Some("listobjectsv2") => {
                    let prefix = cargo.key.clone().unwrap_or_default();
                    Request::ListObjectsV2(Box::new(List { bucket, prefix, ..List::default() }))
                }
                Some("putobject") | None => put(bucket, path, cargo),
                Some(_) => return Err(Outcome::senseless("s3")),
            })
        }
        _ => Err(Outcome::senseless("s3")),
    }
}

fn put(bucket: Name, path: &str, cargo: Arc<Cargo>) -> Request {
    let key = cargo.key.clone().or_else(|| (!path.is_empty()).then(|| path.into()));
    Request::PutObject { bucket, key, cargo }
}

/// What an answer of S3 means to whoever asked.
pub(in crate::sim::services::s3) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => {
            let class = if error.code == Code::AccessDenied { Class::Denied } else { Class::Client };
            Outcome::refused(error.code.name(), class, &error.message)
        }
        Ok(Response::Put(_, etag)) => Outcome::Taken(etag),
        Ok(Response::Object(found)) => Outcome::Returned(text(&found)),
        Ok(Response::Listed(page)) => {
            let one = |o: &Listed| json!({"Key": &*o.key, "Size": o.size});
            let all: Vec<_> = page.contents.iter().map(one).collect();
            Outcome::Returned(json!({"KeyCount": all.len(), "Contents": all}).to_string().into())
        }
        Ok(Response::Policy(text)) => Outcome::Returned(text),
        Ok(_) => Outcome::Taken(Name::default()),
    }
}

fn text(found: &Found) -> Arc<str> {
    let body = &*found.cargo.body;
    json!({"Body": body, "ContentLength": found.size, "ETag": format!("\"{}\"", found.etag)}).to_string().into()
}
