//! What every place understands: sessions, lists, statistics, help, leaving.
use super::{
    help, lab, read,
    talk::{Place, Talk},
    words::{count, sentence},
};
use crate::{
    base::id::{LabId, LessonId},
    practice::review::{session::Kind, summary::Suggestion},
};

/// Does a command that works everywhere; whether it was one.
pub(super) fn hear(talk: &mut Talk, verb: &str, rest: &str) -> bool {
    match (verb, rest) {
        ("", _) => {}
        ("h" | "help" | "?", _) => help::tell(talk),
        ("q" | "quit" | "exit" | "bye", _) => leave(talk),
        ("again", _) => talk.home(),
        ("review", _) => begin(talk, Kind::Due),
        ("weakest", _) => begin(talk, Kind::Weakest),
        ("learn" | "new", "") => begin(talk, Kind::New(None)),
        ("learn" | "new", lesson) => learn(talk, lesson),
        ("more" | "next" | "n", _) => more(talk),
        ("labs", _) | ("lab", "") => labs(talk),
        ("lab", name) => lab::open_named(talk, name),
        ("lessons", _) | ("lesson", "") => lessons(talk),
        ("lesson", name) => read::open_named(talk, name),
        ("stats", _) => stats(talk),
        _ => return false,
    }
    true
}

/// How much there is to do.
pub(super) fn greet(talk: &mut Talk) {
    let (due, fresh) = waiting(talk);
    talk.say(&format!("{} due, {fresh} new.", count(due, "question")));
}

fn waiting(talk: &Talk) -> (usize, usize) {
    let (library, progress) = (&talk.study.library, &talk.study.progress);
    let fresh = library.items.keys().filter(|id| !progress.cards.contains_key(*id)).count();
    (progress.due(library, talk.study.clock.now.day), fresh)
}

fn leave(talk: &mut Talk) {
    talk.said.over = true;
    talk.say("Goodbye.");
}

fn begin(talk: &mut Talk, kind: Kind) {
    talk.review = None;
    talk.start(kind);
}

fn learn(talk: &mut Talk, name: &str) {
    let lesson = LessonId::from(name);
    if talk.study.library.lessons.contains_key(&lesson) {
        begin(talk, Kind::New(Some(lesson)));
    } else {
        talk.say(&format!("There is no lesson \"{name}\". lessons lists them."));
    }
}

/// Does what is suggested now.
fn more(talk: &mut Talk) {
    if talk.place != Place::Menu {
        talk.home();
        return;
    }
    let desk = talk.study.desk();
    match crate::practice::review::summary::Summary::new(0, 0, 0, &desk).suggestion {
        Suggestion::Review(_) => begin(talk, Kind::Due),
        Suggestion::Learn(lesson) => begin(talk, Kind::New(Some(lesson))),
        Suggestion::Rest => begin(talk, Kind::Weakest),
    }
}

fn labs(talk: &mut Talk) {
    let row = |id: &LabId| {
        let lab = &talk.study.library.labs[id];
        let past = talk.study.progress.labs.get(id);
        let stars = past.map_or(0, |p| p.met.len().min(lab.goals.len()));
        format!("{id}: {}. {} of 3 stars. {}", lab.title, stars, sentence(&lab.proves))
    };
    let rows: Vec<String> = talk.study.library.labs.keys().map(row).collect();
    talk.say_all(&rows);
    talk.say("lab NAME opens one.");
}

fn lessons(talk: &mut Talk) {
    let row = |id: &LessonId| {
        let lesson = talk.study.library.lessons.get(id)?;
        let read = lesson.sections.iter().filter(|s| talk.study.progress.read.contains(&(id.clone(), s.id.clone())));
        let (read, all) = (read.count(), lesson.sections.len());
        Some(format!("{id}: {}. {read} of {all} sections read, {} minutes.", lesson.title, lesson.minutes))
    };
    let rows: Vec<String> = talk.study.library.course.iter().filter_map(row).collect();
    talk.say_all(&rows);
    talk.say("lesson NAME reads one.");
}

fn stats(talk: &mut Talk) {
    let (study, today) = (&talk.study, talk.study.clock.now.day);
    let (due, fresh) = waiting(talk);
    let streak = count(study.progress.streak(today) as usize, "day");
    let mut rows = vec![format!("{} due, {fresh} new. Streak: {streak}.", count(due, "question"))];
    if let Some(ready) = study.progress.readiness(&study.library, &study.scheduler, today) {
        rows.push(format!("Ready for these questions: {} percent, give or take {}.", ready.percent, ready.within));
    }
    for id in &study.library.course {
        let known = study.progress.mastery(id, &study.library, &study.scheduler, today);
        let known = known.map_or_else(|| "new".to_owned(), |percent| format!("{percent} percent known"));
        rows.push(format!("{}: {known}.", study.library.lessons.get(id).map_or(id.as_str(), |l| &l.title)));
    }
    talk.say_all(&rows);
}
