//! Opens the app: terminal, content, loop, farewell.
use super::{
    clock::Since,
    desk::Desk,
    door::Porter,
    files, input,
    look::{self, Env, Wish},
    pump::{Pump, State, greet},
    shelf::Shelf,
    terminal::{self, Terminal},
};
use crate::{
    base::moment::Day,
    content::{
        finding::Finding,
        library::{self, Library},
    },
    practice::{exam::proctor::Seal, progress::Progress},
    ui::{
        app::model::{Learner, Model, Msg, Settings},
        flow::{
            context::{Motion, Plan},
            effect::Route,
        },
        kit::{Kit, finish::Depth},
    },
};
use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    sync::{Arc, mpsc::channel},
    thread,
    time::{Duration, Instant},
};

/// How the app is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folders laid over the content.
    pub content: Vec<PathBuf>,
    /// Where progress is kept.
    pub data: Option<PathBuf>,
    /// `--theme`.
    pub theme: Option<String>,
    /// `--ascii`.
    pub ascii: bool,
    /// `--no-motion`.
    pub no_motion: bool,
    /// `--no-mouse`.
    pub no_mouse: bool,
    /// What it opens with.
    pub start: Start,
}

/// What the app opens with; by default the main screen.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The place.
    pub route: Option<Route>,
    /// What seals the result of a proctored sitting.
    pub seal: Option<Seal>,
}

impl Start {
    /// At a place.
    #[must_use]
    pub const fn at(route: Route) -> Self {
        Self { route: Some(route), seal: None }
    }
}

/// Whether whole screens can be drawn; else why not, in words for people.
///
/// # Errors
/// Input or output is no terminal, or the terminal cannot place text.
pub fn can_draw() -> Result<(), String> {
    let hint = "try  inflight --plain  (line by line) or  inflight list lessons";
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(format!("this is not a terminal, so no screen can be drawn: {hint}"));
    }
    if Env::read().dumb() {
        return Err(format!(
            "the terminal (TERM={}) cannot place text: {hint}",
            std::env::var("TERM").unwrap_or_default()
        ));
    }
    Ok(())
}

/// Opens the app and runs it to its end; gives the exit status.
///
/// # Errors
/// The terminal cannot be used, a named folder cannot be read, or a theme does not exist.
pub fn run(options: &Options) -> anyhow::Result<u8> {
    let (since, env) = (Since::start(), Env::read());
    // What is known before the terminal is taken is told on it as it stands.
    let wish = Wish { theme: options.theme.clone(), chosen: None, ascii: options.ascii };
    let (kit, depth) = look::decide(&wish, &env).map_err(anyhow::Error::msg)?;
    let data = files::data_folder(options.data.as_deref());
    let reading = {
        let data = data.clone();
        thread::spawn(move || Desk::open(data.as_deref()))
    };
    // Content is read on this thread: a second thread's heap grows page by page, which costs more than it saves.
    let loaded = load(data.as_deref(), &options.content);
    let (desk, past) = reading.join().map_err(|_| anyhow::anyhow!("your progress could not be read"))?;
    let learner = Learner { progress: Progress::from_log(&past), ..Learner::default() };
    // A log of years is several megabytes, and all of it is in the progress now.
    drop(past);
    let settings = settings(options, &env, &learner.progress);
    let (library, findings) = loaded?;
    let (kit, depth) = chosen(&wish, &env, &learner.progress).unwrap_or((kit, depth));
    terminal::restore_on_panic();
    let (to, wakes) = channel();
    #[cfg(unix)]
    input::signals(to.clone())?;
    let terminal = Terminal::open(settings.mouse, depth, kit.glyphs.ascii)?;
    let (porter, shelf) = (Porter::new(to.clone()), Shelf::new(data.as_deref()));
    let ack = input::keyboard(to);
    // Whose log cannot be read is told so first, and is hardly new here.
    let blank = learner.progress.setting("welcomed").is_none() && learner.progress.answers.is_empty();
    let new_here = blank && desk.why().is_none();
    let mut model = Model::new(kit, (Arc::new(library), learner), settings, since.read());
    let mut first = vec![];
    if let Some(route) = &options.start.route {
        first = model.open_at(route);
    } else if new_here {
        model = model.first_run();
    }
    tell_findings(&mut model, &findings);
    if let Some(why) = desk.why() {
        greet(&mut model, why);
    }
    // The first frame is due at once: nothing was drawn a moment ago.
    let drawn = Instant::now().checked_sub(Duration::from_secs(1)).unwrap_or_else(Instant::now);
    let state = State { fps: 0, drawn, dirty: true, done: None, sealed: None };
    let size = terminal.size()?;
    let mut pump = Pump {
        model,
        terminal,
        desk,
        porter,
        since,
        wakes,
        ack,
        state,
        colours: env.depth(),
        shelf,
        seal: options.start.seal.clone(),
    };
    pump.tell(Msg::Resized(size.0, size.1))?;
    for effect in first {
        pump.perform(effect)?;
    }
    let status = pump.run()?;
    let sealed = pump.state.sealed.take();
    drop(pump);
    match sealed {
        Some(Ok(path)) => writeln!(io::stdout(), "The sealed result: {path}")?,
        Some(Err(why)) => anyhow::bail!("the result: {why}; start the same exam again, and it is sealed anew"),
        None => {}
    }
    Ok(status)
}

/// The look that was chosen in the picker before, where no flag says otherwise.
fn chosen(wish: &Wish, env: &Env, progress: &Progress) -> Option<(Kit, Depth)> {
    let chosen = progress.setting("theme")?.to_owned();
    look::decide(&Wish { chosen: Some(chosen), ..wish.clone() }, env).ok()
}

/// What the learner chose before; flags and environment come first.
fn settings(options: &Options, env: &Env, progress: &Progress) -> Settings {
    let still = options.no_motion || env.motion == "none" || progress.setting("motion") == Some("none");
    let exam = progress.setting("exam").and_then(|d| d.parse().ok()).map(Day);
    let minutes = progress.setting("minutes").and_then(|m| m.parse().ok()).unwrap_or(0);
    Settings {
        motion: if still { Motion::None } else { Motion::Full },
        plan: Plan { exam, minutes },
        mouse: !options.no_mouse && progress.setting("mouse") != Some("off"),
    }
}

fn load(data: Option<&Path>, named: &[PathBuf]) -> io::Result<(Library, Vec<Finding>)> {
    Ok(library::open(&files::sources(data, named)?))
}

fn tell_findings(model: &mut Model, findings: &[Finding]) {
    let Some(first) = findings.first() else { return };
    let more = match findings.len() {
        1 => String::new(),
        n => format!(" (and {} more: inflight list lessons tells them)", n - 1),
    };
    greet(model, &format!("{}:{}: {}{more}", first.path, first.line, first.message));
}
