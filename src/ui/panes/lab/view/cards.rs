//! Cards over the lab: the prediction before the moment, the stars at the end.
use super::{super::state::State, foot::told};
use crate::{
    practice::lab::{goals::Standing, session::Session, words::fill},
    ui::kit::{canvas::Canvas, parts, theme::Role, wrap},
};
use ratatui::layout::Position;

/// The prediction that waits for an answer.
pub(super) fn prediction(session: &Session, canvas: &mut Canvas<'_>) -> Option<Position> {
    let (open, cursor) = session.open_question()?;
    let (nth, of) = session.place_of(open);
    let given = fill(&open.given.join(" "), session);
    let kit = canvas.kit;
    let wide = 78.min(canvas.width());
    let room = wide.saturating_sub(6);
    let given = wrap::words(kit, &given, room, Role::Text);
    let ask = wrap::words(kit, &fill(&open.ask, session), room, Role::Strong);
    let rows = (given.len() + ask.len() + open.outcomes.len()) as u16;
    let airy = canvas.height() >= rows + 9;
    let gap = u16::from(airy);
    let height = rows + 3 + 1 + 3 * gap + gap;
    let (x, y, w, h) = parts::centred(canvas, wide, height + 1);
    let right = format!("{nth} of {of} in this lab");
    let digits = format!("1-{} choose   enter run and see   s I don't know", open.outcomes.len());
    let mut frame = canvas.part(x, y, w, h);
    let mut inner = parts::boxed(&mut frame, "◆ Predict first", &right, (&digits, ""));
    let mut y = gap;
    for line in &given {
        inner.line(2, y, line);
        y += 1;
    }
    y += 1;
    for line in &ask {
        inner.line(2, y, line);
        y += 1;
    }
    y += gap;
    let mut spot = None;
    for (i, (say, _)) in open.outcomes.iter().enumerate() {
        let here = i == cursor;
        let mark = if here { format!("{} ", inner.kit.glyphs.cursor()) } else { String::new() };
        let x = inner.text(5, y, &mark, Role::Focus);
        let x = inner.text(x, y, &(i + 1).to_string(), Role::Key);
        inner.text(x + 2, y, &fill(say, session), if here { Role::Strong } else { Role::Text });
        if here {
            spot = Some(inner.at(5, y));
        }
        y += 1;
    }
    y += gap;
    let note = format!("The lab stops at {} and shows you. No points are lost by being wrong.", open.stop.clock());
    inner.text(2, y, &note, Role::Dim);
    spot
}

/// The stars at the end of a run.
pub(super) fn stars(state: &State, session: &Session, canvas: &mut Canvas<'_>) -> Position {
    let lab = session.lab();
    let won = state.stars();
    let count = won.iter().filter(|w| **w).count();
    let (x, y, w, h) = parts::centred(canvas, 78, 18);
    let mut frame = canvas.part(x, y, w, h);
    let foot = "n next question   r again, new seed   f free play   y copy the run";
    let title = format!("{}  {}", frame.kit.glyphs.stars(count), lab.short);
    let right = match session.hints().len() {
        0 => format!("attempt {}", session.attempt()),
        _ => format!("attempt {}, with hints", session.attempt()),
    };
    let mut inner = parts::boxed(&mut frame, &title, &right, (foot, ""));
    let width = inner.width();
    let mut y = 1;
    for ((goal, won), standing) in lab.goals.iter().zip(&won).zip(&session.seen().goals) {
        let (star, role) = if *won { ("★", Role::Visible) } else { ("☆", Role::Faint) };
        inner.text(2, y, star, role);
        inner.text(5, y, &goal.words, Role::Text);
        let (said, role) = match standing {
            Standing::Met => ("✓ in this run".to_owned(), Role::Done),
            Standing::Lost(at) if *at < session.until() => (format!("✗ lost at {}", at.clock()), Role::Fail),
            _ if *won => ("not in this run".to_owned(), Role::Dim),
            _ => ("not yet".to_owned(), Role::Dim),
        };
        inner.text(50, y, &said, role);
        y += 1;
    }
    inner.rule(y + 1, "what this proves", "");
    y += 2;
    for (i, sentence) in lab.lesson_learned.iter().enumerate() {
        for line in
            wrap::words(inner.kit, sentence, width.saturating_sub(4), if i == 0 { Role::Strong } else { Role::Muted })
        {
            inner.line(2, y, &line);
            y += 1;
        }
    }
    if let (true, Some(hint)) = (count < 3, lab.hints.first()) {
        let x = inner.text(2, y, "Hint:  ", Role::Dim);
        let line = crate::ui::kit::canvas::cut(hint, width.saturating_sub(x + 2));
        inner.text(x, y, &line, Role::Info);
        y += 1;
    }
    let verdicts: Vec<_> = session.verdicts().collect();
    if !verdicts.is_empty() {
        inner.rule(y + 1, "your predictions", "");
        y += 2;
        for verdict in &verdicts {
            let (words, role) = told(verdict);
            inner.text(2, y, &crate::ui::kit::canvas::cut(&words, width.saturating_sub(4)), role);
            y += 1;
        }
    }
    inner.at(2, 1)
}
