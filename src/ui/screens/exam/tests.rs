//! The exam screen over a small library of its own.
use super::keys::LOBBY;
use crate::ui::flow::table::clashes;

#[test]
fn the_tables_have_no_clash() {
    assert_eq!(clashes(LOBBY), vec![]);
}
