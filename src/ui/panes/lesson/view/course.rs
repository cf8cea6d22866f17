//! The course: every lesson with what is known of it today.
use super::super::state::State;
use crate::ui::{
    flow::context::Context,
    kit::{
        canvas::{Canvas, cut},
        frame::{self, Frame},
        list::Cursor,
        theme::Role,
    },
};

/// Cells of the bar and the number behind it.
const METER: u16 = 16;

/// Draws the course with its frame, the open lesson in sight.
pub fn course(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) {
    let right = vec![("mastery".to_owned(), Role::Dim)];
    let frame = Frame { title: "Course", right, ..Frame::default() };
    let mut inner = frame::draw(canvas, &frame);
    let lessons: Vec<_> = context.library.course.iter().filter_map(|id| context.library.lessons.get(id)).collect();
    let here = lessons.iter().position(|l| state.lesson.as_ref() == Some(&l.id));
    let (width, height) = (inner.width(), inner.height());
    let room = usize::from(height.saturating_sub(2)).max(1);
    let from = Cursor { at: here.unwrap_or(0), top: 0 }.top_for(room, lessons.len());
    for (y, (i, lesson)) in (1..).zip(lessons.iter().enumerate().skip(from).take(room)) {
        let open = here == Some(i);
        if open {
            let mark = inner.kit.glyphs.cursor().to_string();
            inner.text(1, y, &mark, Role::Focus);
        }
        let title = cut(&lesson.title, width.saturating_sub(METER + 6));
        inner.text(3, y, &title, if open { Role::Strong } else { Role::Text });
        let known = context.progress.mastery(&lesson.id, context.library, context.scheduler, context.now.day);
        meter(&mut inner, y, known);
    }
}

/// `▰▰▰▱▱▱▱▱▱▱   29` at the right end; `new` where nothing was answered.
fn meter(canvas: &mut Canvas<'_>, y: u16, known: Option<u8>) {
    let (on, off) = canvas.kit.glyphs.mastery(u32::from(known.unwrap_or(0)));
    let role = match known.unwrap_or(0) {
        70.. => Role::Done,
        40..70 => Role::Visible,
        _ => Role::Fail,
    };
    let end = canvas.width().saturating_sub(1);
    let x = canvas.text(end.saturating_sub(METER), y, &on, role);
    canvas.text(x, y, &off, Role::Faint);
    match known {
        Some(percent) => canvas.right(end, y, &percent.to_string(), Role::Text),
        None => canvas.right(end, y, "new", Role::Dim),
    };
}
