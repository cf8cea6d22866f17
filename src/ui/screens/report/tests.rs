//! The report screen over sittings on a small library.
use super::keys::{COMPARISON, HISTORY, ITEM, MOVES, PLAN, REPORT, TOPICS};
use crate::ui::flow::table::clashes;

#[test]
fn the_tables_have_no_clash() {
    for table in [REPORT, TOPICS, ITEM, PLAN, HISTORY, COMPARISON] {
        let all: Vec<_> = table.iter().chain(MOVES).copied().collect();
        assert_eq!(clashes(&all), vec![]);
    }
}
