//! Toasts: one line, four seconds, errors until a key; all are kept for `gm`.
use crate::ui::flow::effect::Mood;
use std::collections::VecDeque;

/// How long a toast stays, in milliseconds.
const STAY_MS: u64 = 4_000;
/// How many messages are kept.
const KEPT: usize = 200;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How it sounds.
    pub mood: Mood,
    /// What it says, one line.
    pub words: String,
    /// Uptime when it was said.
    pub at_ms: u64,
}

/// All messages of the session, and whether the newest is still shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Oldest first.
    pub all: VecDeque<Note>,
    shown: bool,
}

impl Notes {
    /// Says something. The same words again only stay longer.
    pub fn say(&mut self, mood: Mood, words: &str, at_ms: u64) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.all.back().is_some_and(|n| n.words == words) {
            self.all.pop_back();
        }
        self.all.push_back(Note { mood, words, at_ms });
        if self.all.len() > KEPT {
            self.all.pop_front();
        }
        self.shown = true;
    }

    /// The toast on the screen.
    #[must_use]
    pub fn toast(&self) -> Option<&Note> {
        self.all.back().filter(|_| self.shown)
    }

    /// Time has passed.
    pub fn tick(&mut self, now_ms: u64) {
        if self.toast().is_some_and(|n| n.mood == Mood::Info && now_ms >= n.at_ms + STAY_MS) {
            self.shown = false;
        }
    }

    /// A key was pressed: errors were seen.
    pub fn key(&mut self) {
        if self.toast().is_some_and(|n| n.mood == Mood::Error) {
            self.shown = false;
        }
    }

    /// When the toast ends by itself.
    #[must_use]
    pub fn wake_at(&self) -> Option<u64> {
        self.toast().filter(|n| n.mood == Mood::Info).map(|n| n.at_ms + STAY_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toasts_end_and_errors_wait_for_a_key() {
        let mut notes = Notes::default();
        notes.say(Mood::Info, "saved\n twice", 100);
        assert_eq!((notes.toast().unwrap().words.as_str(), notes.wake_at()), ("saved twice", Some(4_100)));
        notes.tick(4_099);
        assert!(notes.toast().is_some());
        notes.tick(4_100);
        assert_eq!((notes.toast(), notes.wake_at(), notes.all.len()), (None, None, 1));
        notes.say(Mood::Error, "disk full", 5_000);
        notes.tick(99_000);
        assert!(notes.toast().is_some() && notes.wake_at().is_none());
        notes.key();
        assert_eq!(notes.toast(), None);
    }
}
