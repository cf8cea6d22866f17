//! Where the panes stand, by the size of the room: zoom, do not squeeze. Pure numbers; drawing and the mouse read the same.
use super::Focus;

/// A rectangle of the room below the header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Column.
    pub x: u16,
    /// Row.
    pub y: u16,
    /// Columns.
    pub w: u16,
    /// Rows.
    pub h: u16,
}

impl Area {
    const fn new(x: u16, y: u16, w: u16, h: u16) -> Self {
        Self { x, y, w, h }
    }

    /// Whether a cell lies inside.
    #[must_use]
    pub const fn has(&self, x: u16, y: u16) -> bool {
        x >= self.x && x < self.x.saturating_add(self.w) && y >= self.y && y < self.y.saturating_add(self.h)
    }
}

/// How a pane stands on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// With its frame.
    Whole(Area),
    /// As one to four live lines.
    Dock(Area),
    /// Not at all: another pane is zoomed.
    Away,
}

impl Stand {
    /// Where it stands, if it does.
    #[must_use]
    pub const fn area(&self) -> Option<Area> {
        match self {
            Self::Whole(a) | Self::Dock(a) => Some(*a),
            Self::Away => None,
        }
    }
}

/// Where everything stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Lesson, quiz, lab, in this order.
    pub panes: [Stand; 3],
    /// The course tree, where there is room for it.
    pub course: Option<Area>,
    /// The session box, where there is room for it.
    pub session: Option<Area>,
}

/// Rows of the lab's dock: a frame around two live lines.
const LAB_DOCK: u16 = 4;
/// Rows a lab needs to be drawn whole.
const LAB_LEAST: u16 = 18;
/// Columns from which on three panes beside each other read well.
const THREE: u16 = 176;
/// Columns of a lesson that holds every drawing.
const LESSON_LEAST: u16 = 48;
/// Columns of the lab while none is open, beside two others.
const NO_LAB: u16 = 52;
/// Rows of the session box: what came and what comes; all of it.
const SESSION: (u16, u16) = (11, 22);

/// What the layout asks of the screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wants {
    /// The pane that has the keys.
    pub focus: Focus,
    /// It has the whole screen.
    pub zoomed: bool,
    /// Lines of the course tree.
    pub course: u16,
    /// A lab is open; else the lab needs no more than a line.
    pub lab: bool,
    /// Rows the quiz needs to be seen whole, by the room it gets; the session box below it gives way.
    pub quiz: u16,
}

impl Wants {
    /// Rows of the lab's dock.
    const fn dock(self) -> u16 {
        if self.lab { LAB_DOCK } else { 1 }
    }
}

/// The layout of a room (header and footer apart).
#[must_use]
pub fn layout((w, h): (u16, u16), wants: Wants) -> Layout {
    let plain = |panes| Layout { panes, course: None, session: None };
    if wants.zoomed {
        let mut panes = [Stand::Away; 3];
        panes[wants.focus as usize] = Stand::Whole(Area::new(0, 0, w, h));
        return plain(panes);
    }
    match (w, h) {
        (THREE.., 38..) => wide(w, h, wants),
        (100.., 34..) if wants.lab || wants.focus == Focus::Lab => plain(medium(w, h)),
        (100.., 28..) => plain(low(w, h, wants)),
        (..100, 44..) => plain(portrait(w, h, wants)),
        _ => plain(compact(w, h, wants)),
    }
}

/// Three columns: course and lesson, quiz and session, lab. Without a lab the other two get its room.
fn wide(w: u16, h: u16, wants: Wants) -> Layout {
    let lab = if wants.lab || wants.focus == Focus::Lab { 80 + (w - 160) / 10 } else { NO_LAB };
    let left = ((w - lab) * 54 / 116).max(LESSON_LEAST);
    let middle = w - lab - left;
    let course = (wants.course + 4).clamp(8, h / 3);
    let session = h.saturating_sub(wants.quiz).clamp(SESSION.0, SESSION.1);
    Layout {
        panes: [
            Stand::Whole(Area::new(0, course, left, h - course)),
            Stand::Whole(Area::new(left, 0, middle, h - session)),
            Stand::Whole(Area::new(left + middle, 0, lab, h)),
        ],
        course: Some(Area::new(0, 0, left, course)),
        session: Some(Area::new(left, h - session, middle, session)),
    }
}

fn lesson_width(w: u16) -> u16 {
    if w < 120 { LESSON_LEAST } else { w * 56 / 120 }
}

/// Lesson and quiz on top, the lab below over the whole width.
fn medium(w: u16, h: u16) -> [Stand; 3] {
    let lab = (LAB_LEAST + 2 + h.saturating_sub(38) / 2).min(h / 2 + 1);
    let left = lesson_width(w);
    [
        Stand::Whole(Area::new(0, 0, left, h - lab)),
        Stand::Whole(Area::new(left, 0, w - left, h - lab)),
        Stand::Whole(Area::new(0, h - lab, w, lab)),
    ]
}

/// Wide enough for two, not high enough for three: the lab is a dock until it has the focus.
fn low(w: u16, h: u16, wants: Wants) -> [Stand; 3] {
    if wants.focus == Focus::Lab {
        return compact(w, h, wants);
    }
    let (left, tall) = (lesson_width(w), h - wants.dock());
    [
        Stand::Whole(Area::new(0, 0, left, tall)),
        Stand::Whole(Area::new(left, 0, w - left, tall)),
        Stand::Dock(Area::new(0, tall, w, wants.dock())),
    ]
}

/// Three on top of each other; the focused one takes half. A lab too low to be drawn whole is a dock.
fn portrait(w: u16, h: u16, wants: Wants) -> [Stand; 3] {
    let lab = match wants.focus {
        Focus::Lab => (h / 2).max(LAB_LEAST + 2),
        _ if wants.lab && h / 4 >= LAB_LEAST => h / 4,
        _ => wants.dock(),
    };
    let rest = h - lab;
    let lesson = match wants.focus {
        Focus::Lesson => (h / 2).max(rest * 3 / 5),
        Focus::Quiz => rest - (h / 2).max(rest * 3 / 5),
        Focus::Lab => rest / 2,
    };
    let whole = |y, tall| Stand::Whole(Area::new(0, y, w, tall));
    let last = if lab < LAB_LEAST { Stand::Dock(Area::new(0, rest, w, lab)) } else { whole(rest, lab) };
    [whole(0, lesson), whole(lesson, rest - lesson), last]
}

/// One pane, the others as docks in the order of their numbers.
fn compact(w: u16, h: u16, wants: Wants) -> [Stand; 3] {
    let tall = |f: Focus| if f == Focus::Lab { wants.dock() } else { 1 };
    let docks: u16 = Focus::ALL.iter().filter(|f| **f != wants.focus).map(|f| tall(*f)).sum();
    let mut y = 0;
    Focus::ALL.map(|f| {
        let here = if f == wants.focus { h.saturating_sub(docks) } else { tall(f) };
        let area = Area::new(0, y, w, here);
        y += here;
        if f == wants.focus { Stand::Whole(area) } else { Stand::Dock(area) }
    })
}
