//! What the lab pane remembers: the session, the box that lies over it, and the stars won before.
use crate::{
    base::id::{Key, LabId, OptionId},
    content::{library::Library, pack::Item},
    practice::{
        lab::{
            link::Link,
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
    /// The question whose proof is loaded, as shown in the border: `Q17`.
    pub proof: Option<String>,
    /// The question beside it is open: no sentence may hint at the answer.
    pub hush: bool,
    /// Stars won, by lab.
    pub won: BTreeMap<LabId, BTreeSet<Key>>,
    /// Why the last lab could not be opened.
    pub failed: Option<String>,
    /// When the last tick was, in the app's milliseconds; none while nothing moves.
    pub ticked: Option<u64>,
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

    /// Loads the run of a question's proof with the variables of `option` (those of the stem alone where none), armed at 0:00.
    /// `name` stands in the border. Without a proof nothing changes.
    pub fn prove(&mut self, library: &Library, item: &Item, option: Option<&OptionId>, name: &str) {
        let Some(proof) = &item.proof else { return };
        let found = library.labs.get(&proof.lab).ok_or_else(|| format!("There is no lab `{}`.", proof.lab));
        let session = found.and_then(|l| Session::proof(l.clone(), library.ledger.clone(), proof, option));
        self.load(session, Some(name.to_owned()));
    }

    fn load(&mut self, session: Result<Session, String>, proof: Option<String>) {
        self.over = Over::Nothing;
        self.ticked = None;
        match session {
            Ok(session) => (self.session, self.proof, self.failed) = (Some(Box::new(session)), proof, None),
            Err(why) => (self.session, self.proof, self.failed) = (None, None, Some(why)),
        }
    }

    /// Puts the lab away: the question beside it has none. Stars won stay known.
    pub fn close(&mut self) {
        *self = Self { won: std::mem::take(&mut self.won), ..Self::default() };
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
        let met = session.met();
        let won = self.won.get(&session.lab().id);
        let has = |id: &Key| met.contains(id) || won.is_some_and(|w| w.contains(id));
        session.lab().goals.iter().map(|g| has(&g.id)).collect()
    }
}
