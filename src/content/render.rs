//! A finding drawn for people: the line it is about, with a caret under the place.
use super::{
    finding::{Finding, Severity},
    report::body,
};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};
use std::ops::Range;

/// How it is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// With colours.
    pub colour: bool,
    /// With box characters; ASCII otherwise.
    pub unicode: bool,
}

/// Draws a finding over the text of its file (as read, a byte order mark included).
#[must_use]
pub fn render(finding: &Finding, text: &str, look: Look) -> String {
    let text = body(text);
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(if look.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii });
    let level = if finding.severity == Severity::Error { Level::ERROR } else { Level::WARNING };
    let place = AnnotationKind::Primary.span(first_line(text, &finding.span));
    let mut snippet = Snippet::source(text).path(&finding.path).annotation(place);
    let group = level.primary_title(&finding.message).id(finding.code);
    let elsewhere = finding.also.as_ref().map(|also| {
        let words = format!("{} ({}:{}:{})", also.words, also.path, also.line, also.column);
        (also, words)
    });
    if let Some((also, _)) = elsewhere.as_ref().filter(|(also, _)| also.path == finding.path) {
        snippet = snippet.annotation(AnnotationKind::Context.span(first_line(text, &also.span)).label(&also.words));
    }
    let mut parts = group.element(snippet);
    if let Some((_, words)) = elsewhere.as_ref().filter(|(also, _)| also.path != finding.path) {
        parts = parts.element(Level::NOTE.message(words));
    }
    renderer.render(&[parts.element(Level::HELP.message(&finding.cure))])
}

/// The part of a span that stands on its first line, inside the text and on character boundaries.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    let end = text.floor_char_boundary(span.end.max(start));
    let line = text.get(start..end).unwrap_or("");
    start..start + line.find('\n').unwrap_or(line.len())
}

#[cfg(test)]
mod tests {
    use super::{Look, render};
    use crate::content::report::Report;

    const TEXT: &str = "pack: x\ntitle: Ümläute\nquestoins: []\n";

    fn drawn(look: Look) -> String {
        let mut report = Report::new("quizzes/x.yaml", TEXT);
        let at = TEXT.find("questoins").unwrap();
        report.error("E0101", &(at..at + 9), "a pack has no field `questoins`", "Did you mean `questions`?");
        report.also(&(0..4), "the pack");
        render(&report.into_findings()[0], TEXT, look)
    }

    #[test]
    fn a_finding_shows_its_line_and_its_cure() {
        let plain = drawn(Look::default());
        for part in ["error[E0101]: a pack has no field", "quizzes/x.yaml:3:1", "^^^^^^^^^", "help: Did you mean"] {
            assert!(plain.contains(part), "{part} in\n{plain}");
        }
        assert!(plain.is_ascii() || plain.contains('Ü'), "{plain}");
    }

    #[test]
    fn colour_and_boxes_come_only_where_asked() {
        assert!(!drawn(Look::default()).contains('\u{1b}'));
        assert!(drawn(Look { colour: true, unicode: false }).contains('\u{1b}'));
        assert!(drawn(Look { colour: false, unicode: true }).contains('╭'));
    }
}
