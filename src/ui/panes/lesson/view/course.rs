//! The course: every lesson with what is known of it today.
use super::super::state::State;
use crate::{
    base::id::LessonId,
    content::lesson::Lesson,
    ui::{
        flow::context::Context,
        kit::{
            canvas::{Canvas, cut},
            frame::{self, Frame},
            list::Cursor,
            theme::Role,
        },
    },
};
use std::sync::Arc;

/// Cells of the bar and the number behind it.
const METER: u16 = 16;

/// A line of the tree.
enum Line<'a> {
    Service(&'a str),
    Lesson(&'a Arc<Lesson>),
}

/// Services in the order of the course, their lessons below them.
fn lines<'a>(context: &Context<'a>) -> Vec<Line<'a>> {
    let (mut out, mut service) = (vec![], "");
    for lesson in context.library.course.iter().filter_map(|id| context.library.lessons.get(id)) {
        if lesson.service != service {
            service = &lesson.service;
            out.push(Line::Service(service));
        }
        out.push(Line::Lesson(lesson));
    }
    out
}

/// Lines of the whole tree.
#[must_use]
pub fn course_lines(context: &Context<'_>) -> usize {
    lines(context).len()
}

/// The tree's part that is in sight in so many rows of a frame: the first line, and how many.
fn window(state: &State, lines: &[Line<'_>], height: u16) -> (usize, usize) {
    let here = lines.iter().position(|l| matches!(l, Line::Lesson(l) if state.lesson.as_ref() == Some(&l.id)));
    let room = usize::from(height.saturating_sub(2)).max(1);
    (Cursor { at: here.unwrap_or(0), top: 0 }.top_for(room, lines.len()), room)
}

/// The lesson at a row of the box, frame included: where a click goes.
#[must_use]
pub fn course_at(state: &State, context: &Context<'_>, height: u16, row: u16) -> Option<LessonId> {
    let lines = lines(context);
    let (from, room) = window(state, &lines, height.saturating_sub(2));
    let row = usize::from(row.checked_sub(2)?);
    match lines.get(from + row).filter(|_| row < room)? {
        Line::Lesson(lesson) => Some(lesson.id.clone()),
        Line::Service(_) => None,
    }
}

/// Draws the course with its frame, the open lesson in sight.
pub fn course(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) {
    let right = vec![("mastery".to_owned(), Role::Dim)];
    let frame = Frame { title: "Course", right, ..Frame::default() };
    let mut inner = frame::draw(canvas, &frame);
    let lines = lines(context);
    let (width, height) = (inner.width(), inner.height());
    let (from, room) = window(state, &lines, height);
    let (progress, today) = (context.progress, context.now.day);
    for (y, line) in (1..).zip(lines.iter().skip(from).take(room)) {
        let known = match line {
            Line::Service(service) => {
                let mark = inner.kit.glyphs.open().to_string();
                inner.text(1, y, &mark, Role::Muted);
                inner.text(3, y, service, Role::Strong);
                progress.mastery_of(service, context.library, context.scheduler, today)
            }
            Line::Lesson(lesson) => {
                let open = state.lesson.as_ref() == Some(&lesson.id);
                if open {
                    let mark = inner.kit.glyphs.cursor().to_string();
                    inner.text(3, y, &mark, Role::Focus);
                }
                // The number that section numbers begin with.
                let place = context.library.course.iter().position(|id| *id == lesson.id).map_or(0, |i| i + 1);
                inner.right(7, y, &place.to_string(), if open { Role::Strong } else { Role::Muted });
                let title = cut(&lesson.title, width.saturating_sub(METER + 12));
                inner.text(9, y, &title, if open { Role::Strong } else { Role::Text });
                progress.mastery(&lesson.id, context.library, context.scheduler, today)
            }
        };
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
