//! A role as the learner sees it.
use super::{Iam, model::Role};
use crate::sim::panel::{Cell, Panel, Row, Tone};

impl Iam {
    pub(super) fn views(&self) -> Vec<Panel> {
        self.roles.values().map(view).collect()
    }
}

fn view(role: &Role) -> Panel {
    let (inline, attached) = (role.inline.len(), role.attached.len());
    let words = format!("policies {}", inline + attached);
    let rows = vec![Row { cells: vec![Cell::Text(words, Tone::Muted)] }];
    let spoken = format!("Role {}: {inline} inline and {attached} attached policies.", role.name);
    Panel { role: "role", name: role.name.clone(), badge: "IAM".into(), rows, spoken }
}
