//! What the lab pane remembers: the session, the box that lies over it, and the stars won before.
use crate::{
    base::{
        id::{Key, LabId, OptionId},
        prose,
    },
    content::{library::Library, pack::Item},
    practice::{
        lab::{
            link::Link,
            outside::Told,
            session::{Mode, Session},
        },
        record::Record,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// The lab pane.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The session, once a lab is open.
    pub session: Option<Box<Session>>,
    /// What lies over the lab.
    pub over: Over,
    /// The question whose proof is loaded.
    pub proof: Option<Named>,
    /// It stands beside a question that is not answered yet: nothing moves until it is.
    pub armed: bool,
    /// Stars won, by lab.
    pub won: BTreeMap<LabId, BTreeSet<Key>>,
    /// Why the last lab could not be opened.
    pub failed: Option<String>,
    /// When the last tick was, in the app's milliseconds; none while nothing moves.
    pub ticked: Option<u64>,
    /// The border is gold for a star that was just won.
    pub gold: Gold,
    /// A lab that was open to the outside was put away.
    pub parted: bool,
    /// What its callers must hear.
    pub left: Vec<Told>,
}

/// A proof in words for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The title of the question: `Charged twice`.
    pub question: String,
    /// The text of the option whose run this is.
    pub option: Option<String>,
}

/// The border of a lab whose star was just won: gold for a moment, shorter each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gold {
    /// Until when, in the app's milliseconds.
    pub until: Option<u64>,
    /// How often before.
    pub times: u32,
}

impl Gold {
    /// Milliseconds of the first time.
    const FIRST: u64 = 600;

    /// Begins at `now`.
    pub fn begin(&mut self, now: u64) {
        let shorter = |ms: u64, _| ms * 6 / 10;
        self.until = Some(now + (0..self.times).fold(Self::FIRST, shorter));
        self.times += 1;
    }
}

/// What lies over the lab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// Nothing.
    #[default]
    Nothing,
    /// The fault menu; with a choice made, which of its targets.
    Inject(Option<usize>),
    /// The variables, with the row under the cursor and what is being typed.
    Variables(usize, Option<String>),
    /// Words to read: title, lines, and how far they are scrolled.
    Text(Page),
    /// The stars at the end of a run.
    Card,
}

/// The heading of the page that says how to call from outside.
pub const DOOR: &str = "drive this lab with your own tools";

/// Words to read over the lab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its heading.
    pub title: &'static str,
    /// Paragraphs or log lines.
    pub lines: Vec<String>,
    /// Lines scrolled.
    pub line: usize,
}

impl State {
    /// Opens a lab as its author wrote it; the lab that is open already stays as it is.
    pub fn open(&mut self, library: &Library, lab: &LabId) {
        if self.session.as_ref().is_some_and(|s| s.lab().id == *lab) && self.proof.is_none() {
            return;
        }
        let found = library.labs.get(lab).ok_or_else(|| format!("There is no lab `{lab}`."));
        self.load(found.and_then(|l| Session::new(l.clone(), library.ledger.clone())), None);
    }

    /// Opens the run of a link.
    pub fn follow(&mut self, library: &Library, link: &Link) {
        let found = library.labs.get(&link.lab).ok_or_else(|| format!("There is no lab `{}`.", link.lab));
        self.load(found.and_then(|l| Session::from_link(l.clone(), library.ledger.clone(), link)), None);
    }

    /// Loads the run of a question's proof with the variables of `option` (those of the stem alone where none), at 0:00.
    /// Without a proof nothing changes.
    pub fn prove(&mut self, library: &Library, item: &Item, option: Option<&OptionId>) {
        let Some(proof) = &item.proof else { return };
        let found = library.labs.get(&proof.lab).ok_or_else(|| format!("There is no lab `{}`.", proof.lab));
        let session = found.and_then(|l| Session::proof(l.clone(), library.ledger.clone(), proof, option));
        let text = item.question.options.iter().find(|o| Some(&o.id) == option).map(|o| prose::plain(&o.text));
        self.load(session, Some(Named { question: item.title.clone(), option: text }));
    }

    fn load(&mut self, session: Result<Session, String>, proof: Option<Named>) {
        // `ticked` stays: the next tick sees that nothing moves any more and says so.
        self.part();
        self.over = Over::Nothing;
        self.armed = false;
        match session {
            Ok(session) => (self.session, self.proof, self.failed) = (Some(Box::new(session)), proof, None),
            Err(why) => (self.session, self.proof, self.failed) = (None, None, Some(why)),
        }
    }

    /// Puts the lab away: the question beside it has none. Stars won stay known.
    pub fn close(&mut self) {
        self.part();
        let (won, left) = (std::mem::take(&mut self.won), std::mem::take(&mut self.left));
        *self = Self { won, left, parted: self.parted, gold: self.gold, ticked: self.ticked, ..Self::default() };
    }

    /// Closes the door of the lab that is open, if it has one open to the outside.
    pub fn part(&mut self) {
        if let Some(session) = self.session.as_mut().filter(|s| s.door().is_some()) {
            session.close_door();
            self.left.append(&mut session.take_told());
            self.parted = true;
        }
    }

    /// Takes in what the learner's log says about labs: stars won.
    pub fn learn(&mut self, record: &Record) {
        if let Record::Ran { lab, met, .. } = record {
            self.won.entry(lab.clone()).or_default().extend(met.iter().cloned());
        }
    }

    /// Whether something moves.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.session.as_ref().is_some_and(|s| s.mode() == Mode::Running) && self.over == Over::Nothing
    }

    /// Whether a prediction waits for an answer: then digits, `y` and `n` belong to it.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.over == Over::Nothing && self.session.as_ref().is_some_and(|s| s.open_question().is_some())
    }

    /// Whether every key belongs to a box over the lab, or to an open prediction.
    #[must_use]
    pub fn captures(&self) -> bool {
        self.over != Over::Nothing
    }

    /// The three stars: met in this run, or won before.
    #[must_use]
    pub fn stars(&self) -> Vec<bool> {
        let Some(session) = &self.session else { return vec![] };
        // Who watches a proof wins nothing: its run is the author's.
        let met = if session.shown().is_some() { vec![] } else { session.met() };
        let won = self.won.get(&session.lab().id);
        let has = |id: &Key| met.contains(id) || won.is_some_and(|w| w.contains(id));
        session.lab().goals.iter().map(|g| has(&g.id)).collect()
    }
}
