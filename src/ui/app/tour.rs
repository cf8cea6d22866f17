//! The three steps of the first run: the plan, one real question with its lab, where things are.

/// Where the first run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tour {
    /// Step 1: exam date and minutes.
    Plan,
    /// Step 2: the real app waits for the first answer.
    Question,
    /// The answer was given; the next `n` shows step 3.
    Answered,
    /// Step 3: where things are.
    Map,
}

impl Tour {
    /// As the header says it.
    #[must_use]
    pub const fn step(self) -> &'static str {
        match self {
            Self::Plan => "1",
            Self::Question | Self::Answered => "2",
            Self::Map => "3",
        }
    }
}
