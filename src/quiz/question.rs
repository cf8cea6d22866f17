//! A question as the learner meets it: a small scenario, a constraint, options that each say why.
use crate::base::{
    id::{OptionId, QuestionId},
    prose::{Prose, plain},
};

/// How a question is answered. Ordering, matching and numeric kinds come later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Exactly one option is right.
    Single,
    /// Exactly `choose` options are right, two or more; no partial credit.
    Multiple {
        /// How many to choose.
        choose: u8,
    },
}

impl Kind {
    /// How many options make a complete answer.
    #[must_use]
    pub const fn choose(self) -> usize {
        match self {
            Self::Single => 1,
            Self::Multiple { choose } => choose as usize,
        }
    }
}

/// Where an option stays when the others are shuffled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pin {
    /// Always shown first.
    First,
    /// Always shown last ("None of these").
    Last,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Stable inside the question; explanations and logs name it, never a letter.
    pub id: OptionId,
    /// What it proposes.
    pub text: Prose,
    /// Why it is right or wrong.
    pub why: Prose,
    /// Whether it belongs to the key.
    pub right: bool,
    /// Its fixed place, if any.
    pub pin: Option<Pin>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Stable, never reused.
    pub id: QuestionId,
    /// How it is answered.
    pub kind: Kind,
    /// The scenario and the demand, paragraph by paragraph.
    pub stem: Vec<Prose>,
    /// Two to eight options, in the author's order.
    pub options: Vec<Choice>,
}

impl Question {
    /// A digest of what the learner reads, to notice later that a question was edited: 16 hexadecimal digits (FNV-1a).
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |text: &str| {
            for byte in text.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        self.stem.iter().for_each(|p| add(&plain(p)));
        for option in &self.options {
            add(option.id.as_str());
            add(&plain(&option.text));
            add(if option.right { "+" } else { "-" });
        }
        format!("{hash:016x}")
    }
}

/// A small number in words, as exams write it: `TWO`.
#[must_use]
pub fn number(n: usize) -> String {
    match n {
        1 => "ONE".into(),
        2 => "TWO".into(),
        3 => "THREE".into(),
        4 => "FOUR".into(),
        _ => n.to_string(),
    }
}
