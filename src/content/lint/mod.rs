//! What good content keeps, as rules: one file each with a bad example beside it. The rules about references run at every load;
//! all of them run in tests and for authors.

/// The rules.
pub mod rules;
#[cfg(test)]
mod tests;

use super::{
    finding::{Finding, Severity},
    lab::Lab,
    lesson,
    library::Source,
    library::load::{Desk, Draft},
    pack,
    report::Report,
    yaml::tree::Node,
};
use std::{collections::BTreeMap, ops::Range};

/// A rule.
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// How bad it is to break it.
    pub severity: Severity,
    /// Whether it is about references, and so runs at every load.
    pub at_load: bool,
    /// Looks for what breaks it.
    pub check: fn(&View, &mut Out),
    /// The bad example: file name and text. Lines `# expect 12:5` in it say where the rule must point.
    #[cfg(test)]
    pub bad: (&'static str, &'static str),
}

/// What rules look at.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The files.
    pub sources: &'a [Source],
    /// What was read from them.
    pub desk: &'a Desk,
}

impl<'a> View<'a> {
    fn drafts(self) -> impl Iterator<Item = (usize, &'a Draft)> {
        self.desk.drafts.iter().enumerate()
    }
    /// All lessons, each with the number of its source.
    pub fn lessons(self) -> impl Iterator<Item = (usize, &'a lesson::read::Draft)> {
        self.drafts()
            .filter_map(|(i, draft)| if let Draft::Lesson(lesson) = draft { Some((i, &**lesson)) } else { None })
    }
    /// All packs with their questions.
    pub fn packs(self) -> impl Iterator<Item = (usize, &'a [pack::read::Draft])> {
        self.drafts()
            .filter_map(|(i, draft)| if let Draft::Pack(_, items) = draft { Some((i, &items[..])) } else { None })
    }
    /// All questions.
    pub fn questions(self) -> impl Iterator<Item = (usize, &'a pack::read::Draft)> {
        self.packs().flat_map(|(i, items)| items.iter().map(move |item| (i, item)))
    }
    /// All labs with their YAML.
    pub fn labs(self) -> impl Iterator<Item = (usize, &'a Lab, &'a Node)> {
        self.drafts()
            .filter_map(|(i, draft)| if let Draft::Lab(lab, node) = draft { Some((i, &**lab, node)) } else { None })
    }
    /// The text of a source, without a byte order mark.
    #[must_use]
    pub fn text(self, source: usize) -> &'a str {
        self.sources.get(source).map_or("", |s| super::report::body(&s.text))
    }
}

/// Where rules put what they find.
pub struct Out<'a> {
    sources: &'a [Source],
    reports: BTreeMap<usize, Report<'a>>,
    rule: (&'static str, Severity),
}

impl Out<'_> {
    /// Notes that the rule is broken at these bytes of a source.
    pub fn add(&mut self, source: usize, span: &Range<usize>, message: impl Into<String>, cure: impl Into<String>) {
        let Some(file) = self.sources.get(source) else { return };
        let report = self.reports.entry(source).or_insert_with(|| Report::new(&file.path, &file.text));
        report.add(self.rule.1, self.rule.0, span, (message.into(), cure.into()));
    }
    /// Adds a second place in the same file to the last finding there.
    pub fn also(&mut self, source: usize, span: &Range<usize>, words: &str) {
        if let Some(report) = self.reports.get_mut(&source) {
            report.also(span, words);
        }
    }
}

/// Runs the rules that `chosen` accepts; findings come file by file.
#[must_use]
pub fn run(sources: &[Source], desk: &Desk, chosen: impl Fn(&Rule) -> bool) -> Vec<Finding> {
    let view = View { sources, desk };
    let mut out = Out { sources, reports: BTreeMap::new(), rule: ("", Severity::Error) };
    for rule in rules::ALL.iter().filter(|rule| chosen(rule)) {
        out.rule = (rule.code, rule.severity);
        (rule.check)(&view, &mut out);
    }
    out.reports.into_values().flat_map(Report::into_findings).collect()
}

/// Everything that is wrong with these sources: what reading them found, then what the rules say.
#[must_use]
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut desk = super::library::load::read(sources, super::report::Care::Full);
    let mut findings = std::mem::take(&mut desk.findings);
    findings.extend(run(sources, &desk, |_| true));
    findings
}
