//! `inflight sim run` and `inflight sim sweep`: the simulator without a screen, a good citizen of a pipe.
mod chart;
mod input;
mod run;
mod sweep;

use super::Options;
use clap::{Args, Subcommand, ValueEnum};
use std::process::ExitCode;

/// What is simulated; the same for both subcommands.
#[derive(Args, Clone, Debug)]
pub struct Given {
    /// A scenario file, `-` for standard input, or the name of a lab
    pub scenario: String,
    /// How long, in simulated time: 90s, 5m, 2h (the file's or the lab's own end unless given, else 5m)
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// Change a value before the start: queues.orders.VisibilityTimeout=60 (may be given several times)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Inject a fault at its moment: "crash C2 @31s" (may be given several times)
    #[arg(long, value_name = "FAULT @TIME")]
    pub inject: Vec<String>,
}

/// `inflight sim ...`.
#[derive(Clone, Debug, Subcommand)]
pub enum Sim {
    /// Run a scenario once; prints what came of it, or its trace, or its metrics
    Run {
        /// What.
        #[command(flatten)]
        given: Given,
        /// Print every event as it happens
        #[arg(long, value_enum, value_name = "FORM", conflicts_with = "metrics")]
        trace: Option<Trace>,
        /// Print the metrics of every resource at regular moments
        #[arg(long, value_enum, value_name = "FORM")]
        metrics: Option<Metrics>,
        /// How often metrics are printed, in simulated time
        #[arg(long, value_name = "TIME", default_value = "60s")]
        every: String,
        /// `max`, or how many simulated seconds pass in a real one
        #[arg(long, value_name = "SPEED", default_value = "max")]
        speed: String,
        /// Fail (exit code 1) unless this holds at the end: "count(worker.repeat) == 0" (may be given several times)
        #[arg(long, value_name = "EXPRESSION")]
        expect: Vec<String>,
    },
    /// Run a scenario many times, over values of one variable or over seeds, on all cores; prints a table and a chart
    Sweep {
        /// What.
        #[command(flatten)]
        given: Given,
        /// The variable and its values: queues.orders.VisibilityTimeout=10..60/10, or =10,30,60
        #[arg(long, value_name = "PATH=VALUES")]
        vary: Option<String>,
        /// How many seeds per value (1 to N), or which: 5..9
        #[arg(long, value_name = "SEEDS", default_value = "1")]
        seeds: String,
        /// What to measure at the end: "count(worker.done)" (may be given several times); a lab's goals unless given
        #[arg(long, value_name = "EXPRESSION")]
        measure: Vec<String>,
        /// Print comma-separated values, one run a line, and no chart
        #[arg(long)]
        csv: bool,
        /// How many runs at the same time; all cores unless given
        #[arg(long, value_name = "NUMBER")]
        jobs: Option<usize>,
    },
}

/// How events are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Trace {
    /// One JSON object a line
    Json,
    /// One line of words each
    Text,
}

/// How metrics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Metrics {
    /// Comma-separated values with a head
    Csv,
}

/// Wrong input: already told on the error stream.
const REFUSED: u8 = 2;

/// Does it.
///
/// # Errors
/// What the output stream says.
pub fn main(sim: &Sim, options: &Options) -> anyhow::Result<ExitCode> {
    match sim {
        Sim::Run { given, trace, metrics, every, speed, expect } => {
            let Some(start) = input::open(given, options)? else { return Ok(ExitCode::from(REFUSED)) };
            let how = match run::How::read((*trace, *metrics), every, speed, expect) {
                Ok(how) => how,
                Err(why) => return refuse(&why),
            };
            run::run(&start, &how)
        }
        Sim::Sweep { given, vary, seeds, measure, csv, jobs } => {
            let Some(start) = input::open(given, options)? else { return Ok(ExitCode::from(REFUSED)) };
            let sweep = match sweep::Sweep::read(&start, vary.as_deref(), seeds, measure) {
                Ok(sweep) => sweep,
                Err(why) => return refuse(&why),
            };
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            let look = sweep::Look { csv: *csv, ascii: options.ascii };
            sweep::run(&start, &sweep, jobs.unwrap_or(cores).clamp(1, 256), look)
        }
    }
}

fn refuse(why: &str) -> anyhow::Result<ExitCode> {
    use std::io::Write;
    writeln!(std::io::stderr(), "inflight: {why}")?;
    Ok(ExitCode::from(REFUSED))
}
