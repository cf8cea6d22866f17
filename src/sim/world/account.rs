//! The two kinds of account: AWS as it is, and the lenient one of a bare `inflight serve`.
use super::World;
use crate::sim::leniency::Leniency;

impl World {
    /// The same world as a lenient account: for scripts and suites written against emulators it *takes more* than AWS does, and waits for
    /// nothing. What it is spared is the list [`crate::sim::leniency::Spared`], and nothing else; in all else it is AWS. Every lab, and
    /// an account with `--permissions strict`, is AWS as it is in every point: labs are never lenient.
    #[must_use]
    pub const fn leniently(self) -> Self {
        self.sparing(Leniency::LENIENT)
    }

    /// The same world, spared this.
    #[must_use]
    pub const fn sparing(mut self, leniency: Leniency) -> Self {
        self.leniency = leniency;
        self
    }

    /// What this account is spared.
    #[must_use]
    pub const fn leniency(&self) -> Leniency {
        self.leniency
    }
}
