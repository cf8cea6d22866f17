//! The page of a report as Markdown. Nothing that was read from content or log can mean anything in it but itself.
use super::{
    each,
    page::{Block, OptionLine, estimate, page},
};
use crate::{
    base::prose::{Inline, Prose},
    content::library::Library,
    practice::exam::report::Report,
};

/// The whole file.
#[must_use]
pub fn write(report: &Report, library: &Library) -> String {
    let blocks: Vec<String> = page(report, library).iter().map(block).collect();
    blocks.join("\n")
}

/// One block, with its line end.
fn block(block: &Block<'_>) -> String {
    match block {
        Block::Heading(level, words) => format!("{} {}\n", "#".repeat(usize::from(*level)), escape(words)),
        Block::Words(words) => format!("{}\n", escape(words)),
        Block::Quote(paragraphs) => {
            paragraphs.iter().map(|p| format!("> {}\n", prose(p))).collect::<Vec<_>>().join(">\n")
        }
        Block::List(lines) => each(lines, |line| format!("- {}\n", escape(line))),
        Block::Table(head, rows) => table(head, rows),
        Block::Estimate(found) => format!("**{}**, {}.\n", found.scaled, escape(&estimate(found))),
        Block::Options(options) => each(options, option),
    }
}

fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(head.iter().map(|cell| escape(cell)).collect());
    out += &line(vec!["---".into(); head.len()]);
    for row in rows {
        out += &line(row.iter().map(|cell| escape(cell)).collect());
    }
    out
}

fn option(line: &OptionLine<'_>) -> String {
    let Some(choice) = line.choice else {
        return format!("- **{}** (not in the bank any more)\n", line.letter);
    };
    let mut marks = vec![];
    marks.extend(choice.right.then_some("right"));
    marks.extend(line.chosen.then_some("you"));
    let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    format!("- **{}**{marks} {}  \n  {}\n", line.letter, prose(&choice.text), prose(&choice.why))
}

/// A paragraph on one line.
fn prose(prose: &Prose) -> String {
    let run = |run: &Inline| match run {
        Inline::Strong(words) => format!("**{}**", escape(words)),
        Inline::Emph(words) => format!("*{}*", escape(words)),
        Inline::Code(words) if !words.contains(['`', '\n']) => format!("`{words}`"),
        Inline::Text(words) | Inline::Code(words) => escape(words),
        Inline::Fact { today, .. } => escape(today),
        Inline::Link { words, .. } => escape(words),
        Inline::Break => " ".into(),
    };
    prose.iter().map(run).collect()
}

/// Words that mean only themselves: what Markdown or HTML would read as a mark gets a backslash, and line ends become spaces.
fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '$' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
