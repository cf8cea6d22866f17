//! What the learner may type, place by place; the prompts too.
use super::talk::{Place, Talk};

/// The prompt of the place.
pub(super) fn prompt(talk: &Talk) -> &'static str {
    match &talk.place {
        Place::Menu => "Command, or h for help: ",
        Place::Question if talk.item().is_some_and(|i| i.question.options.len() > 7) => "Answer, or help: ",
        Place::Question => "Answer, or h for help: ",
        Place::Peek => "Read it now? y or n: ",
        Place::Offer => "Prove it in the lab? y or n: ",
        Place::Answered => "Enter for the next question, or h for help: ",
        Place::Lab if talk.bench.as_ref().is_some_and(|b| b.session.open_question().is_some()) => "Your prediction: ",
        Place::Lab => "Lab command, or h for help: ",
        Place::Lesson(_) => "Enter for the next section, or q to go back: ",
    }
}

const EVERYWHERE: &[&str] = &[
    "Everywhere: review (what is due), learn or learn LESSON (new questions), weakest, labs, lab NAME, lessons, lesson NAME, \
     stats, exit.",
];

const QUESTION: &[&str] = &[
    "A letter answers and says you are sure: c. Several letters where several are asked for: a c.",
    "u before it says you are not sure: u c. s says you don't know.",
    "hint: a nudge. lesson: the section that answers it; both count as help.",
    "mark: keep it for later. report WORDS: a mistake in the question. undo: take the last answer back.",
    "again: read the question once more. quit: leave; what you answered is kept.",
];

const ANSWERED: &[&str] = &[
    "Enter or next: the next question. y or prove: run it in the lab. prove B: the run of option B.",
    "hard, easy: change how it is rated. undo: take the answer back.",
    "lesson: the section that answers it. mark, report WORDS. again: the reasons once more. quit: leave.",
];

const PREDICTION: &[&str] = &[
    "A number predicts. s says you don't know. Nothing is lost by being wrong.",
    "vars, set NAME VALUE, state, goals, hint, about, quit.",
];

const LAB: &[&str] = &[
    "run: on to the end, or to where it stops by itself. run to 60s, step, back, to 30s (also backwards).",
    "inject: lists the faults. inject crash C2: does one, now. vars: lists what can be set. set timeout 60s: sets it.",
    "state: the stage as a paragraph. log or log 50: what happened. goals: the three stars. predict: the next prediction.",
    "restart, seed 12, undo, hint, link, about. quit: back to the questions.",
];

const READING: &[&str] = &["Enter: the next section. q: back. A number: that section."];
const YES_NO: &[&str] = &["y: read it; the answer then counts as helped. n: back to the question."];
const MENU: &[&str] = &["more: what was suggested. quit: leave; what you answered is kept."];

/// Says what can be typed here.
pub(super) fn tell(talk: &mut Talk) {
    let here = match &talk.place {
        Place::Menu => MENU,
        Place::Question => QUESTION,
        Place::Peek => YES_NO,
        Place::Offer | Place::Answered => ANSWERED,
        Place::Lab if talk.bench.as_ref().is_some_and(|b| b.session.open_question().is_some()) => PREDICTION,
        Place::Lab => LAB,
        Place::Lesson(_) => READING,
    };
    for line in here.iter().chain(EVERYWHERE) {
        talk.say(line);
    }
}
