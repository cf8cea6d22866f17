//! From the command line to a scenario that is ready to start; whatever is wrong is told with its place and a cure.
use super::Given;
use crate::{
    base::time::SimTime,
    cli::Options,
    content::{
        finding::Finding,
        lab::{Lab, play},
        library::{self, Library},
        render::{Look, render},
    },
    shell::files,
    sim::{command::Command, probe::Expr, quotas::Quotas, scenario::Scenario, world::World},
};
use std::{
    io::{self, IsTerminal, Read, Write},
    path::Path,
    sync::Arc,
};

/// How long a run lasts where nobody says.
const UNTIL: SimTime = SimTime::from_secs(300);

/// A run before it starts.
pub(super) struct Start {
    /// What it is called in the output.
    pub name: String,
    /// The scenario, changes of the command line included.
    pub scenario: Scenario,
    /// The seed.
    pub seed: u64,
    /// The end.
    pub until: SimTime,
    /// What is done on the way.
    pub commands: Vec<Command>,
    /// A lab's goals: words and expression.
    pub goals: Vec<(String, Expr)>,
    /// The ledger's numbers.
    pub quotas: Arc<Quotas>,
    /// The file as read, to point into.
    file: Option<(String, String)>,
}

impl Start {
    /// The world at 0:00, or nothing where AWS refuses it, which has been told.
    pub(super) fn world(&self, scenario: &Scenario, seed: u64) -> io::Result<Option<World>> {
        match scenario.start(seed, &self.quotas) {
            Ok(world) => Ok(Some(world)),
            Err(errors) => {
                match &self.file {
                    Some((path, text)) => tell(&play::blame(path, text, &errors), text)?,
                    None => {
                        for e in errors {
                            writeln!(io::stderr(), "inflight: {}: {} {}", e.path, e.code, e.message)?;
                        }
                    }
                }
                Ok(None)
            }
        }
    }
}

/// Reads everything; `None` where something was wrong, which has been told.
pub(super) fn open(given: &Given, options: &Options) -> anyhow::Result<Option<Start>> {
    let data = files::data_folder(options.data.as_deref());
    let (library, _) = library::open(&files::sources(data.as_deref(), &options.content)?);
    let found = match library.labs.iter().find(|(id, _)| id.as_str() == given.scenario) {
        Some((_, lab)) => Some(of_lab(lab, &library)),
        None => of_file(&given.scenario, &library)?,
    };
    let Some(mut start) = found else { return Ok(None) };
    start.seed = options.seed.unwrap_or(start.seed);
    match apply(&mut start, given) {
        Ok(()) => Ok(Some(start)),
        Err(why) => {
            writeln!(io::stderr(), "inflight: {why}")?;
            Ok(None)
        }
    }
}

fn apply(start: &mut Start, given: &Given) -> Result<(), String> {
    for change in &given.set {
        let (path, value) =
            change.split_once('=').ok_or_else(|| format!("`{change}` changes nothing: write PATH=VALUE"))?;
        start.scenario.set(path.trim(), value.trim()).map_err(|e| format!("{}: {}", e.path, e.message))?;
    }
    for fault in &given.inject {
        start.commands.push(fault.parse()?);
    }
    if let Some(until) = &given.until {
        start.until = SimTime::parse(until)?;
    }
    Ok(())
}

fn of_lab(lab: &Lab, library: &Library) -> Start {
    Start {
        name: lab.id.to_string(),
        scenario: lab.scenario.clone(),
        seed: lab.seed,
        until: lab.until,
        commands: lab.planned.clone(),
        goals: lab.goals.iter().map(|g| (g.words.clone(), g.holds.clone())).collect(),
        quotas: Arc::new(library.ledger.quotas.clone()),
        file: None,
    }
}

fn of_file(path: &str, library: &Library) -> anyhow::Result<Option<Start>> {
    let text = match read(path) {
        Ok(text) => text,
        Err(error) => {
            let known: Vec<&str> = library.labs.keys().map(crate::base::id::LabId::as_str).collect();
            let labs = known.join(", ");
            writeln!(io::stderr(), "inflight: `{path}` is neither a file ({error}) nor a lab; labs are {labs}")?;
            return Ok(None);
        }
    };
    let name = if path == "-" { "stdin" } else { path };
    let (play, findings) = play::read(name, &text);
    tell(&findings, &text)?;
    let Some(play) = play else { return Ok(None) };
    let stem = Path::new(name).file_stem().map_or_else(|| name.to_owned(), |s| s.to_string_lossy().into_owned());
    Ok(Some(Start {
        name: stem,
        scenario: play.scenario,
        seed: play.seed.unwrap_or(7),
        until: play.until.unwrap_or(UNTIL),
        commands: play.inject,
        goals: vec![],
        quotas: Arc::new(library.ledger.quotas.clone()),
        file: Some((name.to_owned(), text)),
    }))
}

fn read(path: &str) -> io::Result<String> {
    if path == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(path)
}

/// Findings on the error stream, each over its line.
fn tell(findings: &[Finding], text: &str) -> io::Result<()> {
    let mut err = io::stderr().lock();
    let colour = err.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for finding in findings {
        writeln!(err, "{}\n", render(finding, text, Look { colour, unicode: colour }))?;
    }
    Ok(())
}
