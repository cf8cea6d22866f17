//! The page of a report as one HTML file: no script, nothing from elsewhere, and ready for the printer.
use super::{
    each,
    page::{Block, OptionLine, estimate, page, title},
};
use crate::{
    base::prose::{Inline, Prose},
    content::library::Library,
    practice::exam::{
        report::Report,
        score::{Estimate, PASS, SCALE},
    },
};

/// How it looks, on screen and on paper. The policy in the head lets nothing else in.
const STYLE: &str = "
:root { color-scheme: light dark; --line: #8886; --soft: #888; --good: #1a7f37; --bad: #b3261e; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid var(--line); } h3 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; }
th, td { text-align: left; padding: .15rem .6rem .15rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: normal; color: var(--soft); } .n { white-space: nowrap; }
blockquote { margin: .5rem 0; padding-left: 1rem; border-left: 3px solid var(--line); }
ul.options { list-style: none; padding: 0; } ul.options li { margin: .4rem 0; }
.right b { color: var(--good); } .chosen:not(.right) b { color: var(--bad); } .why, .mark { color: var(--soft); }
.score b { font-size: 3rem; line-height: 1; } .scale { width: 100%; height: 2.2rem; }
@media print {
  body { margin: 0; max-width: none; font-size: 10.5pt; color: #000; background: #fff; }
  h2, h3 { break-after: avoid; } tr, li, blockquote { break-inside: avoid; }
}
";

/// The whole file.
#[must_use]
pub fn write(report: &Report, library: &Library) -> String {
    let body = each(&page(report, library), block);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(&title(report))
    )
}

fn block(block: &Block<'_>) -> String {
    match block {
        Block::Heading(level, words) => format!("<h{level}>{}</h{level}>\n", escape(words)),
        Block::Words(words) => format!("<p>{}</p>\n", escape(words)),
        Block::Quote(paragraphs) => {
            let inner = each(*paragraphs, |p| format!("<p>{}</p>", prose(p)));
            format!("<blockquote>{inner}</blockquote>\n")
        }
        Block::List(lines) => {
            let inner = each(lines, |line| format!("<li>{}</li>\n", escape(line)));
            format!("<ul>\n{inner}</ul>\n")
        }
        Block::Table(head, rows) => table(head, rows),
        Block::Estimate(found) => {
            let words = escape(&estimate(found));
            format!("<p class=\"score\"><b>{}</b> {words}</p>\n{}", found.scaled, scale(found))
        }
        Block::Options(options) => {
            format!("<ul class=\"options\">\n{}</ul>\n", each(options, option))
        }
    }
}

/// The scale with the range, the estimate and the pass mark. Its numbers are whole, and its words stand above it.
fn scale(found: &Estimate) -> String {
    let Estimate { low, high, scaled, .. } = found;
    let (from, to) = SCALE;
    format!(
        "<svg class=\"scale\" viewBox=\"{} 0 {} 40\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <path d=\"M{from} 20H{to}\" stroke=\"#888\"/>\
         <path d=\"M{low} 20H{high}\" stroke=\"#888\" stroke-width=\"10\"/>\
         <path d=\"M{PASS} 2V38\" stroke=\"#888\" stroke-width=\"2\" stroke-dasharray=\"4 3\"/>\
         <path d=\"M{scaled} 8V32\" stroke=\"currentColor\" stroke-width=\"5\"/></svg>\n",
        from - 10,
        to - from + 20
    )
}

fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let head = each(head, |cell| format!("<th>{}</th>", escape(cell)));
    let row = |row: &Vec<String>| {
        let cells = each(row, |cell| format!("<td{}>{}</td>", narrow(cell), escape(cell)));
        format!("<tr>{cells}</tr>\n")
    };
    let rows = each(rows, row);
    format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
}

/// Cells as short as `11 of 26` stay on one line.
fn narrow(cell: &str) -> &'static str {
    if cell.len() <= 8 { " class=\"n\"" } else { "" }
}

fn option(line: &OptionLine<'_>) -> String {
    let Some(choice) = line.choice else {
        return format!("<li><b>{}</b> <span class=\"mark\">not in the bank any more</span></li>\n", line.letter);
    };
    let (class, mark) = match (choice.right, line.chosen) {
        (true, true) => (" class=\"right chosen\"", "right, you: "),
        (true, false) => (" class=\"right\"", "right: "),
        (false, true) => (" class=\"chosen\"", "you: "),
        (false, false) => ("", ""),
    };
    format!(
        "<li{class}><b>{}</b> <span class=\"mark\">{mark}</span>{}<br><span class=\"why\">{}</span></li>\n",
        line.letter,
        prose(&choice.text),
        prose(&choice.why)
    )
}

fn prose(prose: &Prose) -> String {
    let run = |run: &Inline| match run {
        Inline::Text(words) | Inline::Link { words, .. } => escape(words),
        Inline::Strong(words) => format!("<strong>{}</strong>", escape(words)),
        Inline::Emph(words) => format!("<em>{}</em>", escape(words)),
        Inline::Code(words) => format!("<code>{}</code>", escape(words)),
        Inline::Fact { today, .. } => escape(today),
        Inline::Break => "<br>".into(),
    };
    prose.iter().map(run).collect()
}

/// Words that mean only themselves, between tags and in attributes.
fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
