//! Key tables. A pane's or screen's table is the only place where its keys stand: handling, footer, border hints, help and
//! palette all read it, so a hint can never lie.
use super::key::Key;

/// One line of a key table.
#[derive(Clone, Copy, Debug)]
pub struct Binding<A: 'static> {
    /// The keys that do it; the first is the one shown.
    pub keys: &'static [Key],
    /// What they do.
    pub act: A,
    /// Keys as shown in hints where several lines are told as one: `, .`, `h l`; empty: the first key's name.
    pub shown: &'static str,
    /// One or two words for the footer: `pause`; empty: never in a footer.
    pub hint: &'static str,
    /// A phrase for help and palette: `one event forward`; empty: told by a neighbour's line.
    pub help: &'static str,
    /// Heading in the help: `Time`.
    pub group: &'static str,
    /// Where the hint stands: bottom border of the pane, or footer; smaller survives longer when room is short.
    pub place: Place,
}

/// Where a hint is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The pane's bottom border, with its rank.
    Border(u8),
    /// The footer, with its rank.
    Footer(u8),
    /// Both, with the rank.
    Both(u8),
    /// Only in help and palette.
    Help,
}

/// The act bound to a key, if any.
#[must_use]
pub fn find<A: Copy>(table: &[Binding<A>], key: Key) -> Option<A> {
    table.iter().find(|b| b.keys.contains(&key)).map(|b| b.act)
}
