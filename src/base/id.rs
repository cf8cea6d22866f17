//! Slugs: stable names of content. A learner's progress hangs on them, so they are never reused.
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub std::sync::Arc<str>);

        impl $name {
            /// The slug as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug!(
    /// A fact of the ledger, dotted: `sqs.visibility.default`.
    FactId
);
slug!(
    /// A lesson: `sqs-visibility`.
    LessonId
);
slug!(
    /// A section inside a lesson; stable anchor: `choose`.
    SectionId
);
slug!(
    /// A question, unique over all packs: `sqs-vt-double-charge`.
    QuestionId
);
slug!(
    /// An option inside one question: `longer-timeout`.
    OptionId
);
slug!(
    /// A pack of questions: `sqs-core`.
    PackId
);
slug!(
    /// A lab: `sqs-vt`.
    LabId
);
slug!(
    /// A name inside a lab file: variable, goal, prediction.
    Key
);

/// Whether `text` may serve as a slug: lower-case ASCII letters, digits, `-`, `_` and `.`, starting with a letter or digit, at most 64 bytes.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let ok = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    text.len() <= 64
        && text.bytes().next().is_some_and(ok)
        && text.bytes().all(|b| ok(b) || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::is_slug;

    #[test]
    fn slugs_are_lower_case_words() {
        for good in ["sqs-vt", "sqs.visibility.default", "q17", "3rd_try"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "Sqs", "a b", "ü", &"x".repeat(65)] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
