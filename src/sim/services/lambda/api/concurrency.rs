//! Reserved and provisioned concurrency, and what is left of the account's.
use super::{Code, LambdaError, Reply, Response, request::Request, response::ProvisionedView};
use crate::base::time::SimTime;
use crate::sim::region::Region;
use crate::sim::services::lambda::{
    model::{Lambda, envs::Provisioned, function::Function},
    step::Cx,
};

impl Lambda {
    pub(super) fn manage_concurrency(&mut self, request: Request, cx: &mut Cx<'_>) -> Reply {
        let now = cx.now;
        match request {
            Request::PutFunctionConcurrency { function, reserved } => {
                let reply = self.reserve(&function, reserved, cx.region);
                self.recount();
                reply
            }
            Request::DeleteFunctionConcurrency { function } => {
                self.function_mut(&function, cx.region)?.config.reserved = None;
                self.recount();
                Ok(Response::Done)
            }
            Request::GetFunctionConcurrency { function } => {
                Ok(Response::Concurrency(self.function_named(&function, cx.region)?.config.reserved))
            }
            Request::PutProvisionedConcurrencyConfig { function, count } => {
                let reply = self.provision(&function, count, (now, cx.region));
                self.recount();
                reply
            }
            Request::DeleteProvisionedConcurrencyConfig { function } => {
                let f = self.function_mut(&function, cx.region)?;
                if f.envs.provisioned.is_none() {
                    return Err(no_provisioned());
                }
                settle(f, now);
                f.envs.provisioned = None;
                self.recount();
                Ok(Response::Done)
            }
            Request::GetProvisionedConcurrencyConfig { function } => {
                let f = self.function_named(&function, cx.region)?;
                view(f, now).map(|v| Response::Provisioned(Box::new(v))).ok_or_else(no_provisioned)
            }
            _ => {
                let limit = self.core.limits.functions.concurrency;
                let unreserved = limit.saturating_sub(self.core.reserved);
                Ok(Response::Account { limit, unreserved, functions: self.functions.len() as u64 })
            }
        }
    }

    fn reserve(&mut self, function: &str, reserved: i64, region: &Region) -> Reply {
        let limits = self.core.limits.functions;
        let others = self.core.reserved;
        let f = self.function_mut(function, region)?;
        let others = others.saturating_sub(f.config.reserved.unwrap_or(0));
        let Ok(wanted) = u32::try_from(reserved) else {
            return Err(LambdaError::range("reservedConcurrentExecutions", reserved, 0, false));
        };
        if others.saturating_add(wanted).saturating_add(limits.unreserved_min) > limits.concurrency {
            return Err(LambdaError::value(format!(
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [{}].",
                limits.unreserved_min
            )));
        }
        if f.envs.provisioned.is_some_and(|p| p.count > wanted) {
            return Err(LambdaError::value(
                "ReservedConcurrentExecutions  should not be lower than function's total provisioned concurrency.",
            ));
        }
        f.config.reserved = Some(wanted);
        Ok(Response::Concurrency(Some(wanted)))
    }

    fn provision(&mut self, function: &str, count: i64, (now, region): (SimTime, &Region)) -> Reply {
        let limits = self.core.limits.functions;
        let free = limits.concurrency.saturating_sub(self.core.reserved);
        let f = self.function_mut(function, region)?;
        let Some(count) = u32::try_from(count).ok().filter(|n| *n > 0) else {
            return Err(LambdaError::range("provisionedConcurrentExecutions", count, 1, false));
        };
        if f.config.reserved.is_some_and(|reserved| count > reserved) {
            return Err(LambdaError::value(
                "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
            ));
        }
        if f.config.reserved.is_none() && count.saturating_add(limits.unreserved_min) > free {
            return Err(LambdaError::value(format!(
                "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [{}].",
                limits.unreserved_min
            )));
        }
        settle(f, now);
        let ready = now + f.settings.provision_takes;
        f.envs.provisioned = Some(Provisioned { count, ready, since: now });
        view(f, now).map(|v| Response::Provisioned(Box::new(v))).ok_or_else(no_provisioned)
    }

    /// Counts anew what functions take of the account's concurrency.
    pub(in crate::sim::services::lambda) fn recount(&mut self) {
        self.core.reserved = self.functions.values().filter_map(|f| f.config.reserved).sum();
        self.core.unreserved = self.functions.values().map(Function::unreserved).sum();
    }
}

/// Adds what was provisioned until now to the tally.
fn settle(f: &mut Function, now: SimTime) {
    f.tally.reserved_mb_ms += provisioned_mb_ms(f, now);
}

/// What the present provisioned concurrency has cost so far: MB times milliseconds.
pub(in crate::sim::services::lambda) fn provisioned_mb_ms(f: &Function, now: SimTime) -> u64 {
    let cost = |p: Provisioned| now.since(p.since).as_millis() * u64::from(p.count) * f.config.memory;
    f.envs.provisioned.map_or(0, cost)
}

fn view(f: &Function, now: SimTime) -> Option<ProvisionedView> {
    let p = f.envs.provisioned?;
    let available = f.envs.ready(now);
    let status = if available == p.count { "READY" } else { "IN_PROGRESS" };
    Some(ProvisionedView { requested: p.count, available, status: status.into() })
}

fn no_provisioned() -> LambdaError {
    LambdaError::new(
        Code::ProvisionedConcurrencyConfigNotFound,
        "No Provisioned Concurrency Config found for this function",
    )
}
