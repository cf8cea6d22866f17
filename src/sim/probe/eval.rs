//! The value of an expression. The trace's index makes a count without conditions a look-up; conditions walk one kind only.
use super::{Condition, Node, Op, Query, register};
use crate::sim::{timeline::Timeline, trace::Event};
use std::collections::BTreeMap;

/// When an event that has not been will be.
const HUGE: i64 = i64::MAX / 4;

pub(super) fn value(node: &Node, run: &Timeline) -> i64 {
    match node {
        Node::Number(n) => *n,
        Node::Now => clamp(run.now().0),
        Node::Not(inner) => i64::from(value(inner, run) == 0),
        Node::Minus(inner) => value(inner, run).saturating_neg(),
        Node::Two(op, left, right) => binary(*op, left, right, run),
        Node::Count(query) => count(query, run),
        Node::First(query) => events(query, run).map(|e| clamp(e.at.0)).min().unwrap_or(HUGE),
        Node::Last(query) => events(query, run).map(|e| clamp(e.at.0)).max().unwrap_or(0),
        Node::Metric(resource, name) => run.world().metric(resource, name).map_or(0, clamp),
        Node::Peak(resource, name) => match run.series(resource, name).last() {
            Some((_, _, peak)) => clamp(*peak),
            None => run.world().metric(resource, name).map_or(0, clamp),
        },
        Node::Phase(place, item) => phase(place, item, run),
        Node::Span { from, to, mean } => span(from, to, *mean, run),
        Node::Cost(of) => run.world().cost().map_or(0, |bill| match of {
            Some(resource) => clamp(bill.of(resource)),
            None => clamp(bill.micro_usd()),
        }),
        Node::Share(part, whole) => count(part, run).saturating_mul(100).checked_div(count(whole, run)).unwrap_or(0),
    }
}

fn clamp(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(HUGE)
}

fn binary(op: Op, left: &Node, right: &Node, run: &Timeline) -> i64 {
    let one = value(left, run);
    match op {
        Op::Or if one != 0 => return 1,
        Op::And if one == 0 => return 0,
        _ => {}
    }
    let two = value(right, run);
    match op {
        Op::Or | Op::And => i64::from(two != 0),
        Op::Equal => i64::from(one == two),
        Op::Unequal => i64::from(one != two),
        Op::Less => i64::from(one < two),
        Op::LessEqual => i64::from(one <= two),
        Op::More => i64::from(one > two),
        Op::MoreEqual => i64::from(one >= two),
        Op::Plus => one.saturating_add(two),
        Op::Minus => one.saturating_sub(two),
        Op::Times => one.saturating_mul(two),
        Op::Over => one.checked_div(two).unwrap_or(0),
    }
}

/// The part of a list of places that has happened by now.
fn shown<'a>(list: &'a [u32], run: &Timeline) -> &'a [u32] {
    let len = run.trace().len();
    &list[..list.partition_point(|&at| (at as usize) < len)]
}

fn count(query: &Query, run: &Timeline) -> i64 {
    if query.conditions.is_empty() {
        let known = run.index().of_kind(&query.kind).map(|(_, list)| shown(list, run).len()).sum::<usize>();
        return i64::try_from(known).unwrap_or(HUGE);
    }
    i64::try_from(events(query, run).count()).unwrap_or(HUGE)
}

/// The events a query means, kind by kind, in order within a kind.
fn events<'a>(query: &'a Query, run: &'a Timeline) -> impl Iterator<Item = &'a Event> {
    run.index()
        .of_kind(&query.kind)
        .flat_map(|(_, list)| shown(list, run))
        .filter_map(|&at| run.trace().get(at as usize))
        .filter(|event| query.conditions.iter().all(|c| c.meets(event)))
}

impl Condition {
    fn meets(&self, event: &Event) -> bool {
        match self {
            Self::Item(label) => event.item.as_ref().is_some_and(|i| *i.label == **label),
            Self::Place(name) => *event.place == **name,
            Self::Actor(name) => event.actor.as_deref().is_some_and(|actor| belongs(actor, name)),
            Self::Note(note) => event.note.as_deref() == Some(note),
            Self::Group(group) => event.item.as_ref().and_then(|i| i.group.as_deref()) == Some(group),
            Self::Amount(n) => event.amount == *n,
            Self::Before(t) => event.at.0 < *t,
            Self::After(t) => event.at.0 > *t,
        }
    }
}

/// Whether an actor is this one or a member of this fleet: `C2` belongs to `C`.
fn belongs(actor: &str, name: &str) -> bool {
    actor.strip_prefix(name).is_some_and(|no| no.bytes().all(|b| b.is_ascii_digit()))
}

fn phase(place: &str, item: &str, run: &Timeline) -> i64 {
    let places = shown(run.index().of_item(item), run);
    let last = places.iter().rev().filter_map(|&at| run.trace().get(at as usize)).find(|e| *e.place == *place);
    last.and_then(|e| e.phase).map_or(0, register::number)
}

fn span(from: &Query, to: &Query, mean: bool, run: &Timeline) -> i64 {
    let mut steps: Vec<(&Event, bool)> =
        events(from, run).map(|e| (e, true)).chain(events(to, run).map(|e| (e, false))).collect();
    steps.sort_by_key(|(event, _)| event.seq);
    let mut open = BTreeMap::new();
    let (mut longest, mut sum, mut spans) = (0, 0u64, 0u64);
    for (event, begins) in steps {
        let Some(item) = &event.item else { continue };
        if begins {
            open.entry(item.no).or_insert(event.at);
        } else if let Some(began) = open.remove(&item.no) {
            let took = event.at.since(began).0;
            longest = longest.max(took);
            sum = sum.saturating_add(took);
            spans += 1;
        }
    }
    clamp(if mean { sum.checked_div(spans).unwrap_or(0) } else { longest })
}
