//! The command line: options, subcommands, and which of them runs. One file per subcommand.

/// `inflight exam`: a mock exam, its report, an instructor's seal.
pub mod exam;
/// `inflight lab`: a lab, or a run of it, by its link.
pub mod lab;
/// `inflight list`: the inventory, for people and scripts.
pub mod list;
/// `inflight --plain`: line by line.
mod plain;
/// `inflight serve`: an AWS account on loopback.
pub mod serve;
/// `inflight sim`: the simulator without a screen.
pub mod sim;

use crate::{
    content::library,
    shell::{app, files},
    ui::flow::effect::Route,
};
use clap::{Args, Parser, Subcommand};
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

/// Learn AWS messaging by watching it run.
#[derive(Clone, Debug, Parser)]
#[command(version, about, long_about = None)]
pub struct Cli {
    /// What to do; without it the app opens.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How.
    #[command(flatten)]
    pub options: Options,
}

/// Options of every subcommand. Each flag stands for itself: a state machine of them would say less.
#[allow(clippy::struct_excessive_bools)]
#[derive(Args, Clone, Debug, Default)]
pub struct Options {
    /// Lay the lessons, packs and labs of this folder over the built-in ones (may be given several times)
    #[arg(long, global = true, value_name = "DIR")]
    pub content: Vec<PathBuf>,
    /// Keep progress and own content in this folder
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Line by line, without drawing: for screen readers and scripts
    #[arg(long, global = true)]
    pub plain: bool,
    /// Colours: dark, light, colour-blind, contrast, 16
    #[arg(long, global = true, value_name = "NAME")]
    pub theme: Option<String>,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Nothing moves by itself
    #[arg(long, global = true)]
    pub no_motion: bool,
    /// Leave the mouse to the terminal
    #[arg(long, global = true)]
    pub no_mouse: bool,
    /// Deal questions and start labs from this seed
    #[arg(long, global = true, value_name = "NUMBER")]
    pub seed: Option<u64>,
}

/// The subcommands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Sit a mock exam; without a blueprint, choose one
    Exam(exam::Exam),
    /// Print what there is: lessons, questions, labs, exams or facts
    List {
        /// What to list
        what: list::What,
        /// As JSON, with stable field names
        #[arg(long)]
        json: bool,
    },
    /// Run the simulator without a screen: run a scenario, or sweep a variable over many runs
    #[command(subcommand)]
    Sim(sim::Sim),
    /// Answer AWS's own clients on loopback (aws CLI, boto3, any SDK): an account in memory, until it is ended by SIGTERM
    Serve(serve::Serve),
    /// Open a lab, at the moment of a link as `Y` copies it: sqs-vt?seed=7&v.timeout=60s&t=44s
    Lab {
        /// The lab, or a link to a run of it
        link: String,
    },
}

/// Reads the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(code) => code,
        // Whoever reads us has had enough (`inflight list facts | head`): not a fault.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "inflight: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
    let json = |e: &serde_json::Error| e.io_error_kind() == Some(io::ErrorKind::BrokenPipe);
    error.downcast_ref::<io::Error>().is_some_and(broken) || error.downcast_ref::<serde_json::Error>().is_some_and(json)
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    if cli.command.is_none() && cli.options.plain {
        return plain::run(&cli.options);
    }
    let Some(command) = &cli.command else {
        return open(&cli.options, app::Start::default());
    };
    match command {
        Command::Sim(sim) => return sim::main(sim, &cli.options),
        Command::Serve(serve) => return serve::main(serve, &cli.options),
        Command::Exam(exam) => return exam::main(exam, &cli.options),
        Command::Lab { .. } | Command::List { .. } => {}
    }
    let data = files::data_folder(cli.options.data.as_deref());
    let (library, findings) = library::load(&files::sources(data.as_deref(), &cli.options.content)?);
    match command {
        Command::Lab { link } => {
            if let Err(why) = lab::check(&library, link) {
                writeln!(io::stderr(), "inflight: {why}")?;
                return Ok(ExitCode::from(2));
            }
            return open(&cli.options, app::Start::at(Route::Link(link.clone())));
        }
        Command::Sim(_) | Command::Serve(_) | Command::Exam(_) => {}
        Command::List { what, json } => {
            let out = &mut io::BufWriter::new(io::stdout().lock());
            if *json {
                list::json(&library, *what, out)?;
            } else {
                list::table(&library, *what, out)?;
            }
            out.flush()?;
            report(&findings);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the app.
fn open(options: &Options, start: app::Start) -> anyhow::Result<ExitCode> {
    app::can_draw().map_err(anyhow::Error::msg)?;
    let options = app::Options {
        content: options.content.clone(),
        data: options.data.clone(),
        theme: options.theme.clone(),
        ascii: options.ascii,
        no_motion: options.no_motion,
        no_mouse: options.no_mouse,
        start,
    };
    Ok(ExitCode::from(app::run(&options)?))
}

/// Tells findings on the error stream, so that the inventory stays clean.
fn report(findings: &[crate::content::finding::Finding]) {
    let mut err = io::stderr().lock();
    for finding in findings {
        let _ = writeln!(err, "{finding}");
    }
}
