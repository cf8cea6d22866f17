//! What a learner sees of a receiver: what came, how often, and how it answers.
use super::model::{Outside, Receiver};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};

impl Outside {
    pub(super) fn views(&self, _: SimTime) -> Vec<Panel> {
        self.receivers.values().map(view).collect()
    }
}

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn view(at: &Receiver) -> Panel {
    let counts = &at.counts;
    let tokens = at.last.iter().rev().map(|(item, times)| Token {
        sign: if *times > 1 { Sign::Duplicate } else { Sign::Done },
        label: item.label.strip_prefix('m').map_or_else(|| item.label.clone(), Into::into),
        group: None,
    });
    let got = text(format!("got {}", counts.distinct), Tone::Done);
    let mut rows = vec![Row { cells: vec![Cell::Tokens(tokens.collect()), got] }];
    if counts.repeats > 0 {
        rows.push(Row { cells: vec![text(format!("again {}", counts.repeats), Tone::Fail)] });
    }
    if counts.refused + counts.silent > 0 {
        rows.push(Row { cells: vec![text(format!("refused {}", counts.refused + counts.silent), Tone::Fail)] });
    }
    rows.push(Row { cells: vec![state(at)] });
    let refused = counts.refused + counts.silent;
    Panel {
        role: at.form.role(),
        name: at.name.clone(),
        badge: if at.settings.silent { "silent".into() } else { at.settings.status.to_string() },
        spoken: format!(
            "{} {}: {} received, {} of them again, {refused} requests refused.",
            capital(at.form.role()),
            at.name,
            counts.received,
            counts.repeats
        ),
        rows,
    }
}

fn state(at: &Receiver) -> Cell {
    let set = &at.settings;
    if set.silent {
        return text("does not answer", Tone::Fault);
    }
    let limit = if set.capacity > 0 { format!(", at most {}/s", set.capacity) } else { String::new() };
    let tone = if (200..300).contains(&set.status) { Tone::Muted } else { Tone::Fault };
    text(format!("answers {} in {}{limit}", set.status, set.latency.span()), tone)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
