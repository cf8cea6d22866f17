//! Where things are: a drawn map of the screen with the keys that lead there, the last step of the first run. The keys
//! come from the tables like everywhere else.
use crate::ui::{
    app::{keys, model::Model},
    flow::table::Tab,
    kit::{
        canvas::{Canvas, cut},
        frame::{self, Frame},
        parts::header,
        theme::Role,
    },
};
use ratatui::layout::Position;

/// Lines of keys in one box.
const LINES: usize = 7;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>) -> Position {
    let (w, h) = (canvas.width(), canvas.height());
    header(
        &mut canvas.part(0, 0, w, 1),
        &["Where things are".into()],
        &[vec![("3".into(), Role::Strong), (" of 3".into(), Role::Dim)]],
    );
    canvas.text(
        2,
        2,
        "Three panes, linked: a question brings its lesson and its lab. The keys you need are on the screen.",
        Role::Text,
    );
    let mut tabs = keys::tabs(model);
    tabs.truncate(4);
    let (bw, bh) = ((w - 4) / 2, (h - 7) / 2);
    let last = tabs.len().saturating_sub(1);
    for (i, tab) in tabs.iter().enumerate() {
        let (x, y) = (2 + (i as u16 % 2) * bw, 4 + (i as u16 / 2) * bh);
        let mut place = canvas.part(x, y, bw, bh);
        let mut inner = frame::draw(&mut place, &Frame { title: tab.title, focused: i == last, ..Frame::default() });
        lines(&mut inner, tab);
    }
    let x = canvas.text(2, h - 2, "enter ", Role::Key);
    canvas.text(x, h - 2, "on with it", Role::Text);
    let chrome = canvas.style(Role::Chrome);
    canvas.over(0, h - 1, w, 1, chrome);
    canvas.runs(w - 7, h - 1, &[("?", Role::Key), (" help", Role::Dim)]);
    canvas.at(2, h - 2)
}

fn lines(canvas: &mut Canvas<'_>, tab: &Tab) {
    let told = tab.hints.iter().filter(|h| !h.help.is_empty());
    let room = canvas.width().saturating_sub(12);
    for (y, hint) in told.take(LINES.min(usize::from(canvas.height()))).enumerate() {
        canvas.text(1, y as u16, &cut(&hint.keys, 9), Role::Key);
        canvas.text(11, y as u16, &cut(hint.help, room), Role::Text);
    }
}
