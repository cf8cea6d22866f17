//! Keys, mouse and signals as messages on one channel.
use crate::{
    endpoint::server::Incoming,
    ui::flow::key::{Code, Key},
};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use std::{
    io,
    sync::mpsc::{Receiver, Sender, SyncSender, sync_channel},
    thread,
};

/// What reaches the loop.
#[derive(Debug)]
pub enum Wake {
    /// The terminal says something; the input thread waits for `ack` before it reads on, so that nobody takes keys away
    /// from the shell while we are stopped.
    Input(Event),
    /// The terminal cannot be read any more.
    Gone,
    /// A signal.
    Signal(i32),
    /// A call from outside, through the lab's door.
    Outside(Box<Incoming>),
}

/// Starts the input thread; send on what is returned after every [`Wake::Input`].
#[must_use]
pub fn keyboard(to: Sender<Wake>) -> SyncSender<()> {
    let (ack, acks) = sync_channel::<()>(1);
    thread::spawn(move || read_on(&to, &acks));
    ack
}

fn read_on(to: &Sender<Wake>, acks: &Receiver<()>) {
    loop {
        match event::read() {
            Ok(event) => {
                if to.send(Wake::Input(event)).is_err() || acks.recv().is_err() {
                    return;
                }
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => {
                let _ = to.send(Wake::Gone);
                return;
            }
        }
    }
}

/// Starts the signal thread.
///
/// # Errors
/// The handlers cannot be set.
#[cfg(unix)]
pub fn signals(to: Sender<Wake>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            if to.send(Wake::Signal(signal)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// The keys of an event: one for a press or the mouse, many for a paste, none for what the app does not use.
#[must_use]
pub fn keys(event: &Event) -> Vec<Key> {
    match event {
        // A terminal sends escape and a key as it sends that key with Alt. No key of the app needs Alt, so it was escape.
        Event::Key(k) if k.kind != KeyEventKind::Release => {
            let escape = k.modifiers.contains(KeyModifiers::ALT).then_some(Key::of(Code::Esc));
            escape.into_iter().chain(key(*k)).collect()
        }
        Event::Paste(text) => text.chars().filter(|c| !c.is_control()).take(400).map(Key::ch).collect(),
        Event::Mouse(m) => {
            let (x, y) = (m.column, m.row);
            let code = match m.kind {
                MouseEventKind::Down(MouseButton::Left) => Code::Click { x, y },
                MouseEventKind::ScrollUp => Code::Wheel { x, y, up: true },
                MouseEventKind::ScrollDown => Code::Wheel { x, y, up: false },
                _ => return vec![],
            };
            vec![Key::of(code)]
        }
        _ => vec![],
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    Some(Key { code, ctrl })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presses_count_releases_do_not() {
        let press = KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL);
        assert_eq!(keys(&Event::Key(press)), [Key::ctrl('z')]);
        let release = KeyEvent { kind: KeyEventKind::Release, ..press };
        assert_eq!(keys(&Event::Key(release)), []);
        let quick = KeyEvent::new(KeyCode::Char('x'), KeyModifiers::ALT);
        assert_eq!(keys(&Event::Key(quick)), [Key::of(Code::Esc), Key::ch('x')]);
        assert_eq!(keys(&Event::Paste("a\nb".into())), [Key::ch('a'), Key::ch('b')]);
        assert_eq!(keys(&Event::FocusGained), []);
    }
}
