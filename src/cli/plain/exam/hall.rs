//! A sitting as a conversation: a line in, lines and records out. Pure.
use super::{
    super::talk::{Said, Study},
    say,
};
use crate::{
    cli::plain::words,
    practice::{
        exam::{
            draw::{Order, draw},
            proctor,
            room::{self, Room},
        },
        record::{
            Record,
            sat::{Edit, End, Mode, Paper, Place},
        },
    },
    ui::{app::model::Clock, panes::quiz::keys::letter},
};
use std::collections::BTreeSet;

/// Longest line that is understood.
const LONGEST: usize = 1_000;

/// What the next line answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// Whatever can be typed in a sitting.
    Anything,
    /// Hand it in?
    End,
    /// Leave?
    Leave,
}

/// Whether an order means the paper that waits: it says nothing else.
fn is_meant(order: &Order, paper: &Paper) -> bool {
    order.mode == paper.mode
        && order.mode != Mode::Proctored
        && order.minutes.is_none()
        && !order.extra
        && order.blueprint.as_ref().is_none_or(|id| *id == paper.blueprint)
        && order.seed.is_none_or(|seed| paper.seeded && seed == paper.seed)
}

/// The hall: a paper on the table, and who sits at it.
pub(super) struct Hall {
    study: Study,
    pub(super) room: Room,
    asked: Asked,
    said: Said,
}

impl Hall {
    /// Lays a paper down, or takes the open one up again.
    ///
    /// # Errors
    /// A sentence: the bank cannot fill the blueprint, or there is no such blueprint.
    pub(super) fn open(study: Study, order: &Order) -> Result<(Self, Said), String> {
        let waiting = study.progress.sittings.iter().rev().find(|sitting| sitting.can_resume());
        // Another paper than the one that is asked for waits on.
        let waiting = waiting.filter(|sitting| is_meant(order, &sitting.paper));
        let (room, record) = match waiting {
            Some(sitting) => Room::resume(sitting, &study.desk())?,
            None => {
                let section = crate::base::id::Key::from("section");
                let id = order.blueprint.as_ref().unwrap_or(&section);
                let blueprint = study.library.exams.get(id).ok_or_else(|| format!("there is no blueprint `{id}`"))?;
                let paper = draw(blueprint, order, &study.desk())?;
                Room::begin(paper, &study.desk()).ok_or("the paper has no questions")?
            }
        };
        let resumed = waiting.is_some();
        let mut hall = Self { study, room, asked: Asked::Anything, said: Said::default() };
        hall.save(record);
        hall.say_all(&say::opening(&hall.room, resumed));
        hall.show();
        let said = hall.take();
        Ok((hall, said))
    }

    /// What the candidate typed, and what follows from it.
    pub(super) fn hear(&mut self, line: &str, clock: Clock) -> Said {
        self.pass(clock);
        if self.said.over {
            return self.take();
        }
        let line: String = words::clean(line).chars().filter(|c| *c != '\n').take(LONGEST).collect();
        let line = line.trim();
        let (verb, rest) = line.split_once(' ').map_or((line, ""), |(verb, rest)| (verb, rest.trim()));
        let verb = verb.to_lowercase();
        match std::mem::replace(&mut self.asked, Asked::Anything) {
            Asked::Anything => self.command(line, &verb, rest),
            Asked::End if verb == "y" || verb == "yes" => self.end(End::Asked),
            Asked::Leave if verb == "y" || verb == "yes" => self.go(),
            Asked::End | Asked::Leave => self.show(),
        }
        self.take()
    }

    /// Time has passed and nobody typed.
    pub(super) fn tick(&mut self, clock: Clock) -> Said {
        self.pass(clock);
        if self.said.lines.is_empty() {
            return Said { records: std::mem::take(&mut self.said.records), ..Said::default() };
        }
        self.said.lines.insert(0, String::new());
        self.take()
    }

    /// The input has ended, or the candidate leaves.
    pub(super) fn leave(&mut self, clock: Clock) -> Said {
        self.pass(clock);
        if !self.said.over {
            self.go();
        }
        self.take()
    }

    /// Another window took the paper up: it goes on there.
    pub(super) fn taken_up(&mut self, others: &[Record]) -> Option<Said> {
        let taken = self.room.is_open() && room::taken_up(&self.room.sitting.id, others);
        taken.then(|| {
            self.said.over = true;
            self.say("This paper was taken up in another window: it goes on there.");
            self.take()
        })
    }

    /// The result of a proctored sitting and the name of its file.
    pub(super) fn result(&self) -> Option<(String, serde_json::Value)> {
        proctor::result(&self.room.sitting, &self.study.library, &self.study.progress)
    }

    fn pass(&mut self, clock: Clock) {
        self.study.clock = clock;
        let ticked = self.room.tick(&self.study.desk());
        ticked.records.into_iter().for_each(|record| self.save(record));
        if ticked.away_ms.is_some() {
            self.say("You were away; that time was not counted.");
        }
        if let Some(minutes) = ticked.warning.filter(|_| self.room.is_open()) {
            self.say(&format!("{} left.", words::count(usize::try_from(minutes).unwrap_or(0), "minute")));
        }
        if !self.room.is_open() && !self.said.over {
            self.over();
        }
    }

    fn command(&mut self, line: &str, verb: &str, rest: &str) {
        match (verb, rest) {
            ("n" | "next" | "", "") => self.step(true),
            ("p" | "previous", "") => self.step(false),
            ("go", number) => self.jump(number),
            ("x" | "strike", letters) => self.strike(letters),
            ("m" | "flag", "") => self.toggle(Room::flag),
            ("u" | "unsure", "") => self.toggle(Room::doubt),
            ("r" | "review", "") => {
                let lines = say::overview(&self.room.sitting);
                self.say_all(&lines);
            }
            ("t" | "time", "") => self.say(&say::time(&self.room)),
            ("again", "") => self.show(),
            ("note", text) => self.note(text),
            ("notes", "") => self.notes(),
            ("check", "") => self.check(),
            ("end", "") => {
                self.asked = Asked::End;
                self.say(&say::before_the_end(&self.room.sitting));
            }
            ("quit" | "q" | "exit" | "leave", "") => {
                self.asked = Asked::Leave;
                self.say(say::before_leaving(self.room.sitting.paper.mode));
            }
            ("help" | "h" | "?", "") => self.say_all(&say::help(self.room.sitting.paper.mode)),
            _ => self.answer(line),
        }
    }

    /// Letters are the whole answer: `b`, or `b d` where two are wanted.
    fn answer(&mut self, line: &str) {
        let Some(wanted) = self.letters(line) else {
            let short: String = line.chars().take(40).collect();
            self.say(&format!("\"{short}\" means nothing here. help tells what you can type."));
            return;
        };
        let Some((sheet, given)) = self.room.at().and_then(|item| self.room.sitting.item(item)) else { return };
        if wanted.len() > sheet.choose {
            self.say(&format!("Choose {}, not {}.", sheet.choose, wanted.len()));
            return;
        }
        let chosen = |at: &usize| sheet.shown.get(*at).is_some_and(|option| given.chosen.contains(option));
        let now: BTreeSet<usize> = (0..sheet.shown.len()).filter(chosen).collect();
        // What goes is taken back first, so that there is room for what comes.
        let moves: Vec<usize> = now.difference(&wanted).chain(wanted.difference(&now)).copied().collect();
        for at in moves {
            let moved = self.room.choose(at, &self.study.desk());
            if !self.told(moved) {
                return;
            }
        }
        self.say(&say::chosen(&self.room));
    }

    fn letters(&self, text: &str) -> Option<BTreeSet<usize>> {
        let places = self.room.sitting.item(self.room.at()?)?.0.shown.len();
        let letters = text.chars().filter(|c| !matches!(c, ' ' | ','));
        let place = |c: char| (0..places).find(|&p| letter(p).eq_ignore_ascii_case(&c));
        letters.map(place).collect::<Option<BTreeSet<usize>>>().filter(|places| !places.is_empty())
    }

    fn strike(&mut self, text: &str) {
        let Some(places) = self.letters(text) else {
            self.say("Strike which? x b strikes B out; once more takes it back.");
            return;
        };
        for at in places {
            let struck = self.room.strike(at, &self.study.desk());
            if !self.told(struck) {
                return;
            }
        }
        self.say(&say::chosen(&self.room));
    }

    fn toggle(&mut self, act: impl Fn(&mut Room, &crate::practice::desk::Desk<'_>) -> Result<Record, String>) {
        let done = act(&mut self.room, &self.study.desk());
        if self.told(done) {
            self.say(&say::chosen(&self.room));
        }
    }

    fn note(&mut self, text: &str) {
        for c in text.chars().chain(['\n']) {
            if let Some(record) = self.room.scribble(Edit::Put(c), &self.study.desk()) {
                self.save(record);
            }
        }
        self.say("Noted; the pad is thrown away at the end.");
    }

    fn notes(&mut self) {
        let pad = self.room.sitting.pad.clone();
        self.say(if pad.is_empty() { "The pad is empty. note WORDS writes on it." } else { &pad });
    }

    fn check(&mut self) {
        let checked = self.room.check(&self.study.desk());
        if self.told(checked) {
            let lines = say::explained(&self.room, &self.study);
            self.say_all(&lines);
        }
    }

    fn step(&mut self, forward: bool) {
        let at = self.room.at().unwrap_or(0);
        let last = self.room.sitting.given.len().saturating_sub(1);
        match (forward, at) {
            (true, at) if at >= last => self.say("That was the last question. r: what is open. end: hand it in."),
            (false, 0) => self.say("This is the first question."),
            (true, at) => self.turn(at + 1),
            (false, at) => self.turn(at - 1),
        }
    }

    fn jump(&mut self, number: &str) {
        match number.parse::<usize>().ok().and_then(|n| n.checked_sub(1)) {
            Some(item) => self.turn(item),
            None => self.say("Go where? go 12"),
        }
    }

    fn turn(&mut self, item: usize) {
        let turned = self.room.turn(Place::Item(item), &self.study.desk());
        if self.told(turned) {
            self.show();
        }
    }

    fn show(&mut self) {
        self.said.lines.push(String::new());
        let lines = say::question(&self.room, &self.study);
        self.say_all(&lines);
    }

    fn go(&mut self) {
        if self.room.sitting.paper.mode == Mode::Proctored {
            self.end(End::Left);
            return;
        }
        self.say(&say::waits(&self.room));
        self.said.over = true;
    }

    fn end(&mut self, end: End) {
        let ended = self.room.end(end, &self.study.desk());
        ended.into_iter().for_each(|record| self.save(record));
        self.over();
    }

    fn over(&mut self) {
        let lines = say::report(&self.room.sitting, &self.study);
        self.say_all(&lines);
        self.said.over = true;
    }

    /// Saves what was done, or says why it was not; tells which.
    fn told(&mut self, done: Result<Record, String>) -> bool {
        let went = done.is_ok();
        match done {
            Ok(record) => self.save(record),
            Err(why) => self.say(&words::sentence(&why)),
        }
        went
    }

    fn say(&mut self, text: &str) {
        self.said.lines.extend(words::wrap(text));
    }

    fn say_all(&mut self, lines: &[String]) {
        lines.iter().for_each(|line| self.say(line));
    }

    fn save(&mut self, record: Record) {
        self.study.progress.apply(&record);
        self.said.records.push(record);
    }

    fn take(&mut self) -> Said {
        let mut said = std::mem::take(&mut self.said);
        if said.over {
            // Whatever is heard after the end finds it over.
            self.said.over = true;
        } else {
            said.prompt = match self.asked {
                Asked::Anything => "Answer, or help: ",
                Asked::End => "Hand it in? y or n: ",
                Asked::Leave => "Leave? y or n: ",
            }
            .to_owned();
        }
        said
    }
}
