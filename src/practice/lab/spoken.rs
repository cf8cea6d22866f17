//! The stage as a paragraph, the run as text, values as people write them.
use super::{
    session::{Mode, Session},
    words,
};
use crate::{
    base::time::SimTime,
    sim::{panel::Panel, trace::Weight},
};
use std::fmt::Write as _;

/// A value of a variable as people write it: `30 s`, `5-60 s`, `on`, `A B C`.
#[must_use]
pub fn value(text: &str) -> String {
    let text = text.trim();
    match text {
        "true" => return "on".into(),
        "false" => return "off".into(),
        _ => {}
    }
    if let Some(inner) = text.strip_prefix("{uniform: [").and_then(|t| t.strip_suffix("]}")) {
        let ends: Vec<String> = inner.split(',').map(value).collect();
        if let [least, most] = ends.as_slice() {
            let unit = |s: &str| s.rsplit(' ').next().unwrap_or("").to_owned();
            let least = if unit(least) == unit(most) { least.split(' ').next().unwrap_or(least) } else { least };
            return format!("{least}-{most}");
        }
    }
    if let Some((least, most)) =
        text.split_once('-').filter(|(a, b)| SimTime::parse(a).is_ok() && SimTime::parse(b).is_ok())
    {
        return value(&format!("{{uniform: [{least}, {most}]}}"));
    }
    if text.starts_with('[') && text.ends_with(']') {
        return text[1..text.len() - 1].replace(',', "");
    }
    if text.starts_with('{') {
        return "by message".into();
    }
    let unit = text.ends_with(|c: char| c.is_ascii_alphabetic()) && text.starts_with(|c: char| c.is_ascii_digit());
    match SimTime::parse(text) {
        Ok(t) if unit => t.span(),
        _ => text.replace('/', " / "),
    }
}

impl Session {
    /// The stage as a paragraph: `At 0:44, paused. Queue orders: 4 visible, 2 in flight.`
    #[must_use]
    pub fn paragraph(&self) -> String {
        let state = match self.mode() {
            Mode::Armed => "ready",
            Mode::Running => "running",
            Mode::Paused => "paused",
            Mode::Stopped => "stopped at the decisive moment",
            Mode::Finished => "finished",
        };
        let mut out = format!("At {}, {state}.", self.now().clock());
        // What the lab puts on its stage; the rest would be read twice or be beside the point.
        let columns = &self.lab().stage.columns;
        let staged = |panel: &Panel| {
            let is = |(role, name): &(String, String)| role == panel.role && **name == *panel.name;
            columns.is_empty() || columns.iter().flat_map(|c| &c.panels).any(is)
        };
        for panel in self.run().world().panels().iter().filter(|p| staged(p)) {
            let _ = write!(out, " {}", panel.spoken);
        }
        if let Some(insight) = &self.seen().insight {
            let _ = write!(out, " {insight}");
        }
        for coming in &self.seen().coming {
            let _ = write!(out, " Next at {}: {}.", coming.at.clock(), coming.say);
        }
        out
    }

    /// The log up to now, newest last, events at least so loud.
    #[must_use]
    pub fn log(&self, least: Weight, most: usize) -> Vec<words::Line> {
        let trace = self.run().trace();
        let mut lines: Vec<words::Line> =
            trace.iter().rev().filter(|e| e.weight >= least).take(most).map(words::line).collect();
        lines.reverse();
        lines
    }

    /// The whole run as text, for the clipboard.
    #[must_use]
    pub fn text(&self) -> String {
        let lab = self.lab();
        let mut out = format!("{}\n{}\nseed {}", lab.title, self.link(), self.setup().seed);
        for variable in &lab.variables {
            let _ = write!(out, ", {} {}", variable.title, value(&self.value(variable)));
        }
        out.push('\n');
        for line in self.log(Weight::Step, usize::MAX) {
            let gap = if line.aside.is_empty() { "" } else { "   " };
            let _ = writeln!(out, "{:>6}  {}{gap}{}", line.at.clock(), line.say, line.aside);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn values_read_like_words() {
        for (text, want) in [
            ("30s", "30 s"),
            ("{uniform: [5s, 60s]}", "5-60 s"),
            ("5s-60s", "5-60 s"),
            ("off", "off"),
            ("true", "on"),
            ("[A, B]", "A B"),
            ("3", "3"),
            ("12h", "12 h"),
            ("9/s", "9 / s"),
        ] {
            assert_eq!(value(text), want);
        }
    }
}
