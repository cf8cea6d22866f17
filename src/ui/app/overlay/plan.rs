//! The plan: when the exam is and how many minutes a day. The first step of the first run, and `: plan` later.
use super::{Turn, leave_plan};
use crate::{
    base::moment::{Day, Now},
    ui::{
        app::{date, model::Model, update},
        flow::{
            context::Plan,
            effect::{Effect, Mood, Overlay},
            key::{Code, Key},
        },
        kit::{
            canvas::Canvas,
            parts::{boxed, centred, header},
            theme::Role,
        },
    },
};
use ratatui::layout::Position;

/// Minutes a day to choose from; 0 = as it comes.
const MINUTES: [(u32, &str); 4] = [(10, "10 min"), (20, "20 min"), (40, "40 min"), (0, "as it comes")];
/// The date that is offered first: four weeks ahead.
const AHEAD: i32 = 28;

/// The rows: a date, no date, minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The first run's first step, over the whole frame.
    pub first: bool,
    row: usize,
    dated: bool,
    day: Day,
    minutes: usize,
}

impl State {
    /// As the plan stands; at the first run with a date to start from.
    #[must_use]
    pub fn new(plan: Plan, now: Now, first: bool) -> Self {
        let day = plan.exam.unwrap_or(Day(now.day.0 + AHEAD));
        let minutes = MINUTES
            .iter()
            .position(|(m, _)| *m == plan.minutes)
            .filter(|_| !first || plan != Plan::default())
            .unwrap_or(1);
        Self {
            first,
            row: usize::from(!first && plan.exam.is_none()),
            dated: first || plan.exam.is_some(),
            day,
            minutes,
        }
    }

    fn plan(&self) -> Plan {
        let minutes = MINUTES.get(self.minutes).map_or(0, |(m, _)| *m);
        Plan { exam: self.dated.then_some(self.day), minutes }
    }

    fn step(&mut self, down: bool) {
        self.row = if down { (self.row + 1).min(2) } else { self.row.saturating_sub(1) };
        if self.row < 2 {
            self.dated = self.row == 0;
        }
    }

    fn other_question(&mut self) {
        self.row = match (self.row, self.dated) {
            (2, true) => 0,
            (2, false) => 1,
            _ => 2,
        };
    }

    fn shift(&mut self, by: i32, today: Day) {
        match self.row {
            0 => self.day = Day(self.day.0.saturating_add(by).clamp(today.0, today.0 + 730)),
            2 => self.minutes = self.minutes.saturating_add_signed(by.signum() as isize).min(MINUTES.len() - 1),
            _ => {}
        }
    }
}

pub(super) fn key(state: &mut State, key: Key, model: &mut Model) -> Turn {
    let today = model.clock.now.day;
    match key.code {
        Code::Down | Code::Char('j') => state.step(true),
        Code::Up | Code::Char('k') => state.step(false),
        Code::Tab | Code::BackTab => state.other_question(),
        // From the date on to the minutes; from there the plan is made.
        Code::Enter if state.row < 2 => state.row = 2,
        Code::Right | Code::Char('l' | '+') => state.shift(1, today),
        Code::Left | Code::Char('h' | '-') => state.shift(-1, today),
        Code::Char('L') | Code::PageDown => state.shift(7, today),
        Code::Char('H') | Code::PageUp => state.shift(-7, today),
        Code::Enter => return keep(state, model),
        Code::Esc if state.first => return Turn::Do(leave_plan(model, true)),
        Code::Char('?') => {
            // The help comes back here, with what was chosen so far.
            model.settings.plan = state.plan();
            return Turn::Do(vec![Effect::Open(Overlay::Help)]);
        }
        Code::Esc | Code::Char('q') if !state.first => return Turn::Close,
        _ => {}
    }
    Turn::Stay
}

fn keep(state: &State, model: &mut Model) -> Turn {
    let plan = state.plan();
    model.settings.plan = plan;
    let exam = plan.exam.map_or("none".into(), |d| d.0.to_string());
    let mut effects = vec![update::set(model, "exam", &exam), update::set(model, "minutes", &plan.minutes.to_string())];
    if state.first {
        effects.extend(leave_plan(model, false));
    } else {
        let words = plan.exam.map_or("no exam date".into(), |d| format!("exam on {}", date::words(d)));
        effects.push(Effect::Toast(Mood::Info, words));
    }
    Turn::Do(effects)
}

pub(super) fn draw(state: &State, model: &Model, canvas: &mut Canvas<'_>) -> Position {
    if state.first {
        return draw_page(state, model, canvas);
    }
    let (x, y, w, h) = centred(canvas, 62, 15);
    let mut place = canvas.part(x, y, w, h);
    let mut inner = boxed(&mut place, "Plan", "", ("enter keep   esc back", "h l a day   H L a week"));
    let (w, h) = (inner.width(), inner.height());
    choices(state, model, &mut inner.part(2, 1, w - 2, h - 1))
}

fn draw_page(state: &State, model: &Model, canvas: &mut Canvas<'_>) -> Position {
    let (w, h) = (canvas.width(), canvas.height());
    header(&mut canvas.part(0, 0, w, 1), &[], &[vec![("1".into(), Role::Strong), (" of 3".into(), Role::Dim)]]);
    let mut page = canvas.part(10, 4, w.saturating_sub(12), h.saturating_sub(5));
    page.text(0, 0, "Learn AWS messaging by watching it run.", Role::Strong);
    page.text(0, 2, "Read a section, answer a question, then watch a small", Role::Text);
    page.text(0, 3, "queue prove the answer. Nothing here talks to AWS.", Role::Text);
    let (pw, ph) = (page.width(), page.height());
    let cursor = choices(state, model, &mut page.part(0, 6, pw, ph.saturating_sub(6)));
    let x = page.text(0, 16, "You can change both later:  ", Role::Muted);
    let x = page.text(x, 16, ": ", Role::Key);
    page.text(x, 16, "plan", Role::Muted);
    footer(&mut canvas.part(0, h - 1, w, 1));
    cursor
}

fn footer(canvas: &mut Canvas<'_>) {
    let chrome = canvas.style(Role::Chrome);
    canvas.over(0, 0, canvas.width(), 1, chrome);
    let hints = [("↑ ↓", "move"), ("← →", "change"), ("enter", "next"), ("esc", "skip, start with SQS")];
    let mut x = 1;
    for (keys, words) in hints {
        x = canvas.text(x, 0, keys, Role::Key);
        x = canvas.text(x + 1, 0, words, Role::Dim) + 3;
    }
    let help = canvas.width().saturating_sub(7);
    canvas.runs(help, 0, &[("?", Role::Key), (" help", Role::Dim)]);
}

fn choices(state: &State, model: &Model, canvas: &mut Canvas<'_>) -> Position {
    canvas.text(0, 0, "When is your exam?", Role::Text);
    let today = model.clock.now.day;
    let date = date::words(state.day);
    row(canvas, 2, &date, state.row == 0, state.dated);
    let near = date::from_today(today, state.day);
    canvas.text(26, 2, &near, Role::Muted);
    row(canvas, 3, "I have no date yet", state.row == 1, !state.dated);
    canvas.text(0, 5, "How much time a day?", Role::Text);
    let mut x = 5;
    for (i, (_, words)) in MINUTES.iter().enumerate() {
        let chosen = i == state.minutes;
        if chosen {
            let mark = canvas.kit.glyphs.cursor().to_string();
            canvas.text(x - 2, 7, &mark, if state.row == 2 { Role::Focus } else { Role::Dim });
        }
        let role = if chosen && state.row == 2 {
            Role::Focus
        } else if chosen {
            Role::Strong
        } else {
            Role::Muted
        };
        x = canvas.text(x, 7, words, role) + 5;
    }
    canvas.at(3, [2, 3, 7][state.row.min(2)])
}

fn row(canvas: &mut Canvas<'_>, y: u16, words: &str, here: bool, chosen: bool) {
    let mark = canvas.kit.glyphs.cursor().to_string();
    if chosen {
        canvas.text(3, y, &mark, if here { Role::Focus } else { Role::Dim });
    }
    let role = if here {
        Role::Focus
    } else if chosen {
        Role::Strong
    } else {
        Role::Muted
    };
    canvas.text(5, y, words, role);
}
