//! Opens the app: terminal, content, loop, farewell.
use super::{
    clock::Since,
    files, input,
    look::{self, Env, Wish},
    pump::{Pump, State, greet},
    terminal::{self, Terminal},
};
use crate::{
    content::{
        finding::Finding,
        library::{self, Library},
    },
    practice::record::Record,
    ui::{
        app::model::{Model, Msg, Settings},
        flow::{
            context::{Motion, Plan},
            effect::Reply,
        },
    },
};
use std::{
    io::{self, IsTerminal},
    path::PathBuf,
    sync::{Arc, mpsc::channel},
    thread,
    time::Instant,
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
}

/// What the shell keeps for the app: the learner's log.
pub(super) struct Desk {
    records: Vec<Record>,
}

impl Desk {
    /// Writes a record, now.
    pub(super) fn save(&mut self, record: &Record) -> Reply {
        self.records.push(record.clone());
        Reply::Saved
    }

    /// Whether another process wrote to the log since we looked.
    pub(super) fn look_again(&mut self) -> bool {
        false
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
    let since = Since::start();
    let env = Env::read();
    let settings = Settings {
        motion: if options.no_motion || env.motion == "none" { Motion::None } else { Motion::Full },
        plan: Plan::default(),
        mouse: !options.no_mouse,
    };
    let wish = Wish { theme: options.theme.clone(), chosen: None, ascii: options.ascii };
    let (kit, depth) = look::decide(&wish, &env).map_err(anyhow::Error::msg)?;
    let loading = {
        let (data, content) = (files::data_folder(options.data.as_deref()), options.content.clone());
        thread::spawn(move || load(data.as_deref(), &content))
    };
    terminal::restore_on_panic();
    let terminal = Terminal::open(settings.mouse, depth, kit.glyphs.ascii)?;
    let (to, wakes) = channel();
    #[cfg(unix)]
    input::signals(to.clone())?;
    let (library, findings) = loading.join().map_err(|_| anyhow::anyhow!("content could not be read"))??;
    let mut model = Model::new(kit, Arc::new(library), settings, since.read());
    tell_findings(&mut model, &findings);
    let ack = input::keyboard(to);
    let state = State { fps: 0, drawn: Instant::now(), dirty: true, done: None };
    let size = terminal.size()?;
    let mut pump =
        Pump { model: model.first_run(), terminal, desk: Desk { records: vec![] }, since, wakes, ack, state };
    pump.tell(Msg::Resized(size.0, size.1))?;
    Ok(pump.run()?)
}

fn load(data: Option<&std::path::Path>, named: &[PathBuf]) -> io::Result<(Library, Vec<Finding>)> {
    Ok(library::load(&files::sources(data, named)?))
}

fn tell_findings(model: &mut Model, findings: &[Finding]) {
    if let Some(first) = findings.first() {
        let more = if findings.len() > 1 {
            format!(" (and {} more: inflight list lessons tells them)", findings.len() - 1)
        } else {
            String::new()
        };
        greet(model, &format!("{}:{}: {}{more}", first.path, first.line, first.message));
    }
}
