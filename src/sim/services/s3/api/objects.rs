//! Objects: written, read, deleted, listed.
use super::{Call, Code, Found, List, Listing, Reply, Response, S3Error};
use crate::sim::errand::Cargo;
use crate::sim::ids;
use crate::sim::services::s3::{
    model::{Object, S3, items},
    step::Output,
};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::Draft;
use std::ops::Bound;
use std::sync::Arc;

/// What tells S3's identities from those of other services.
const SALT: u64 = 0x7333_6f62_6a65_6374;

/// An ETag as AWS writes it.
pub(super) fn etag(no: u64) -> Name {
    let (a, b) = ids::pair(0, SALT, no);
    format!("{a:016x}{b:016x}").into()
}

impl S3 {
    #[allow(clippy::too_many_arguments)] // one call taken apart
    pub(super) fn put(
        &mut self,
        call: Call<'_>,
        name: &Name,
        key: Option<Name>,
        cargo: Arc<Cargo>,
        out: &mut Output,
    ) -> Reply {
        let (now, limits) = (call.turn.now, self.limits);
        self.next += 1;
        let no = self.next;
        let bucket = self.get(name)?;
        bucket.counts.puts += 1;
        let size = cargo.size();
        let key = key.unwrap_or_else(|| match &cargo.item {
            Some(item) => item.label.clone(),
            None => etag(no),
        });
        if key.len() as u64 > limits.key {
            return Err(S3Error::new(Code::KeyTooLongError, "Your key is too long"));
        }
        if size > limits.put {
            let message = "Your proposed upload exceeds the maximum allowed size";
            return Err(S3Error::new(Code::EntityTooLarge, message));
        }
        bucket.meter(now);
        bucket.counts.written += 1;
        bucket.counts.size += size;
        bucket.counts.bytes_in += size;
        bucket.remember(&key, size);
        let object = Object { cargo: cargo.clone(), size, etag: no, modified: now };
        let mut cause = call.turn.cause;
        let old = bucket.objects.insert(key.clone(), object);
        if let Some(old) = &old {
            bucket.counts.overwritten += 1;
            bucket.counts.size -= old.size;
            cause = out.sink.emit(now, cause, || Draft {
                note: Some(key.clone()),
                amount: old.size,
                ..Draft::new("s3.overwrite", name)
            });
        }
        let cause = told_put(call, name, &key, &cargo, size, cause, out);
        self.event(name, "ObjectCreated:Put", (&key, size, no), &cargo, call.turn, cause, out);
        Ok(Response::Put(key, etag(no)))
    }

    pub(super) fn read(&mut self, call: Call<'_>, at: (&Name, &Name), whole: bool, out: &mut Output) -> Reply {
        let bucket = self.get(at.0)?;
        bucket.counts.gets += 1;
        let object = bucket.objects.get(at.1).ok_or_else(S3Error::no_key)?;
        let (size, etag) = (object.size, etag(object.etag));
        let cargo = if whole { object.cargo.clone() } else { Arc::default() };
        let found = Found { cargo, size, etag, modified: object.modified };
        if whole {
            bucket.counts.bytes_out += size;
            out.sink.emit(call.turn.now, call.turn.cause, || Draft {
                actor: Some(call.from.clone()),
                item: items(&found.cargo).next().cloned(),
                amount: size,
                note: Some(at.1.clone()),
                ..Draft::new("s3.get", at.0)
            });
        }
        Ok(Response::Object(Box::new(found)))
    }

    /// Deleting what is not there succeeds too, as on AWS, but makes no event.
    pub(super) fn delete(&mut self, call: Call<'_>, name: &Name, key: &Name, out: &mut Output) -> Reply {
        let now = call.turn.now;
        let bucket = self.get(name)?;
        bucket.counts.deletes += 1;
        bucket.meter(now);
        let Some(old) = bucket.objects.remove(key) else { return Ok(Response::Done) };
        bucket.counts.deleted += 1;
        bucket.counts.size -= old.size;
        let cause = out.sink.emit(now, call.turn.cause, || Draft {
            actor: Some(call.from.clone()),
            item: items(&old.cargo).next().cloned(),
            phase: Some(Phase::Done),
            note: Some(key.clone()),
            weight: Weight::Step,
            ..Draft::new("s3.delete", name)
        });
        self.next += 1;
        let about = (key, old.size, self.next);
        self.event(name, "ObjectRemoved:Delete", about, &old.cargo, call.turn, cause, out);
        Ok(Response::Done)
    }

    pub(super) fn list(&mut self, list: &List) -> Reply {
        let most = self.limits.list;
        let bucket = self.get(&list.bucket)?;
        bucket.counts.lists += 1;
        let asked = list.max_keys.unwrap_or_else(|| i64::try_from(most).unwrap_or(i64::MAX));
        let Ok(asked) = u64::try_from(asked) else {
            let message = "Argument maxKeys must be an integer between 0 and 2147483647";
            return Err(S3Error::new(Code::InvalidArgument, message));
        };
        let asked = usize::try_from(asked.min(most)).unwrap_or(usize::MAX);
        let from = match &list.after {
            Some(after) if **after >= *list.prefix => Bound::Excluded(after.clone()),
            _ => Bound::Included(list.prefix.clone()),
        };
        let mut found = bucket
            .objects
            .range((from, Bound::Unbounded))
            .take_while(|(key, _)| key.starts_with(&*list.prefix))
            .map(|(key, object)| (key.clone(), object.size));
        let contents: Vec<_> = found.by_ref().take(asked).collect();
        let more = asked > 0 && found.next().is_some();
        let next = contents.last().filter(|_| more).map(|(key, _)| key.clone());
        Ok(Response::Listed(Box::new(Listing { contents, next })))
    }
}

#[allow(clippy::too_many_arguments)] // one event, spelt out
fn told_put(
    call: Call<'_>,
    bucket: &Name,
    key: &Name,
    cargo: &Cargo,
    size: u64,
    mut cause: Option<u64>,
    out: &mut Output,
) -> Option<u64> {
    if out.sink.off {
        return None;
    }
    let draft = |item: Option<_>| Draft {
        actor: Some(call.from.clone()),
        phase: item.is_some().then_some(Phase::Visible),
        item,
        amount: size,
        note: Some(key.clone()),
        weight: Weight::Step,
        ..Draft::new("s3.put", bucket)
    };
    let mut any = false;
    for item in items(cargo) {
        any = true;
        cause = out.sink.emit(call.turn.now, cause, || draft(Some(item.clone())));
    }
    if !any {
        cause = out.sink.emit(call.turn.now, cause, || draft(None));
    }
    cause
}
