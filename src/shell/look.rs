//! Colours and signs: by flags first, then by what was chosen before, then by the environment. Pure functions of values.
use crate::ui::kit::{
    Kit,
    finish::Depth,
    glyphs::Glyphs,
    theme::{self, Theme},
};

/// What the environment says about the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// `NO_COLOR`, not empty.
    pub no_color: bool,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `TERM`.
    pub term: String,
    /// The locale in use: `LC_ALL`, else `LC_CTYPE`, else `LANG`.
    pub locale: String,
    /// `COLORFGBG`: `15;0` on a dark ground.
    pub colorfgbg: String,
    /// `INFLIGHT_THEME`.
    pub theme: String,
    /// `INFLIGHT_MOTION`.
    pub motion: String,
}

impl Env {
    /// Reads it.
    #[must_use]
    pub fn read() -> Self {
        let var = |name: &str| std::env::var(name).unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().map(|n| var(n)).find(|v| !v.is_empty()).unwrap_or_default();
        Self {
            no_color: !var("NO_COLOR").is_empty(),
            colorterm: var("COLORTERM"),
            term: var("TERM"),
            locale,
            colorfgbg: var("COLORFGBG"),
            theme: var("INFLIGHT_THEME"),
            motion: var("INFLIGHT_MOTION"),
        }
    }

    /// How many colours the terminal can show.
    #[must_use]
    pub fn depth(&self) -> Depth {
        let direct = ["truecolor", "24bit"].contains(&self.colorterm.as_str()) || self.term.ends_with("-direct");
        match () {
            () if direct => Depth::True,
            () if self.term.contains("256color") => Depth::Cube,
            () => Depth::Sixteen,
        }
    }

    /// Only ASCII is safe.
    #[must_use]
    pub fn ascii(&self) -> bool {
        let locale = self.locale.to_ascii_lowercase();
        let utf8 = locale.contains("utf-8") || locale.contains("utf8");
        self.term == "linux" || !utf8
    }

    /// Whole screens cannot be drawn.
    #[must_use]
    pub fn dumb(&self) -> bool {
        self.term.is_empty() || self.term == "dumb"
    }

    /// The terminal says that its ground is light.
    fn light(&self) -> bool {
        let ground = self.colorfgbg.rsplit(';').next().and_then(|n| n.parse::<u8>().ok());
        ground.is_some_and(|n| n == 7 || n >= 9)
    }
}

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// `--theme`.
    pub theme: Option<String>,
    /// The theme chosen in the picker before.
    pub chosen: Option<String>,
    /// `--ascii`.
    pub ascii: bool,
}

/// How things look, and how many colours there are.
///
/// # Errors
/// A theme that does not exist, in words for people.
pub fn decide(wish: &Wish, env: &Env) -> Result<(Kit, Depth), String> {
    let named = [wish.theme.as_deref(), wish.chosen.as_deref(), Some(env.theme.as_str())];
    let asked = named.into_iter().flatten().find(|name| !name.is_empty());
    let depth = if env.no_color && asked.is_none() { Depth::None } else { env.depth() };
    let theme = match asked {
        Some(name) => named_theme(name)?.painted(),
        None => default_theme(env, depth),
    };
    let depth = if theme.name == "none" { Depth::None } else { depth };
    let glyphs = Glyphs { ascii: wish.ascii || env.ascii() };
    Ok((Kit { theme, glyphs }, depth))
}

fn named_theme(name: &str) -> Result<Theme, String> {
    let known = match name {
        "16" => "ansi16",
        "mocha" => "dark",
        name => name,
    };
    theme::named(known).ok_or_else(|| format!("there is no theme `{name}`; there are: {}", theme::names().join(", ")))
}

fn default_theme(env: &Env, depth: Depth) -> Theme {
    let name = match depth {
        Depth::None => "none",
        Depth::Sixteen => "ansi16",
        _ if env.light() => "light",
        _ => "dark",
    };
    theme::named(name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(term: &str) -> Env {
        Env { term: term.into(), locale: "en_US.UTF-8".into(), ..Env::default() }
    }

    fn decided(wish: &Wish, env: &Env) -> (String, Depth, bool) {
        let (kit, depth) = decide(wish, env).unwrap();
        (kit.theme.name, depth, kit.glyphs.ascii)
    }

    #[test]
    fn the_terminal_decides_unless_somebody_wishes() {
        let none = Wish::default();
        assert_eq!(decided(&none, &env("xterm-256color")), ("dark".into(), Depth::Cube, false));
        assert_eq!(
            decided(&none, &Env { colorterm: "truecolor".into(), ..env("xterm") }),
            ("dark".into(), Depth::True, false)
        );
        assert_eq!(decided(&none, &Env { colorfgbg: "0;15".into(), ..env("xterm-256color") }).0, "light");
        assert_eq!(decided(&none, &env("linux")), ("ansi16".into(), Depth::Sixteen, true));
        assert!(decided(&none, &Env { locale: "C".into(), ..env("xterm") }).2);
        let quiet = Env { no_color: true, ..env("xterm-256color") };
        assert_eq!(decided(&none, &quiet), ("none".into(), Depth::None, false));
        let wish = Wish { theme: Some("16".into()), chosen: Some("light".into()), ascii: true };
        assert_eq!(decided(&wish, &quiet), ("ansi16".into(), Depth::Cube, true));
        assert_eq!(decided(&Wish { theme: None, ..wish }, &quiet).0, "light");
    }

    #[test]
    fn a_theme_that_does_not_exist_is_told() {
        let wish = Wish { theme: Some("pink".into()), ..Wish::default() };
        assert!(decide(&wish, &env("xterm")).unwrap_err().contains("there are: dark, light"));
    }
}
