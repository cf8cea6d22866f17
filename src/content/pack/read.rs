//! YAML to questions: a question that cannot be read is told and left out, its pack goes on.
use super::{Domain, Item, Proof, proof};
use crate::{
    base::{
        id::{LessonId, OptionId, PackId, QuestionId, SectionId, is_slug},
        prose::Prose,
    },
    content::{
        facts::Ledger,
        finding::code,
        lesson::Block,
        markup::{
            Origin, Ref,
            blocks::{self, Part},
        },
        report::Report,
        yaml::{
            fields::{Fields, slug, words},
            tree::{Kind as Yaml, Node},
        },
    },
    quiz::question::{Choice, Kind, Pin, Question},
};
use std::{collections::BTreeMap, ops::Range};

const FILE: [&str; 4] = ["pack", "title", "license", "questions"];
const QUESTION: [&str; 13] = [
    "id", "title", "kind", "choose", "domain", "task", "lesson", "facts", "stem", "hint", "options", "proof", "source",
];
const OPTION: [&str; 5] = ["id", "text", "why", "right", "pin"];
/// Most options a screen sets.
const MAX_OPTIONS: usize = 8;

/// A pack as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Its id.
    pub id: PackId,
    /// Its title.
    pub title: String,
    /// Under which licence it may be passed on.
    pub license: String,
}

/// A question with what the rules need to know about its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The question.
    pub item: Item,
    /// Its YAML.
    pub node: Node,
    /// Everything its words refer to.
    pub refs: Vec<Ref>,
}

/// Reads a pack file.
pub fn read(root: &Node, ledger: &Ledger, report: &mut Report) -> (Option<Pack>, Vec<Draft>) {
    let Some(file) = Fields::open(root, "a pack", &FILE, report) else { return (None, vec![]) };
    let id = file.slug("pack", report);
    let title = file.text("title", report);
    let license = file.text_if("license", report).unwrap_or("CC-BY-4.0");
    let pack = id.zip(title).map(|(id, title)| Pack { id: id.into(), title: title.into(), license: license.into() });
    // Questions of a pack without a name are still looked at, so that one run tells all.
    let name = PackId::from(id.unwrap_or("nameless"));
    let mut drafts: Vec<Draft> = vec![];
    let mut taken: BTreeMap<QuestionId, Range<usize>> = BTreeMap::new();
    for node in file.list("questions", report) {
        let Some(draft) = (Reader { ledger, report, refs: vec![] }).question(node, &name) else { continue };
        let at = node.spot(&["id"]);
        if let Some(first) = taken.get(&draft.item.question.id) {
            let message = format!("the question `{}` stands here a second time", draft.item.question.id);
            report.error(code::DUPLICATE_ID, &at, message, "Ids are for ever: give the newer one its own.");
            report.also(first, "first here");
            continue;
        }
        taken.insert(draft.item.question.id.clone(), at);
        drafts.push(draft);
    }
    if pack.is_none() {
        drafts.clear();
    }
    (pack, drafts)
}

struct Reader<'l, 'r, 'a> {
    ledger: &'l Ledger,
    report: &'r mut Report<'a>,
    refs: Vec<Ref>,
}

impl Reader<'_, '_, '_> {
    fn question(mut self, node: &Node, pack: &PackId) -> Option<Draft> {
        let fields = Fields::open(node, "a question", &QUESTION, self.report)?;
        let id = fields.slug("id", self.report);
        let title = fields.text("title", self.report);
        let kind = self.kind(&fields);
        let domain = fields.choice("domain", &Domain::WORDS, self.report);
        let task = fields.text("task", self.report);
        let lesson = self.lesson(&fields);
        let facts = fields.texts_if("facts", self.report).into_iter().map(Into::into).collect();
        let stem = self.prose(&fields, "stem");
        let hint = fields.get("hint").map(|node| self.one(node, "hint").unwrap_or_default());
        let options = self.options(&fields);
        let proof = fields.get("proof").and_then(|node| proof::read(node, self.report));
        self.known_options(proof.as_ref(), node, options.as_deref());
        let item = Item {
            pack: pack.clone(),
            title: title?.into(),
            question: Question { id: id?.into(), kind: kind?, stem: stem?, options: options? },
            domain: domain?,
            task: task?.into(),
            facts,
            lesson: lesson?,
            hint,
            proof,
        };
        Some(Draft { item, node: node.clone(), refs: self.refs })
    }

    fn kind(&mut self, fields: &Fields) -> Option<Kind> {
        let single = fields.choice("kind", &[("single", true), ("multiple", false)], self.report)?;
        if single {
            if let Some(choose) = fields.get("choose") {
                let cure = "Remove `choose`, or write `kind: multiple`.";
                self.report.error(code::UNKNOWN_FIELD, &choose.span, "a single-choice question has no `choose`", cure);
            }
            return Some(Kind::Single);
        }
        let choose = fields.number("choose", self.report)?;
        match u8::try_from(choose) {
            Ok(choose) if choose >= 2 && usize::from(choose) < MAX_OPTIONS => Some(Kind::Multiple { choose }),
            _ => {
                let span = fields.node().spot(&["choose"]);
                let cure = "Write 2 or 3; for one right option write `kind: single`.";
                self.report.error(code::BAD_NUMBER, &span, format!("`choose` cannot be {choose}"), cure);
                None
            }
        }
    }

    fn lesson(&mut self, fields: &Fields) -> Option<(LessonId, SectionId)> {
        let text = fields.text("lesson", self.report)?;
        let found = text.split_once('#').filter(|(lesson, section)| is_slug(lesson) && is_slug(section));
        if found.is_none() {
            let message = format!("`{text}` names no lesson section");
            let cure = "Write lesson-id#anchor.";
            self.report.error(code::BAD_ID, &fields.node().spot(&["lesson"]), message, cure);
        }
        found.map(|(lesson, section)| (lesson.into(), section.into()))
    }

    /// Paragraphs of words.
    fn prose(&mut self, fields: &Fields, name: &str) -> Option<Vec<Prose>> {
        let node = fields.need(name, self.report)?;
        self.paragraphs(node, name)
    }

    fn paragraphs(&mut self, node: &Node, name: &str) -> Option<Vec<Prose>> {
        let text = words(node, name, self.report)?;
        let origin = Origin::Within(node.span.clone());
        let pieces = blocks::read(text, &origin, self.ledger, self.report, &mut self.refs);
        let mut paragraphs = vec![];
        for piece in pieces {
            if let Part::Block(Block::Paragraph(prose)) = piece.part {
                paragraphs.push(prose);
            } else {
                let cure = "Write paragraphs of words; a line that begins with - or 1. or # needs a \\ before it.";
                self.report.error(code::MARKUP, &piece.at, format!("`{name}` takes paragraphs only"), cure);
            }
        }
        Some(paragraphs)
    }

    /// Words of one paragraph.
    fn one(&mut self, node: &Node, name: &str) -> Option<Prose> {
        let mut paragraphs = self.paragraphs(node, name)?.into_iter();
        let first = paragraphs.next();
        if paragraphs.next().is_some() {
            let cure = "Remove the empty line.";
            self.report.error(code::MARKUP, &node.head(), format!("`{name}` takes one paragraph"), cure);
        }
        first
    }

    fn options(&mut self, fields: &Fields) -> Option<Vec<Choice>> {
        let node = fields.need("options", self.report)?;
        let mut options: Vec<Choice> = vec![];
        let mut taken: BTreeMap<OptionId, Range<usize>> = BTreeMap::new();
        let mut whole = true;
        for node in fields.list("options", self.report) {
            let Some(choice) = self.option(node) else {
                whole = false;
                continue;
            };
            let at = node.spot(&["id"]);
            if let Some(first) = taken.get(&choice.id) {
                let message = format!("the option `{}` stands here a second time", choice.id);
                self.report.error(code::DUPLICATE_ID, &at, message, "Give each option of a question its own id.");
                self.report.also(first, "first here");
                whole = false;
                continue;
            }
            taken.insert(choice.id.clone(), at);
            options.push(choice);
        }
        if !(2..=MAX_OPTIONS).contains(&options.len()) {
            if whole && matches!(node.kind, Yaml::List(_)) {
                let message = format!("{} options", options.len());
                self.report.error(code::BAD_NUMBER, &node.head(), message, "A question has two to eight options.");
            }
            whole = false;
        }
        whole.then_some(options)
    }

    fn option(&mut self, node: &Node) -> Option<Choice> {
        let fields = Fields::open(node, "an option", &OPTION, self.report)?;
        let id = fields.slug("id", self.report);
        let text = fields.need("text", self.report).and_then(|node| self.one(node, "text"));
        // A missing why is a rule of taste: the option still works.
        let why = fields.get("why").and_then(|node| self.one(node, "why")).unwrap_or_default();
        let right = fields.flag("right", self.report);
        let pin = fields.choice_if("pin", &[("first", Pin::First), ("last", Pin::Last)], self.report);
        Some(Choice { id: id?.into(), text: text?, why, right, pin })
    }

    /// Tells options of the proof that the question does not have.
    fn known_options(&mut self, proof: Option<&Proof>, node: &Node, options: Option<&[Choice]>) {
        let (Some(proof), Some(options)) = (proof, options) else { return };
        for id in proof.options.keys().filter(|id| options.iter().all(|o| o.id != **id)) {
            let at = node.get("proof").and_then(|p| p.get("options")).map_or(0..0, |o| key_of(o, id.as_str()));
            let known: Vec<&str> = options.iter().map(|o| o.id.as_str()).collect();
            let message = format!("the question has no option `{id}`");
            self.report.error(code::BAD_WORD, &at, message, format!("It has {}.", known.join(", ")));
        }
    }
}

/// Where a key of a mapping stands.
fn key_of(map: &Node, key: &str) -> Range<usize> {
    map.entries().iter().find(|e| e.key == key).map_or_else(|| map.head(), |e| e.at.clone())
}

/// The ids of a list of slugs; what is none is told.
pub fn slugs<'n>(nodes: &'n [Node], name: &str, report: &mut Report) -> Vec<&'n str> {
    nodes.iter().filter_map(|node| slug(node, name, report)).collect()
}
