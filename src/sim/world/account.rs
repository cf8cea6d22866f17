//! What an account that nobody has set up (`inflight serve`) is spared: permissions to state, and waiting for what was ordered.
use super::World;

impl World {
    /// The same world with lenient permissions, for an account that nobody has set up (`inflight serve`): a service may act for a
    /// resource of its own account on one that has no resource policy at all. AWS refuses that (a queue without a policy takes
    /// nothing from a topic); a resource that has a policy is guarded by it as on AWS, and a KMS key always has one. Roles need no
    /// such leniency: whoever has no policies here is an administrator. And a short poll asks every server of a queue, and event buses
    /// hurry, so that a script which receives once finds what is there. Labs are never lenient.
    #[must_use]
    pub fn leniently(mut self) -> Self {
        self.lenient = true;
        self.services.sqs.ask_every_server();
        self.services.events.hurry();
        self
    }

    /// The same world where new resources are ready at once, for an account that nobody has set up: what AWS takes seconds or minutes
    /// for (a stream that is created or resharded, a consumer that is registered) is done when the call returns. Scripts that wait
    /// as AWS asks them to work all the same. Labs keep the spans their scenario states.
    #[must_use]
    pub const fn promptly(mut self) -> Self {
        self.services.kinesis.hasten();
        self
    }
}
