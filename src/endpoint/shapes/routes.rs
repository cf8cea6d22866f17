//! REST: which operation a method and a path mean. Paths are templates: `/schedules/{Name}`, `/{Bucket}/{Key+}?uploads`.
use super::table::{Row, Wire};
use std::{cmp::Reverse, collections::BTreeMap};

#[derive(Debug)]
enum Part {
    Fixed(&'static str),
    One(&'static str),
    Rest(&'static str),
}

/// An operation's method and path.
#[derive(Debug)]
pub struct Route {
    operation: &'static str,
    method: &'static str,
    parts: Vec<Part>,
    telling: Vec<Wire<'static>>,
}

/// An operation that was meant, and what stands for the path's variables (still percent-encoded).
#[derive(Debug)]
pub struct Hit<'a> {
    /// The operation's name.
    pub operation: &'static str,
    /// Variables and what stands for them.
    pub labels: Vec<(&'static str, &'a str)>,
}

pub(super) fn of(operations: &BTreeMap<&'static str, Row>) -> Vec<Route> {
    let rest = operations.iter().filter(|(_, row)| !row.uri.is_empty());
    let mut all: Vec<Route> = rest.map(|(name, row)| route(name, row)).collect();
    // The more is fixed, the earlier it is tried; of two on one path the one that is simulated (the other is its elder).
    let fixed = |r: &Route| r.parts.iter().filter(|p| matches!(p, Part::Fixed(_))).count();
    let open = |r: &Route| r.parts.iter().any(|p| matches!(p, Part::Rest(_)));
    let known = |r: &Route| operations.get(r.operation).is_some_and(Row::known);
    all.sort_by_key(|r| (Reverse((r.telling.len(), fixed(r))), open(r), !known(r)));
    all
}

fn route(operation: &'static str, row: &Row) -> Route {
    let (uri, header) = row.uri.split_once('!').map_or((row.uri, None), |(uri, header)| (uri, Some(header)));
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let key = |part: &'static str| match part.split_once('=') {
        Some((key, value)) => Wire::Query(key, Some(value)),
        None => Wire::Query(part, None),
    };
    let mut telling: Vec<_> = query.split('&').filter(|p| !p.is_empty()).map(key).collect();
    telling.extend(header.map(Wire::Header));
    Route {
        operation,
        method: row.method,
        parts: path.split('/').filter(|p| !p.is_empty()).map(part).collect(),
        telling,
    }
}

fn part(text: &'static str) -> Part {
    match text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
        Some(name) => name.strip_suffix('+').map_or(Part::One(name), Part::Rest),
        None => Part::Fixed(text),
    }
}

pub(super) fn find<'a>(
    routes: &[Route],
    method: &str,
    path: &'a str,
    has: &dyn Fn(Wire<'_>) -> bool,
) -> Option<Hit<'a>> {
    let mut fitting = routes.iter().filter(|r| r.method == method && r.telling.iter().all(|w| has(*w)));
    fitting.find_map(|r| Some(Hit { operation: r.operation, labels: labels(&r.parts, path)? }))
}

fn labels<'a>(parts: &[Part], path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let mut found = Vec::new();
    let mut left = path.strip_prefix('/').unwrap_or(path);
    for part in parts {
        if let Part::Rest(name) = part {
            found.push((*name, left));
            return (!left.is_empty()).then_some(found);
        }
        let (first, rest) = left.split_once('/').unwrap_or((left, ""));
        left = rest;
        match part {
            Part::Fixed(text) if *text == first => {}
            Part::One(name) if !first.is_empty() => found.push((*name, first)),
            _ => return None,
        }
    }
    left.is_empty().then_some(found)
}
