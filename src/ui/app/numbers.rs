//! The numbers at the right of the header: fewer where the terminal is narrow.
use super::model::Model;
use crate::ui::kit::theme::Role;

type Number = Vec<(String, Role)>;

fn number(before: &str, value: &str, after: &str) -> Number {
    let runs = [(before, Role::Dim), (value, Role::Strong), (after, Role::Dim)];
    runs.into_iter().filter(|(words, _)| !words.is_empty()).map(|(words, role)| (words.into(), role)).collect()
}

/// What the header shows now.
pub(super) fn of(model: &Model) -> Vec<Number> {
    if let Some(tour) = model.tour {
        return vec![number("", tour.step(), " of 3")];
    }
    let (progress, library, today) = (&model.learner.progress, &model.library, model.clock.now.day);
    let (medium, wide) = (model.size.0 >= 100, model.size.0 >= 160);
    let mut out = vec![number("", &progress.due(library, today).to_string(), " due")];
    let streak = progress.streak(today);
    if medium && streak > 0 {
        out.push(number("", &streak.to_string(), " day streak"));
    }
    if wide {
        out.push(lessons(model));
    }
    out.extend(exam(model, medium));
    if medium && let Some(share) = progress.readiness(library, &model.learner.scheduler, today) {
        let role = if share.percent >= 72 { Role::Done } else { Role::Strong };
        let mut runs = vec![("readiness ".into(), Role::Dim), (format!("{} %", share.percent), role)];
        if wide {
            runs.push((format!(" ± {}", share.within), Role::Dim));
        }
        out.push(runs);
    }
    out
}

/// Lessons of which every section was read.
fn lessons(model: &Model) -> Number {
    let all = &model.library.lessons;
    number(
        "lessons ",
        &format!("{} / {}", all.values().filter(|l| model.learner.progress.has_read(l)).count(), all.len()),
        "",
    )
}

fn exam(model: &Model, medium: bool) -> Option<Number> {
    let days = model.clock.now.day.until(model.settings.plan.exam?);
    let unit = if days.abs() == 1 { "day" } else { "days" };
    Some(match (days, medium) {
        (..0, _) => number("the exam was ", &(-days).to_string(), &format!(" {unit} ago")),
        (0, _) => number("", "exam today", ""),
        (_, true) => number("exam in ", &days.to_string(), &format!(" {unit}")),
        (_, false) => number("", &days.to_string(), &format!(" {unit} to exam")),
    })
}
