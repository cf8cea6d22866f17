//! What is due, in which order, and how many in the days to come.
use super::{Card, scheduler::Scheduler};
use crate::base::moment::Day;

/// The due cards, the least remembered first; equal ones keep their order.
#[must_use]
pub fn due<K: Clone>(cards: impl IntoIterator<Item = (K, Card)>, scheduler: &Scheduler, today: Day) -> Vec<K> {
    let mut due: Vec<(f32, K)> = cards
        .into_iter()
        .filter(|(_, card)| card.due <= today)
        .map(|(key, card)| (scheduler.recall(&card, today), key))
        .collect();
    due.sort_by(|a, b| a.0.total_cmp(&b.0));
    due.into_iter().map(|(_, key)| key).collect()
}

/// The weakest cards, whether due or not: the least remembered first.
#[must_use]
pub fn weakest<K: Clone>(
    cards: impl IntoIterator<Item = (K, Card)>,
    scheduler: &Scheduler,
    today: Day,
    most: usize,
) -> Vec<K> {
    let mut all: Vec<(f32, K)> = cards.into_iter().map(|(k, c)| (scheduler.recall(&c, today), k)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all.into_iter().take(most).map(|(_, key)| key).collect()
}

/// Puts the next item of another topic after each, in the order given otherwise: confusable kinds are learned best mixed.
/// What is left of one topic at the end stays together.
#[must_use]
pub fn interleave<K, T: PartialEq>(items: Vec<(K, T)>) -> Vec<K> {
    let mut rest: std::collections::VecDeque<(K, T)> = items.into();
    let mut out: Vec<(K, T)> = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let other = rest.iter().position(|(_, topic)| out.last().is_none_or(|(_, last)| last != topic));
        if let Some(item) = rest.remove(other.unwrap_or(0)) {
            out.push(item);
        }
    }
    out.into_iter().map(|(key, _)| key).collect()
}

/// How many cards come due on each of the next `days` days, today first; what is late counts for today.
#[must_use]
pub fn forecast<'a>(cards: impl IntoIterator<Item = &'a Card>, today: Day, days: usize) -> Vec<u32> {
    let mut out = vec![0; days];
    for card in cards {
        let at = usize::try_from(today.until(card.due).max(0)).unwrap_or(usize::MAX);
        if let Some(slot) = out.get_mut(at) {
            *slot += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{due, forecast, interleave, weakest};
    use crate::{
        base::moment::Day,
        srs::{Card, scheduler::Scheduler},
    };

    fn card(stability: f32, due: i32) -> Card {
        Card { stability, difficulty: 5.0, last: Day(0), due: Day(due), reps: 1, lapses: 0 }
    }

    #[test]
    fn the_least_remembered_comes_first_and_the_future_waits() {
        let cards = [("firm", card(30.0, 5)), ("weak", card(1.0, 6)), ("later", card(2.0, 99))];
        let s = Scheduler::default();
        assert_eq!(due(cards, &s, Day(10)), ["weak", "firm"]);
        assert_eq!(weakest(cards, &s, Day(10), 2), ["weak", "later"]);
    }

    #[test]
    fn topics_are_mixed_and_nothing_is_lost() {
        let mixed = interleave(vec![(1, 'a'), (2, 'a'), (3, 'b'), (4, 'a'), (5, 'c')]);
        assert_eq!(mixed, [1, 3, 2, 5, 4]);
        assert_eq!(interleave(vec![(1, 'a'), (2, 'a')]), [1, 2]);
    }

    #[test]
    fn late_cards_count_for_today() {
        assert_eq!(forecast(&[card(1.0, -3), card(1.0, 0), card(1.0, 2), card(1.0, 40)], Day(0), 4), [2, 0, 1, 0]);
    }
}
