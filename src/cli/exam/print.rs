//! What `inflight exam` prints instead of opening a room: the report of a sitting, and what sittings tell about the questions.
use super::super::Options;
use crate::{
    content::library,
    practice::{
        exam::{export::Format, items, report::Report},
        progress::{Progress, sitting::Sitting},
    },
    shell::{desk::Desk, files},
};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The format of a report, by its name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Wanted {
    /// Markdown, for notes
    Md,
    /// JSON, for other programs
    Json,
    /// One HTML page, for a browser or a printer
    Html,
}

impl Wanted {
    const fn format(self) -> Format {
        match self {
            Self::Md => Format::Markdown,
            Self::Json => Format::Json,
            Self::Html => Format::Html,
        }
    }
}

/// Content and progress, read for printing.
fn read(options: &Options) -> anyhow::Result<(library::Library, Progress)> {
    let data = files::data_folder(options.data.as_deref());
    let (library, _) = library::load(&files::sources(data.as_deref(), &options.content)?);
    let (desk, past) = Desk::open(data.as_deref());
    match desk.why() {
        Some(why) if past.is_empty() => Err(anyhow::anyhow!("{why}")),
        _ => Ok((library, Progress::from_log(&past))),
    }
}

/// Prints the report of a sitting: of the last one that was handed in, or of the one with this number.
///
/// # Errors
/// Nothing was sat, there is no such sitting, or progress cannot be read.
pub(super) fn report(options: &Options, wanted: Wanted, number: Option<u32>) -> anyhow::Result<()> {
    let (library, progress) = read(options)?;
    let fits = |sitting: &&Sitting| sitting.ended.is_some() && number.is_none_or(|n| sitting.paper.number == n);
    let sitting = progress.sittings.iter().filter(fits).max_by_key(|sitting| sitting.last.at);
    let report = sitting.and_then(|sitting| Report::build(sitting, &library, &progress));
    let Some(report) = report else {
        let numbers: Vec<String> =
            progress.sittings.iter().filter(|s| s.ended.is_some()).map(|s| s.paper.number.to_string()).collect();
        anyhow::bail!(match (number, numbers.is_empty()) {
            (_, true) => "no paper was handed in yet: inflight exam".to_owned(),
            (Some(n), false) => format!("there is no sitting {n}: there is {}", numbers.join(", ")),
            (None, false) => "the last sitting cannot be reported on".to_owned(),
        });
    };
    let mut out = io::stdout().lock();
    out.write_all(wanted.format().write(&report, &library).as_bytes())?;
    Ok(())
}

/// Prints what sittings tell about the questions: a line each, the hardest first.
///
/// # Errors
/// Progress cannot be read, or the output is gone.
pub(super) fn items(options: &Options) -> anyhow::Result<()> {
    let (library, progress) = read(options)?;
    let mut stats = items::items(&progress.sittings, &library);
    stats.retain(|stats| stats.asked > 0);
    stats.sort_by_key(|stats| (stats.facility(), stats.question.clone()));
    let out = &mut io::BufWriter::new(io::stdout().lock());
    let width = stats.iter().map(|stats| stats.question.as_str().width()).max().unwrap_or(8).max(8);
    writeln!(out, "{:width$}  facility  right of asked  discrimination  seconds", "question")?;
    for stats in stats.iter().filter(|stats| library.items.contains_key(&stats.question)) {
        let discrimination = match stats.discrimination {
            items::Discrimination::Known(r) => {
                format!("{}{}.{:02}", if r < 0 { "-" } else { "" }, r.abs() / 100, r.abs() % 100)
            }
            items::Discrimination::Needs(n) => format!("needs {n} more"),
            items::Discrimination::Flat => "flat".into(),
        };
        let tally = format!("{} of {}", stats.right, stats.asked);
        let (id, facility, seconds) = (stats.question.as_str(), stats.facility(), stats.ms / 1_000);
        writeln!(out, "{id:width$}  {facility:>6} %  {tally:>14}  {discrimination:>14}  {seconds:>7}")?;
    }
    out.flush()?;
    Ok(())
}
