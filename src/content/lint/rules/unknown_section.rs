//! A lesson or section that does not exist: a link, a question or a lab that leads nowhere.
use crate::content::{
    finding::Severity,
    library::Library,
    lint::{Out, Rule, View},
    markup::{Ref, Target},
    yaml::nearest::nearest,
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: "E0302",
    severity: Severity::Error,
    at_load: true,
    check,
    #[cfg(test)]
    bad: ("unknown_section.bad.yaml", include_str!("unknown_section.bad.yaml")),
};

use crate::base::id::{LessonId, SectionId};
use std::ops::Range;

fn check(view: &View, out: &mut Out) {
    let library = &view.desk.library;
    for (source, draft) in view.lessons() {
        in_words(source, &draft.refs, library, out);
    }
    for (source, draft) in view.questions() {
        in_words(source, &draft.refs, library, out);
        let (lesson, section) = &draft.item.lesson;
        tell(library, (lesson, Some(section)), (source, &draft.node.spot(&["lesson"])), out);
    }
    for (source, lab, node) in view.labs() {
        if let Some((lesson, section)) = &lab.lesson {
            tell(library, (lesson, Some(section)), (source, &node.spot(&["lesson"])), out);
        }
    }
}

fn in_words(source: usize, refs: &[Ref], library: &Library, out: &mut Out) {
    for reference in refs {
        if let Target::Lesson(lesson, section) = &reference.to {
            tell(library, (lesson, section.as_ref()), (source, &reference.span), out);
        }
    }
}

fn tell(library: &Library, to: (&LessonId, Option<&SectionId>), at: (usize, &Range<usize>), out: &mut Out) {
    let did_you_mean = |near: Option<&str>, all: String| near.map_or(all, |near| format!("Did you mean `{near}`?"));
    let Some(lesson) = library.lessons.get(to.0) else {
        let near = nearest(to.0.as_str(), library.lessons.keys().map(LessonId::as_str));
        let cure = did_you_mean(near, "List the lessons with `inflight list lessons`.".into());
        return out.add(at.0, at.1, format!("there is no lesson `{}`", to.0), cure);
    };
    let Some(section) = to.1.filter(|id| lesson.sections.iter().all(|s| s.id != **id)) else { return };
    let known: Vec<&str> = lesson.sections.iter().map(|s| s.id.as_str()).collect();
    let cure = did_you_mean(nearest(section.as_str(), known.iter().copied()), format!("It has {}.", known.join(", ")));
    out.add(at.0, at.1, format!("the lesson `{}` has no section `{section}`", to.0), cure);
}
