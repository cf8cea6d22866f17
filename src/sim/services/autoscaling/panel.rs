//! What a learner sees of a group: its sizes, its instances, its policies.
use super::{
    model::{
        AutoScaling, Group, Instance, Kind, Life,
        policy::{How, ONE, Policy},
    },
    step::unit,
};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};

/// Instances shown with a row of their own.
const ROWS: usize = 8;

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells }
}

impl AutoScaling {
    /// Every group.
    #[must_use]
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        self.groups.values().map(|g| view(g, now)).collect()
    }
}

fn view(group: &Group, now: SimTime) -> Panel {
    let config = &group.config;
    let (serving, coming) = (group.count(Instance::serves), group.count(Instance::coming));
    let leaving = group.count(Instance::leaving);
    let mut rows = vec![
        row(vec![
            text(format!("desired {}", config.desired), Tone::Strong),
            text(format!("in service {serving}"), Tone::Done),
            text(format!("pending {coming}"), Tone::Flight),
            text(format!("min {} max {}", config.min, config.max), Tone::Muted),
        ]),
        row(vec![Cell::Bar { filled: serving.min(config.max), of: config.max.max(1), tone: Tone::Done }]),
    ];
    rows.extend(group.policies.values().map(|p| row(vec![text(says(p), Tone::Plain)])));
    if now < group.course.cool {
        let left = SimTime::from_secs((group.course.cool - now).as_secs()).span();
        rows.push(row(vec![text(format!("cooldown {left}"), Tone::Muted)]));
    }
    rows.extend(group.instances.iter().take(ROWS).map(|i| instance(group, i, now)));
    let more = group.instances.len().saturating_sub(ROWS);
    if more > 0 {
        rows.push(row(vec![text(format!("and {more} more"), Tone::Muted)]));
    }
    let unit = unit(group.kind);
    let spoken = format!(
        "Group {}: desired {}, {serving} {unit}{} in service, {coming} starting, {leaving} stopping.",
        group.name,
        config.desired,
        if serving == 1 { "" } else { "s" },
    );
    let badge = match group.kind {
        Kind::Ec2 if group.settings.spot => "Spot",
        Kind::Ec2 => "EC2",
        Kind::Ecs => "ECS",
    };
    Panel { role: "group", name: group.name.clone(), badge: badge.into(), rows, spoken }
}

fn instance(group: &Group, i: &Instance, now: SimTime) -> Row {
    let sign = match i.life {
        _ if i.sick.is_some() || i.taken.is_some() => Sign::Fault,
        Life::Pending | Life::PendingWait(_) => Sign::Waiting,
        Life::InService if i.begins.is_some() => Sign::Waiting,
        Life::InService => Sign::Working,
        Life::TerminatingWait(_) | Life::Stopping => Sign::Failed,
    };
    let name = i.worker.clone().unwrap_or_else(|| i.id.clone());
    let mut cells = vec![
        Cell::Tokens(vec![Token { sign, label: "".into(), group: None }]),
        text(name.to_string(), Tone::Strong),
        text(i.word(), Tone::Plain),
    ];
    let warmup = SimTime::from_secs(group.config.warmup.unwrap_or(0));
    if let Some(left) = i.until.or(i.begins).or(i.taken).filter(|u| *u > now && *u < SimTime::NEVER) {
        let words = if i.serves() && i.taken.is_none() { "boots" } else { "for" };
        cells.push(text(format!("{words} {}", SimTime::from_secs((left - now).as_secs()).span()), Tone::Muted));
    } else if i.since.is_some_and(|s| now < s + warmup) {
        cells.push(text("warms up", Tone::Muted));
    }
    if i.protected {
        cells.push(text("protected", Tone::Visible));
    }
    row(cells)
}

fn says(policy: &Policy) -> String {
    match &policy.how {
        How::Simple(_, by, _) => format!("{}: {by:+} at once", policy.name),
        How::Steps(_, steps) => format!("{}: {} steps", policy.name, steps.len()),
        How::Track(track) => format!("{}: keep the metric at {}", policy.name, track.target / ONE),
    }
}
