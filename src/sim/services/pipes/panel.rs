//! What a learner sees: role `pipe`, one panel per pipe.
use super::model::{Pipe, Pipes};
use crate::sim::arn;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};

impl Pipes {
    /// A panel per pipe.
    pub(super) fn views(&self) -> Vec<Panel> {
        self.names.values().filter_map(|no| self.all.get(no)).map(|pipe| self.view(pipe)).collect()
    }

    fn view(&self, pipe: &Pipe) -> Panel {
        let text = |words: String, tone| Cell::Text(words, tone);
        let sign = |sign| Cell::Tokens(vec![Token { sign, label: "".into(), group: None }]);
        let short = |arn: &str| arn::parse(arn).map_or(arn, |p| p.name).to_string();
        let (runs, _) = self.running(pipe.no);
        let (config, tally) = (&pipe.config, &pipe.tally);
        let path = match &config.enrichment {
            Some(stage) => format!("{} → {} → {}", short(&config.source), short(&stage.arn), short(&config.target.arn)),
            None => format!("{} → {}", short(&config.source), short(&config.target.arn)),
        };
        let state = if pipe.reads() { Sign::Waiting } else { Sign::Locked };
        let mut rows = vec![
            Row { cells: vec![sign(state), text(path, Tone::Strong), text(format!("{runs} at work"), Tone::Plain)] },
            Row {
                cells: vec![
                    sign(Sign::Done),
                    text(format!("through {}", tally.done), Tone::Done),
                    text(format!("filtered {}", tally.filtered), Tone::Muted),
                ],
            },
        ];
        let bad = tally.returned + tally.dropped;
        if bad > 0 {
            let words = format!("back {} · given up {}", tally.returned, tally.dropped);
            rows.push(Row { cells: vec![sign(Sign::Failed), text(words, Tone::Fail)] });
        }
        let spoken = format!(
            "Pipe {} from {} to {}: {}, {} through, {} filtered, {} back, {} given up.",
            pipe.name,
            short(&config.source),
            short(&config.target.arn),
            pipe.state.name(),
            tally.done,
            tally.filtered,
            tally.returned,
            tally.dropped
        );
        Panel { role: "pipe", name: pipe.name.clone(), badge: pipe.state.name().into(), rows, spoken }
    }
}
