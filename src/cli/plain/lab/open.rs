//! Opening a lab, by name or as the proof of a question, and leaving it.
use super::{super::talk::Place, Bench, say};
use crate::{
    base::id::{LabId, OptionId},
    base::prose::plain,
    cli::plain::{
        talk::Talk,
        words::{inside, sentence},
    },
    content::pack::Item,
    practice::{
        lab::{link::Link, proof, session::Session},
        review::attempt::Attempt,
    },
    ui::panes::quiz::keys::letter,
};
use std::collections::BTreeSet;

/// Opens a lab by its name, or a run by its link.
pub(in crate::cli::plain) fn open_named(talk: &mut Talk, name: &str) {
    let library = &talk.study.library;
    let session = Link::parse(name).and_then(|link| {
        let id: &LabId = &link.lab;
        let lab = library.labs.get(id).ok_or_else(|| format!("there is no lab \"{id}\": labs lists them"))?;
        Session::from_link(lab.clone(), library.ledger.clone(), &link)
    });
    match session {
        Ok(session) => enter(talk, session, None),
        Err(why) => talk.say(&sentence(&why)),
    }
}

/// Opens the proof of the answered question: the run of the chosen option where the lab can test it, else that of the right one.
pub(in crate::cli::plain) fn prove(talk: &mut Talk, wanted: Option<char>) {
    match proof(talk, wanted) {
        Ok((session, words)) => enter(talk, session, words),
        Err(why) => talk.say(&sentence(&why)),
    }
}

fn proof(talk: &Talk, wanted: Option<char>) -> Result<(Session, Option<String>), String> {
    let item = talk.item().ok_or("no question is open")?;
    let attempt = talk.review.as_ref().and_then(|s| s.current.as_ref()).ok_or("no question is open")?;
    let proof = item.proof.as_ref().ok_or("no lab proves this one")?;
    let library = &talk.study.library;
    let lab = library.labs.get(&proof.lab).ok_or_else(|| format!("there is no lab \"{}\"", proof.lab))?;
    let option = match wanted {
        Some(c) => Some(by_letter(c, attempt, &item)?),
        None => tested(attempt, &item),
    };
    let session = Session::proof(lab.clone(), library.ledger.clone(), proof, option.as_ref())?;
    let words = item.question.options.iter().find(|o| Some(&o.id) == option.as_ref()).map(|o| plain(&o.text));
    Ok((session, words))
}

fn by_letter(c: char, attempt: &Attempt, item: &Item) -> Result<OptionId, String> {
    let place =
        (0..attempt.shown.len()).find(|&p| letter(p).eq_ignore_ascii_case(&c)).ok_or("there is no such option")?;
    let option = attempt.option(&item.question, place).ok_or("there is no such option")?;
    match &item.proof {
        Some(proof) if proof.options.contains_key(&option.id) => Ok(option.id.clone()),
        _ => Err(format!("the lab cannot test option {}", letter(place))),
    }
}

fn tested(attempt: &Attempt, item: &Item) -> Option<OptionId> {
    proof::to_watch(item, &attempt.outcome.as_ref()?.answer.chosen, None)
}

fn enter(talk: &mut Talk, session: Session, option: Option<String>) {
    let lab = session.lab().clone();
    let values = say::values(&session);
    talk.bench = Some(Bench { session, told: BTreeSet::new(), ended: false });
    talk.place = Place::Lab;
    talk.gap();
    talk.say(&format!("Lab, {}. {values}", inside(&lab.short)));
    match option {
        Some(option) => talk.say(&format!("The run of this answer: {}", sentence(&option))),
        None => talk.say(&sentence(&format!("Goal: {}", lab.goal))),
    }
    arm(talk);
}

/// Asks what is to be asked before the run.
pub(super) fn arm(talk: &mut Talk) {
    if let Some(bench) = &mut talk.bench {
        bench.told.clear();
        bench.ended = false;
        if bench.session.asks_first() && bench.session.now() < bench.session.until() {
            bench.session.toggle();
            bench.session.pause();
        }
    }
    say::open_question(talk);
}

/// Back to the questions.
pub(super) fn leave(talk: &mut Talk) {
    talk.bench = None;
    talk.say("The lab is closed.");
    talk.home();
}
