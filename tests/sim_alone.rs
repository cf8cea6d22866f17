//! Fence 2: the simulator compiles and runs with nothing but `base` beside it.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used
)]
#[path = "../src/base/mod.rs"]
mod base;
#[path = "../src/sim/mod.rs"]
mod sim;

use base::time::SimTime;
use sim::{probe::Expr, testing, timeline::Timeline};

#[test]
fn a_lab_runs_on_the_kernel_alone() {
    let lab = r#"{"queues": [{"name": "orders"}],
        "producers": [{"name": "checkout", "to": "orders", "every": "5s"}],
        "consumers": [{"name": "C", "count": 3, "from": "orders", "work": "8s"}]}"#;
    let world = testing::scenario(lab).start(7, &testing::quotas()).unwrap();
    let mut run = Timeline::new(world, true);
    run.advance_to(SimTime::from_secs(120));
    assert!(Expr::parse("count(worker.done) >= 20 and count(worker.repeat) == 0").unwrap().holds(&run));
}
