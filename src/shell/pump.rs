//! The loop: wait for something, update, draw once. It sleeps without a limit while nothing moves.
use super::{
    clock::Since,
    desk::Desk,
    door::Porter,
    input::{self, Wake},
    shelf::Shelf,
    terminal::Terminal,
};
use crate::{
    practice::exam::proctor::Seal,
    ui::{
        app::{
            draw::draw,
            model::{Model, Msg},
            update::update,
        },
        flow::effect::{Effect, Mood, Reply},
        kit::finish::Depth,
    },
};
use crossterm::event::{Event, KeyCode};
use std::{
    io,
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender},
    time::{Duration, Instant},
};

/// The shortest time between two frames that keys ask for.
const LEAST: Duration = Duration::from_millis(8);
/// How long the loop takes what is queued before it looks at the screen again: a flood of calls may not keep the keys waiting.
const BREATH: Duration = Duration::from_millis(12);
/// The most frames a second that an animation gets.
const MOST_FPS: u8 = 30;

/// Everything the loop holds.
pub(super) struct Pump {
    pub(super) model: Model,
    pub(super) terminal: Terminal,
    pub(super) desk: Desk,
    pub(super) porter: Porter,
    pub(super) shelf: Shelf,
    /// What seals the result of a proctored sitting.
    pub(super) seal: Option<Seal>,
    pub(super) since: Since,
    pub(super) wakes: Receiver<Wake>,
    pub(super) ack: SyncSender<()>,
    pub(super) state: State,
    /// What the terminal can show.
    pub(super) colours: Depth,
}

/// Where the loop stands.
pub(super) struct State {
    pub(super) fps: u8,
    pub(super) drawn: Instant,
    pub(super) dirty: bool,
    /// Leave, with this exit status.
    pub(super) done: Option<u8>,
    /// Where the sealed result stands: told once more when the terminal is given back.
    pub(super) sealed: Option<Result<String, String>>,
}

impl Pump {
    /// Runs until somebody wants to leave; gives the exit status.
    pub(super) fn run(&mut self) -> io::Result<u8> {
        loop {
            if let Some(status) = self.state.done {
                return Ok(status);
            }
            if self.state.dirty && self.state.drawn.elapsed() >= LEAST {
                self.draw()?;
            }
            match self.wait() {
                Ok(wake) => {
                    self.tick()?;
                    let (mut next, since) = (Some(wake), Instant::now());
                    // Whatever is queued already is seen in the same frame.
                    while let (Some(wake), None) = (next, self.state.done) {
                        self.take(wake)?;
                        next = if since.elapsed() < BREATH { self.wakes.try_recv().ok() } else { None };
                    }
                }
                Err(RecvTimeoutError::Timeout) if self.state.dirty => {}
                Err(RecvTimeoutError::Timeout) => self.tick()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
    }

    fn wait(&self) -> Result<Wake, RecvTimeoutError> {
        match self.pause() {
            Some(pause) => self.wakes.recv_timeout(pause),
            None => self.wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// How long the loop may sleep; none = for ever.
    fn pause(&self) -> Option<Duration> {
        let since_frame = self.state.drawn.elapsed();
        if self.state.dirty {
            return Some(LEAST.saturating_sub(since_frame));
        }
        let frame = (self.state.fps > 0).then(|| {
            let period = Duration::from_millis(1_000 / u64::from(self.state.fps.min(MOST_FPS)));
            period.saturating_sub(since_frame)
        });
        let now = self.since.read().uptime_ms;
        let deadline = self.model.wake_at().map(|at| Duration::from_millis(at.saturating_sub(now)));
        frame.into_iter().chain(deadline).min()
    }

    fn draw(&mut self) -> io::Result<()> {
        let model = &self.model;
        // The picker may have changed the theme: without colour for `none`, else all that the terminal has.
        self.terminal.set_depth(if model.kit.theme.name == "none" { Depth::None } else { self.colours });
        let typing = model.types();
        self.terminal.draw(&mut |area, buf| draw(model, area, buf).map(|at| (at, typing)))?;
        self.state.drawn = Instant::now();
        self.state.dirty = false;
        Ok(())
    }

    fn tick(&mut self) -> io::Result<()> {
        for ticket in self.porter.gone() {
            self.tell(Msg::Reply(Reply::HungUp(ticket)))?;
        }
        let clock = self.since.read();
        self.tell(Msg::Tick(clock))
    }

    fn take(&mut self, wake: Wake) -> io::Result<()> {
        match wake {
            Wake::Input(event) => {
                let done = self.event(&event);
                let _ = self.ack.send(());
                done
            }
            // Nobody is there any more: what would be lost is written down as on any other end.
            Wake::Gone => {
                self.tell(Msg::Stop)?;
                self.state.done = Some(1);
                Ok(())
            }
            Wake::Signal(signal) => self.signal(signal),
            Wake::Outside(incoming) => {
                self.porter.take(*incoming).map_or(Ok(()), |called| self.tell(Msg::Reply(called)))
            }
        }
    }

    fn event(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::Resize(w, h) => {
                // The terminal may have been other sizes in between and moved what stood there: draw it whole.
                self.terminal.forget();
                self.tell(Msg::Resized(*w, *h))
            }
            Event::FocusGained => self.desk.look_again().map_or(Ok(()), |others| self.tell(Msg::Reply(others))),
            Event::Key(key) if key.code == KeyCode::F(12) => {
                let asked = cfg!(debug_assertions) && std::env::var_os("INFLIGHT_PANIC").is_some();
                // A switch for tests of the panic hook.
                assert!(!asked, "asked for by INFLIGHT_PANIC and F12");
                Ok(())
            }
            // Pasted text belongs into a box where one can type; anywhere else each letter would be a command.
            Event::Paste(_) if self.model.overlay.is_none() => Ok(()),
            _ => input::keys(event).into_iter().try_for_each(|key| self.tell(Msg::Key(key))),
        }
    }

    #[cfg(unix)]
    fn signal(&mut self, signal: i32) -> io::Result<()> {
        use signal_hook::consts::{SIGCONT, SIGTSTP};
        match signal {
            SIGTSTP => self.perform(Effect::Suspend),
            SIGCONT => {
                self.terminal.resume()?;
                self.resized()
            }
            signal => {
                self.tell(Msg::Stop)?;
                self.state.done = Some(128u8.saturating_add(u8::try_from(signal).unwrap_or(0)));
                Ok(())
            }
        }
    }

    #[cfg(not(unix))]
    fn signal(&mut self, _signal: i32) -> io::Result<()> {
        self.tell(Msg::Stop)
    }

    fn resized(&mut self) -> io::Result<()> {
        let (w, h) = self.terminal.size()?;
        self.tell(Msg::Resized(w, h))
    }

    /// One message through the app, and its effects.
    pub(super) fn tell(&mut self, msg: Msg) -> io::Result<()> {
        self.state.dirty = true;
        update(&mut self.model, msg).into_iter().try_for_each(|effect| self.perform(effect))
    }

    pub(super) fn perform(&mut self, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Save(record) => {
                let replies = self.desk.save(&record);
                replies.into_iter().try_for_each(|reply| self.tell(Msg::Reply(reply)))
            }
            Effect::Copy(text) => self.terminal.copy(&text),
            Effect::Animate(fps) => {
                self.state.fps = fps;
                Ok(())
            }
            Effect::Mouse(on) => self.terminal.set_mouse(on),
            Effect::Door(true) => {
                let opened = self.porter.open();
                self.tell(Msg::Reply(opened))
            }
            Effect::Door(false) => {
                self.porter.close();
                Ok(())
            }
            Effect::Tell(told) => {
                self.porter.tell(told);
                Ok(())
            }
            Effect::Keep { name, text } => {
                let kept = self.shelf.keep(&name, &text);
                self.tell(Msg::Reply(kept))
            }
            Effect::Seal { name, result } => {
                let kept = match &self.seal {
                    Some(seal) => self.shelf.keep(&name, &seal.close(&result)),
                    None => Reply::Kept(Err("no pass phrase was given: the result is not sealed".into())),
                };
                if let Reply::Kept(kept) = &kept {
                    self.state.sealed = Some(kept.clone());
                }
                self.tell(Msg::Reply(kept))
            }
            Effect::Suspend => self.suspend(),
            Effect::Quit => {
                self.state.done = Some(self.state.done.unwrap_or(0));
                Ok(())
            }
            // The app keeps these to itself.
            Effect::Toast(..) | Effect::Go(_) | Effect::Open(_) => Ok(()),
        }
    }

    #[cfg(unix)]
    fn suspend(&mut self) -> io::Result<()> {
        self.terminal.suspend()?;
        self.resized()
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) -> io::Result<()> {
        self.model.notes.say(Mood::Info, "this system cannot stop a program for a while", 0);
        Ok(())
    }
}

/// Says something when the app opens.
pub(super) fn greet(model: &mut Model, words: &str) {
    model.notes.say(Mood::Error, words, model.clock.uptime_ms);
}
