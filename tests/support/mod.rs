//! A real pseudo-terminal for the end-to-end tests: starts the program, presses keys, reads the screen, checks what was left on.
#![allow(dead_code)] // each test file uses its part

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::{
    io::{Read, Write},
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// How long a test waits for the screen before it gives up; generous, for slow machines. Nothing is measured with it.
const PATIENCE: Duration = Duration::from_secs(120);

type Screen = Arc<Mutex<vt100::Parser>>;
type Keyboard = Arc<Mutex<Box<dyn Write + Send>>>;

/// The program in a terminal.
pub struct App {
    screen: Screen,
    keyboard: Keyboard,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
}

/// What to start, and how large the terminal is.
pub struct Start<'a> {
    pub cols: u16,
    pub rows: u16,
    pub data: &'a Path,
    pub args: &'a [&'a str],
    pub env: &'a [(&'a str, &'a str)],
}

impl<'a> Start<'a> {
    /// 120 x 40 with its progress in `data`.
    pub fn new(data: &'a Path) -> Self {
        Self { cols: 120, rows: 40, data, args: &[], env: &[] }
    }
}

impl App {
    pub fn start(start: &Start<'_>) -> Self {
        let size = PtySize { rows: start.rows, cols: start.cols, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_inflight"));
        for name in ["NO_COLOR", "COLORTERM", "TMUX", "LC_ALL", "LC_CTYPE", "INFLIGHT_THEME", "INFLIGHT_MOTION"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.arg("--data");
        command.arg(start.data);
        start.args.iter().for_each(|arg| command.arg(arg));
        start.env.iter().for_each(|(name, value)| command.env(name, value));
        let child = pty.slave.spawn_command(command).expect("the program starts");
        drop(pty.slave);
        let (rows, cols) = (start.rows.try_into().expect("rows"), start.cols.try_into().expect("cols"));
        let screen: Screen = Arc::new(Mutex::new(vt100::Parser::new(rows, cols, 0)));
        let keyboard: Keyboard = Arc::new(Mutex::new(pty.master.take_writer().expect("a keyboard")));
        let reader = pty.master.try_clone_reader().expect("a reader");
        let (to, answer) = (screen.clone(), keyboard.clone());
        std::thread::spawn(move || read_on(reader, &to, &answer));
        Self { screen, keyboard, child, master: pty.master }
    }

    /// Types text as it stands; `\r` is enter, `\x1b` escape.
    pub fn keys(&self, keys: &str) {
        let mut keyboard = self.keyboard.lock().expect("keyboard");
        keyboard.write_all(keys.as_bytes()).expect("typed");
        keyboard.flush().expect("typed");
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        self.screen.lock().expect("screen").screen().contents()
    }

    /// Waits until `what` stands on the screen.
    pub fn see(&self, what: &str) {
        self.wait(&format!("never saw {what:?}"), |text| text.contains(what));
    }

    /// Waits until `what` is gone.
    pub fn gone(&self, what: &str) {
        self.wait(&format!("still there: {what:?}"), |text| !text.contains(what));
    }

    /// Waits until the screen satisfies a condition.
    pub fn wait(&self, complaint: &str, holds: impl Fn(&str) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds(&self.text()) {
            assert!(Instant::now() < end, "{complaint}:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn resize(&self, cols: u16, rows: u16) {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let (rows, cols) = (rows.try_into().expect("rows"), cols.try_into().expect("cols"));
        // As a real terminal: it has its new size before the program hears of it.
        self.screen.lock().expect("screen").screen_mut().set_size(rows, cols);
        self.master.resize(size).expect("resized");
    }

    pub fn alive(&mut self) -> bool {
        self.child.try_wait().expect("asked").is_none()
    }

    /// Kills it as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a pid")
    }

    /// Waits for its end and checks that the terminal was given back as it was.
    pub fn end(mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("asked") {
                break status;
            }
            assert!(Instant::now() < end, "did not end:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(10));
        };
        let restored = |screen: &vt100::Screen| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        };
        while !restored(self.screen.lock().expect("screen").screen()) {
            assert!(Instant::now() < end, "the terminal was not restored");
            std::thread::sleep(Duration::from_millis(10));
        }
        status
    }
}

/// Feeds the screen, and answers what programs ask a terminal, so that none sits in a timeout.
fn read_on(mut from: Box<dyn Read + Send>, to: &Screen, answer: &Keyboard) {
    let mut buffer = [0u8; 8192];
    while let Ok(n) = from.read(&mut buffer) {
        if n == 0 {
            break;
        }
        let bytes = &buffer[..n];
        for (question, reply) in
            [(&b"\x1b[c"[..], &b"\x1b[?62;22c"[..]), (b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[?u", b"\x1b[?0u")]
        {
            if bytes.windows(question.len()).any(|w| w == question) {
                let _ = answer.lock().expect("keyboard").write_all(reply);
            }
        }
        to.lock().expect("screen").process(bytes);
    }
}
