//! Lanes: what happened, one line a message or a call, time from left to right. Nothing right of now is drawn except what
//! is known to come (`░`), and not even that while a prediction is open.
use super::{
    canvas::{Canvas, width},
    theme::{Role, of_sign, of_tone},
};
use crate::{
    base::time::SimTime,
    sim::panel::{Sign, Tone},
};

/// One lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// `m3`.
    pub label: String,
    /// The place of its group, where groups matter.
    pub group: Option<usize>,
    /// Stretches of time, in order.
    pub spans: Vec<Span>,
    /// Single moments, laid over the stretches.
    pub marks: Vec<Mark>,
    /// A run laid under another one: all grey.
    pub ghost: bool,
}

/// A stretch of time in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its begin.
    pub from: SimTime,
    /// Its end; may lie after now only for [`Sign::Future`].
    pub to: SimTime,
    /// What fills it.
    pub sign: Sign,
    /// Colour where it differs from the sign's own.
    pub tone: Option<Tone>,
    /// A sign and words at its begin, `◐ C1`; without a sign a message in the colour of its group: `A2`.
    pub label: Option<(Option<Sign>, String)>,
}

/// A moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: SimTime,
    /// What.
    pub sign: Sign,
}

/// Time laid out over columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The moment of the first column.
    pub from: SimTime,
    /// How long one column lasts; never 0.
    pub column: SimTime,
    /// How many columns.
    pub columns: u16,
}

/// A set of lanes to draw.
#[derive(Clone, Debug)]
pub struct Lanes<'a> {
    /// Top to bottom.
    pub lanes: &'a [Lane],
    /// Time over columns.
    pub scale: Scale,
    /// Now.
    pub now: SimTime,
    /// Cells for the labels on the left, gap included.
    pub label: u16,
    /// A prediction is open: hide what is known to come.
    pub veil: bool,
}

const STEPS: [u64; 22] = [
    10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
    1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000,
];

impl Scale {
    /// The finest round step that shows `from` to `to` in `columns`.
    #[must_use]
    pub fn fit(from: SimTime, to: SimTime, columns: u16) -> Self {
        let span = to.since(from).0;
        let need = span.div_ceil(u64::from(columns.max(1)));
        let step = STEPS.iter().map(|ms| ms * 1_000).find(|us| *us >= need).unwrap_or(need);
        Self { from, column: SimTime(step.max(1)), columns }
    }

    /// The time between two labels of the axis: round, and at least eight columns.
    fn tick(&self) -> SimTime {
        const TICKS: [u64; 19] = [
            1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 604_800,
        ];
        let least = self.column.0.saturating_mul(8);
        SimTime(TICKS.iter().map(|s| s * 1_000_000).find(|us| *us >= least).unwrap_or(least.max(1)))
    }

    /// The column of a moment; none where it lies outside.
    #[must_use]
    pub fn column_of(&self, at: SimTime) -> Option<u16> {
        if at < self.from {
            return None;
        }
        let column = at.since(self.from).0 / self.column.0.max(1);
        (column < u64::from(self.columns)).then_some(column as u16)
    }

    /// The columns from one moment to another (the end not included, but at least one), cut to what is shown.
    fn stretch(&self, from: SimTime, to: SimTime) -> Option<(u16, u16)> {
        let end = self.from + SimTime(self.column.0.saturating_mul(u64::from(self.columns)));
        if to <= self.from || from >= end || to < from {
            return None;
        }
        let a = self.column_of(from.max(self.from))?;
        let b = to.since(self.from).0.div_ceil(self.column.0.max(1)).min(u64::from(self.columns)) as u16;
        Some((a, b.max(a + 1)))
    }
}

/// Draws the axis on the first row.
pub fn axis(canvas: &mut Canvas<'_>, scale: &Scale, label: u16) {
    let mut free = 0;
    let tick = scale.tick();
    let first = scale.from.0.div_ceil(tick.0);
    for n in first.. {
        let at = SimTime(tick.0.saturating_mul(n));
        let Some(i) = scale.column_of(at) else { return };
        let words = match at.0 / 1_000_000 {
            0 if at.0 == 0 => "0 s".into(),
            s if tick.0 < 60_000_000 && s < 1_000 && at.0.is_multiple_of(1_000_000) => s.to_string(),
            _ => at.clock(),
        };
        let fits = label + i + width(&words) <= canvas.width();
        if i >= free && fits {
            canvas.text(label + i, 0, &words, Role::Dim);
            free = i + width(&words) + 1;
        }
    }
}

/// Draws the lanes, one row each.
pub fn draw(canvas: &mut Canvas<'_>, set: &Lanes<'_>) {
    for (y, lane) in set.lanes.iter().enumerate() {
        let y = y as u16;
        let role = if lane.ghost { Role::Faint } else { lane.group.map_or(Role::Strong, Role::Group) };
        canvas.text(0, y, &lane.label, role);
        let mut row = canvas.part(set.label, y, set.scale.columns, 1);
        draw_lane(&mut row, lane, set);
    }
}

fn draw_lane(row: &mut Canvas<'_>, lane: &Lane, set: &Lanes<'_>) {
    let begin = lane.spans.iter().map(|s| s.from).chain(lane.marks.iter().map(|m| m.at)).min();
    if let Some((a, b)) =
        begin.filter(|b| *b > set.scale.from).and_then(|b| set.scale.stretch(set.scale.from, b.min(set.now)))
    {
        let b = begin.and_then(|t| set.scale.column_of(t)).unwrap_or(b);
        row.text(a, 0, &"·".repeat(usize::from(b.saturating_sub(a))), Role::Faint);
    }
    for span in &lane.spans {
        draw_span(row, lane, span, set);
    }
    for mark in lane.marks.iter().filter(|m| m.at <= set.now) {
        if let Some(x) = set.scale.column_of(mark.at) {
            let glyph = row.kit.glyphs.sign(mark.sign).to_string();
            row.text(x, 0, &glyph, if lane.ghost { Role::Faint } else { of_sign(mark.sign) });
        }
    }
}

fn draw_span(row: &mut Canvas<'_>, lane: &Lane, span: &Span, set: &Lanes<'_>) {
    let future = span.sign == Sign::Future;
    if future && set.veil || !future && span.from > set.now {
        return;
    }
    let to = if future { span.to } else { span.to.min(set.now) };
    let Some((a, b)) = set.scale.stretch(span.from, to) else { return };
    let role = match span.tone {
        _ if lane.ghost => Role::Faint,
        Some(tone) => of_tone(tone),
        None => of_sign(span.sign),
    };
    let fill = row.kit.glyphs.sign(span.sign).to_string();
    row.text(a, 0, &fill.repeat(usize::from(b - a)), role);
    if let (Some((sign, words)), true) = (&span.label, span.from >= set.scale.from) {
        draw_label(&mut row.part(a, 0, b - a, 1), (*sign, words), lane);
    }
}

fn draw_label(stretch: &mut Canvas<'_>, (sign, words): (Option<Sign>, &str), lane: &Lane) {
    let own = sign.map_or_else(|| lane.group.map_or(Role::Strong, Role::Group), of_sign);
    let role = if lane.ghost { Role::Faint } else { own };
    let room = stretch.width();
    let need = width(words);
    let glyph = sign.map(|s| stretch.kit.glyphs.sign(s));
    let text = match glyph {
        None if room > need => format!("{words} "),
        None => words.to_owned(),
        Some(glyph) if room >= need + 6 => format!("{glyph} {words} "),
        Some(glyph) if room >= need + 2 => format!("{glyph}{words}"),
        Some(glyph) => glyph.to_string(),
    };
    stretch.text(0, 0, &text, role);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::kit::testing::plain;

    fn s(n: u64) -> SimTime {
        SimTime(n * 1_000_000)
    }

    fn span(from: u64, to: u64, sign: Sign, label: &str) -> Span {
        let label = (!label.is_empty()).then(|| (Some(Sign::Flight), label.to_owned()));
        Span { from: s(from), to: s(to), sign, tone: None, label }
    }

    fn lanes(veil: bool, now: u64) -> Vec<String> {
        let m3 = Lane {
            label: "m3".into(),
            spans: vec![span(10, 40, Sign::Working, "C1"), span(40, 60, Sign::Future, "")],
            marks: vec![Mark { at: s(30), sign: Sign::RanOut }],
            ..Lane::default()
        };
        let m1 = Lane {
            label: "m1".into(),
            spans: vec![span(0, 12, Sign::Working, "C1")],
            marks: vec![Mark { at: s(12), sign: Sign::Done }],
            ..Lane::default()
        };
        let scale = Scale::fit(s(0), s(60), 30);
        assert_eq!(scale.column, s(2));
        let all = [m3, m1];
        plain(36, 3, |c| {
            axis(c, &scale, 6);
            draw(&mut c.part(0, 1, 36, 2), &Lanes { lanes: &all, scale, now: s(now), label: 6, veil });
        })
        .rows()
    }

    #[test]
    fn a_run_is_drawn_up_to_now() {
        assert_eq!(
            lanes(false, 40),
            ["      0 s       20        40", "m3    ·····◐ C1 ━━━━━╳━━━━░░░░░░░░░░", "m1    ◐C1━━━✓"]
        );
    }

    #[test]
    fn nothing_right_of_now_while_a_prediction_is_open() {
        let rows = lanes(true, 20);
        assert_eq!(rows[1], "m3    ·····◐C1━━");
        assert!(rows.iter().skip(1).all(|r| width(r) <= 6 + 10), "{rows:?}");
    }

    #[test]
    fn steps_are_round() {
        for (span, columns, want) in [(120, 60, 2), (90, 90, 1), (91, 90, 2), (0, 10, 0)] {
            assert_eq!(Scale::fit(s(0), s(span), columns).column.0 / 1_000_000, want);
        }
    }
}
