//! `inflight --plain`: the whole loop line by line, for screen readers, dumb terminals and scripts. The same engine and the
//! same progress file as the app; no cursor is moved and no escape sequence is ever written.
//!
//! [`talk::Talk`] is pure: a line in, lines and records out. This file is its input and output: a record is on the disk before
//! the sentence that tells of it is on the screen.

/// What every place understands: reading, lists, statistics, leaving.
mod common;
/// `inflight exam --plain`: a mock exam.
pub(super) mod exam;
/// What the learner may type, place by place.
mod help;
/// After the answer: the verdict, the rating, what comes next.
mod judged;
/// The lab: predictions, time, faults, variables.
mod lab;
/// A question on the table: asked, helped with, answered, taken back.
mod question;
/// Lessons, section by section.
mod read;
/// The conversation as a state machine.
mod talk;
#[cfg(test)]
mod tests;
/// Words for ears and braille.
mod words;

use super::Options;
use crate::{
    content::library,
    practice::progress::Progress,
    shell::{clock::Since, desk::Desk, files},
    ui::flow::effect::Reply,
};
use std::{
    io::{self, BufRead, IsTerminal, Read, Write},
    process::ExitCode,
};
use talk::{Said, Study, Talk};

/// The longest line that is read; what is typed beyond it is dropped.
const LONGEST: u64 = 4_096;

/// Talks until the learner leaves or the input ends.
///
/// # Errors
/// A named folder cannot be read, or the output is gone.
pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let since = Since::start();
    let data = files::data_folder(options.data.as_deref());
    let (library, findings) = library::load(&files::sources(data.as_deref(), &options.content)?);
    let (mut desk, past) = Desk::open(data.as_deref());
    let study = Study::new(library, Progress::from_log(&past), since.read());
    let mut out = Out { to: io::stdout().lock(), echo: !io::stdin().is_terminal() };
    out.line("Plain mode: one line at a time, no redraws, no box characters.")?;
    if let Some(why) = desk.why() {
        out.text(&words::sentence(why))?;
    }
    if !findings.is_empty() {
        let found = words::count(findings.len(), "mistake");
        out.text(&format!("Content: {found} found. `inflight list lessons` tells them."))?;
    }
    let (mut talk, said) = Talk::open(study);
    let mut input = io::stdin().lock();
    out.said(&said)?;
    let mut kept = true;
    while let Some(line) = read_line(&mut input)? {
        out.heard()?;
        let said = talk.hear(&line, since.read());
        for record in &said.records {
            for reply in desk.save(record) {
                match reply {
                    Reply::Others(records) => talk.learn(&records),
                    Reply::NotSaved(why) => {
                        kept = false;
                        out.text(&words::sentence(&why))?;
                    }
                    // Line by line, no lab is open to the outside.
                    Reply::Saved | Reply::Door(_) | Reply::Called(_) | Reply::HungUp(_) | Reply::Kept(_) => {}
                }
            }
        }
        out.said(&said)?;
        if said.over {
            return farewell(&mut out, kept);
        }
    }
    out.heard()?;
    out.line("The input has ended.")?;
    farewell(&mut out, kept)
}

fn farewell<W: Write>(out: &mut Out<W>, kept: bool) -> anyhow::Result<ExitCode> {
    out.line(if kept { "What you answered is kept." } else { "Not all that you answered could be saved." })?;
    Ok(ExitCode::SUCCESS)
}

/// The next line of the input, without its end; none where the input has ended.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.len() as u64 == LONGEST && bytes.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
    }
    Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
}

/// The output: lines, then a prompt, then a flush.
struct Out<W: Write> {
    to: W,
    /// The input shows no line ends of its own.
    echo: bool,
}

impl<W: Write> Out<W> {
    fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.to, "{line}")
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        words::wrap(text).iter().try_for_each(|line| self.line(line))
    }

    fn said(&mut self, said: &Said) -> io::Result<()> {
        said.lines.iter().try_for_each(|line| self.line(line))?;
        self.to.write_all(said.prompt.as_bytes())?;
        self.to.flush()
    }

    /// Ends the line of the prompt, where no terminal did it.
    fn heard(&mut self) -> io::Result<()> {
        if self.echo { self.line("") } else { Ok(()) }
    }
}
