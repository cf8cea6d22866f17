//! The search index: everything a learner can open, with a key that has no capitals and no accents.
use super::Library;
use crate::base::id::{FactId, LabId, LessonId, QuestionId, SectionId};

/// What an entry opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// A lesson.
    Lesson(LessonId),
    /// A section of a lesson.
    Section(LessonId, SectionId),
    /// A lab.
    Lab(LabId),
    /// A question.
    Question(QuestionId),
    /// A fact.
    Fact(FactId),
}

impl Opens {
    /// The word for its kind: `lesson`, `section`, `lab`, `question`, `fact`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Lesson(_) => "lesson",
            Self::Section(..) => "section",
            Self::Lab(_) => "lab",
            Self::Question(_) => "question",
            Self::Fact(_) => "fact",
        }
    }
}

/// One line of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it opens.
    pub opens: Opens,
    /// What is shown: `Visibility timeout`.
    pub title: String,
    /// What stands beside it: the service, the lesson, today's value.
    pub extra: String,
    /// What is searched: id, title and extra, folded.
    pub key: String,
}

/// The index of a library: lessons and their sections in the order of the course, then labs, questions, facts.
#[must_use]
pub fn index(library: &Library) -> Vec<Entry> {
    let mut entries = vec![];
    for lesson in library.course.iter().filter_map(|id| library.lessons.get(id)) {
        entries.push(entry(Opens::Lesson(lesson.id.clone()), lesson.id.as_str(), &lesson.title, &lesson.service));
        for section in &lesson.sections {
            let opens = Opens::Section(lesson.id.clone(), section.id.clone());
            entries.push(entry(opens, section.id.as_str(), &section.title, &lesson.title));
        }
    }
    let labs = library.labs.values();
    entries.extend(labs.map(|lab| entry(Opens::Lab(lab.id.clone()), lab.id.as_str(), &lab.title, &lab.short)));
    for item in library.items.values() {
        let id = &item.question.id;
        let about = library.lessons.get(&item.lesson.0).map_or(item.lesson.0.as_str(), |lesson| &lesson.title);
        entries.push(entry(Opens::Question(id.clone()), id.as_str(), &item.title, about));
    }
    for fact in library.ledger.facts.values() {
        let shown = fact.show.as_deref().unwrap_or("");
        entries.push(entry(Opens::Fact(fact.id.clone()), fact.id.as_str(), &fact.title, shown));
    }
    entries
}

fn entry(opens: Opens, id: &str, title: &str, extra: &str) -> Entry {
    Entry { opens, title: title.to_owned(), extra: extra.to_owned(), key: fold(&format!("{title} {extra} {id}")) }
}

/// A text without capitals and without the accents of Latin letters, so that `ubung` finds `Übung`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => out.push('c'),
            'ď' | 'đ' | 'ð' => out.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => out.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => out.push('g'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => out.push('i'),
            'ĺ' | 'ļ' | 'ľ' | 'ł' => out.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => out.push('o'),
            'ŕ' | 'ř' => out.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' => out.push('s'),
            'ţ' | 'ť' => out.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            // Combining marks: the letter before them stays.
            '\u{300}'..='\u{36f}' => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_and_capitals_are_folded() {
        assert_eq!(fold("Übung Café Straße São e\u{301}"), "ubung cafe strasse sao e");
    }
}
