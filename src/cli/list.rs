//! `inflight list lessons|questions|labs|exams|facts`: an aligned table for people, JSON with stable field names for scripts.
use crate::{
    base::prose::plain,
    content::{exam::Blueprint, facts::Fact, lab::Lab, lesson::Lesson, library::Library, pack::Item},
};
use serde_json::{Value, json};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// What to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Lessons in the order of the course
    Lessons,
    /// Questions by id
    Questions,
    /// Labs by id
    Labs,
    /// Blueprints of mock exams by id
    Exams,
    /// Facts by id
    Facts,
}

/// Prints a table: a head, then one line each, columns as wide as their widest cell.
///
/// # Errors
/// What the writer says.
pub fn table(library: &Library, what: What, out: &mut impl Write) -> io::Result<()> {
    let (head, rows): (&[&str], Vec<Vec<String>>) = match what {
        What::Lessons => {
            (&["id", "title", "service", "min", "sections", "tasks"], lessons(library).map(lesson_row).collect())
        }
        What::Questions => (
            &["id", "title", "kind", "task", "lesson", "proof"],
            library.items.values().map(|item| question_row(item)).collect(),
        ),
        What::Labs => (&["id", "title", "goals", "proves"], library.labs.values().map(|lab| lab_row(lab)).collect()),
        What::Exams => (
            &["id", "title", "questions", "minutes", "about"],
            library.exams.values().map(|exam| exam_row(exam)).collect(),
        ),
        What::Facts => {
            (&["id", "today", "since", "trust", "title"], library.ledger.facts.values().map(fact_row).collect())
        }
    };
    let mut widths: Vec<usize> = head.iter().map(|h| h.width()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    line(head, &widths, out)?;
    for row in &rows {
        line(row, &widths, out)?;
    }
    Ok(())
}

fn line(cells: &[impl AsRef<str>], widths: &[usize], out: &mut impl Write) -> io::Result<()> {
    let mut text = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        let cell = cell.as_ref();
        text.push_str(cell);
        text.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
    }
    writeln!(out, "{}", text.trim_end())
}

/// Prints a JSON array, one object each.
///
/// # Errors
/// What the writer says.
pub fn json(library: &Library, what: What, out: &mut impl Write) -> io::Result<()> {
    let values: Vec<Value> = match what {
        What::Lessons => lessons(library).map(lesson_json).collect(),
        What::Questions => library.items.values().map(|item| question_json(item)).collect(),
        What::Labs => library.labs.values().map(|lab| lab_json(lab)).collect(),
        What::Exams => library.exams.values().map(|exam| exam_json(exam)).collect(),
        What::Facts => library.ledger.facts.values().map(fact_json).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &values)?;
    writeln!(out)
}

fn lessons(library: &Library) -> impl Iterator<Item = &Lesson> {
    library.course.iter().filter_map(|id| library.lessons.get(id)).map(|lesson| &**lesson)
}

fn lesson_row(lesson: &Lesson) -> Vec<String> {
    let Lesson { id, title, service, minutes, sections, tasks, .. } = lesson;
    let (minutes, sections) = (minutes.to_string(), sections.len().to_string());
    vec![id.to_string(), title.clone(), service.clone(), minutes, sections, tasks.join(" ")]
}

fn lesson_json(lesson: &Lesson) -> Value {
    let section = |s: &crate::content::lesson::Section| json!({ "id": s.id, "title": s.title, "facts": s.facts });
    json!({
        "id": lesson.id,
        "title": lesson.title,
        "service": lesson.service,
        "order": lesson.order,
        "tasks": lesson.tasks,
        "minutes": lesson.minutes,
        "lab": lesson.lab,
        "sections": lesson.sections.iter().map(section).collect::<Vec<_>>(),
    })
}

fn kind(item: &Item) -> String {
    match item.question.kind.choose() {
        1 => "single".into(),
        n => format!("choose {n}"),
    }
}

fn question_row(item: &Item) -> Vec<String> {
    let proof = item.proof.as_ref().map_or(String::new(), |p| p.lab.to_string());
    let lesson = format!("{}#{}", item.lesson.0, item.lesson.1);
    vec![item.question.id.to_string(), item.title.clone(), kind(item), item.task.clone(), lesson, proof]
}

fn question_json(item: &Item) -> Value {
    let stem: Vec<String> = item.question.stem.iter().map(|p| plain(p)).collect();
    let option = |o: &crate::quiz::question::Choice| json!({ "id": o.id, "text": plain(&o.text), "why": plain(&o.why), "right": o.right });
    json!({
        "id": item.question.id,
        "pack": item.pack,
        "title": item.title,
        "choose": item.question.kind.choose(),
        "domain": item.domain.word(),
        "task": item.task,
        "lesson": item.lesson.0,
        "section": item.lesson.1,
        "facts": item.facts,
        "stem": stem.join("\n\n"),
        "hint": item.hint.as_ref().map(|hint| plain(hint)),
        "options": item.question.options.iter().map(option).collect::<Vec<_>>(),
        "proof": item.proof.as_ref().map(|p| json!({ "lab": p.lab, "goal": p.goal })),
    })
}

fn lab_row(lab: &Lab) -> Vec<String> {
    vec![lab.id.to_string(), lab.title.clone(), lab.goals.len().to_string(), lab.proves.clone()]
}

fn lab_json(lab: &Lab) -> Value {
    let goal = |g: &crate::content::lab::Goal| json!({ "id": g.id, "words": g.words, "holds": g.holds.text });
    let variable = |v: &crate::content::lab::Variable| json!({ "id": v.id, "title": v.title, "paths": v.paths, "default": v.default, "stops": v.stops });
    json!({
        "id": lab.id,
        "title": lab.title,
        "proves": lab.proves,
        "lesson": lab.lesson.as_ref().map(|(lesson, _)| lesson),
        "section": lab.lesson.as_ref().map(|(_, section)| section),
        "seed": lab.seed,
        "until_seconds": lab.until.as_secs(),
        "goals": lab.goals.iter().map(goal).collect::<Vec<_>>(),
        "variables": lab.variables.iter().map(variable).collect::<Vec<_>>(),
        "predictions": lab.predictions.iter().map(|p| json!({ "id": p.id, "ask": p.ask })).collect::<Vec<_>>(),
    })
}

fn exam_row(exam: &Blueprint) -> Vec<String> {
    let (questions, minutes) = (exam.questions.to_string(), exam.minutes.to_string());
    vec![exam.id.to_string(), exam.title.clone(), questions, minutes, exam.about.clone()]
}

fn exam_json(exam: &Blueprint) -> Value {
    let share = |(s, questions): (&crate::content::exam::Share, usize)| json!({ "name": s.name, "tasks": s.tasks, "questions": questions });
    json!({
        "id": exam.id,
        "title": exam.title,
        "about": exam.about,
        "questions": exam.questions,
        "unscored": exam.unscored,
        "minutes": exam.minutes,
        "shares": exam.shares.iter().zip(exam.allot()).map(share).collect::<Vec<_>>(),
    })
}

fn fact_row(fact: &Fact) -> Vec<String> {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let shown = fact.show.clone().unwrap_or_else(|| fact.parts.values().cloned().collect::<Vec<_>>().join(" / "));
    vec![fact.id.to_string(), cut(&shown), or_empty(&fact.since), fact.trust.word().into(), fact.title.clone()]
}

/// At most as many cells as a table keeps readable; JSON has the whole.
fn cut(text: &str) -> String {
    const MOST: usize = 40;
    if text.width() <= MOST {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + 4 > MOST {
            break;
        }
        out.push(c);
    }
    out + " ..."
}

fn fact_json(fact: &Fact) -> Value {
    json!({
        "id": fact.id,
        "title": fact.title,
        "today": fact.today,
        "show": fact.show,
        "parts": fact.parts,
        "older": fact.older,
        "older_show": fact.older_show,
        "since": fact.since,
        "source": fact.source,
        "confidence": fact.trust.word(),
    })
}

#[cfg(test)]
mod tests {
    use super::{What, json, table};
    use crate::content::{embedded, library::load};

    const ALL: [What; 5] = [What::Lessons, What::Questions, What::Labs, What::Exams, What::Facts];

    #[test]
    fn every_list_is_aligned_and_every_json_reads_back() {
        let (library, _) = load(&embedded::sources());
        for what in ALL {
            let (mut text, mut values) = (vec![], vec![]);
            table(&library, what, &mut text).unwrap();
            json(&library, what, &mut values).unwrap();
            let values: Vec<serde_json::Value> = serde_json::from_slice(&values).unwrap();
            let text = String::from_utf8(text).unwrap();
            assert_eq!(text.lines().count(), values.len() + 1, "{what:?}: a line for each and a head");
            assert!(text.lines().all(|line| line == line.trim_end()));
            assert!(values.iter().all(|v| v["id"].is_string() && v["title"].is_string()));
        }
    }

    #[test]
    fn a_lesson_line_tells_what_a_reader_asks() {
        let (library, _) = load(&embedded::sources());
        let mut text = vec![];
        table(&library, What::Lessons, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.starts_with("id "), "{text}");
        assert!(text.contains("sqs-visibility"), "{text}");
    }
}
