//! Roles and their styles. Code names roles, never colours; a theme is a data file under `assets/themes`.
use crate::sim::panel::{Sign, Tone};
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a text or a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Body text.
    Text,
    /// Body text that matters now: bold.
    Strong,
    /// Labels.
    Muted,
    /// Notes and hints.
    Dim,
    /// Tracks, rules, thin borders: decoration.
    Faint,
    /// The heavy border, the cursor bar.
    Focus,
    /// Key letters.
    Key,
    /// ● waiting.
    Visible,
    /// ◐ in flight.
    Flight,
    /// ✓ right, deleted.
    Done,
    /// ✗ wrong, ran out, refused.
    Fail,
    /// ↯ injected.
    Fault,
    /// Links, asides, the linked badge.
    Info,
    /// API names, attributes, commands.
    Code,
    /// The row under the cursor (a background).
    Select,
    /// The sentence that decides (a background).
    Mark,
    /// Header and footer (a background).
    Chrome,
    /// The ground (a background).
    Bg,
    /// A FIFO group or a shard, 0 = A.
    Group(usize),
}

const NAMES: [(&str, Role); 17] = [
    ("bg", Role::Bg),
    ("chrome", Role::Chrome),
    ("text", Role::Text),
    ("muted", Role::Muted),
    ("dim", Role::Dim),
    ("faint", Role::Faint),
    ("focus", Role::Focus),
    ("key", Role::Key),
    ("visible", Role::Visible),
    ("flight", Role::Flight),
    ("done", Role::Done),
    ("fail", Role::Fail),
    ("fault", Role::Fault),
    ("info", Role::Info),
    ("code", Role::Code),
    ("select", Role::Select),
    ("mark", Role::Mark),
];

const FILES: [(&str, &str); 6] = [
    ("dark", include_str!("../../../assets/themes/dark.yaml")),
    ("light", include_str!("../../../assets/themes/light.yaml")),
    ("colour-blind", include_str!("../../../assets/themes/colour-blind.yaml")),
    ("contrast", include_str!("../../../assets/themes/contrast.yaml")),
    ("ansi16", include_str!("../../../assets/themes/ansi16.yaml")),
    ("none", include_str!("../../../assets/themes/none.yaml")),
];

/// A theme: a style for every role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// `dark`.
    pub name: String,
    /// As shown in the picker: `Mocha, dark`.
    pub title: String,
    /// Paint the ground too; otherwise the terminal's own background stays.
    pub opaque: bool,
    roles: Vec<Style>,
    groups: Vec<Style>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    roles: BTreeMap<String, String>,
    groups: Vec<String>,
}

/// The names of the themes that come with the app, in the picker's order.
#[must_use]
pub fn names() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

/// A theme that comes with the app.
#[must_use]
pub fn named(name: &str) -> Option<Theme> {
    let (name, text) = FILES.iter().find(|(n, _)| *n == name)?;
    parse(name, text).ok()
}

/// Reads a theme file.
///
/// # Errors
/// What is wrong with it, in words for people.
pub fn parse(name: &str, text: &str) -> Result<Theme, String> {
    let file: File = serde_yaml::from_str(text).map_err(|e| format!("theme {name}: {e}"))?;
    let style = |role: &str| {
        let words = file.roles.get(role).ok_or(format!("theme {name}: role `{role}` is missing"))?;
        let ground = matches!(role, "bg" | "chrome" | "select" | "mark");
        read_style(words, ground).ok_or(format!("theme {name}: role `{role}` cannot be `{words}`"))
    };
    let roles = NAMES.iter().map(|(role, _)| style(role)).collect::<Result<_, String>>()?;
    let group = |words: &String| read_style(words, false).ok_or(format!("theme {name}: a group cannot be `{words}`"));
    let groups = file.groups.iter().map(group).collect::<Result<Vec<_>, _>>()?;
    if groups.is_empty() {
        return Err(format!("theme {name}: `groups` needs at least one style"));
    }
    Ok(Theme { name: name.into(), title: file.title, opaque: false, roles, groups })
}

fn read_style(words: &str, ground: bool) -> Option<Style> {
    let mut style = Style::new();
    for word in words.split_whitespace() {
        style = match word {
            "bold" => style.add_modifier(Modifier::BOLD),
            "underlined" => style.add_modifier(Modifier::UNDERLINED),
            "reverse" => style.add_modifier(Modifier::REVERSED),
            "default" => style,
            colour if ground => style.bg(read_colour(colour)?),
            colour => style.fg(read_colour(colour)?),
        };
    }
    Some(style)
}

fn read_colour(word: &str) -> Option<Color> {
    if word.starts_with('#') && word.len() != 7 {
        return None;
    }
    word.parse().ok()
}

impl Theme {
    /// The same theme, painting its ground too.
    #[must_use]
    pub fn painted(self) -> Self {
        Self { opaque: true, ..self }
    }

    /// The style of a role. A background role sets only the background, so that it can be laid over text.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        match role {
            Role::Strong => self.style(Role::Text).add_modifier(Modifier::BOLD),
            Role::Group(i) => self.groups.get(i % self.groups.len().max(1)).copied().unwrap_or_default(),
            _ => {
                let at = NAMES.iter().position(|(_, r)| *r == role);
                at.and_then(|i| self.roles.get(i)).copied().unwrap_or_default()
            }
        }
    }
}

/// The role of a sign.
#[must_use]
pub fn of_sign(sign: Sign) -> Role {
    match sign {
        Sign::Visible | Sign::Mark => Role::Visible,
        Sign::Flight | Sign::Working | Sign::Asked => Role::Flight,
        Sign::Done | Sign::Extended => Role::Done,
        Sign::Failed | Sign::RanOut | Sign::Dead | Sign::Refused => Role::Fail,
        Sign::Fault | Sign::Duplicate => Role::Fault,
        Sign::Locked | Sign::Empty => Role::Dim,
        Sign::Waiting => Role::Muted,
        Sign::Future | Sign::Unasked => Role::Faint,
        Sign::Flush => Role::Info,
    }
}

/// The role of a tone.
#[must_use]
pub fn of_tone(tone: Tone) -> Role {
    match tone {
        Tone::Plain => Role::Text,
        Tone::Muted => Role::Muted,
        Tone::Strong => Role::Strong,
        Tone::Visible => Role::Visible,
        Tone::Flight => Role::Flight,
        Tone::Done => Role::Done,
        Tone::Fail => Role::Fail,
        Tone::Fault => Role::Fault,
    }
}

#[cfg(test)]
mod tests;
