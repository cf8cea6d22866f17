//! The whole frame: header, screen, footer, toast, and what lies over them. Pure: the same model gives the same cells.
use super::{keys, model::Model, numbers, overlay};
use crate::ui::{
    flow::table::Hint,
    kit::{canvas::Canvas, keybar, parts, theme::Role},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

/// Draws the model; gives the cell of the focused row, where the hardware cursor is parked.
pub fn draw(model: &Model, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let mut canvas = Canvas::new(buf, &model.kit, area);
    if canvas.width() < parts::SMALLEST.0 || canvas.height() < parts::SMALLEST.1 {
        parts::too_small(&mut canvas);
        return None;
    }
    canvas.clear();
    let (w, h) = (canvas.width(), canvas.height());
    if let Some(over) = &model.overlay
        && over.is_page()
    {
        return overlay::draw(over, model, &mut canvas);
    }
    let covered = model.overlay.as_ref().is_some_and(|o| o.takes_focus(model.clock.uptime_ms));
    let sealed = model.screen.is_sealed();
    let cursor = if sealed { model.screen.draw(&model.context(), &mut canvas) } else { framed(model, &mut canvas) };
    if covered {
        lighten(&mut canvas.part(0, 1, w, h - 2));
    }
    let over = model.overlay.as_ref().and_then(|o| overlay::draw(o, model, &mut canvas.part(0, 1, w, h - 2)));
    if let Some(note) = model.notes.toast() {
        // A sealed screen has two rows of keys.
        let row = h - if sealed { 3 } else { 2 };
        parts::toast(&mut canvas.part(0, row, w, 1), note.mood, &note.words);
    }
    if covered { over } else { cursor }
}

/// Header, screen and footer.
fn framed(model: &Model, canvas: &mut Canvas<'_>) -> Option<Position> {
    let (w, h, context) = (canvas.width(), canvas.height(), model.context());
    parts::header(&mut canvas.part(0, 0, w, 1), &model.screen.place(&context), &numbers::of(model));
    let cursor = model.screen.draw(&context, &mut canvas.part(0, 1, w, h - 2));
    let hints = keys::footer(model);
    keybar::footer(&mut canvas.part(0, h - 1, w, 1), &hints.iter().collect::<Vec<&Hint>>());
    cursor
}

/// Under an overlay the focused pane loses its heavy border: the overlay has the only one.
fn lighten(canvas: &mut Canvas<'_>) {
    const CORNERS: [(char, char); 5] = [('┏', '╭'), ('┓', '╮'), ('┗', '╰'), ('┛', '╯'), ('┃', '│')];
    let (area, ascii, faint) = (canvas.area, canvas.kit.glyphs.ascii, canvas.style(Role::Faint));
    for y in area.top()..area.bottom() {
        // A `━` is the border's only between two of its corners; elsewhere it is a lane or a track.
        let mut border = false;
        for x in area.left()..area.right() {
            let at = Position::new(x, y);
            let Some(symbol) = canvas.buf[at].symbol().chars().next() else { continue };
            if ascii {
                lighten_ascii(canvas, at, symbol);
                continue;
            }
            border = matches!(symbol, '┏' | '┗') || border && !matches!(symbol, '┓' | '┛');
            let corner = CORNERS.iter().find(|(heavy, _)| *heavy == symbol).map(|(_, thin)| *thin);
            if let Some(thin) = corner.or((border && symbol == '━').then_some('─')) {
                canvas.buf[at].set_char(thin).set_style(faint);
            }
        }
    }
}

fn lighten_ascii(canvas: &mut Canvas<'_>, at: Position, symbol: char) {
    let focus = canvas.style(Role::Focus);
    let cell = &mut canvas.buf[at];
    let of_frame = cell.fg == focus.fg.unwrap_or_default() && cell.modifier.contains(focus.add_modifier);
    if of_frame && symbol == '=' {
        cell.set_char('-');
    }
}
