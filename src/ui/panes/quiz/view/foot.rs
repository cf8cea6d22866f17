//! The foot of the pane: before the answer what is chosen and how to check it, after it the verdict and what the card became.
use super::{super::state::State, WIDE, pad};
use crate::{
    content::pack::Item,
    practice::review::{
        attempt::{Attempt, Outcome},
        rate::rate,
        summary::when,
    },
    quiz::{
        answer::{Confidence, Verdict},
        question::Kind,
    },
    srs::{Card, Rating},
    ui::{
        flow::context::Context,
        kit::{Kit, canvas::width, theme::Role, wrap},
        panes::quiz::keys::letter,
    },
};
use ratatui::text::{Line, Span};

/// Runs that stay together on one line.
type Piece = Vec<(String, Role)>;

fn piece(runs: &[(&str, Role)]) -> Piece {
    runs.iter().map(|(words, role)| ((*words).to_owned(), *role)).collect()
}

/// The foot set into lines.
pub(super) fn lines(kit: &Kit, state: &State, context: &Context<'_>, cells: u16) -> Vec<Line<'static>> {
    let Some((attempt, item)) = state.attempt().zip(state.session.item(context.library)) else { return vec![] };
    let mut lines = vec![];
    if let Some(why) = &state.refusal {
        let lead = " ".repeat(usize::from(pad(cells)));
        for mut line in wrap::words(kit, why, cells.saturating_sub(2 * pad(cells)), Role::Visible) {
            line.spans.insert(0, Span::raw(lead.clone()));
            lines.push(line);
        }
    }
    match &attempt.outcome {
        None if lines.is_empty() => lines.extend(flow(kit, &open(attempt, item), cells)),
        None => {}
        Some(outcome) => {
            let (mut said, change) = (verdict(kit, outcome, context), change(attempt, outcome));
            if outcome.verdict == Verdict::Right {
                lines.extend(flow(kit, &said, cells));
                lines.extend(flow(kit, &change, cells));
            } else {
                said.extend(change);
                lines.extend(flow(kit, &said, cells));
            }
        }
    }
    if attempt.outcome.is_none() {
        lines.push(Line::default());
    }
    lines
}

/// Pieces beside each other, with the widest gap that keeps them on one line; on more lines where none does.
fn flow(kit: &Kit, pieces: &[Piece], cells: u16) -> Vec<Line<'static>> {
    let room = cells.saturating_sub(2 * pad(cells));
    let length = |p: &Piece| p.iter().map(|(words, _)| width(words)).sum::<u16>();
    let words: u16 = pieces.iter().map(length).sum();
    let gaps = (pieces.len() as u16).saturating_sub(1).max(1);
    let gap = (room.saturating_sub(words) / gaps).clamp(2, 7);
    let lead = || vec![Span::raw(" ".repeat(usize::from(pad(cells))))];
    let (mut out, mut line, mut used) = (vec![], lead(), 0);
    for p in pieces {
        if used > 0 && used + gap + length(p) > room {
            out.push(Line::from(std::mem::replace(&mut line, lead())));
            used = 0;
        }
        if used > 0 {
            line.push(Span::raw(" ".repeat(usize::from(gap))));
            used += gap;
        }
        line.extend(p.iter().map(|(words, role)| Span::styled(words.clone(), kit.theme.style(*role))));
        used += length(p);
    }
    out.push(Line::from(line));
    out
}

/// `you chose C   enter check, I am sure   u check, not sure`
fn open(attempt: &Attempt, item: &Item) -> Vec<Piece> {
    let missing = item.question.kind.choose().saturating_sub(attempt.chosen.len());
    let letters = chosen_letters(attempt, item);
    let last = letter(attempt.shown.len().saturating_sub(1)).to_ascii_lowercase();
    let keys = format!("a-{last}");
    let dont_know = piece(&[("s", Role::Key), (" I don't know", Role::Text)]);
    if letters.is_empty() {
        let demand = match item.question.kind {
            Kind::Single => " choose one".to_owned(),
            Kind::Multiple { choose } => format!(" choose {choose}"),
        };
        return vec![piece(&[(&keys, Role::Key), (&demand, Role::Text)]), dont_know];
    }
    let chose = piece(&[("you chose ", Role::Muted), (&letters, Role::Strong)]);
    if missing > 0 {
        let more = format!("{missing} more to choose");
        return vec![chose, piece(&[(&more, Role::Text)]), dont_know];
    }
    let sure = piece(&[("enter", Role::Key), (" check, I am sure", Role::Text)]);
    vec![chose, sure, piece(&[("u", Role::Key), (" check, not sure", Role::Text)])]
}

/// `A, C`: the places of what was chosen.
pub(super) fn chosen_letters(attempt: &Attempt, item: &Item) -> String {
    let chosen = attempt.outcome.as_ref().map_or(&attempt.chosen, |o| &o.answer.chosen);
    let is_chosen = |i: usize| item.question.options.get(i).is_some_and(|o| chosen.contains(&o.id));
    let places = attempt.shown.iter().enumerate().filter(|(_, i)| is_chosen(**i));
    places.map(|(place, _)| letter(place).to_string()).collect::<Vec<_>>().join(", ")
}

/// `Correct   sure, 48 s   next review in 9 days   memory 4 → 11 d`
fn verdict(kit: &Kit, outcome: &Outcome, context: &Context<'_>) -> Vec<Piece> {
    let (word, role) = match outcome.verdict {
        Verdict::Right => ("Correct", Role::Done),
        Verdict::Wrong => ("Not yet", Role::Fail),
        Verdict::DontKnow => ("You did not know", Role::Visible),
    };
    let sure = match outcome.answer.confidence {
        Confidence::Sure => "sure, ",
        Confidence::Unsure => "not sure, ",
        Confidence::DontKnow => "",
    };
    let how = format!("{sure}{}", took(outcome.took_ms));
    let next = next(outcome, context);
    let memory = memory(outcome.before.as_ref(), &outcome.after);
    let mut pieces = vec![
        piece(&[(word, role)]),
        piece(&[(&how, Role::Muted)]),
        piece(&[(next.0, Role::Muted), (&next.1, Role::Strong)]),
    ];
    if let Some(before) = outcome.before.as_ref().filter(|_| context.size.0 >= WIDE) {
        let recall = percent(context.scheduler.recall(before, context.now.day));
        let (on, off) = kit.glyphs.mastery(recall);
        let percent = format!(" {recall} %");
        pieces.push(piece(&[
            ("recall ", Role::Muted),
            (&on, Role::Done),
            (&off, Role::Faint),
            (&percent, Role::Strong),
        ]));
    }
    // What comes back in this session has no memory to speak of yet.
    if outcome.verdict == Verdict::Right {
        pieces.push(piece(&[("memory ", Role::Muted), (&memory, Role::Strong)]));
    }
    pieces
}

/// When it comes back: what is not known comes back before the session ends.
pub(super) fn next(outcome: &Outcome, context: &Context<'_>) -> (&'static str, String) {
    match outcome.rating {
        Rating::Again => ("comes back ", "in this session".into()),
        _ => ("next review ", when(context.now.day, outcome.after.due)),
    }
}

#[expect(clippy::cast_sign_loss, reason = "the clamp leaves 0 to 100")]
fn percent(share: f32) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// `48 s`, `3 min 5 s`.
fn took(ms: u64) -> String {
    match ms / 1_000 {
        s @ 0..60 => format!("{s} s"),
        s => format!("{} min {} s", s / 60, s % 60),
    }
}

/// `4 → 11 d`; a first answer has nothing before it.
fn memory(before: Option<&Card>, after: &Card) -> String {
    let days = |card: &Card| match card.stability {
        s if s < 1.0 => "<1".to_owned(),
        s => format!("{s:.0}"),
    };
    before.map_or(format!("{} d", days(after)), |b| format!("{} → {} d", days(b), days(after)))
}

/// `change it   h hard 4 d   e easy 21 d   U undo`; only what would change something.
fn change(attempt: &Attempt, outcome: &Outcome) -> Vec<Piece> {
    let mut pieces = vec![];
    let given = rate(outcome.verdict, outcome.answer.confidence, attempt.hinted || attempt.peeked);
    if outcome.verdict == Verdict::Right {
        pieces.push(piece(&[("change it", Role::Dim)]));
        for (key, rating) in [("h", Rating::Hard), ("e", Rating::Easy)] {
            let days = format!(" {} d", attempt.outcomes.of(rating).interval());
            let word = format!(" {}", rating.word());
            if rating == outcome.rating && rating == given {
                pieces.push(piece(&[("rated", Role::Dim), (&word, Role::Strong)]));
            } else if rating == outcome.rating {
                pieces.push(piece(&[
                    (key, Role::Key),
                    (" takes", Role::Dim),
                    (&word, Role::Strong),
                    (" back", Role::Dim),
                ]));
            } else {
                pieces.push(piece(&[(key, Role::Key), (&word, Role::Text), (&days, Role::Dim)]));
            }
        }
    }
    pieces.push(piece(&[("U", Role::Key), (" undo", Role::Text)]));
    pieces
}
