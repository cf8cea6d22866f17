//! Papers are drawn, sat and handed in, on small banks of their own and on the bundled one.

/// What is drawn, and what is refused.
mod drawing;
/// The clock, the moves, the end.
mod sitting;

use crate::{
    base::moment::{Day, Moment, Now},
    content::{
        library::Library,
        pack::{Domain, Item},
    },
    practice::{desk::Desk, progress::Progress, record::Record},
    quiz::question::{Choice, Kind, Question},
    srs::scheduler::Scheduler,
};
use std::sync::Arc;

/// A question of a task; `a` is right, or `a` and `b` where two are to be chosen.
fn item(id: &str, task: &str, choose: u8) -> Item {
    let option = |name: &&str| Choice {
        id: (*name).into(),
        text: vec![],
        why: vec![],
        right: *name == "a" || choose == 2 && *name == "b",
        pin: None,
    };
    let kind = if choose == 1 { Kind::Single } else { Kind::Multiple { choose } };
    let options = ["a", "b", "c", "d", "e"].iter().map(option).collect();
    Item {
        pack: "test".into(),
        title: id.into(),
        question: Question { id: id.into(), kind, stem: vec![], options },
        domain: Domain::Resilient,
        task: task.into(),
        facts: vec![],
        lesson: ("lesson".into(), "section".into()),
        hint: None,
        proof: None,
    }
}

/// A learner with a bank.
struct Hall {
    library: Library,
    progress: Progress,
    scheduler: Scheduler,
    now: Now,
    ms: u64,
}

impl Hall {
    /// A bank with so many questions of each task; every fifth wants two choices.
    fn new(bank: &[(&str, usize)]) -> Self {
        let mut library = Library::default();
        for (task, count) in bank {
            for n in 0..*count {
                let item = item(&format!("{task}-{n:03}"), task, if n % 5 == 4 { 2 } else { 1 });
                library.items.insert(item.question.id.clone(), Arc::new(item));
            }
        }
        Self::with(library)
    }

    fn with(library: Library) -> Self {
        let now = Now { at: Moment(1_000_000_000_000), day: Day(100) };
        Self { library, progress: Progress::default(), scheduler: Scheduler::default(), now, ms: 0 }
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            library: &self.library,
            progress: &self.progress,
            scheduler: &self.scheduler,
            now: self.now,
            uptime_ms: self.ms,
        }
    }

    fn fold(&mut self, record: &Record) {
        self.progress.apply(record);
    }
}
