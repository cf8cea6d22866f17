//! Random load: nothing is lost from the books, everybody is answered once, the state survives serialising.
use super::table::{Bench, cargo};
use crate::base::time::SimTime;
use crate::sim::errand::Task;
use crate::sim::services::database::{
    Databases,
    api::Request,
    quotas::{Proxy, Settings},
};
use crate::sim::turn::Service;
use proptest::prelude::*;

fn play(steps: &[(u8, u8, u16)], proxy: bool) -> String {
    let mut bench = Bench::new();
    let settings = Box::new(Settings {
        max_connections: 3,
        writes_per_second: 7,
        timeout: SimTime::from_secs(1),
        proxy: proxy.then(|| Proxy { connection_borrow_timeout: Some(2), ..Proxy::default() }),
        falls_over_after: Some(20),
        down_for: SimTime::from_secs(3),
        ..Settings::default()
    });
    bench.ask("setup", Request::CreateDBCluster { name: "db".into(), settings: settings.clone() });
    for (what, which, pause) in steps {
        bench.advance(bench.now + SimTime::from_millis(u64::from(pause % 400)));
        let label = format!("m{}", which % 20);
        match what % 12 {
            0 => {
                bench.turn(|all, turn, out| all.fail("db", turn, out));
            }
            1 => {
                let mut other = settings.clone();
                other.max_connections = u32::from(*which % 6);
                bench.ask("modify", Request::ModifyDBCluster { name: "db".into(), settings: other });
            }
            2 => bench.task(&label, "db", Task::Batch((0..which % 5).map(|n| cargo(&format!("b{n}"))).collect())),
            3 => bench.task(&label, "db", Task::Invoke(cargo(&label))),
            _ => bench.task(&label, "db", Task::Send(cargo(&label))),
        }
    }
    bench.advance(bench.now + SimTime::from_secs(400));
    assert_eq!(bench.open(), 0, "everybody is answered");
    let text = serde_json::to_string(&bench.all).unwrap();
    assert_eq!(serde_json::from_str::<Databases>(&text).unwrap(), bench.all);
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 60 } else { 1_000 }))]

    #[test]
    fn books_balance_and_runs_repeat(steps in proptest::collection::vec(any::<(u8, u8, u16)>(), 1..80), proxy: bool) {
        prop_assert_eq!(play(&steps, proxy), play(&steps, proxy));
    }
}
