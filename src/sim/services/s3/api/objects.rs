//! Objects: written, read, deleted, listed.
use super::{Call, Code, Found, List, Listed, Listing, Reply, Response, S3Error};
use crate::sim::errand::Cargo;
use crate::sim::services::s3::{
    model::{self, Object, S3, items},
    step::Output,
};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::Draft;
use std::ops::Bound;
use std::sync::Arc;

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
        let (size, etag) = (model::size(&cargo), model::etag(&cargo));
        let key = key.unwrap_or_else(|| match &cargo.item {
            Some(item) => item.label.clone(),
            None => etag.clone(),
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
        let object = Object { cargo: cargo.clone(), size, etag: etag.clone(), modified: now };
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
        Ok(Response::Put(key, etag))
    }

    pub(super) fn read(&mut self, call: Call<'_>, at: (&Name, &Name), whole: bool, out: &mut Output) -> Reply {
        let bucket = self.get(at.0)?;
        bucket.counts.gets += 1;
        let object = bucket.objects.get(at.1).ok_or_else(S3Error::no_key)?;
        let (size, etag) = (object.size, object.etag.clone());
        let cargo = if whole { object.cargo.clone() } else { Arc::new(head(&object.cargo)) };
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

    /// DeleteObjects: each as by itself.
    pub(super) fn delete_all(&mut self, call: Call<'_>, name: &Name, keys: &[Name], out: &mut Output) -> Reply {
        keys.iter().try_for_each(|key| self.delete(call, name, key, out).map(|_| ()))?;
        self.get(name).map(|_| Response::Done)
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
        let mut page = Listing::default();
        for (key, object) in bucket.objects.range((from, Bound::Unbounded)) {
            if !key.starts_with(&*list.prefix) {
                break;
            }
            let common = list.common(key);
            if page.prefixes.last().is_some_and(|last| common == Some(&**last)) || list.passed(common) {
                continue;
            }
            if page.contents.len() + page.prefixes.len() >= asked {
                page.next = page.last.clone().filter(|_| asked > 0);
                break;
            }
            page.last = Some(common.map_or_else(|| key.clone(), Into::into));
            match common {
                Some(common) => page.prefixes.push(common.into()),
                None => page.contents.push(Listed {
                    key: key.clone(),
                    size: object.size,
                    etag: object.etag.clone(),
                    modified: object.modified,
                }),
            }
        }
        Ok(Response::Listed(Box::new(page)))
    }
}

impl List {
    /// What a key has in common with others up to the delimiter: CommonPrefixes.
    fn common<'a>(&self, key: &'a str) -> Option<&'a str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let at = key.get(self.prefix.len()..)?.find(&*self.delimiter)?;
        key.get(..self.prefix.len() + at + self.delimiter.len())
    }
    /// Whether the page before ended with this common prefix.
    fn passed(&self, common: Option<&str>) -> bool {
        common.is_some_and(|common| self.after.as_deref().is_some_and(|after| after.starts_with(common)))
    }
}

/// What a HEAD tells: everything but the body.
fn head(cargo: &Cargo) -> Cargo {
    Cargo { attributes: cargo.attributes.clone(), ..Cargo::default() }
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
