//! The terminal: entered once, left whatever happens (quit, signal, panic), drawn to by difference in one write a frame.
use crate::ui::kit::finish::{Depth, finish};
use crossterm::{
    cursor::{Hide, MoveTo, Show},
    event::{
        DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
        EnableMouseCapture,
    },
    execute, queue,
    style::{Attribute, SetAttribute},
    terminal::{
        self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
        LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
    },
};
use ratatui::{
    backend::{Backend, CrosstermBackend},
    buffer::Buffer,
    layout::{Position, Rect},
};
use std::{
    io::{self, Stdout, Write},
    sync::atomic::{AtomicBool, Ordering},
};

/// Whether the terminal is ours now: `leave` runs once.
static ENTERED: AtomicBool = AtomicBool::new(false);

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    execute!(out, EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange, Hide)?;
    if mouse {
        execute!(out, EnableMouseCapture)?;
    }
    Ok(())
}

/// Gives the terminal back as it was. Safe to call at any time, also twice and from a panic.
pub fn leave() {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // The terminal may be gone already; there is nobody left to tell.
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        SetAttribute(Attribute::Reset),
        LeaveAlternateScreen,
        Show
    );
    let _ = disable_raw_mode();
}

/// Puts `leave` before whatever a panic does.
pub fn restore_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        leave();
        before(info);
    }));
}

/// Collects a frame; it reaches the terminal in one write.
#[derive(Debug)]
struct Sink {
    bytes: Vec<u8>,
    out: Stdout,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        let mut out = self.out.lock();
        out.write_all(&self.bytes)?;
        self.bytes.clear();
        out.flush()
    }
}

/// The terminal while it is ours.
pub struct Terminal {
    backend: CrosstermBackend<Sink>,
    shown: Buffer,
    cursor: Option<(Position, bool)>,
    mouse: bool,
    depth: Depth,
    ascii: bool,
}

/// What to draw: fills the buffer, says where the cursor is parked and whether it is seen there.
pub type Painter<'a> = &'a mut dyn FnMut(Rect, &mut Buffer) -> Option<(Position, bool)>;

impl Terminal {
    /// Enters.
    ///
    /// # Errors
    /// The terminal cannot be set to raw mode or written to.
    pub fn open(mouse: bool, depth: Depth, ascii: bool) -> io::Result<Self> {
        // crossterm 0.29 loses bold and reverse under NO_COLOR; colours are taken out in `finish` instead.
        crossterm::style::force_color_output(true);
        enter(mouse)?;
        let sink = Sink { bytes: Vec::with_capacity(1 << 16), out: io::stdout() };
        Ok(Self {
            backend: CrosstermBackend::new(sink),
            shown: Buffer::empty(Rect::ZERO),
            cursor: None,
            mouse,
            depth,
            ascii,
        })
    }

    /// Columns and rows now.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        terminal::size()
    }

    /// How many colours are used from now on.
    pub fn set_depth(&mut self, depth: Depth) {
        self.depth = depth;
    }

    /// The next frame is drawn whole.
    pub fn forget(&mut self) {
        self.shown = Buffer::empty(Rect::ZERO);
    }

    /// Draws: only cells that differ are written, in one synchronized update; nothing where nothing differs.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn draw(&mut self, paint: Painter<'_>) -> io::Result<()> {
        let (w, h) = self.size()?;
        let area = Rect::new(0, 0, w, h);
        let mut next = Buffer::empty(area);
        let cursor = paint(area, &mut next);
        finish(&mut next, self.depth, self.ascii);
        let whole = self.shown.area != area;
        if whole {
            self.shown = Buffer::empty(area);
        }
        let changed = self.shown.diff(&next);
        if changed.is_empty() && cursor == self.cursor && !whole {
            return Ok(());
        }
        queue!(self.backend, BeginSynchronizedUpdate)?;
        if whole {
            queue!(self.backend, SetAttribute(Attribute::Reset), Clear(ClearType::All))?;
        }
        if !changed.is_empty() {
            queue!(self.backend, Hide)?;
        }
        self.backend.draw(changed.into_iter())?;
        self.park(cursor)?;
        queue!(self.backend, EndSynchronizedUpdate)?;
        Write::flush(&mut self.backend)?;
        (self.shown, self.cursor) = (next, cursor);
        Ok(())
    }

    /// The cursor stands on the focused row, for screen readers and magnifiers; it is seen only where text is typed.
    fn park(&mut self, cursor: Option<(Position, bool)>) -> io::Result<()> {
        if let Some((at, seen)) = cursor {
            queue!(self.backend, MoveTo(at.x, at.y))?;
            if seen {
                queue!(self.backend, Show)?;
            } else {
                queue!(self.backend, Hide)?;
            }
        }
        Ok(())
    }

    /// Takes the mouse or gives it back.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on { execute!(io::stdout(), EnableMouseCapture) } else { execute!(io::stdout(), DisableMouseCapture) }
    }

    /// Puts text on the clipboard of whoever sits before the terminal, also over ssh (OSC 52).
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        use base64::Engine;
        let coded = base64::engine::general_purpose::STANDARD.encode(text);
        let mut out = io::stdout().lock();
        write!(out, "\x1b]52;c;{coded}\x07")?;
        out.flush()
    }

    /// Stops as Ctrl-Z does and comes back when told to go on.
    ///
    /// # Errors
    /// The terminal is gone.
    #[cfg(unix)]
    pub fn suspend(&mut self) -> io::Result<()> {
        leave();
        // SIGTSTP would be dropped for an orphaned process group.
        signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)?;
        self.resume()
    }

    /// Takes the terminal again after a stop.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn resume(&mut self) -> io::Result<()> {
        enter(self.mouse)?;
        self.forget();
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave();
    }
}
