//! Markdown with front matter to lesson.
use super::{Block, Callout, Lesson, Section};
use crate::{
    base::{
        id::{FactId, SectionId, is_slug},
        prose::plain,
    },
    content::{
        facts::Ledger,
        finding::code,
        markup::{
            Origin, Ref, Target,
            blocks::{self, Part, Piece},
        },
        report::Report,
        yaml::{fields::Fields, parse, tree::Node},
    },
};
use std::{collections::BTreeMap, ops::Range};

const FRONT: [&str; 7] = ["id", "title", "service", "order", "tasks", "minutes", "lab"];

/// A lesson with what the rules need to know about its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The lesson.
    pub lesson: Lesson,
    /// The front matter.
    pub front: Node,
    /// Where the words begin in the file.
    pub body: usize,
    /// Everything the words refer to.
    pub refs: Vec<Ref>,
    /// Where each section's heading stands.
    pub headings: Vec<Range<usize>>,
}

/// Reads a lesson file; `None` where its front matter does not make a lesson.
pub fn read(ledger: &Ledger, report: &mut Report) -> Option<Draft> {
    let Some((front, body)) = split(report.text()) else {
        let cure = "Begin the file with a line ---, the fields, and a line --- again.";
        report.error(code::FRONT_MATTER, &(0..0), "a lesson begins with front matter between two lines ---", cure);
        return None;
    };
    let front = parse::parse(&front, report)?;
    let lesson = head(&front, report);
    let mut refs = vec![];
    let text = report.text().get(body..).unwrap_or("");
    let pieces = blocks::read(text, &Origin::At(body), ledger, report, &mut refs);
    let (sections, headings) = sections(pieces, &refs, report);
    Some(Draft { lesson: Lesson { sections, ..lesson? }, front, body, refs, headings })
}

/// The bytes of the front matter, and the byte after it.
fn split(text: &str) -> Option<(Range<usize>, usize)> {
    let first = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---")?;
    let mut at = first.len();
    for line in text.get(at..)?.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((first.len()..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn head(front: &Node, report: &mut Report) -> Option<Lesson> {
    let fields = Fields::open(front, "a lesson", &FRONT, report)?;
    let id = fields.slug("id", report);
    let title = fields.text("title", report);
    let service = fields.text("service", report);
    let order = fields.number("order", report);
    let minutes = fields.number("minutes", report);
    fields.need("tasks", report);
    let tasks = fields.texts_if("tasks", report).into_iter().map(ToOwned::to_owned).collect();
    let lab = fields.slug_if("lab", report).map(Into::into);
    let narrow = |n| u32::try_from(n).unwrap_or(u32::MAX);
    Some(Lesson {
        id: id?.into(),
        title: title?.into(),
        service: service?.into(),
        order: narrow(order?),
        tasks,
        minutes: narrow(minutes?),
        lab,
        sections: vec![],
    })
}

/// Gathers pieces under their headings.
fn sections(pieces: Vec<Piece>, refs: &[Ref], report: &mut Report) -> (Vec<Section>, Vec<Range<usize>>) {
    let mut anchors: BTreeMap<SectionId, Range<usize>> = BTreeMap::new();
    let (mut sections, mut headings): (Vec<Section>, Vec<Range<usize>>) = (vec![], vec![]);
    let mut seen = 0;
    for Piece { part, at, refs: upto } in pieces {
        let used = refs.get(seen..upto).unwrap_or(&[]);
        seen = upto;
        match part {
            Part::Section { anchor, title } => {
                let title = plain(&title);
                let id = anchor_of(anchor, &title, &at, &mut anchors, report);
                sections.push(Section { id, title, blocks: vec![], facts: vec![] });
                headings.push(at);
            }
            Part::Block(block) => {
                let Some(section) = sections.last_mut() else {
                    let cure = "Put it under a heading `## Title {#anchor}`.";
                    report.error(code::NO_ANCHOR, &at, "words before the first section", cure);
                    continue;
                };
                section.blocks.push(block);
                facts_into(used, &mut section.facts);
            }
        }
    }
    if sections.is_empty() {
        report.error(code::NO_ANCHOR, &(0..0), "a lesson without sections", "Begin one with `## Title {#anchor}`.");
    }
    for (section, at) in sections.iter().zip(&headings) {
        let keys = section.blocks.iter().filter(|b| matches!(b, Block::Callout { kind: Callout::Key, .. })).count();
        if keys != 1 {
            let message = format!("the section `{}` has {keys} [!KEY] callouts", section.id);
            report.error(code::KEY_CALLOUT, at, message, "Keep exactly one: the sentence that decides questions.");
        }
    }
    (sections, headings)
}

fn facts_into(refs: &[Ref], facts: &mut Vec<FactId>) {
    for reference in refs {
        if let Target::Fact { id, fault: None } = &reference.to
            && !facts.contains(id)
        {
            facts.push(id.clone());
        }
    }
}

/// A section's anchor; where it is missing, bad or taken, one is made up so that the words still load.
fn anchor_of(
    anchor: Option<String>,
    title: &str,
    at: &Range<usize>,
    taken: &mut BTreeMap<SectionId, Range<usize>>,
    report: &mut Report,
) -> SectionId {
    let made_up = || SectionId::from(format!("section-{}", taken.len() + 1));
    let id = match anchor {
        None => {
            let message = format!("the section `{title}` has no anchor");
            report.error(code::NO_ANCHOR, at, message, "Add one behind the title: {#anchor}.");
            made_up()
        }
        Some(anchor) if !is_slug(&anchor) => {
            let cure = "Use lower-case letters, digits and dashes.";
            report.error(code::BAD_ID, at, format!("`{anchor}` cannot be an anchor"), cure);
            made_up()
        }
        Some(anchor) => match taken.get(&SectionId::from(anchor.as_str())) {
            Some(first) => {
                let cure = "Give each section its own.";
                report.error(code::DUPLICATE_ANCHOR, at, format!("the anchor `{anchor}` is taken"), cure);
                report.also(first, "first used here");
                made_up()
            }
            None => SectionId::from(anchor),
        },
    };
    taken.insert(id.clone(), at.clone());
    id
}
