//! The learner's log as the loop uses it: written at once, and what another instance wrote is noticed.
use crate::{
    practice::record::Record,
    store::{Place, Store},
    ui::flow::effect::Reply,
};
use std::{fs, path::Path};

/// The file in the data folder.
const FILE: &str = "progress.db";

/// The open log, or why there is none.
pub(crate) struct Desk {
    store: Result<Store, String>,
    /// Up to here everything is known.
    place: Place,
    unreadable: usize,
    note: Option<String>,
}

impl Desk {
    /// Opens the log in this folder, and reads what was done so far.
    pub(crate) fn open(data: Option<&Path>) -> (Self, Vec<Record>) {
        match read(data) {
            Ok((store, log)) => {
                let note = (log.unreadable > 0).then(|| {
                    format!("{} records of your progress cannot be read by this version; they are kept", log.unreadable)
                });
                (Self { store: Ok(store), place: log.end, unreadable: log.unreadable, note }, log.records)
            }
            Err(why) => {
                (Self { store: Err(why.clone()), place: Place::default(), unreadable: 0, note: Some(why) }, vec![])
            }
        }
    }

    /// What the learner should know about the log, if anything.
    pub(crate) fn why(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Whether records can be written.
    pub(crate) const fn is_open(&self) -> bool {
        self.store.is_ok()
    }

    /// Writes a record, now; tells what another instance wrote since.
    pub(crate) fn save(&mut self, record: &Record) -> Vec<Reply> {
        let store = match &mut self.store {
            Ok(store) => store,
            Err(why) => return vec![Reply::NotSaved(format!("not saved: {why}"))],
        };
        let before = self.place;
        let written = match store.append(record) {
            Ok(place) => place,
            Err(why) => return vec![Reply::NotSaved(why.to_string())],
        };
        self.place = written;
        if written.0 == before.0 + 1 {
            return vec![Reply::Saved];
        }
        let others = store.between(before, written).map(|log| log.records).unwrap_or_default();
        if others.is_empty() { vec![Reply::Saved] } else { vec![Reply::Saved, Reply::Others(others)] }
    }

    /// What another instance wrote since we looked.
    pub(crate) fn look_again(&mut self) -> Option<Reply> {
        let log = self.store.as_ref().ok()?.since(self.place).ok()?;
        self.place = log.end;
        self.unreadable += log.unreadable;
        (!log.records.is_empty()).then_some(Reply::Others(log.records))
    }
}

fn read(data: Option<&Path>) -> Result<(Store, crate::store::Log), String> {
    let folder = data.ok_or("there is no folder for your progress on this system: name one with --data")?;
    fs::create_dir_all(folder)
        .map_err(|e| format!("your progress, {}: {e}; name another folder with --data", folder.display()))?;
    let store = Store::open(&folder.join(FILE)).map_err(|e| e.to_string())?;
    let log = store.read_all().map_err(|e| e.to_string())?;
    Ok((store, log))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::moment::Now;

    fn set(value: &str) -> Record {
        Record::Set { name: "exam".into(), value: value.into(), now: Now::default() }
    }

    #[test]
    fn two_instances_hear_of_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("new/folder");
        let (mut one, _) = Desk::open(Some(&data));
        let (mut two, _) = Desk::open(Some(&data));
        assert_eq!(one.save(&set("1")), [Reply::Saved]);
        assert_eq!(two.save(&set("2")), [Reply::Saved, Reply::Others(vec![set("1")])]);
        assert_eq!(one.look_again(), Some(Reply::Others(vec![set("2")])));
        assert_eq!((one.look_again(), two.look_again()), (None, None));
        assert_eq!(Desk::open(Some(&data)).1, [set("1"), set("2")]);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told_and_nothing_is_lost_silently() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        let (mut desk, past) = Desk::open(Some(&file.join("below")));
        assert!(past.is_empty() && desk.why().unwrap().contains("--data"));
        assert!(matches!(&desk.save(&set("1"))[..], [Reply::NotSaved(why)] if why.contains("not saved")));
    }
}
