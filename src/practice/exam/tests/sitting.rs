//! The clock counts what was on the screen, every move is a record, and the log alone brings a sitting back.
use super::Hall;
use crate::{
    base::moment::Day,
    content::exam::{Blueprint, Share},
    practice::{
        exam::{
            draw::{Order, draw},
            proctor,
            room::{BEAT_MS, Room, STILL_MS, taken_up},
        },
        progress::Progress,
        record::{
            Record, Setting,
            sat::{Absence, Act, Edit, End, Mode, Place, Sat},
        },
    },
    quiz::answer::Verdict,
    srs::Rating,
};
use proptest::prelude::*;

/// A hall in which a paper of six questions and ten minutes lies on the table.
fn hall(mode: Mode) -> (Hall, Room, Vec<Record>) {
    let mut hall = Hall::new(&[("2.1", 6)]);
    let shares = vec![Share { name: "All".into(), tasks: vec!["2".into()], weight: 1, lends: false, fills: false }];
    let (id, title, about) = ("short".into(), "Short form".into(), "For tests.".into());
    let form = Blueprint { id, title, about, questions: 6, minutes: 10, unscored: 0, shares };
    let paper = draw(&form, &Order { mode, seed: Some(1), ..Order::default() }, &hall.desk()).unwrap();
    let (room, record) = Room::begin(paper, &hall.desk()).unwrap();
    hall.fold(&record);
    (hall, room, vec![record])
}

/// Time passes on the screen, a second at a time.
fn pass(hall: &mut Hall, room: &mut Room, log: &mut Vec<Record>, seconds: u64) -> Vec<u64> {
    let mut warnings = vec![];
    for _ in 0..seconds {
        hall.ms += 1_000;
        hall.now.at.0 += 1_000;
        let ticked = room.tick(&hall.desk());
        warnings.extend(ticked.warning);
        log.extend(ticked.records);
    }
    warnings
}

fn acts(log: &[Record]) -> impl Iterator<Item = &Act> {
    log.iter().filter_map(|record| if let Record::Sat(sat) = record { Some(&sat.act) } else { None })
}

/// Chooses an option by its id on the item on the screen.
fn choose(hall: &Hall, room: &mut Room, option: &str) -> Result<Record, String> {
    let (sheet, _) = room.sitting.item(room.at().unwrap()).unwrap();
    let at = sheet.shown.iter().position(|shown| shown.as_str() == option).unwrap();
    room.choose(at, &hall.desk())
}

#[test]
fn the_clock_is_saved_now_and_then_and_warns_and_ends_the_paper() {
    let (mut hall, mut room, mut log) = hall(Mode::Exam);
    let warnings = pass(&mut hall, &mut room, &mut log, 299);
    assert_eq!((warnings, room.spent_ms(), room.left_ms()), (vec![], 299_000, Some(301_000)));
    let beats = acts(&log).filter(|act| matches!(act, Act::Beat)).count() as u64;
    assert_eq!(beats, 299_000 / BEAT_MS);
    assert_eq!(pass(&mut hall, &mut room, &mut log, 300), [5, 1]);
    assert!(room.is_open() && log.len() > 30);
    pass(&mut hall, &mut room, &mut log, 1);
    assert!(!room.is_open());
    let ended = room.sitting.ended.clone().unwrap();
    assert_eq!((ended.end, ended.marks), (End::Time, vec![Some(Verdict::DontKnow); 6]));
    assert_eq!((room.sitting.spent_ms, room.item_ms(0)), (600_000, 600_000));
    let length = log.len();
    pass(&mut hall, &mut room, &mut log, 60);
    assert_eq!((log.len(), room.spent_ms()), (length, 600_000), "after the end nothing is written");
    assert!(room.choose(0, &hall.desk()).is_err() && room.end(End::Asked, &hall.desk()).is_none());
}

#[test]
fn what_was_off_the_screen_is_not_counted_but_told() {
    let (mut hall, mut room, mut log) = hall(Mode::Exam);
    pass(&mut hall, &mut room, &mut log, 10);
    hall.ms += 3_600_000;
    let ticked = room.tick(&hall.desk());
    assert_eq!((ticked.away_ms, room.spent_ms()), (Some(3_600_000), 10_000), "the lid was closed for an hour");
    log.extend(ticked.records);
    hall.ms += STILL_MS;
    room.tick(&hall.desk());
    assert_eq!(room.spent_ms(), 10_000 + STILL_MS, "a slow machine is no absence");
    // The wall clock is set back and forth: the exam's clock does not care.
    hall.now.at.0 -= 86_400_000;
    pass(&mut hall, &mut room, &mut log, 5);
    assert_eq!(room.spent_ms(), 15_000 + STILL_MS);
    let away: Vec<_> = room.sitting.away.iter().map(|away| (away.how, away.ms, away.at_ms)).collect();
    assert_eq!(away, [(Absence::Still, Some(3_600_000), 10_000)]);
}

#[test]
fn a_killed_sitting_goes_on_where_it_was_saved() {
    let (mut hall, mut room, mut log) = hall(Mode::Exam);
    pass(&mut hall, &mut room, &mut log, 20);
    log.push(choose(&hall, &mut room, "c").unwrap());
    log.push(room.turn(Place::Item(3), &hall.desk()).unwrap());
    log.push(room.flag(&hall.desk()).unwrap());
    pass(&mut hall, &mut room, &mut log, 9);
    let written = Progress::from_log(&log);
    let saved = &written.sittings[0];
    assert_eq!(
        (saved, saved.spent_ms, room.spent_ms()),
        (&room.sitting, 20_000, 29_000),
        "nine seconds are given back"
    );
    hall.progress = written.clone();
    (hall.ms, hall.now.at.0) = (0, hall.now.at.0 + 7_200_000);
    let (mut again, record) = Room::resume(saved, &hall.desk()).unwrap();
    assert_eq!((again.at(), again.left_ms()), (Some(3), Some(580_000)));
    assert_eq!(again.sitting.away[0].ms, Some(7_209_000));
    log.push(record);
    pass(&mut hall, &mut again, &mut log, 30);
    assert_eq!(again.item_ms(3), 30_000);
    hall.now.at.0 -= 999_999_999;
    let (back, _) = Room::resume(&again.sitting, &hall.desk()).unwrap();
    assert_eq!(back.sitting.away[1].ms, None, "a clock that was set back cannot tell");
}

#[test]
fn choices_strikes_and_marks() {
    let (hall, mut room, _) = hall(Mode::Exam);
    let two = room.sitting.paper.sheets.iter().position(|sheet| sheet.choose == 2).unwrap();
    room.turn(Place::Item(two), &hall.desk()).unwrap();
    for option in ["c", "a"] {
        choose(&hall, &mut room, option).unwrap();
    }
    assert_eq!(choose(&hall, &mut room, "b").unwrap_err(), "two are wanted: take one back first");
    choose(&hall, &mut room, "c").unwrap();
    assert!(!room.sitting.is_complete(two), "one of two is not complete");
    let (sheet, _) = room.sitting.item(two).unwrap();
    let a = sheet.shown.iter().position(|shown| shown.as_str() == "a").unwrap();
    room.strike(a, &hall.desk()).unwrap();
    let given = &room.sitting.given[two];
    assert_eq!((given.chosen.len(), given.struck.len()), (0, 1), "a struck option is not chosen");
    room.choose(a, &hall.desk()).unwrap();
    let given = &room.sitting.given[two];
    assert_eq!((given.chosen.len(), given.struck.len()), (1, 0), "a chosen option is not struck");
    assert!(room.choose(9, &hall.desk()).is_err() && room.turn(Place::Item(6), &hall.desk()).is_err());
    room.scribble(Edit::Put('x'), &hall.desk()).unwrap();
    room.scribble(Edit::Erase, &hall.desk()).unwrap();
    assert!(room.scribble(Edit::Erase, &hall.desk()).is_none(), "nothing to erase");
    assert!(room.check(&hall.desk()).is_err(), "no feedback in an exam");
}

#[test]
fn handing_in_marks_and_schedules_in_one_record() {
    let (mut hall, mut room, mut log) = hall(Mode::Exam);
    let singles: Vec<usize> = (0..6).filter(|i| room.sitting.paper.sheets[*i].choose == 1).collect();
    let [sure, unsure, wrong] = [singles[0], singles[1], singles[2]];
    for (item, option, doubt) in [(sure, "a", false), (unsure, "a", true), (wrong, "b", false)] {
        log.push(room.turn(Place::Item(item), &hall.desk()).unwrap());
        log.push(choose(&hall, &mut room, option).unwrap());
        if doubt {
            log.push(room.doubt(&hall.desk()).unwrap());
        }
    }
    hall.library.items.remove(&room.sitting.paper.sheets[singles[3]].question.clone());
    log.push(room.end(End::Asked, &hall.desk()).unwrap());
    let marks = room.sitting.ended.clone().unwrap().marks;
    assert_eq!(
        [sure, unsure, wrong, singles[3]].map(|item| marks[item]),
        [Some(Verdict::Right), Some(Verdict::Right), Some(Verdict::Wrong), None]
    );
    let Some(Act::HandedIn { reviews, .. }) = acts(&log).last() else { panic!("not handed in") };
    let of = |item: usize| {
        let id = &room.sitting.paper.sheets[item].question;
        reviews.iter().find(|review| review.question == *id).unwrap()
    };
    assert_eq!([sure, unsure, wrong].map(|i| of(i).rating), [Rating::Good, Rating::Hard, Rating::Again]);
    let tomorrow = Day(hall.now.day.0 + 1);
    assert_eq!([unsure, wrong].map(|i| of(i).after.due), [tomorrow; 2]);
    let seen = (0..6).filter(|item| room.sitting.given[*item].seen && marks[*item].is_some()).count();
    assert!(
        reviews.len() == seen && reviews.iter().all(|r| r.setting == Setting::Exam),
        "what never came up is not booked"
    );
    // The same paper, handed in by another instance as well: it counts once.
    log.push(log.last().unwrap().clone());
    let progress = Progress::from_log(&log);
    assert!(progress.answers.values().all(|answers| answers.len() == 1));
    assert_eq!(progress.cards.len(), seen);
}

#[test]
fn an_answer_that_changed_is_remembered_when_its_item_is_left() {
    let (hall, mut room, _) = hall(Mode::Exam);
    let item = room.sitting.paper.sheets.iter().position(|sheet| sheet.choose == 1).unwrap();
    let visit = |room: &mut Room, options: &[&str]| {
        room.turn(Place::Item(item), &hall.desk()).unwrap();
        options.iter().for_each(|option| drop(choose(&hall, room, option).unwrap()));
        room.turn(Place::Review, &hall.desk()).unwrap();
    };
    visit(&mut room, &["b", "c"]);
    visit(&mut room, &[]);
    visit(&mut room, &["a"]);
    let settled: Vec<&str> =
        room.sitting.given[item].settled.iter().flatten().map(crate::base::id::OptionId::as_str).collect();
    assert_eq!(settled, ["c", "a"], "browsing is no change of mind");
}

#[test]
fn review_sittings_check_and_proctored_ones_are_not_taken_up_again() {
    let (hall_one, mut room, _) = hall(Mode::Review);
    let item = room.sitting.paper.sheets.iter().position(|sheet| sheet.choose == 1).unwrap();
    room.turn(Place::Item(item), &hall_one.desk()).unwrap();
    assert_eq!(room.check(&hall_one.desk()).unwrap_err(), "choose ONE first");
    choose(&hall_one, &mut room, "b").unwrap();
    room.check(&hall_one.desk()).unwrap();
    assert!(choose(&hall_one, &mut room, "a").is_err(), "the answer stands");
    assert_eq!(room.left_ms(), None);
    let (hall_two, room, _) = hall(Mode::Proctored);
    assert!(Room::resume(&room.sitting, &hall_two.desk()).unwrap_err().contains("proctored"));
}

#[test]
fn a_proctored_paper_that_was_killed_is_handed_in_and_sealed_at_the_next_start() {
    let (mut hall, mut room, _) = hall(Mode::Proctored);
    let record = choose(&hall, &mut room, "a").unwrap();
    hall.fold(&record);
    let order = Order { blueprint: Some("short".into()), mode: Mode::Proctored, seed: Some(1), ..Order::default() };
    hall.now.at.0 += 20_000;
    assert_eq!(
        proctor::close(&order, &hall.desk()),
        (vec![], None),
        "its clock was saved a moment ago: it is being sat"
    );
    hall.now.at.0 += 60_000;
    let (records, sealed) = proctor::close(&order, &hall.desk());
    assert!(matches!(acts(&records).next(), Some(Act::HandedIn { end: End::Left, .. })));
    assert!(sealed.unwrap().0.starts_with("result-short-1-"));
    records.iter().for_each(|record| hall.fold(record));
    let (records, sealed) = proctor::close(&order, &hall.desk());
    assert!(records.is_empty() && sealed.is_some(), "a result that got lost can be had again");
    assert_eq!(proctor::close(&Order::default(), &hall.desk()), (vec![], None));
}

#[test]
fn under_an_instructor_the_clock_does_not_stop() {
    let (mut hall, mut room, _) = hall(Mode::Proctored);
    hall.ms += 120_000;
    room.tick(&hall.desk());
    assert_eq!((room.spent_ms(), room.sitting.away.len()), (120_000, 0));
}

#[test]
fn only_a_window_that_takes_the_paper_up_takes_it_away() {
    let (hall, mut room, mut log) = hall(Mode::Exam);
    let id = room.sitting.id.clone();
    log.push(room.flag(&hall.desk()).unwrap());
    assert!(!taken_up(&id, &log), "what was written before is no reason");
    let (_, record) = Room::resume(&room.sitting, &hall.desk()).unwrap();
    let others = [record];
    assert!(taken_up(&id, &others) && !taken_up(&"another".into(), &others));
}

#[test]
fn odd_logs_are_no_end() {
    let (hall, room, mut log) = hall(Mode::Exam);
    let sat = |spent_ms, act| Record::Sat(Sat { sitting: room.sitting.id.clone(), now: hall.now, spent_ms, act });
    log.push(sat(u64::MAX, Act::Turned(Place::Item(usize::MAX))));
    log.push(sat(0, Act::Chose { item: 99, chosen: std::collections::BTreeSet::from(["a".into()]) }));
    let progress = Progress::from_log(&log);
    let odd = &progress.sittings[0];
    assert_eq!((odd.place, odd.spent_ms), (Place::Item(0), 600_000));
    let (mut again, _) = Room::resume(odd, &hall.desk()).unwrap();
    again.tick(&hall.desk());
    assert!(!again.is_open(), "the time is up");
}

proptest! {
    /// The log is the sitting: whatever is done, the records alone bring it back, byte for byte through the file's own form.
    #[test]
    fn the_log_brings_a_sitting_back(moves in prop::collection::vec((0_u8..10, 0_usize..7, 0_u64..7_000), 0..80)) {
        let (mut hall, mut room, mut log) = hall(Mode::Exam);
        for (kind, n, ms) in moves {
            hall.ms += ms;
            log.extend(room.tick(&hall.desk()).records);
            let desk = hall.desk();
            let record = match kind {
                0 => room.turn(Place::Item(n), &desk).ok(),
                1 => room.turn(Place::Review, &desk).ok(),
                2..=4 => room.choose(n, &desk).ok(),
                5 => room.strike(n, &desk).ok(),
                6 => room.flag(&desk).ok(),
                7 => room.doubt(&desk).ok(),
                8 => room.light(n, &desk).ok(),
                _ => room.scribble(if n == 0 { Edit::Erase } else { Edit::Put('ü') }, &desk),
            };
            log.extend(record);
        }
        let spent: Vec<u64> = log.iter().filter_map(|r| if let Record::Sat(Sat { spent_ms, .. }) = r { Some(*spent_ms) } else { None }).collect();
        prop_assert!(spent.is_sorted(), "the clock never goes back");
        let text: Vec<String> = log.iter().map(|r| serde_json::to_string(r).unwrap()).collect();
        let read: Vec<Record> = text.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        let progress = Progress::from_log(&read);
        prop_assert_eq!(&progress.sittings[0], &room.sitting);
        let shown: u64 = room.sitting.given.iter().map(|given| given.spent_ms).sum();
        prop_assert!(shown <= room.sitting.spent_ms);
    }
}
