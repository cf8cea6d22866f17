//! A small library and sittings on it, for the tests of this folder.
use super::room::Room;
use crate::{
    base::{
        id::QuestionId,
        moment::{Day, Moment, Now},
        prose::{Inline, Prose},
    },
    content::{
        embedded,
        lesson::{Lesson, Section},
        library::{self, Library},
        pack::{Domain, Item, Proof},
    },
    practice::{
        desk::Desk,
        progress::{Progress, sitting::Sitting},
        record::{
            Record,
            sat::{Absence, Act, End, Mode, Paper, Place, Sat, Sheet},
        },
    },
    quiz::question::{Choice, Kind, Question},
    srs::scheduler::Scheduler,
};
use std::{collections::BTreeMap, sync::Arc};

/// Words as prose.
pub(crate) fn prose(words: &str) -> Prose {
    vec![Inline::Text(words.into())]
}

/// A question with options `a` to `d` (or `e`), of which `right` are right.
fn item(id: &str, task: &str, right: &[&str], lesson: (&str, &str)) -> Item {
    let names = &["a", "b", "c", "d", "e"][..if right.len() > 1 { 5 } else { 4 }];
    let option = |name: &&str| Choice {
        id: (*name).into(),
        text: prose(&format!("Option {name} of {id}")),
        why: prose(&format!("{id}: this is why {name} is {}", if right.contains(name) { "right" } else { "wrong" })),
        right: right.contains(name),
        pin: None,
    };
    let kind = if right.len() > 1 { Kind::Multiple { choose: right.len() as u8 } } else { Kind::Single };
    let domain = Domain::WORDS.iter().find(|(_, d)| task.starts_with(&d.number().to_string())).expect("a domain").1;
    Item {
        pack: "test".into(),
        title: format!("Title of {id}"),
        question: Question {
            id: id.into(),
            kind,
            stem: vec![prose(&format!("A company asks {id}.")), prose("Which design meets these needs?")],
            options: names.iter().map(option).collect(),
        },
        domain,
        task: task.into(),
        facts: vec![],
        lesson: (lesson.0.into(), lesson.1.into()),
        hint: None,
        proof: None,
    }
}

fn lesson(id: &str, service: &str, title: &str, lab: Option<&str>) -> Lesson {
    let section = |id: &str| Section { id: id.into(), title: format!("Part {id}"), blocks: vec![], facts: vec![] };
    Lesson {
        id: id.into(),
        title: title.into(),
        service: service.into(),
        order: 1,
        tasks: vec![],
        minutes: 6,
        lab: lab.map(Into::into),
        sections: vec![section("one"), section("two")],
    }
}

/// The bundled lab `sqs-vt`, two lessons, and eight questions: `vt-1` to `vt-3` (2.1; a run proves the first), `fan-1` and `fan-2`
/// (3.5; the second wants a and b), `policy` (1.1), `price` (4.2) and `spare` (2.1). `a` is right everywhere.
pub(crate) fn library() -> Library {
    let labs: Vec<_> = embedded::sources().into_iter().filter(|s| s.path.ends_with("/sqs-vt.yaml")).collect();
    let mut library = library::only(&labs).0;
    assert!(library.labs.contains_key(&"sqs-vt".into()), "the lab is bundled");
    for lesson in [
        lesson("visibility", "SQS", "Visibility timeout", Some("sqs-vt")),
        lesson("fan-out", "Kinesis", "Enhanced fan-out", None),
        lesson("policies", "SNS", "Who may publish", None),
    ] {
        library.lessons.insert(lesson.id.clone(), Arc::new(lesson));
    }
    let mut items = [
        item("vt-1", "2.1", &["a"], ("visibility", "one")),
        item("vt-2", "2.1", &["a"], ("visibility", "one")),
        item("vt-3", "2.1", &["a"], ("visibility", "two")),
        item("fan-1", "3.5", &["a"], ("fan-out", "one")),
        item("fan-2", "3.5", &["a", "b"], ("fan-out", "two")),
        item("policy", "1.1", &["a"], ("policies", "one")),
        item("price", "4.2", &["a"], ("policies", "two")),
        item("spare", "2.1", &["a"], ("visibility", "two")),
    ];
    items[0].proof = Some(Proof {
        lab: "sqs-vt".into(),
        goal: "no-double-charge".into(),
        seed: None,
        until: None,
        given: BTreeMap::new(),
        commands: vec![],
        options: BTreeMap::new(),
        stop: None,
        predict: None,
    });
    library.items = items.into_iter().map(|item| (item.question.id.clone(), Arc::new(item))).collect();
    library
}

/// A sheet of a question, its options in the author's order; those whose names begin with `spare` do not count.
fn sheet(library: &Library, id: &str) -> Sheet {
    let item = &library.items[&QuestionId::from(id)];
    Sheet {
        question: id.into(),
        content: item.question.digest(),
        shown: item.question.options.iter().map(|o| o.id.clone()).collect(),
        choose: item.question.kind.choose(),
        task: item.task.clone(),
        scored: !id.starts_with("spare"),
    }
}

/// A candidate in the room.
pub(crate) struct Candidate {
    pub(crate) library: Library,
    pub(crate) progress: Progress,
    pub(crate) day: i32,
    pub(crate) expects: Option<u8>,
    scheduler: Scheduler,
    room: Option<Room>,
    ms: u64,
}

/// How an item is answered, as one word each: options in letters, `?` unsure, `!` flagged, `>` then, `-` nothing.
/// `b>a?` = first b, later a, not sure.
pub(crate) type Answers<'a> = &'a [(&'a str, &'a str, u64)];

impl Candidate {
    pub(crate) fn new() -> Self {
        Self {
            library: library(),
            progress: Progress::default(),
            day: 20_778,
            expects: None,
            scheduler: Scheduler::default(),
            room: None,
            ms: 0,
        }
    }

    fn with(&mut self, act: impl FnOnce(&mut Room, &Desk<'_>) -> Vec<Record>) {
        let now = Now { at: Moment(i64::from(self.day) * 86_400_000 + self.ms as i64), day: Day(self.day) };
        let mut room = self.room.take().expect("in the room");
        let desk = Desk {
            library: &self.library,
            progress: &self.progress,
            scheduler: &self.scheduler,
            now,
            uptime_ms: self.ms,
        };
        let records = act(&mut room, &desk);
        records.iter().for_each(|record| self.progress.apply(record));
        self.room = Some(room);
    }

    fn begin(&mut self, answers: Answers<'_>) {
        let paper = Paper {
            blueprint: "section".into(),
            title: "Section mock".into(),
            number: self.progress.sittings.len() as u32 + 1,
            mode: Mode::Exam,
            seed: 7,
            seeded: true,
            limit_ms: Some(40 * 60_000),
            expects: self.expects,
            candidate: None,
            sheets: answers.iter().map(|(id, ..)| sheet(&self.library, id)).collect(),
        };
        let now = Now { at: Moment(i64::from(self.day) * 86_400_000 + self.ms as i64), day: Day(self.day) };
        let desk = Desk {
            library: &self.library,
            progress: &self.progress,
            scheduler: &self.scheduler,
            now,
            uptime_ms: self.ms,
        };
        let (room, record) = Room::begin(paper, &desk).expect("a paper");
        self.progress.apply(&record);
        self.room = Some(room);
    }

    /// Lets so many seconds of the exam's clock pass.
    fn wait(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.ms += 1_000;
            self.with(|room, desk| room.tick(desk).records);
        }
    }

    fn choose(&mut self, options: &str) {
        for at in options.bytes().filter(u8::is_ascii_lowercase).map(|b| usize::from(b - b'a')) {
            self.with(|room, desk| vec![room.choose(at, desk).expect("can be chosen")]);
        }
    }

    fn answer(&mut self, at: usize, how: &str) {
        self.with(|room, desk| vec![room.turn(Place::Item(at), desk).expect("there")]);
        let (first, later) = how.split_once('>').unwrap_or((how, ""));
        self.choose(first);
        if !later.is_empty() {
            self.with(|room, desk| vec![room.turn(Place::Review, desk).expect("there")]);
            self.with(|room, desk| vec![room.turn(Place::Item(at), desk).expect("there")]);
            self.choose(later);
        }
        if how.contains('?') {
            self.with(|room, desk| vec![room.doubt(desk).expect("can doubt")]);
        }
        if how.contains('!') {
            self.with(|room, desk| vec![room.flag(desk).expect("can flag")]);
        }
    }

    /// Sits a paper of these questions: (question, how it is answered, seconds it takes), hands it in, and goes to the next day.
    pub(crate) fn sits(&mut self, answers: Answers<'_>) -> Sitting {
        self.sits_with(answers, |_| {})
    }

    /// The same, with something that happens before the paper is handed in.
    pub(crate) fn sits_with(&mut self, answers: Answers<'_>, meanwhile: impl FnOnce(&mut Self)) -> Sitting {
        self.begin(answers);
        for (at, (_, how, seconds)) in answers.iter().enumerate() {
            self.answer(at, how);
            self.wait(*seconds);
        }
        meanwhile(self);
        self.with(|room, desk| room.end(End::Asked, desk).into_iter().collect());
        self.room = None;
        self.day += 1;
        self.progress.sittings.last().expect("just sat").clone()
    }

    /// The app stands still for so many minutes.
    pub(crate) fn stands_still(&mut self, minutes: u64) {
        self.ms += minutes * 60_000;
        self.with(|room, desk| room.tick(desk).records);
    }

    /// The app is killed, and the sitting taken up again; the wall clock cannot tell how long it was.
    pub(crate) fn is_killed(&mut self) {
        self.with(|room, desk| {
            let act = Act::Away { how: Absence::Ended, ms: None };
            let sat = Sat { sitting: room.sitting.id.clone(), now: desk.now, spent_ms: room.spent_ms(), act };
            room.sitting.apply(&sat);
            vec![Record::Sat(sat)]
        });
    }
}

/// The paper of most tests: sure and right, sure and wrong, unsure and right, unsure and wrong, open, changed; one does not count.
pub(crate) const MIXED: Answers<'static> = &[
    ("vt-1", "b", 150),
    ("vt-2", "a", 40),
    ("vt-3", "a?", 60),
    ("fan-1", "c?!", 200),
    ("fan-2", "a", 90),
    ("policy", "b>a", 80),
    ("price", "-", 10),
    ("spare", "a", 30),
];
