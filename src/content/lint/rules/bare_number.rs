//! A number of AWS is never typed by hand in a lesson: it comes from the ledger, or is marked as part of a story.
use crate::content::{
    finding::Severity,
    lint::{Out, Rule, View},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0315",
    severity: Severity::Error,
    at_load: false,
    check,
    #[cfg(test)]
    bad: ("bare_number.bad.md", include_str!("bare_number.bad.md")),
};

/// What makes a number look like a quota.
const UNITS: [&str; 34] = [
    "s",
    "sec",
    "second",
    "seconds",
    "ms",
    "milliseconds",
    "min",
    "minute",
    "minutes",
    "h",
    "hour",
    "hours",
    "d",
    "day",
    "days",
    "B",
    "bytes",
    "KB",
    "KiB",
    "MB",
    "MiB",
    "GB",
    "GiB",
    "messages",
    "message",
    "/s",
    "TPS",
    "calls",
    "requests",
    "entries",
    "queues",
    "receives",
    "characters",
    "%",
];

fn check(view: &View, out: &mut Out) {
    for (source, draft) in view.lessons() {
        let text = view.text(source);
        let words = blanked(text.get(draft.body..).unwrap_or(""));
        for (from, to) in numbers(&words) {
            let at = draft.body + from..draft.body + to;
            let shown = text.get(at.clone()).unwrap_or("");
            let cure = "Refer to the ledger with [[fact]], or mark a number of the story as {~30 s}.";
            out.add(source, &at, format!("`{shown}` is typed by hand"), cure);
        }
    }
}

/// The text with code, facts, story numbers and link targets turned to blanks; every byte keeps its place.
fn blanked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence = false;
    for line in text.split_inclusive('\n') {
        let mark = line.trim_start().starts_with("```");
        fence ^= mark;
        if fence || mark || line.starts_with("## ") {
            blank(line, &mut out);
        } else {
            blank_marks(line, &mut out);
        }
    }
    out
}

fn blank_marks(mut line: &str, out: &mut String) {
    const MARKS: [(&str, &str); 4] = [("[[", "]]"), ("{~", "}"), ("](", ")"), ("`", "`")];
    loop {
        let next = MARKS.iter().filter_map(|(open, close)| {
            let at = line.find(open)?;
            let inner = at + open.len();
            Some((at, inner + line.get(inner..)?.find(close)? + close.len()))
        });
        let Some((from, to)) = next.min() else { break };
        out.push_str(&line[..from]);
        blank(&line[from..to], out);
        line = &line[to..];
    }
    out.push_str(line);
}

fn blank(text: &str, out: &mut String) {
    out.extend(text.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
}

/// Digits followed by a unit, as byte ranges.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (vec![], 0);
    while let Some(start) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)).map(|i| i + at) {
        let digits = |b: &u8| !(b.is_ascii_digit() || matches!(b, b',' | b'.'));
        let end = bytes[start..].iter().position(digits).map_or(bytes.len(), |i| start + i);
        at = end.max(start + 1);
        let alone =
            start == 0 || !(bytes[start - 1].is_ascii_alphanumeric() || matches!(bytes[start - 1], b'-' | b'_'));
        let rest = text.get(end..).unwrap_or("");
        let gap = rest.len() - rest.trim_start_matches([' ', '-']).len();
        let rest = rest.get(gap..).unwrap_or("");
        if let Some(unit) = alone.then(|| unit(rest)).flatten().filter(|_| gap <= 1) {
            found.push((start, end + gap + unit.len()));
        }
    }
    found
}

/// The unit a text begins with, as a whole word.
fn unit(text: &str) -> Option<&'static str> {
    UNITS.into_iter().find(|unit| {
        let rest = text.strip_prefix(unit);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    })
}
