//! `inflight exam --plain`: a mock exam line by line. The same paper, clock and records as in the app; the clock runs while the
//! program waits for a line, so a second thread reads the lines.

/// A sitting as a conversation.
mod hall;
/// What it says.
mod say;
#[cfg(test)]
mod tests;

use super::{Out, farewell, read_line, talk::Study};
use crate::{
    cli::Options,
    content::library,
    practice::{
        exam::{
            draw::Order,
            proctor::{self, Seal},
        },
        progress::Progress,
        record::Record,
    },
    shell::{clock::Since, desk::Desk, files, shelf::Shelf},
    ui::flow::effect::Reply,
};
use hall::Hall;
use serde_json::Value;
use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

/// How often the clock is looked at while nobody types.
const TICK: Duration = Duration::from_millis(500);

/// Sits an exam until it ends, the candidate leaves, or the input ends.
///
/// # Errors
/// A named folder cannot be read, or the output is gone.
pub(in crate::cli) fn run(options: &Options, order: &Order, seal: Option<Seal>) -> anyhow::Result<ExitCode> {
    let since = Since::start();
    let data = files::data_folder(options.data.as_deref());
    let (library, _) = library::load(&files::sources(data.as_deref(), &options.content)?);
    let (desk, past) = Desk::open(data.as_deref());
    let mut out = Out { to: io::stdout().lock(), echo: !io::stdin().is_terminal() };
    if let Some(why) = desk.why() {
        out.text(&super::words::sentence(why))?;
    }
    let mut study = Study::new(library, Progress::from_log(&past), since.read());
    let mut floor = Floor { desk, shelf: Shelf::new(data.as_deref()), seal, kept: true };
    let (records, sealed) = proctor::close(order, &study.desk());
    records.iter().for_each(|record| study.progress.apply(record));
    floor.save(&records, &mut out)?;
    floor.seal(sealed, &mut out)?;
    let (hall, said) = match Hall::open(study, order) {
        Ok(opened) => opened,
        Err(why) => {
            writeln!(io::stderr(), "inflight: {why}")?;
            return Ok(ExitCode::from(2));
        }
    };
    floor.save(&said.records, &mut out)?;
    out.said(&said)?;
    talk(hall, &mut floor, &since, &mut out)
}

/// The impure half: what is written, and where.
struct Floor {
    desk: Desk,
    shelf: Shelf,
    seal: Option<Seal>,
    kept: bool,
}

impl Floor {
    /// Writes records; gives what another window wrote meanwhile.
    fn save<W: Write>(&mut self, records: &[Record], out: &mut Out<W>) -> anyhow::Result<Vec<Record>> {
        let mut others = vec![];
        for reply in records.iter().flat_map(|record| self.desk.save(record)).collect::<Vec<_>>() {
            match reply {
                Reply::NotSaved(why) => {
                    self.kept = false;
                    out.text(&super::words::sentence(&why))?;
                }
                Reply::Others(records) => others.extend(records),
                _ => {}
            }
        }
        Ok(others)
    }

    /// Seals a result.
    fn seal<W: Write>(&mut self, result: Option<(String, Value)>, out: &mut Out<W>) -> anyhow::Result<()> {
        let (Some(seal), Some((name, result))) = (&self.seal, result) else { return Ok(()) };
        match self.shelf.keep(&name, &seal.close(&result)) {
            Reply::Kept(Ok(path)) => out.line(&format!("The sealed result: {path}"))?,
            Reply::Kept(Err(why)) => {
                self.kept = false;
                out.text(&super::words::sentence(&why))?;
            }
            _ => {}
        }
        Ok(())
    }
}

fn talk<W: Write>(mut hall: Hall, floor: &mut Floor, since: &Since, out: &mut Out<W>) -> anyhow::Result<ExitCode> {
    let lines = listen();
    loop {
        let said = match lines.recv_timeout(TICK) {
            Ok(Some(line)) => {
                out.heard()?;
                hall.hear(&line, since.read())
            }
            Ok(None) | Err(RecvTimeoutError::Disconnected) => {
                out.heard()?;
                out.line("The input has ended.")?;
                hall.leave(since.read())
            }
            Err(RecvTimeoutError::Timeout) => hall.tick(since.read()),
        };
        let others = floor.save(&said.records, out)?;
        let said = hall.taken_up(&others).unwrap_or(said);
        if !said.lines.is_empty() || !said.prompt.is_empty() {
            out.said(&said)?;
        }
        if said.over {
            return close(&hall, floor, out);
        }
    }
}

/// Lines as they are typed; none where the input has ended.
fn listen() -> Receiver<Option<String>> {
    let (to, lines) = channel();
    // It ends with the program: nothing else can wake it from waiting for a line.
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let line = read_line(&mut input).unwrap_or(None);
            let over = line.is_none();
            if to.send(line).is_err() || over {
                return;
            }
        }
    });
    lines
}

/// A proctored result is sealed; then the farewell.
fn close<W: Write>(hall: &Hall, floor: &mut Floor, out: &mut Out<W>) -> anyhow::Result<ExitCode> {
    floor.seal(hall.result(), out)?;
    let bye = farewell(out, floor.kept)?;
    Ok(if floor.kept { bye } else { ExitCode::FAILURE })
}
