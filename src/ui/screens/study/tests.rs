//! The main screen's keys do not clash.
use super::keys::TABLE;
use crate::ui::flow::table::clashes;

#[test]
fn no_clash() {
    assert_eq!(clashes(TABLE), vec![]);
}
