//! YAML to lab. A goal, variable or prediction that cannot be read takes the lab down with it (a lab with a part missing would
//! prove something else), but every complaint is told.
use super::{Lab, Stage, parts, scenario};
use crate::{
    base::id::{LessonId, SectionId, is_slug},
    content::{
        finding::code,
        report::{Care, Report},
        yaml::{fields::Fields, tree::Node},
    },
};

const LAB: [&str; 20] = [
    "lab",
    "title",
    "short",
    "proves",
    "goal",
    "lesson",
    "seed",
    "until",
    "scenario",
    "inject",
    "variables",
    "faults",
    "goals",
    "checks",
    "predictions",
    "insights",
    "stage",
    "hints",
    "learned",
    "leaves_out",
];

/// Reads a lab file.
pub fn read(root: &Node, care: Care, report: &mut Report) -> Option<Lab> {
    let before = report.count();
    let fields = Fields::open(root, "a lab", &LAB, report)?;
    let id = fields.slug("lab", report);
    let title = fields.text("title", report);
    let short = fields.text("short", report);
    let proves = fields.text("proves", report);
    let lesson = fields.get("lesson").and_then(|node| section(node, report));
    let seed = fields.number_if("seed", report).unwrap_or(7);
    let until = fields.time("until", report);
    let scenario = fields.need("scenario", report).and_then(|node| scenario::read(node, report));
    let each = |name: &str, report: &mut Report| fields.list_if(name, report);
    let planned = parts::planned(fields.list_if("inject", report), report);
    let variables = each("variables", report).iter().filter_map(|n| parts::variable(n, report)).collect();
    let faults = each("faults", report).iter().filter_map(|n| parts::fault(n, report)).collect();
    let goals: Vec<_> = fields.list("goals", report).iter().filter_map(|n| parts::goal(n, report)).collect();
    let checks = each("checks", report).iter().filter_map(|n| parts::goal(n, report)).collect();
    let predictions = each("predictions", report).iter().filter_map(|n| parts::prediction(n, report)).collect();
    let insights = each("insights", report).iter().filter_map(|n| parts::insight(n, report)).collect();
    let stage = fields.get("stage").map_or_else(Stage::default, |node| parts::stage(node, report));
    let texts = |name: &str, report: &mut Report| -> Vec<String> {
        fields.texts_if(name, report).into_iter().map(|t| t.trim_end().to_owned()).collect()
    };
    let hints = texts("hints", report);
    let lesson_learned = texts("learned", report);
    let leaves_out = texts("leaves_out", report);
    let fallback = || goals.get(1).map(|g| g.words.clone()).unwrap_or_default();
    let goal = fields.text_if("goal", report).map_or_else(fallback, ToOwned::to_owned);
    let lab = Lab {
        id: id?.into(),
        title: title?.into(),
        short: short?.into(),
        proves: proves?.into(),
        goal,
        lesson,
        seed,
        until: until?,
        scenario: scenario?,
        planned,
        variables,
        faults,
        goals,
        checks,
        predictions,
        insights,
        stage,
        hints,
        lesson_learned,
        leaves_out,
    };
    if care == Care::Full {
        super::check::all(&lab, root, report);
    }
    (report.count() == before).then_some(lab)
}

fn section(node: &Node, report: &mut Report) -> Option<(LessonId, SectionId)> {
    let text = crate::content::yaml::fields::words(node, "lesson", report)?;
    let found = text.split_once('#').filter(|(lesson, section)| is_slug(lesson) && is_slug(section));
    if found.is_none() {
        report.error(code::BAD_ID, &node.span, format!("`{text}` names no lesson section"), "Write lesson-id#anchor.");
    }
    found.map(|(lesson, section)| (lesson.into(), section.into()))
}
