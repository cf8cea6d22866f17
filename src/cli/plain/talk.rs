//! The conversation as a state machine: a line in, lines, a prompt and records out. Pure: it knows no file, clock or terminal.
use super::{
    common, help, judged,
    lab::{self, Bench},
    question, read,
    read::Reading,
    words,
};
use crate::{
    content::{library::Library, pack::Item},
    practice::{
        desk::Desk,
        progress::Progress,
        record::Record,
        review::session::{Kind, Session},
    },
    srs::scheduler::Scheduler,
    ui::app::model::Clock,
};
use std::sync::Arc;

/// The most characters of a line that are looked at.
const LONGEST: usize = 400;

/// What the learner works with.
pub(super) struct Study {
    /// All content.
    pub(super) library: Library,
    /// What was done so far.
    pub(super) progress: Progress,
    /// When to ask again.
    pub(super) scheduler: Scheduler,
    /// The time, as the shell read it last.
    pub(super) clock: Clock,
}

impl Study {
    /// Content, progress and the time.
    pub(super) fn new(library: Library, progress: Progress, clock: Clock) -> Self {
        Self { library, progress, scheduler: Scheduler::default(), clock }
    }

    /// What a review session reads.
    pub(super) fn desk(&self) -> Desk<'_> {
        Desk {
            library: &self.library,
            progress: &self.progress,
            scheduler: &self.scheduler,
            now: self.clock.now,
            uptime_ms: self.clock.uptime_ms,
        }
    }
}

/// Where the conversation is; the prompt and the commands hang on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// No question is on the table.
    Menu,
    /// A question is open.
    Question,
    /// Read the lesson before the answer?
    Peek,
    /// The question is answered; its proof was offered and not taken up yet.
    Offer,
    /// The question is answered.
    Answered,
    /// In the lab.
    Lab,
    /// In a lesson.
    Lesson(Reading),
}

/// What is to be said, written and asked.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Said {
    /// Lines, wrapped.
    pub(super) lines: Vec<String>,
    /// The prompt, without a line end.
    pub(super) prompt: String,
    /// To be written before anything is said.
    pub(super) records: Vec<Record>,
    /// The learner has left.
    pub(super) over: bool,
}

/// The conversation.
pub(super) struct Talk {
    pub(super) study: Study,
    pub(super) review: Option<Session>,
    pub(super) bench: Option<Bench>,
    pub(super) place: Place,
    pub(super) said: Said,
}

impl Talk {
    /// Begins: what is due, and the first question.
    pub(super) fn open(study: Study) -> (Self, Said) {
        let mut talk = Self { study, review: None, bench: None, place: Place::Menu, said: Said::default() };
        common::greet(&mut talk);
        let due = talk.study.progress.due(&talk.study.library, talk.study.clock.now.day);
        talk.start(if due > 0 { Kind::Due } else { Kind::New(None) });
        let said = talk.take();
        (talk, said)
    }

    /// What the learner typed, and what follows from it.
    pub(super) fn hear(&mut self, line: &str, clock: Clock) -> Said {
        self.study.clock = clock;
        let line: String = words::clean(line).chars().filter(|c| *c != '\n').take(LONGEST).collect();
        let line = line.trim();
        let (verb, rest) = line.split_once(' ').map_or((line, ""), |(verb, rest)| (verb, rest.trim()));
        let verb = verb.to_lowercase();
        let heard = match self.place.clone() {
            Place::Question => question::hear(self, line, &verb, rest),
            Place::Peek => question::peek(self, &verb),
            Place::Offer | Place::Answered => judged::hear(self, &verb, rest),
            Place::Lab => lab::hear(self, &verb, rest),
            Place::Lesson(reading) => read::hear(self, &reading, &verb),
            Place::Menu => false,
        };
        if !heard && !common::hear(self, &verb, rest) {
            let short: String = line.chars().take(40).collect();
            self.say(&format!("\"{short}\" means nothing here. h tells what you can type."));
        }
        self.take()
    }

    /// Folds in what another instance wrote.
    pub(super) fn learn(&mut self, records: &[Record]) {
        for record in records {
            self.study.progress.apply(record);
        }
    }

    /// Starts a session and asks its first question; without one the learner chooses.
    pub(super) fn start(&mut self, kind: Kind) {
        let session = Session::start(kind, &self.study.desk());
        self.place = if session.current.is_some() { Place::Question } else { Place::Menu };
        if session.current.is_none() {
            self.say("There is no question to ask now. h tells what else there is.");
            return;
        }
        self.review = Some(session);
        question::ask(self);
    }

    /// The question on the table.
    pub(super) fn item(&self) -> Option<Arc<Item>> {
        let id = &self.review.as_ref()?.current.as_ref()?.question;
        self.study.library.items.get(id).cloned()
    }

    /// Back to the question, or to the menu where there is none.
    pub(super) fn home(&mut self) {
        self.place = match &self.review {
            Some(session) if session.is_open() => Place::Question,
            Some(session) if session.current.is_some() => Place::Answered,
            _ => Place::Menu,
        };
        if let (Place::Question | Place::Answered, Some(item)) = (&self.place, self.item()) {
            let (at, of) = self.review.as_ref().map_or((0, 0), Session::place);
            let open = if self.place == Place::Question { " \"again\" reads it once more." } else { "" };
            self.say(&format!("Back at question {at} of {of}, {}.{open}", words::inside(&item.title)));
        }
    }

    /// A paragraph.
    pub(super) fn say(&mut self, text: &str) {
        self.said.lines.extend(words::wrap(text));
    }

    /// Paragraphs.
    pub(super) fn say_all(&mut self, lines: &[String]) {
        for line in lines {
            self.say(line);
        }
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.said.lines.push(String::new());
    }

    /// Folds a record and hands it out to be written.
    pub(super) fn save(&mut self, record: Record) {
        self.study.progress.apply(&record);
        self.said.records.push(record);
    }

    fn take(&mut self) -> Said {
        if let Some(bench) = &mut self.bench {
            for record in bench.session.take_records(self.study.clock.now) {
                self.save(record);
            }
        }
        let mut said = std::mem::take(&mut self.said);
        said.prompt = if said.over { String::new() } else { help::prompt(self).to_owned() };
        said
    }
}
