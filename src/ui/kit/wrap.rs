//! Runs of styled words into lines of a width, broken at blanks; a word longer than a line is broken inside.
use super::{Kit, theme::Role};
use crate::base::prose::Inline;
use ratatui::{
    style::{Modifier, Style},
    text::{Line, Span},
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The widest line that reads well.
pub const MEASURE: u16 = 72;

/// Inline prose as styled runs; `role` is the role of plain words.
#[must_use]
pub fn runs(kit: &Kit, prose: &[Inline], role: Role) -> Vec<(String, Style)> {
    let base = kit.theme.style(role);
    let run = |inline: &Inline| match inline {
        Inline::Text(t) => (t.clone(), base),
        Inline::Strong(t) => (t.clone(), base.patch(kit.theme.style(Role::Strong))),
        Inline::Emph(t) => (t.clone(), base.add_modifier(Modifier::ITALIC)),
        Inline::Code(t) => (t.clone(), base.patch(kit.theme.style(Role::Code))),
        // Today's value stays on one line: `30 s` is one word.
        Inline::Fact { today, .. } => (today.replace(' ', "\u{a0}"), base.patch(kit.theme.style(Role::Strong))),
        Inline::Link { words, .. } => (words.clone(), base.patch(kit.theme.style(Role::Info))),
        Inline::Break => ("\n".into(), base),
    };
    prose.iter().map(run).collect()
}

/// Prose as lines of at most `width` cells (never more than [`MEASURE`]).
#[must_use]
pub fn prose(kit: &Kit, prose: &[Inline], width: u16, role: Role) -> Vec<Line<'static>> {
    lines(&runs(kit, prose, role), width)
}

/// Plain words as lines in one role.
#[must_use]
pub fn words(kit: &Kit, words: &str, width: u16, role: Role) -> Vec<Line<'static>> {
    lines(&[(words.to_owned(), kit.theme.style(role))], width)
}

/// Styled runs as lines of at most `width` cells (never more than [`MEASURE`]).
#[must_use]
pub fn lines(runs: &[(String, Style)], width: u16) -> Vec<Line<'static>> {
    fill(runs, width.min(MEASURE))
}

/// Styled runs as lines as wide as asked: the scenarios of an exam are set wide.
#[must_use]
pub fn fill(runs: &[(String, Style)], width: u16) -> Vec<Line<'static>> {
    let mut setter = Setter::new(usize::from(width.max(1)));
    for (text, style) in runs {
        for (i, part) in text.split('\n').enumerate() {
            if i > 0 {
                setter.word_end();
                setter.line_end();
            }
            for piece in part.split_inclusive(' ') {
                setter.add(piece.trim_end_matches(' '), *style);
                if piece.ends_with(' ') {
                    setter.blank(*style);
                }
            }
        }
    }
    setter.done()
}

struct Setter {
    width: usize,
    lines: Vec<Line<'static>>,
    line: Vec<Span<'static>>,
    used: usize,
    word: Vec<Span<'static>>,
    gap: Option<Style>,
}

impl Setter {
    fn new(width: usize) -> Self {
        Self { width, lines: vec![], line: vec![], used: 0, word: vec![], gap: None }
    }

    fn add(&mut self, text: &str, style: Style) {
        if !text.is_empty() {
            self.word.push(Span::styled(text.to_owned(), style));
        }
    }

    fn blank(&mut self, style: Style) {
        self.word_end();
        if self.used > 0 {
            self.gap = Some(style);
        }
    }

    fn word_end(&mut self) {
        let word = std::mem::take(&mut self.word);
        let need: usize = word.iter().map(|s| s.content.width()).sum();
        if need == 0 {
            return;
        }
        let gap = usize::from(self.gap.is_some());
        if self.used > 0 && self.used + gap + need > self.width {
            self.line_end();
        }
        if let Some(style) = self.gap.take() {
            self.put(" ", style);
        }
        if need <= self.width {
            for s in word {
                self.put(&s.content, s.style);
            }
        } else {
            for s in word {
                self.break_inside(&s.content, s.style);
            }
        }
    }

    fn break_inside(&mut self, text: &str, style: Style) {
        for piece in text.graphemes(true) {
            if self.used > 0 && self.used + piece.width() > self.width {
                self.line_end();
            }
            self.put(piece, style);
        }
    }

    fn put(&mut self, text: &str, style: Style) {
        self.used += text.width();
        match self.line.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(text),
            _ => self.line.push(Span::styled(text.to_owned(), style)),
        }
    }

    fn line_end(&mut self) {
        self.gap = None;
        self.used = 0;
        let mut spans = std::mem::take(&mut self.line);
        spans
            .iter_mut()
            .filter(|s| s.content.contains('\u{a0}'))
            .for_each(|s| s.content = s.content.replace('\u{a0}', " ").into());
        self.lines.push(Line::from(spans));
    }

    fn done(mut self) -> Vec<Line<'static>> {
        self.word_end();
        if !self.line.is_empty() || self.lines.is_empty() {
            self.line_end();
        }
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, width: u16) -> Vec<String> {
        words(&Kit::default(), text, width, Role::Text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_break_at_blanks_and_long_words_inside() {
        assert_eq!(set("While a consumer works on it", 12), ["While a", "consumer", "works on it"]);
        assert_eq!(set("ApproximateAge of", 6), ["Approx", "imateA", "ge of"]);
        assert_eq!(set("", 5), [""]);
        assert_eq!(set("a\nb", 5), ["a", "b"]);
        assert_eq!(set("日本語 ok", 4), ["日本", "語", "ok"]);
    }

    #[test]
    fn a_value_and_its_unit_stay_together() {
        let prose_ = vec![
            Inline::Text("the limit is ".into()),
            Inline::Fact { id: "a".into(), today: "30 s".into(), older: None },
            Inline::Text(", then".into()),
        ];
        let got: Vec<String> =
            prose(&Kit::default(), &prose_, 16, Role::Text).iter().map(ToString::to_string).collect();
        assert_eq!(got, ["the limit is", "30 s, then"]);
    }

    #[test]
    fn no_line_is_longer_than_asked() {
        for width in 1..90 {
            for line in words(
                &Kit::default(),
                "Two workers hold m3. ApproximateAgeOfOldestMessage 日本語 grows.",
                width,
                Role::Text,
            ) {
                assert!(line.width() <= usize::from(width.clamp(2, MEASURE)), "{width}: {line}");
            }
        }
    }
}
