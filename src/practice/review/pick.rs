//! Which questions a session takes, and in which order.
use super::session::{NEW_AT_ONCE, WEAKEST_AT_ONCE};
use crate::{
    base::id::{LessonId, QuestionId},
    content::pack::Item,
    practice::desk::Desk,
    srs::{Card, queue},
};

fn known(desk: &Desk<'_>) -> Vec<(QuestionId, Card)> {
    let asked = |id: &QuestionId| desk.library.items.contains_key(id) && !desk.progress.on_paper(id, desk.now.day);
    let known = |(id, card): (&QuestionId, &Card)| asked(id).then(|| (id.clone(), *card));
    desk.progress.cards.iter().filter_map(known).collect()
}

fn topic<'a>(desk: &Desk<'a>, id: &QuestionId) -> Option<&'a LessonId> {
    desk.library.items.get(id).map(|item| &item.lesson.0)
}

/// What is due, the least remembered first, neighbours of different lessons where possible.
pub(super) fn due(desk: &Desk<'_>) -> Vec<QuestionId> {
    let ids = queue::due(known(desk), desk.scheduler, desk.now.day);
    queue::interleave(ids.into_iter().map(|id| (id.clone(), topic(desk, &id))).collect())
}

/// Questions never answered, in the order of the course: of one lesson, or of the first lesson that has any.
pub(super) fn fresh(lesson: Option<&LessonId>, desk: &Desk<'_>) -> Vec<QuestionId> {
    let unseen = |of: &LessonId| -> Vec<QuestionId> {
        let sections = desk.library.lessons.get(of).map(|l| l.sections.as_slice()).unwrap_or_default();
        let place = |item: &Item| sections.iter().position(|s| s.id == item.lesson.1).unwrap_or(usize::MAX);
        let mut items: Vec<&Item> = desk.library.items.values().map(AsRef::as_ref).collect();
        items.retain(|i| i.lesson.0 == *of && !desk.progress.cards.contains_key(&i.question.id));
        items.retain(|i| !desk.progress.on_paper(&i.question.id, desk.now.day));
        items.sort_by_key(|i| (place(i), i.question.id.clone()));
        items.into_iter().map(|i| i.question.id.clone()).collect()
    };
    let mut ids = match lesson {
        Some(lesson) => unseen(lesson),
        None => desk.library.course.iter().map(unseen).find(|ids| !ids.is_empty()).unwrap_or_default(),
    };
    ids.truncate(NEW_AT_ONCE);
    ids
}

/// The least remembered, due or not.
pub(super) fn weakest(desk: &Desk<'_>) -> Vec<QuestionId> {
    queue::weakest(known(desk), desk.scheduler, desk.now.day, WEAKEST_AT_ONCE)
}
