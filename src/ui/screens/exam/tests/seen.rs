//! What can be seen of a paper, and what never is before it is handed in.
use super::*;
use crate::ui::{
    kit::{Kit, finish, glyphs::Glyphs, testing::with, theme},
    screens::exam::view,
};

const SIZES: [(u16, u16); 6] = [(80, 24), (99, 60), (100, 30), (120, 34), (120, 40), (200, 55)];

/// The frame, in one set of signs, with or without colour.
fn frame(hall: &mut Hall, size: (u16, u16), (ascii, name): (bool, &str)) -> Vec<String> {
    hall.size = size;
    let kit = Kit { theme: theme::named(name).unwrap(), glyphs: Glyphs { ascii } };
    let mut drawn = with(&kit, size.0, size.1, |canvas| {
        canvas.clear();
        let at = view::draw(&hall.state, &hall.context(), canvas).unwrap();
        assert!(at.x < size.0 && at.y < size.1);
    });
    finish::finish(&mut drawn.0, finish::Depth::True, ascii);
    drawn.rows()
}

fn text(hall: &mut Hall) -> String {
    let size = hall.size;
    frame(hall, size, (false, "dark")).join("\n")
}

#[test]
fn nothing_that_leaks_an_answer_is_seen() {
    let mut hall = Hall::sitting();
    for keys in ["", "a", "x", "m", "u", "yw ", "\u{1b}", "w", "\u{1b}", "'", "\u{1b}", "E", "\u{1b}", "r", "n"] {
        for c in keys.chars() {
            hall.key(if c == '\u{1b}' { Key::of(Code::Esc) } else { Key::ch(c) });
        }
        for size in SIZES {
            let seen = frame(&mut hall, size, (false, "dark")).join("\n");
            for leak in ["Title of", "id-of-", "secret", "because", "2.1", "resilient", "scored", "✓", "✗"] {
                assert!(
                    !seen.to_lowercase().contains(&leak.to_lowercase()),
                    "{leak} after {keys} at {size:?}:\n{seen}"
                );
            }
        }
    }
}

#[test]
fn states_are_told_by_shape_too() {
    let mut hall = Hall::sitting();
    hall.press("bmujjx");
    for look in [(false, "none"), (true, "none")] {
        let seen = frame(&mut hall, (80, 24), look).join("\n");
        let strike = if look.0 { "x" } else { "×" };
        assert!(seen.contains("1 of 1 chosen   not sure") && seen.contains("flagged for review"), "{seen}");
        assert!(seen.contains("(x)  B") && seen.contains(&format!("{strike}  ( )  D")), "{seen}");
        assert!(!look.0 || seen.is_ascii(), "{seen}");
    }
}

#[test]
fn help_is_the_last_thing_on_the_last_row_everywhere() {
    let mut hall = Hall::sitting();
    for keys in ["", "y", "\u{1b}w", "\u{1b}'", "\u{1b}E", "\u{1b}q", "\u{1b}r", "E", "\u{1b}t"] {
        for c in keys.chars() {
            hall.key(if c == '\u{1b}' { Key::of(Code::Esc) } else { Key::ch(c) });
        }
        for size in SIZES {
            for look in [(false, "dark"), (true, "none")] {
                let rows = frame(&mut hall, size, look);
                assert!(rows.last().unwrap().ends_with("? help"), "{keys} {size:?}: {:?}", rows.last());
                let heavy = rows.join("").matches('┏').count();
                assert!(heavy <= 1, "{keys} {size:?}");
            }
        }
    }
}

#[test]
fn the_clock_can_be_hidden() {
    let mut hall = Hall::sitting();
    hall.size = (120, 40);
    hall.wait(61);
    assert!(text(&mut hall).contains("0:38:59 left") && text(&mut hall).contains("this question  1:01"));
    // The pace is told whole, however narrow the frame that has room for it.
    hall.press("a");
    for size in [(100, 30), (120, 40), (200, 55)] {
        let seen = frame(&mut hall, size, (false, "dark")).join("\n");
        assert!(seen.contains("average so far  1:01"), "{seen}");
        assert!(seen.contains("at this pace you finish with  35 min left"), "{seen}");
    }
    hall.press("t");
    let seen = text(&mut hall);
    assert!(!seen.contains("0:38:59") && !seen.contains("1:01") && seen.contains("t shows the clock"), "{seen}");
}

#[test]
fn the_end_names_what_is_open() {
    let mut hall = Hall::sitting();
    hall.press("amnmE");
    let seen = text(&mut hall);
    assert!(seen.contains("3 not complete: 2, 3, 4.") && seen.contains("2 flagged: 1, 2."), "{seen}");
}

#[test]
fn the_review_screen_tells_what_is_given() {
    let mut hall = Hall::sitting();
    let two = (0..4).find(|item| hall.sat().paper.sheets[*item].choose == 2).unwrap();
    hall.press(&format!("'{}", two + 1));
    hall.code(Code::Enter);
    hall.press("amr");
    let seen = text(&mut hall);
    assert!(seen.contains("0 answered") && seen.contains("4 not complete") && seen.contains("⚑ 1 flagged"), "{seen}");
    assert!(seen.contains("· 1/2") && seen.contains("1 of 2 chosen") && seen.contains("· --"), "{seen}");
}

#[test]
fn sixty_five_questions_fit_and_two_hundred_scroll() {
    let items = |n: usize| (0..n).map(|i| item(&format!("q{i:03}"), 1, false)).collect();
    for (count, size) in [(65, (80, 24)), (65, (100, 30)), (65, (120, 40))] {
        let mut hall = Hall::new(items(count), &[("all", count)]);
        hall.code(Code::Enter);
        hall.code(Code::Enter);
        hall.press("r");
        let seen = frame(&mut hall, size, (false, "dark")).join("\n");
        assert_eq!(seen.matches("· --").count(), count, "{size:?}\n{seen}");
    }
    let mut hall = Hall::new(items(200), &[("all", 200)]);
    hall.code(Code::Enter);
    hall.code(Code::Enter);
    hall.press("'200");
    hall.code(Code::Enter);
    hall.press("r");
    assert!(text(&mut hall).contains("200"), "{}", text(&mut hall));
    for _ in 0..40 {
        hall.press("k");
    }
    assert!(hall.table().cell < 12);
}

#[test]
fn a_question_that_left_the_bank_says_so_in_its_place() {
    let mut hall = Hall::sitting();
    let gone = hall.sat().paper.sheets[0].question.clone();
    hall.library.items.remove(&gone);
    assert!(text(&mut hall).contains("left the bank"));
    hall.press("y");
    assert_eq!(hall.last_words(), "there is nothing to highlight");
    hall.press("r");
    assert!(text(&mut hall).contains("left the bank"));
}

#[test]
fn an_untimed_answer_is_explained() {
    let mut hall = Hall::small();
    hall.wish(Order { mode: Mode::Review, seed: Some(1), ..Order::default() });
    hall.code(Code::Enter);
    hall.press("a");
    if hall.sat().paper.sheets[0].choose == 2 {
        hall.press("b");
    }
    hall.code(Code::Enter);
    let seen = text(&mut hall);
    assert!(seen.contains("because of one") && seen.contains('✓') && !seen.contains(" left"), "{seen}");
}

#[test]
fn the_lobby_says_in_full_what_the_bank_lacks() {
    let mut hall = Hall::new(vec![item("q1", 1, false)], &[("full", 65)]);
    assert!(text(&mut hall).contains("The full wants 65 questions"), "{}", text(&mut hall));
    assert!(text(&mut hall).contains("the bank has 1"));
}
