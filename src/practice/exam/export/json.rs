//! A report as data. Names and meanings of its members stay as they are within one `format`; new ones may join them.
use super::{DISCLAIMER, Explained, explained};
use crate::{
    base::prose::plain,
    content::library::Library,
    practice::{
        exam::{
            report::{
                Report,
                item::{Bank, Item, Sureness},
                tables::{DomainRow, SureRow, Tables, Tally},
            },
            score::{Call, PASS, Score},
            words::iso,
        },
        record::sat::Absence,
    },
    quiz::question::Choice,
};
use serde_json::{Value, json};

/// The format of the file.
pub const FORMAT: &str = "inflight-report/1";

/// The whole file.
#[must_use]
pub fn write(report: &Report, library: &Library) -> String {
    format!("{:#}\n", value(report, library))
}

/// The report as a JSON value.
#[must_use]
pub fn value(report: &Report, library: &Library) -> Value {
    let heading = &report.heading;
    let wrong = report.lists.wrong().chain(report.lists.lucky.iter().copied());
    let explained = wrong.filter_map(|at| report.items.get(at)).map(|item| explanation(&explained(item, library)));
    json!({
        "format": FORMAT,
        "note": DISCLAIMER,
        "sitting": report.sitting,
        "number": heading.number,
        "title": heading.title,
        "date": iso(heading.day),
        "mode": heading.mode,
        "ended": heading.end,
        "used_ms": heading.used_ms,
        "limit_ms": heading.limit_ms,
        "paper": {
            "blueprint": heading.blueprint,
            "seed": heading.seed,
            "seed_given": heading.seeded,
            "questions": report.items.len(),
        },
        "score": score(&report.score),
        "domains": domains(&report.tables),
        "tasks": tasks(&report.tables),
        "topics": topics(&report.tables),
        "sureness": sureness(&report.tables),
        "conduct": conduct(report),
        "prediction": report.prediction.map(|p| json!({
            "percent": p.percent, "passed": p.passed, "brier_ten_thousandths": p.brier,
        })),
        "items": report.items.iter().map(item).collect::<Vec<_>>(),
        "explained": explained.collect::<Vec<_>>(),
        "next": next(report),
    })
}

fn score(score: &Score) -> Value {
    let call = |call: Call| match call {
        Call::Pass => "pass",
        Call::Fail => "fail",
        Call::TooClose => "too_close_to_call",
    };
    json!({
        "right": score.right,
        "of": score.of,
        "unscored": score.unscored,
        "left_the_bank": score.gone,
        "estimate": score.estimate.map(|estimate| json!({
            "scaled": estimate.scaled,
            "low": estimate.low,
            "high": estimate.high,
            "range_percent": 90,
            "passing": PASS,
            "call": call(estimate.call),
        })),
    })
}

/// `right` and `of`, with more members.
fn with(tally: Tally, mut more: Value) -> Value {
    if let Value::Object(members) = &mut more {
        members.insert("right".into(), tally.right.into());
        members.insert("of".into(), tally.of.into());
    }
    more
}

fn domains(tables: &Tables) -> Vec<Value> {
    let row = |row: &DomainRow| {
        let DomainRow { number, name, weight, tally, meets } = row;
        with(*tally, json!({ "number": number, "name": name, "weight_percent": weight, "meets": meets }))
    };
    tables.domains.iter().map(row).collect()
}

fn tasks(tables: &Tables) -> Vec<Value> {
    tables.tasks.iter().map(|row| with(row.tally, json!({ "task": row.number, "name": row.name }))).collect()
}

fn topics(tables: &Tables) -> Vec<Value> {
    let topics = tables.topics.iter().map(|topic| {
        with(
            topic.tally,
            json!({
                "lesson": topic.lesson,
                "title": topic.title,
                "service": topic.service,
                "ms_a_question": topic.ms,
                "lab": topic.lab,
                "proof": topic.proof,
            }),
        )
    });
    topics.collect()
}

const fn sure(sureness: Sureness) -> &'static str {
    match sureness {
        Sureness::Sure => "sure",
        Sureness::Unsure => "unsure",
        Sureness::Open => "open",
    }
}

fn sureness(tables: &Tables) -> Vec<Value> {
    let row = |row: &SureRow| with(row.tally, json!({ "answered": sure(row.sureness), "judged": row.judged.words() }));
    tables.sureness.iter().map(row).collect()
}

fn conduct(report: &Report) -> Value {
    let conduct = &report.conduct;
    let (pace, changes) = (&conduct.pace, &conduct.changes);
    let absences = conduct.absences.causes.iter().map(|cause| {
        let how = match cause.how {
            Absence::Ended => "app_ended",
            Absence::Still => "app_stood_still",
        };
        json!({ "cause": how, "times": cause.times, "ms": cause.ms, "unmeasured": cause.unmeasured })
    });
    json!({
        "pace": { "average_ms": pace.average_ms, "above_two_minutes": pace.over, "review_ms": pace.review_ms },
        "changes": {
            "items": changes.items,
            "to_right": changes.to_right,
            "to_wrong": changes.to_wrong,
            "wrong_to_wrong": changes.wrong_to_wrong,
            "back": changes.back,
            "unknown": changes.unknown,
        },
        "absences": absences.collect::<Vec<_>>(),
    })
}

fn item(item: &Item) -> Value {
    let bank = match item.bank {
        Bank::Same(_) => "same",
        Bank::Edited(_) => "edited",
        Bank::Gone => "gone",
    };
    let leads = item.bank.leads();
    json!({
        "number": item.number,
        "question": item.question,
        "title": item.title,
        "task": item.task,
        "verdict": item.verdict,
        "scored": item.scored,
        "answered": sure(item.sureness),
        "shown": item.letters.shown,
        "chosen": item.letters.chosen,
        "right": item.letters.right,
        "flagged": item.flagged,
        "ms": item.ms,
        "bank": bank,
        "lesson": leads.map(|leads| &leads.lesson),
        "section": leads.map(|leads| &leads.section),
        "lab": leads.and_then(|leads| leads.lab.as_ref()),
        "proof": leads.is_some_and(|leads| leads.proof),
    })
}

fn explanation(explained: &Explained<'_>) -> Value {
    let option = |(letter, choice): &(char, Option<&Choice>)| {
        json!({
            "letter": letter,
            "id": choice.map(|choice| &choice.id),
            "text": choice.map(|choice| plain(&choice.text)),
            "why": choice.map(|choice| plain(&choice.why)),
            "right": choice.map(|choice| choice.right),
            "chosen": explained.item.letters.chosen.contains(letter),
        })
    };
    json!({
        "number": explained.item.number,
        "question": explained.item.question,
        "stem": explained.question.map(|question| question.stem.iter().map(|p| plain(p)).collect::<Vec<_>>()),
        "options": explained.options.iter().map(option).collect::<Vec<_>>(),
        "lesson": explained.lesson,
        "lab": explained.lab,
    })
}

fn next(report: &Report) -> Value {
    let next = &report.next;
    let lessons = next.lessons.iter().map(|lesson| {
        json!({
            "lesson": lesson.lesson,
            "title": lesson.title,
            "sections": lesson.sections,
            "wrong": lesson.wrong,
            "minutes": lesson.minutes,
            "read": lesson.read,
        })
    });
    let labs = next
        .labs
        .iter()
        .map(|lab| json!({ "lab": lab.lab, "title": lab.title, "wrong": lab.wrong, "stars": lab.stars }));
    json!({
        "wrong": next.wrong,
        "lessons": lessons.collect::<Vec<_>>(),
        "labs": labs.collect::<Vec<_>>(),
        "due": iso(next.due),
        "cards": next.cards,
    })
}
