//! YAML to a blueprint. What cannot be right under any bank is told here: a paper without questions, a share without tasks.
use super::{Blueprint, Share, guide};
use crate::content::{
    finding::code,
    report::Report,
    yaml::{fields::Fields, tree::Node},
};
use std::ops::RangeInclusive;

const EXAM: [&str; 7] = ["exam", "title", "about", "questions", "minutes", "unscored", "shares"];
const SHARE: [&str; 5] = ["name", "tasks", "weight", "lends", "fills"];
/// Questions a paper may have.
const QUESTIONS: RangeInclusive<u64> = 1..=200;
/// Minutes a paper may give.
const MINUTES: RangeInclusive<u64> = 1..=600;

/// Reads a blueprint file.
pub fn read(root: &Node, report: &mut Report) -> Option<Blueprint> {
    let before = report.count();
    let fields = Fields::open(root, "a blueprint", &EXAM, report)?;
    let id = fields.slug("exam", report);
    let title = fields.text("title", report);
    let about = fields.text("about", report);
    let questions = within(&fields, "questions", QUESTIONS, report);
    let minutes = within(&fields, "minutes", MINUTES, report);
    let most = questions.unwrap_or(1).saturating_sub(1);
    let unscored = fields.get("unscored").and_then(|_| within(&fields, "unscored", 0..=most, report)).unwrap_or(0);
    let shares: Vec<Share> = fields.list("shares", report).iter().filter_map(|n| share(n, report)).collect();
    if !shares.is_empty() && shares.iter().all(|s| s.weight == 0) {
        report.error(
            code::BAD_NUMBER,
            &root.spot(&["shares"]),
            "no share has a weight",
            "Give at least one a weight above 0.",
        );
    }
    if shares.iter().any(|s| s.lends) && !shares.iter().any(|s| s.fills) {
        let cure = "Mark the share that gives what is missing with `fills: true`.";
        report.error(code::BAD_WORD, &root.spot(&["shares"]), "a share lends, and none fills", cure);
    }
    if report.count() > before {
        return None;
    }
    Some(Blueprint {
        id: id?.into(),
        title: title?.to_owned(),
        about: about?.to_owned(),
        questions: usize::try_from(questions?).ok()?,
        minutes: u32::try_from(minutes?).ok()?,
        unscored: usize::try_from(unscored).ok()?,
        shares,
    })
}

fn share(node: &Node, report: &mut Report) -> Option<Share> {
    let fields = Fields::open(node, "a share", &SHARE, report)?;
    let name = fields.text("name", report);
    let weight = within(&fields, "weight", 0..=1_000_000, report);
    let tasks: Vec<String> = fields.texts_if("tasks", report).into_iter().map(Into::into).collect();
    if tasks.is_empty() {
        let cure = "Name task statements (\"2.1\") or domains (\"2\").";
        report.error(code::MISSING_FIELD, &node.head(), "a share without tasks", cure);
    }
    for task in &tasks {
        let domain = guide::DOMAINS.iter().any(|(number, ..)| number.to_string() == *task);
        if !domain && !guide::is_task(task) {
            let cure = format!("Task statements are {}; domains are 1 to 4.", guide::task_numbers());
            report.error(code::BAD_WORD, &node.spot(&["tasks"]), format!("`{task}` is no task"), &cure);
        }
    }
    let (lends, fills) = (fields.flag("lends", report), fields.flag("fills", report));
    if lends && fills {
        let cure = "A share gives what others lack, or lets others give what it lacks: keep one of the two.";
        report.error(code::BAD_WORD, &node.head(), "a share that lends and fills", cure);
    }
    Some(Share { name: name?.to_owned(), tasks, weight: u32::try_from(weight?).ok()?, lends, fills })
}

/// A whole number in a range.
fn within(fields: &Fields<'_>, name: &'static str, range: RangeInclusive<u64>, report: &mut Report) -> Option<u64> {
    let n = fields.number(name, report)?;
    if range.contains(&n) {
        return Some(n);
    }
    let node = fields.get(name)?;
    let cure = format!("Give {} to {}.", range.start(), range.end());
    report.error(code::BAD_NUMBER, &node.head(), format!("{name}: {n} is out of range"), &cure);
    None
}

#[cfg(test)]
mod tests {
    use crate::content::{
        embedded,
        exam::guide,
        library::{self, Source},
    };

    fn findings(text: impl Into<String>) -> Vec<String> {
        let source = Source { path: "content/exams/x.yaml".into(), text: text.into().into(), layer: 1 };
        library::load(&[source]).1.iter().map(|f| format!("{}:{} {}", f.line, f.code, f.message)).collect()
    }

    #[test]
    fn the_bundled_blueprints_are_read() {
        let (library, _) = library::load(&embedded::sources());
        let ids: Vec<&str> = library.exams.keys().map(|k| k.as_str()).collect();
        assert_eq!(ids, ["long", "section", "warm-up"]);
        let long = &library.exams[&"long".into()];
        assert_eq!((long.questions, long.minutes, long.unscored), (65, 130, 15));
        assert_eq!(long.allot(), [19, 17, 16, 13]);
        let is = |fact: &str| library.ledger.quotas.numbers[&fact.into()].is.unwrap();
        assert_eq!(
            (long.questions as u64, long.unscored as u64),
            (is("exam.questions:total"), is("exam.questions:unscored"))
        );
    }

    #[test]
    fn faults_are_told_with_their_place() {
        let good = "exam: x\ntitle: X\nabout: Y.\nquestions: 2\nminutes: 4\nshares: [{ name: A, tasks: [\"2.1\"], weight: 1 }]\n";
        assert_eq!(findings(good), Vec::<String>::new());
        for (text, wanted) in [
            (
                "exam: x\ntitle: X\nabout: Y.\nquestions: 0\nminutes: 4\nshares: [{ name: A, tasks: [\"2\"], weight: 1 }]\n",
                "4:E0106 questions: 0 is out of range",
            ),
            (
                "exam: x\ntitle: X\nabout: Y.\nquestions: 2\nminutes: 4\nshares: [{ name: A, tasks: [\"2.10\"], weight: 1 }]\n",
                "`2.10` is no task",
            ),
            (
                "exam: x\ntitle: X\nabout: Y.\nquestions: 2\nminutes: 4\nshares: [{ name: A, tasks: [\"2\"], weight: 0 }]\n",
                "no share has a weight",
            ),
            (
                "exam: x\ntitle: X\nabout: Y.\nquestions: 2\nminutes: 4\nshares: [{ name: A, tasks: [\"2\"], weight: 1, lends: true }]\n",
                "none fills",
            ),
            (
                "exam: x\ntitle: X\nabout: Y.\nquestions: 2\nminutes: 4\nshares: [{ name: A, tasks: [\"2\"], weight: 1, lends: true, fills: true }]\n",
                "a share that lends and fills",
            ),
            (
                "exam: x\ntitle: X\nabout: Y.\nquestions: 2\nunscored: 2\nminutes: 4\nshares: [{ name: A, tasks: [\"2\"], weight: 1 }]\n",
                "unscored: 2 is out of range",
            ),
        ] {
            let found = findings(text);
            assert!(found.iter().any(|f| f.contains(wanted)), "{wanted}: {found:?}");
        }
    }

    #[test]
    fn a_task_is_one_of_the_exams() {
        let file = |task: &str| {
            format!(
                "exam: x\ntitle: X\nabout: Y.\nquestions: 2\nminutes: 4\nshares: [{{ name: A, tasks: [\"{task}\"], weight: 1 }}]\n"
            )
        };
        for task in guide::task_numbers().split(", ").chain(["1", "2", "3", "4"]) {
            assert_eq!(findings(file(task)), Vec::<String>::new(), "{task}");
        }
        for task in ["0", "5", "9", "1.4", "2.3", "3.6", "4.5", "5.1", "2.", "2.1.1", "21"] {
            let found = findings(file(task));
            assert!(found.iter().any(|f| f.contains(&format!("`{task}` is no task"))), "{task}: {found:?}");
        }
    }
}
