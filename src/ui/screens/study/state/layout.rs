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

/// What the layout asks of the screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wants {
    /// The pane that has the keys.
    pub focus: Focus,
    /// It has the whole screen.
    pub zoomed: bool,
    /// Lines of the course tree.
    pub lessons: u16,
    /// A lab is open; else the lab needs no more than a dock.
    pub lab: bool,
}

/// The layout of a room (header and footer apart).
#[must_use]
pub fn layout((w, h): (u16, u16), wants: Wants) -> Layout {
    let Wants { focus, zoomed, lessons, lab } = wants;
    let plain = |panes| Layout { panes, course: None, session: None };
    if zoomed {
        let mut panes = [Stand::Away; 3];
        panes[focus as usize] = Stand::Whole(Area::new(0, 0, w, h));
        return plain(panes);
    }
    match (w, h) {
        (160.., 38..) => wide(w, h, lessons),
        (100.., 34..) if lab || focus == Focus::Lab => plain(medium(w, h)),
        (100.., 28..) => plain(low(w, h, focus)),
        (..100, 44..) => plain(portrait(w, h, focus)),
        _ => plain(compact(w, h, focus)),
    }
}

/// Three columns: course and lesson, quiz and session, lab.
fn wide(w: u16, h: u16, lessons: u16) -> Layout {
    let lab = 80 + (w - 160) / 10;
    let left = (w - lab) * 54 / 116;
    let middle = w - lab - left;
    let course = (lessons + 5).clamp(8, h / 3);
    let session = (h * 38 / 100).min(20);
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
    if w < 120 { 44 } else { w * 56 / 120 }
}

/// Lesson and quiz on top, the lab below over the whole width.
fn medium(w: u16, h: u16) -> [Stand; 3] {
    let lab = (LAB_LEAST + h.saturating_sub(38) / 2).min(h / 2 + 1);
    let left = lesson_width(w);
    [
        Stand::Whole(Area::new(0, 0, left, h - lab)),
        Stand::Whole(Area::new(left, 0, w - left, h - lab)),
        Stand::Whole(Area::new(0, h - lab, w, lab)),
    ]
}

/// Wide enough for two, not high enough for three: the lab is a dock until it has the focus.
fn low(w: u16, h: u16, focus: Focus) -> [Stand; 3] {
    if focus == Focus::Lab {
        return compact(w, h, focus);
    }
    let left = lesson_width(w);
    [
        Stand::Whole(Area::new(0, 0, left, h - LAB_DOCK)),
        Stand::Whole(Area::new(left, 0, w - left, h - LAB_DOCK)),
        Stand::Dock(Area::new(0, h - LAB_DOCK, w, LAB_DOCK)),
    ]
}

/// Three on top of each other; the focused one takes half.
fn portrait(w: u16, h: u16, focus: Focus) -> [Stand; 3] {
    let (half, quarter) = (h / 2, h / 4);
    let heights = Focus::ALL
        .map(|f| if f == focus { half.max(if f == Focus::Lab { LAB_LEAST + 2 } else { 0 }) } else { quarter });
    let rest = h - heights.iter().sum::<u16>().min(h);
    let mut y = 0;
    let mut stand = |i: usize| {
        let extra = if Focus::ALL.get(i) == Some(&focus) { rest } else { 0 };
        let tall = (heights[i] + extra).min(h - y);
        let area = Area::new(0, y, w, tall);
        y += tall;
        if i == 2 && focus != Focus::Lab && tall < LAB_LEAST { Stand::Dock(area) } else { Stand::Whole(area) }
    };
    [stand(0), stand(1), stand(2)]
}

/// One pane, the others as docks in the order of their numbers.
fn compact(w: u16, h: u16, focus: Focus) -> [Stand; 3] {
    let tall = |f: Focus| if f == Focus::Lab { LAB_DOCK } else { 1 };
    let docks: u16 = Focus::ALL.iter().filter(|f| **f != focus).map(|f| tall(*f)).sum();
    let mut y = 0;
    Focus::ALL.map(|f| {
        let here = if f == focus { h.saturating_sub(docks) } else { tall(f) };
        let area = Area::new(0, y, w, here);
        y += here;
        if f == focus { Stand::Whole(area) } else { Stand::Dock(area) }
    })
}
