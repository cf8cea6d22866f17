//! From files to library: every file is read on its own, the ledger first, then everything is put together by id.
use super::{Library, Source};
use crate::content::{
    exam::{self, Blueprint},
    facts::{self, Ledger},
    finding::{Finding, code},
    lab, lesson, pack,
    report::{Care, Report, body},
    yaml::{parse, tree::Node},
};
use std::{collections::BTreeMap, ops::Range, sync::Arc};

/// What one file holds, with what the rules need to know about it.
#[derive(Clone, Debug)]
pub enum Draft {
    /// The ledger: where its facts stand.
    Ledger(facts::read::Places),
    /// A lesson.
    Lesson(Box<lesson::read::Draft>),
    /// A pack: its head, and its questions.
    Pack(Option<pack::read::Pack>, Vec<pack::read::Draft>),
    /// A lab and its YAML.
    Lab(Box<lab::Lab>, Node),
    /// A blueprint of a mock exam and its YAML.
    Exam(Box<Blueprint>, Node),
    /// Nothing that could be read, or a file of another kind.
    Nothing,
}

/// Everything that was read: the library, and file by file what it came from.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The library.
    pub library: Library,
    /// One for each source, in the same order.
    pub drafts: Vec<Draft>,
    /// What was found while reading.
    pub findings: Vec<Finding>,
}

/// Reads all sources.
#[must_use]
pub fn read(sources: &[Source], care: Care) -> Desk {
    let mut findings = vec![];
    let mut ledger = Ledger::default();
    let mut drafts: Vec<Option<Draft>> = sources.iter().map(|s| read_ledger(s, &mut ledger, &mut findings)).collect();
    for (draft, source) in drafts.iter_mut().zip(sources) {
        if draft.is_none() {
            *draft = Some(one(source, &ledger, care, &mut findings));
        }
    }
    let drafts: Vec<Draft> = drafts.into_iter().flatten().collect();
    let mut library = Library { ledger: Arc::new(ledger), ..Library::default() };
    gather(sources, &drafts, &mut library, &mut findings);
    if care == Care::Full {
        without_broken_proofs(&mut library);
    }
    Desk { library, drafts, findings }
}

/// Whether a file is the ledger, by its name.
fn is_ledger(source: &Source) -> bool {
    source.path.rsplit(['/', '\\']).next() == Some("facts.yaml")
}

fn read_ledger(source: &Source, ledger: &mut Ledger, findings: &mut Vec<Finding>) -> Option<Draft> {
    if !is_ledger(source) {
        return None;
    }
    let mut report = Report::new(&source.path, &source.text);
    let root = parse::parse(&(0..report.text().len()), &mut report);
    let draft = root.map_or(Draft::Nothing, |root| Draft::Ledger(facts::read::read(&root, ledger, &mut report)));
    findings.extend(report.into_findings());
    Some(draft)
}

/// Reads one lesson, pack or lab. Files are told apart by their ending and by their first field.
#[must_use]
pub fn one(source: &Source, ledger: &Ledger, care: Care, findings: &mut Vec<Finding>) -> Draft {
    let mut report = Report::new(&source.path, &source.text);
    let draft = if source.path.ends_with(".md") {
        let is_lesson = source.path.contains("lessons") || body(&source.text).starts_with("---");
        let lesson = if is_lesson { lesson::read::read(ledger, &mut report) } else { None };
        lesson.map_or(Draft::Nothing, |draft| Draft::Lesson(Box::new(draft)))
    } else {
        yaml(ledger, care, &mut report)
    };
    findings.extend(report.into_findings());
    draft
}

fn yaml(ledger: &Ledger, care: Care, report: &mut Report) -> Draft {
    let Some(root) = parse::parse(&(0..report.text().len()), report) else { return Draft::Nothing };
    if root.get("lab").is_some() {
        return lab::read::read(&root, care, report).map_or(Draft::Nothing, |lab| Draft::Lab(Box::new(lab), root));
    }
    if root.get("exam").is_some() {
        return exam::read::read(&root, report).map_or(Draft::Nothing, |exam| Draft::Exam(Box::new(exam), root));
    }
    if root.get("pack").is_some() || root.get("questions").is_some() {
        let (pack, drafts) = pack::read::read(&root, ledger, report);
        return Draft::Pack(pack, drafts);
    }
    let hint =
        "A pack begins with `pack:`, a lab with `lab:`, a blueprint with `exam:`; the ledger is named facts.yaml.";
    report.error(code::UNKNOWN_FILE, &root.head(), "neither a pack nor a lab nor a blueprint", hint);
    Draft::Nothing
}

/// Ids of one kind: in which source they stand, and where.
type Taken<K> = BTreeMap<K, (usize, Range<usize>)>;

/// Puts the drafts together by id.
fn gather(sources: &[Source], drafts: &[Draft], library: &mut Library, findings: &mut Vec<Finding>) {
    let mut shelf = Shelf { sources, findings };
    let (mut lessons, mut items, mut labs) = (Taken::new(), Taken::new(), Taken::new());
    let (mut packs, mut exams): (Taken<String>, _) = (Taken::new(), Taken::new());
    for (i, draft) in drafts.iter().enumerate() {
        match draft {
            Draft::Lesson(draft) => {
                let id = draft.lesson.id.clone();
                if shelf.free("lesson", &id, (i, draft.front.spot(&["id"])), &mut lessons) {
                    library.lessons.insert(id, Arc::new(draft.lesson.clone()));
                }
            }
            Draft::Lab(lab, node) => {
                if shelf.free("lab", &lab.id, (i, node.spot(&["lab"])), &mut labs) {
                    library.labs.insert(lab.id.clone(), Arc::new((**lab).clone()));
                }
            }
            Draft::Exam(exam, node) => {
                if shelf.free("blueprint", &exam.id, (i, node.spot(&["exam"])), &mut exams) {
                    library.exams.insert(exam.id.clone(), Arc::new((**exam).clone()));
                }
            }
            Draft::Pack(pack, questions) => {
                if let Some(pack) = pack {
                    shelf.free("pack", &pack.id.to_string(), (i, 0..0), &mut packs);
                }
                for draft in questions {
                    let id = draft.item.question.id.clone();
                    if shelf.free("question", &id, (i, draft.node.spot(&["id"])), &mut items) {
                        library.items.insert(id, Arc::new(draft.item.clone()));
                    }
                }
            }
            Draft::Ledger(_) | Draft::Nothing => {}
        }
    }
    library.course = library.lessons.keys().cloned().collect();
    library.course.sort_by_key(|id| (library.lessons.get(id).map_or(0, |l| l.order), id.clone()));
}

struct Shelf<'s, 'f> {
    sources: &'s [Source],
    findings: &'f mut Vec<Finding>,
}

impl Shelf<'_, '_> {
    /// Whether an id may be used: not yet taken, or taken in a lower layer. Twice in one layer is an error with both places.
    fn free<K: Ord + Clone + ToString>(
        &mut self,
        what: &str,
        id: &K,
        at: (usize, Range<usize>),
        taken: &mut Taken<K>,
    ) -> bool {
        let layer = |i: usize| self.sources.get(i).map_or(0, |s| s.layer);
        if let Some((first, place)) = taken.get(id)
            && layer(*first) == layer(at.0)
            && let (Some(here), Some(there)) = (self.sources.get(at.0), self.sources.get(*first))
        {
            let mut report = Report::new(&here.path, &here.text);
            let message = format!("the {what} `{}` stands here a second time", id.to_string());
            report.error(code::DUPLICATE_ID, &at.1, message, "Ids are for ever: give the newer one its own.");
            let also = Report::new(&there.path, &there.text).at(place, "first here");
            self.findings.extend(report.into_findings().into_iter().map(|mut finding| {
                finding.also = Some(also.clone());
                finding
            }));
            return false;
        }
        taken.insert(id.clone(), at);
        true
    }
}

/// A proof that does not fit its lab is not offered; its findings say why.
fn without_broken_proofs(library: &mut Library) {
    for item in library.items.values_mut() {
        let broken = item.proof.as_ref().is_some_and(|proof| !pack::proof::faults(proof, &library.labs).is_empty());
        if broken {
            Arc::make_mut(item).proof = None;
        }
    }
}
