//! `inflight serve`: an AWS account on loopback for the learner's own tools, until it is told to end.
use super::Options;
use crate::{
    base::time::SimTime,
    content::{
        lab::Lab,
        library::{self, Source},
    },
    endpoint::{
        hub::{Account, Hub, Plan, Speed},
        server,
    },
    shell::{clock, files},
    sim::{epoch::EPOCH_MILLIS, quotas::Quotas, scenario::Scenario},
};
use clap::{Args, ValueEnum};
use std::{
    io::{self, ErrorKind, Write},
    process::ExitCode,
    sync::Arc,
};

/// Wrong input: told on the error stream.
const REFUSED: u8 = 2;

/// Which kind of account is served where no lab is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Permissions {
    /// For scripts and suites written against emulators: it takes more than AWS does (services reach each other where no policy is written,
    /// a rule has more than five targets, names may end in a blank), and waits for nothing; only a Standard execution of Step Functions
    /// waits 250 ms before its first state
    Lenient,
    /// AWS as it is: nothing without a policy that allows it, and everything in its own time
    Strict,
}

/// What is served, and where.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Where it listens, on loopback only; 0 takes any free port
    #[arg(long, value_name = "NUMBER", default_value_t = server::limits::PORT)]
    pub port: u16,
    /// Begin with a lab's resources and actors, at 0:00 of the lab; without it the account is empty
    #[arg(long, value_name = "LAB")]
    pub lab: Option<String>,
    /// How many simulated seconds pass in a real one
    #[arg(long, value_name = "NUMBER", default_value = "1", allow_hyphen_values = true)]
    pub speed: String,
    /// Which kind of account it is; a lab is always strict
    #[arg(long, value_enum, default_value_t = Permissions::Lenient, conflicts_with = "lab")]
    pub permissions: Permissions,
}

/// Does it, until a signal ends it.
///
/// # Errors
/// What the output stream says.
pub fn main(serve: &Serve, options: &Options) -> anyhow::Result<ExitCode> {
    let plan = match plan(serve, options)? {
        Ok(plan) => plan,
        Err(why) => return refuse(&why),
    };
    let ending = Ending::watch()?;
    let hub = Hub::open(plan)?;
    let door = match server::open(Some(serve.port), hub.reception()) {
        Ok(door) => door,
        Err(error) => return refuse(&closed(serve.port, &error)),
    };
    let address = format!("http://{}", door.address());
    let mut out = io::stdout().lock();
    // Whoever started us may have stopped listening; the door is open all the same.
    let _ = writeln!(out, "inflight serves AWS on {address}  (AWS_ENDPOINT_URL={address})").and_then(|()| out.flush());
    ending.wait();
    // First those who wait are told, then the door closes.
    drop(hub);
    drop(door);
    Ok(ExitCode::SUCCESS)
}

/// Why the door does not open, with a cure.
fn closed(port: u16, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => {
            format!(
                "port {port} is taken by another program: name another with --port, or let one be found with --port 0"
            )
        }
        ErrorKind::PermissionDenied => format!("port {port} is not for everybody: name one above 1023 with --port"),
        _ => format!("cannot listen on 127.0.0.1:{port}: {error}"),
    }
}

fn plan(serve: &Serve, options: &Options) -> anyhow::Result<Result<Plan, String>> {
    let speed = match Speed::parse(&serve.speed) {
        Ok(speed) => speed,
        Err(why) => return Ok(Err(why)),
    };
    let data = files::data_folder(options.data.as_deref());
    let sources = files::sources(data.as_deref(), &options.content)?;
    let (quotas, lab) = match read(&sources, serve.lab.as_deref()) {
        Ok(found) => found,
        Err(why) => return Ok(Err(why)),
    };
    let now = clock::now().at.0;
    let fresh = || u64::try_from(now).unwrap_or_default();
    let seed = options.seed.unwrap_or_else(|| lab.as_ref().map_or_else(fresh, |lab| lab.seed));
    let account = match (&lab, serve.permissions) {
        (Some(_), _) => Account::Lab,
        (None, Permissions::Strict) => Account::Strict,
        (None, Permissions::Lenient) => Account::Lenient,
    };
    let start = match account {
        Account::Lab => SimTime::ZERO,
        _ => SimTime::from_millis(fresh().saturating_sub(EPOCH_MILLIS)),
    };
    let (scenario, story) = lab.map_or_else(|| (Scenario::default(), vec![]), |lab| (lab.scenario, lab.planned));
    Ok(Ok(Plan { quotas, seed, start, speed, scenario, story, account }))
}

/// The ledger, and the lab where one is named. Nothing else of the library is read: a server starts at once.
fn read(sources: &[Source], lab: Option<&str>) -> Result<(Arc<Quotas>, Option<Lab>), String> {
    let head = lab.map(|lab| format!("lab: {lab}"));
    let wanted = |source: &&Source| {
        let named = head.as_ref().is_some_and(|head| source.text.lines().any(|line| line.trim_end() == head));
        named || source.path.ends_with("facts.yaml")
    };
    let few: Vec<Source> = sources.iter().filter(wanted).cloned().collect();
    let (library, findings) = library::only(&few);
    let found = lab.map(|lab| library.labs.values().find(|l| l.id.as_str() == lab).map(|l| (**l).clone()));
    if let (Some(None), Some(lab)) = (&found, lab) {
        if let Some(finding) = findings.first() {
            return Err(format!("the lab `{lab}` cannot be read: {finding}"));
        }
        let (library, _) = library::open(sources);
        let known: Vec<&str> = library.labs.keys().map(crate::base::id::LabId::as_str).collect();
        return Err(format!("there is no lab `{lab}`: there is {}", known.join(", ")));
    }
    Ok((Arc::new(library.ledger.quotas.clone()), found.flatten()))
}

fn refuse(why: &str) -> anyhow::Result<ExitCode> {
    writeln!(io::stderr(), "inflight: {why}")?;
    Ok(ExitCode::from(REFUSED))
}

/// The signal that ends us.
#[cfg(unix)]
struct Ending(signal_hook::iterator::Signals);

#[cfg(unix)]
impl Ending {
    fn watch() -> io::Result<Self> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP]).map(Self)
    }
    fn wait(mut self) {
        let _ = self.0.forever().next();
    }
}

/// Elsewhere the system itself ends us.
#[cfg(not(unix))]
struct Ending;

#[cfg(not(unix))]
impl Ending {
    fn watch() -> io::Result<Self> {
        Ok(Self)
    }
    fn wait(self) {
        loop {
            std::thread::park();
        }
    }
}
