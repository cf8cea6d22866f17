//! The lower part of the pane: the sentence, the track, what comes next, the legend.
use crate::{
    base::time::SimTime,
    practice::lab::{
        goals::Standing,
        predict::Verdict,
        session::{Mode, Session},
        watch::Ruling,
        words,
    },
    sim::{
        panel::Sign,
        trace::{Event, Weight},
    },
    ui::kit::{
        canvas::{Canvas, cut, width},
        glyphs::twin,
        theme::Role,
        track,
    },
};

/// Cells left of the track: transport, clock, speed.
const LEFT: u16 = 15;

/// The sentence with its `▌`, and what was predicted.
pub(super) fn insight(session: &Session, canvas: &mut Canvas<'_>, wide: bool) {
    let ruling = session.ruling();
    let lost = match &ruling {
        Some(ruling) => !ruling.met,
        None if session.shown().is_some() => false,
        None => session.seen().goals.iter().any(|g| matches!(g, Standing::Lost(_))),
    };
    let bar = if lost { Role::Fail } else { Role::Done };
    let verdict = session.verdicts().last().map(|verdict| told(&verdict));
    if let Some(ruling) = &ruling {
        self::ruling(ruling, session.seen().insight.as_deref(), canvas, wide);
        return;
    }
    let w = canvas.width();
    let need = verdict.as_ref().map_or(0, |(words, _)| width(PREDICTED) + width(words));
    let (first, rest) = sentence(session.seen().insight.as_deref().unwrap_or_default());
    // Right after the moment what was predicted matters more than the second half of the sentence, then than all of it.
    let now = session.mode() == Mode::Stopped && !wide && need > 0;
    let whole = 2 + width(first) + width(rest) + 2 + need <= w;
    let short = 2 + width(first) + 2 + need <= w;
    let mut end = 0;
    if !first.is_empty() && (!now || short) {
        canvas.text(0, 0, "▌", bar);
        end = canvas.text(2, 0, &cut(first, w.saturating_sub(2)), Role::Strong);
        if !now || whole {
            end = canvas.text(end, 0, &cut(rest, w.saturating_sub(end)), Role::Muted);
        }
    }
    let Some((words, role)) = verdict else { return };
    let (x, y) = match () {
        () if wide => (2, 1),
        () if end + 2 + need <= w => (w - need, 0),
        () if now => (2, 0),
        () => return,
    };
    if x == 2 {
        canvas.text(0, y, "▌", bar);
    }
    let x = canvas.text(x, y, PREDICTED, Role::Dim);
    canvas.text(x, y, &cut(&words, w.saturating_sub(x)), role);
}

const PREDICTED: &str = "you predicted ";

/// What comes first in a sentence of the lab, and the rest.
fn sentence(say: &str) -> (&str, &str) {
    say.find(". ").map_or((say, ""), |dot| say.split_at(dot + 1))
}

/// The verdict of a proof, and the sentence behind it where there is room.
fn ruling(ruling: &Ruling, insight: Option<&str>, canvas: &mut Canvas<'_>, wide: bool) {
    let (sign, role) = if ruling.met { ("✓", Role::Done) } else { ("✗", Role::Fail) };
    canvas.text(0, 0, "▌", role);
    canvas.text(2, 0, sign, role);
    let end = canvas.text(4, 0, &cut(&ruling.say, canvas.width().saturating_sub(4)), Role::Strong);
    let Some(insight) = insight else { return };
    if wide {
        canvas.text(0, 1, "▌", role);
        canvas.text(4, 1, &cut(insight, canvas.width().saturating_sub(4)), Role::Muted);
    } else if end + 1 + width(insight) <= canvas.width() {
        canvas.text(end + 1, 0, insight, Role::Muted);
    }
}

/// A prediction in words: `✓ it becomes visible again`.
pub(super) fn told(verdict: &Verdict<'_>) -> (String, Role) {
    let name = |i: usize| verdict.prediction.outcomes.get(i).map_or("", |(say, _)| say.trim_end_matches('.'));
    match (verdict.chosen, verdict.right) {
        (None, None) => ("nothing: watch".into(), Role::Dim),
        (None, Some(right)) => (format!("nothing; it is: {}", name(right)), Role::Dim),
        (Some(chosen), None) => (name(chosen).to_owned(), Role::Text),
        (Some(chosen), Some(right)) if chosen == right => (format!("✓ {}", name(right)), Role::Done),
        (Some(chosen), Some(_)) => (format!("✗ {}", name(chosen)), Role::Fail),
    }
}

/// Words right of the track.
fn state(session: &Session) -> String {
    let end = session.until().clock();
    match session.mode() {
        Mode::Stopped if session.shown().is_some() && session.ruling().is_some() => {
            format!("{end}  stopped at the proof")
        }
        Mode::Stopped => format!("{end}  stopped: look"),
        Mode::Finished => format!("{end}  the end"),
        _ => end,
    }
}

/// First cell and number of cells of the bar.
fn bar(session: &Session, w: u16) -> (u16, u16) {
    let right = width(&state(session)) + 1;
    (LEFT, w.saturating_sub(LEFT + right))
}

/// The track: `► 0:44  ×2  ├━━╋━●───┤ 2:00`.
pub(super) fn track(session: &Session, canvas: &mut Canvas<'_>) {
    let running = session.mode() == Mode::Running;
    let glyph = canvas.kit.glyphs.transport(running);
    let x = canvas.text(0, 0, glyph, if running { Role::Done } else { Role::Visible });
    let clock = if running { SimTime::from_secs(session.now().as_secs()) } else { session.now() };
    let x = canvas.text(x + 1, 0, &clock.clock(), Role::Strong);
    let (times, auto) = if session.eased() { ("1".into(), " auto") } else { (session.speed().label(), "") };
    let speed = format!("×{times}{auto}");
    let role = if running { Role::Done } else { Role::Dim };
    canvas.text((x + 2).min(LEFT.saturating_sub(width(&speed))), 0, &speed, role);
    let (from, cells) = bar(session, canvas.width());
    let open = session.open_question().is_some();
    let newest = if open { session.now() } else { session.run().reached() };
    let marks = marks(session, open);
    let set = track::Track { end: session.until(), now: session.now(), marks: &marks, newest };
    track::draw(&mut canvas.part(from, 0, cells, 1), &set);
    canvas.text(from + cells + 1, 0, &state(session), Role::Dim);
}

/// Marks of the track; of those that are known but not seen yet only while nothing is asked.
fn marks(session: &Session, open: bool) -> Vec<(SimTime, Sign)> {
    let sign = |e: &&Event| match e.weight {
        Weight::Mark => Some((e.at, Sign::Mark)),
        Weight::Alarm => Some((e.at, Sign::RanOut)),
        Weight::Yours => Some((e.at, Sign::Fault)),
        Weight::Fine | Weight::Step => None,
    };
    let ahead = if open { &[] } else { session.run().ahead() };
    let mut loud: Vec<&Event> =
        session.run().trace().iter().chain(ahead).filter(|e| e.weight >= Weight::Mark).collect();
    // Where several fall into one cell the loudest is seen.
    loud.sort_by_key(|e| e.weight);
    loud.iter().filter_map(sign).collect()
}

/// The moment under a cell of the pane's inside.
pub(super) fn moment(session: &Session, w: u16, x: u16) -> Option<SimTime> {
    let (from, cells) = bar(session, w.checked_sub(2)?);
    let cell = x.checked_sub(1 + from + 1)?;
    (cell < cells.checked_sub(2)?).then(|| track::moment_of(cell, session.until(), cells - 2))
}

/// What comes next; while a prediction is open, how to answer it.
pub(super) fn next(session: &Session, canvas: &mut Canvas<'_>) {
    if session.open_question().is_some() || session.mode() == Mode::Armed && session.asks_first() {
        let x = canvas.text(0, 0, "predict  ", Role::Info);
        canvas.text(x, 0, "what will happen? p asks, space goes on", Role::Dim);
        return;
    }
    if let Some((waiting, why)) = session.holds() {
        let calls = if waiting == 1 { "1 call waits".into() } else { format!("{waiting} calls wait") };
        let x = canvas.text(0, 0, "outside  ", Role::Info);
        let x = canvas.text(x, 0, &calls, Role::Strong);
        canvas.text(x, 0, &format!(": {why}"), Role::Text);
        return;
    }
    let last = session.last_outside().map(words::line);
    let room = canvas.width();
    if let Some(line) = last {
        let told = format!("{}  {}", line.at.clock(), line.say);
        let from = room.saturating_sub(width(&told));
        canvas.text(from, 0, &cut(&told, room), Role::Info);
        coming(session, &mut canvas.part(0, 0, from.saturating_sub(2), 1));
        return;
    }
    coming(session, canvas);
}

/// `next  0:44  C1 deletes m3   then ...`, as much as fits.
fn coming(session: &Session, canvas: &mut Canvas<'_>) {
    let mut x = 0;
    for (word, coming) in ["next", "then"].iter().zip(&session.seen().coming) {
        let need = width(word) + 10 + width(&coming.say);
        if x > 0 && x + need > canvas.width() {
            return;
        }
        x = canvas.text(x, 0, word, Role::Dim);
        x = canvas.text(x + 2, 0, &coming.at.clock(), Role::Strong);
        x = canvas.text(x + 2, 0, &coming.say, Role::Text).max(44) + 2;
    }
}

/// The signs this lab uses, with their words.
pub(super) fn legend(session: &Session, canvas: &mut Canvas<'_>) {
    let kinds: Vec<&str> = session.lab().stage.lanes.iter().map(|l| l.kind.as_str()).collect();
    let has = |kind: &str| kinds.contains(&kind);
    let signs: &[(Sign, &str)] = if has("calls") {
        &[
            (Sign::Visible, "message"),
            (Sign::Empty, ""),
            (Sign::Waiting, "waiting on the server"),
            (Sign::Asked, "server asked"),
            (Sign::Unasked, ""),
            (Sign::Fault, ""),
        ]
    } else if has("groups") {
        &[
            (Sign::Done, ""),
            (Sign::Duplicate, "dropped duplicate"),
            (Sign::Locked, "hidden, nobody works"),
            (Sign::RanOut, "timeout ran out"),
            (Sign::Fault, ""),
        ]
    } else {
        &[
            (Sign::Visible, ""),
            (Sign::Flight, ""),
            (Sign::Done, ""),
            (Sign::Extended, ""),
            (Sign::RanOut, "timeout ran out"),
            (Sign::Fault, ""),
        ]
    };
    let mut x = 0;
    if has("groups") {
        for (i, letter) in ["A ", "B ", "C "].iter().enumerate() {
            x = canvas.text(x, 0, letter, Role::Group(i));
        }
        x = canvas.text(x, 0, "MessageGroupId", Role::Dim) + 3;
    }
    for (sign, words) in signs {
        let words = if words.is_empty() { twin(*sign).2 } else { words };
        if x + 2 + width(words) > canvas.width() {
            return;
        }
        x = canvas.sign(x, 0, *sign);
        x = canvas.text(x + 1, 0, words, Role::Dim) + 3;
    }
}
