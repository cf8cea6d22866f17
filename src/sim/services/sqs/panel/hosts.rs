//! The servers of a queue: which the last poll asked, where messages lie.
use super::{View, row, text};
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};

fn bare(sign: Sign) -> Token {
    Token { sign, label: "".into(), group: None }
}

impl View<'_> {
    /// Role `hosts`.
    pub(super) fn hosts(&self) -> Panel {
        let polls = &self.queue.polls;
        let hosts = u64::from(self.queue.config.settings.hosts);
        let asked = |no: u64| if polls.asked >> no & 1 == 1 { Sign::Asked } else { Sign::Unasked };
        let servers = (0..hosts).map(|no| bare(asked(no))).collect();
        let total = &self.queue.tally.total;
        let rows = vec![
            row(vec![text("SQS servers", Tone::Muted), Cell::Tokens(servers)]),
            self.where_messages_lie(),
            row(vec![text(self.last_poll(), Tone::Plain)]),
            row(vec![
                text(format!("requests {}", total.polls), Tone::Plain),
                text(format!("empty {}", total.empty), if total.empty > 0 { Tone::Fail } else { Tone::Plain }),
            ]),
        ];
        let spoken = format!(
            "Servers of {}: {}. {}, {} empty receives.",
            self.queue.config.name,
            self.last_poll(),
            self.counts(),
            total.empty
        );
        self.panel("hosts", rows, spoken)
    }

    /// One sign under every server that holds visible messages.
    fn where_messages_lie(&self) -> Row {
        let sign = |slots: &Vec<u32>| bare(if slots.is_empty() { Sign::Future } else { Sign::Visible });
        let mut tokens: Vec<Token> = self.queue.ready.by_host(1).iter().map(sign).collect();
        if self.queue.config.fifo {
            // A FIFO queue is read as a whole: its messages are shown on the first server.
            for token in tokens.iter_mut().take(usize::from(self.queue.counts.ready > 0)) {
                token.sign = Sign::Visible;
            }
        }
        row(vec![text("messages   ", Tone::Muted), Cell::Tokens(tokens)])
    }

    fn last_poll(&self) -> String {
        let polls = &self.queue.polls;
        let (asked, hosts) = (polls.asked.count_ones(), self.queue.config.settings.hosts);
        let visible = self.queue.counts.ready;
        if self.queue.tally.total.polls == 0 || asked == 0 {
            return "nobody has asked yet".into();
        }
        let what = match (polls.found, visible) {
            (0, 0) => "found nothing".into(),
            (0, 1) => "missed the one message".into(),
            (0, 2) => "missed both".into(),
            (0, n) => format!("missed all {n}"),
            (n, _) => format!("found {n}"),
        };
        let whom =
            if asked == hosts { "asked every server".into() } else { format!("asked {asked} of {hosts} servers") };
        if polls.long && polls.found == 0 { whom } else { format!("{whom}, {what}") }
    }
}
