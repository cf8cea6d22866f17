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

/// A line of a key table as it stands now: what footer, border, help and palette show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key that does it; the palette sends it.
    pub key: Key,
    /// Keys as shown: `, .`.
    pub keys: String,
    /// One or two words: `pause`; may be empty.
    pub words: &'static str,
    /// A phrase for help and palette; may be empty.
    pub help: &'static str,
    /// Heading in the help.
    pub group: &'static str,
    /// Where it stands and its rank.
    pub place: Place,
    /// Whether it can work now; dim where not.
    pub on: bool,
}

/// The hints of one pane or screen: one tab of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// `lab`, `quiz`, `everywhere`.
    pub title: &'static str,
    /// The key that gives it the focus first, where its keys work only in focus.
    pub focus: Option<Key>,
    /// Its lines.
    pub hints: Vec<Hint>,
}

/// The hints of a table, with `on` saying which acts can work now.
#[must_use]
pub fn hints<A: Copy>(table: &[Binding<A>], on: impl Fn(A) -> bool) -> Vec<Hint> {
    let hint = |b: &Binding<A>| {
        let key = *b.keys.first()?;
        let keys = if b.shown.is_empty() { key.name() } else { b.shown.into() };
        Some(Hint { key, keys, words: b.hint, help: b.help, group: b.group, place: b.place, on: on(b.act) })
    };
    table.iter().filter_map(hint).collect()
}

/// Keys that two lines of a table claim: empty in a sound table.
#[must_use]
pub fn clashes<A>(table: &[Binding<A>]) -> Vec<Key> {
    let mut keys: Vec<Key> = table.iter().flat_map(|b| b.keys.iter().copied()).collect();
    keys.sort_unstable();
    let mut twice: Vec<Key> = keys.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
    twice.dedup();
    twice
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Binding<u8>] = &[
        Binding {
            keys: &[Key::ch('.'), Key::ch('l')],
            act: 1,
            shown: ", .",
            hint: "step",
            help: "one event",
            group: "Time",
            place: Place::Both(2),
        },
        Binding { keys: &[Key::ch(',')], act: 2, shown: "", hint: "", help: "", group: "Time", place: Place::Help },
    ];

    #[test]
    fn a_key_finds_its_act_and_its_hint() {
        assert_eq!(
            (find(TABLE, Key::ch('l')), find(TABLE, Key::ch(',')), find(TABLE, Key::ch('x'))),
            (Some(1), Some(2), None)
        );
        let told = hints(TABLE, |a| a == 1);
        assert_eq!((told[0].keys.as_str(), told[0].on, told[1].keys.as_str(), told[1].on), (", .", true, ",", false));
    }

    #[test]
    fn a_clash_is_found() {
        assert_eq!(clashes(TABLE), vec![]);
        let bad = [TABLE[0], TABLE[0]];
        assert_eq!(clashes(&bad), vec![Key::ch('.'), Key::ch('l')]);
    }
}
