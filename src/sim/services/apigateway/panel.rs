//! An API as the learner sees it.
use super::model::{Api, Gateway};
use crate::base::time::SimTime;
use crate::sim::{
    panel::{Cell, Panel, Row, Sign, Token, Tone},
    trace::Name,
};

/// Requests shown one by one.
const SHOWN: usize = 8;

impl Gateway {
    pub(super) fn views(&self, _: SimTime) -> Vec<Panel> {
        self.apis.iter().map(|(name, api)| self.view(name, api)).collect()
    }

    fn view(&self, name: &Name, api: &Api) -> Panel {
        let text = |words: String, tone| Cell::Text(words, tone);
        let mine = || self.pending.values().filter(|p| p.api == *name);
        let label = |p: &super::model::Pending| p.item.as_ref().map_or_else(|| "".into(), |i| i.label.clone());
        let token = |p| Token { sign: Sign::Waiting, label: label(p), group: None };
        let (waiting, t) = (mine().count(), &api.tally);
        let mut rows = vec![Row {
            cells: vec![
                text(format!("waiting {waiting}"), Tone::Flight),
                Cell::Tokens(mine().take(SHOWN).map(token).collect()),
            ],
        }];
        rows.push(Row { cells: vec![text(format!("answered {}", t.good), Tone::Done)] });
        let bad: Vec<Cell> = [("4XX", t.client), ("throttled", t.throttled), ("5XX", t.server)]
            .iter()
            .filter(|b| b.1 > 0)
            .map(|(word, n)| text(format!("{word} {n}"), Tone::Fail))
            .collect();
        if !bad.is_empty() {
            rows.push(Row { cells: bad });
        }
        let spoken = format!("API {name}: {waiting} waiting, {} answered, {} 4XX, {} 5XX.", t.good, t.client, t.server);
        let badge = if api.plan.http { "HTTP" } else { "REST" }.into();
        Panel { role: "api", name: name.clone(), badge, rows, spoken }
    }
}
