//! `inflight exam`: sits a mock exam in the app or line by line; prints the report of one that was sat; opens an instructor's seal.
/// Reports and item statistics.
mod print;

use super::{Options, open, plain};
use crate::{
    base::id::Key,
    content::library::{self, Library},
    practice::{
        exam::{
            draw::Order,
            proctor::{self, Seal},
        },
        record::sat::Mode,
    },
    shell::{app, desk::Desk, files},
    ui::flow::effect::Route,
};
use clap::Args;
use rand::{TryRng, rngs::SysRng};
use std::{
    fs,
    io::{self, BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The options of `inflight exam`.
#[derive(Args, Clone, Debug)]
pub struct Exam {
    /// The blueprint: section, long, warm-up, or one of your own
    pub blueprint: Option<String>,
    /// Minutes on the clock instead of the blueprint's own
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(1..=600))]
    pub minutes: Option<u32>,
    /// 30 minutes more, as granted to candidates whose first language is not English
    #[arg(long)]
    pub extra: bool,
    /// Review mode: no clock, and each answer explained when you check it
    #[arg(long, conflicts_with_all = ["minutes", "extra", "proctor"])]
    pub untimed: bool,
    /// Under an instructor, for this candidate: asks for a pass phrase, cannot be resumed or sat twice, and leaves a sealed result
    #[arg(long, value_name = "CANDIDATE", requires = "blueprint")]
    pub proctor: Option<String>,
    /// Open the sealed result of a proctored exam: asks for the pass phrase, and says whether it is whole
    #[arg(long, value_name = "FILE", conflicts_with_all = ["blueprint", "untimed"])]
    pub verify: Option<PathBuf>,
    /// Print the report of a paper that was handed in
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["blueprint", "untimed", "verify"])]
    pub report: Option<print::Wanted>,
    /// Of this sitting; the last one without it
    #[arg(long, value_name = "NUMBER", requires = "report")]
    pub sitting: Option<u32>,
    /// Print what sittings tell about the questions: how easy each is, and whether it tells those who know from those who don't
    #[arg(long, conflicts_with_all = ["blueprint", "untimed", "verify", "report"])]
    pub items: bool,
}

/// Does what was asked.
///
/// # Errors
/// A folder or file cannot be read, or the terminal cannot be used.
pub fn main(exam: &Exam, options: &Options) -> anyhow::Result<ExitCode> {
    if let Some(file) = &exam.verify {
        return verify(file);
    }
    if let Some(wanted) = exam.report {
        return print::report(options, wanted, exam.sitting).map(|()| ExitCode::SUCCESS);
    }
    if exam.items {
        return print::items(options).map(|()| ExitCode::SUCCESS);
    }
    let data = files::data_folder(options.data.as_deref());
    let (library, findings) = library::load(&files::sources(data.as_deref(), &options.content)?);
    // A blueprint with a mistake is not there: its author is told why.
    findings.iter().try_for_each(|finding| writeln!(io::stderr(), "{finding}"))?;
    let order = match order(exam, options.seed, &library) {
        Ok(order) => order,
        Err(why) => {
            writeln!(io::stderr(), "inflight: {why}")?;
            return Ok(ExitCode::from(2));
        }
    };
    if !options.plain {
        app::can_draw().map_err(anyhow::Error::msg)?;
    }
    if order.mode == Mode::Proctored && !Desk::open(data.as_deref()).0.is_open() {
        anyhow::bail!("a proctored exam needs a folder where it is saved: name one with --data");
    }
    let seal = if order.mode == Mode::Proctored { Some(seal()?) } else { None };
    if options.plain {
        return plain::exam::run(options, &order, seal);
    }
    open(options, app::Start { route: Some(Route::Exam(Box::new(order))), seal })
}

/// What was asked for, as the lobby takes it.
fn order(exam: &Exam, seed: Option<u64>, library: &Library) -> Result<Order, String> {
    if let Some(name) = &exam.blueprint
        && !library.exams.contains_key(&Key::from(name.as_str()))
    {
        let known: Vec<&str> = library.exams.keys().map(Key::as_str).collect();
        return Err(format!("there is no blueprint `{name}`: there is {}", known.join(", ")));
    }
    if exam.proctor.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err("a proctored exam needs the candidate's name".into());
    }
    if exam.proctor.is_some() && seed.is_none() {
        return Err("a proctored exam needs --seed, so that every candidate has the same paper".into());
    }
    let mode = match (&exam.proctor, exam.untimed) {
        (Some(_), _) => Mode::Proctored,
        (None, true) => Mode::Review,
        (None, false) => Mode::Exam,
    };
    Ok(Order {
        blueprint: exam.blueprint.as_deref().map(Key::from),
        mode,
        seed,
        minutes: exam.minutes,
        extra: exam.extra,
        expects: None,
        candidate: exam.proctor.clone(),
    })
}

/// Asks the instructor for the pass phrase, twice where somebody types.
fn seal() -> anyhow::Result<Seal> {
    let phrase = ask("The instructor's pass phrase: ")?;
    if io::stdin().is_terminal() && ask("Again: ")? != phrase {
        anyhow::bail!("the two pass phrases differ");
    }
    let mut salt = [0; 16];
    SysRng.try_fill_bytes(&mut salt).map_err(|e| anyhow::anyhow!("no randomness for the seal: {e}"))?;
    Seal::new(&phrase, salt).map_err(anyhow::Error::msg)
}

/// A line that is not shown while it is typed; from a pipe, as it stands.
fn ask(prompt: &str) -> io::Result<String> {
    if io::stdin().is_terminal() {
        return rpassword::prompt_password(prompt);
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Says whether a sealed result is whole, and what it says.
fn verify(file: &Path) -> anyhow::Result<ExitCode> {
    let text = fs::read_to_string(file).map_err(|e| anyhow::anyhow!("{}: {e}", file.display()))?;
    let phrase = ask("The pass phrase: ")?;
    match proctor::open(&text, &phrase) {
        Ok(result) => {
            let out = &mut io::stdout().lock();
            writeln!(out, "The seal is whole. This is what was sealed:")?;
            writeln!(out, "{result:#}")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            writeln!(io::stderr(), "inflight: {}: {why}", file.display())?;
            Ok(ExitCode::FAILURE)
        }
    }
}
