//! Functions: made, configured, deleted; what happens to their asynchronous events.
use super::{
    Code, LambdaError, Reply, Response,
    request::{Configure, EventInvoke, NewFunction, Redress},
};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::quotas::Span;
use crate::sim::services::lambda::{
    model::{
        Lambda,
        about::{About, Package, stub},
        done::Done,
        envs::Envs,
        function::{Config, Function, LaterConfig, Tally, bare},
    },
    quotas::Settings,
    step::Cx,
};
use crate::sim::{arn, region::Region, trace::Name};
use std::collections::BTreeMap;

/// A number within its range, in AWS's words; `None` is the default.
pub(super) fn within(field: &str, value: Option<i64>, span: Span) -> Result<u64, LambdaError> {
    let Some(value) = value else { return Ok(span.default) };
    let number = u64::try_from(value).unwrap_or(0);
    if value < 0 || number < span.min {
        return Err(LambdaError::range(field, value, span.min, false));
    }
    if number > span.max {
        return Err(LambdaError::range(field, value, span.max, true));
    }
    Ok(number)
}

/// A destination or dead-letter target must be of a kind Lambda can send to.
fn target(arn_text: &str, allowed: &[&str], what: &str) -> Result<(), LambdaError> {
    let fits = arn::parse(arn_text).is_some_and(|p| allowed.contains(&p.service) && !p.name.ends_with(FIFO));
    if fits {
        return Ok(());
    }
    Err(LambdaError::value(format!("The {what} {arn_text} is not valid: {} only, no FIFO", allowed.join(", "))))
}

/// How names of FIFO queues and topics end; AWS minds the case.
pub(super) const FIFO: &str = ".fifo";
const DEAD_LETTERS: &[&str] = &["sqs", "sns"];
const ON_SUCCESS: &[&str] = &["sqs", "sns", "lambda", "events"];
/// A bucket takes failures only.
const ON_FAILURE: &[&str] = &["sqs", "sns", "lambda", "events", "s3"];

/// Changes what is told of a function.
fn redress(about: &mut About, set: &Redress, now: SimTime) {
    let Redress { runtime, role, handler, description, environment } = set;
    about.runtime = runtime.clone().or_else(|| about.runtime.take());
    about.role = role.clone().or_else(|| about.role.take());
    about.handler = handler.clone().or_else(|| about.handler.take());
    about.description = description.clone().or_else(|| about.description.take());
    if let Some(environment) = environment {
        about.environment.clone_from(environment);
    }
    about.modified = now;
    about.changes += 1;
}

impl Lambda {
    pub(super) fn create_function(&mut self, new: &NewFunction, (now, region): (SimTime, &Region)) -> Reply {
        let limits = self.core.limits.functions;
        let good = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        if new.name.is_empty() || new.name.len() > 64 || !new.name.bytes().all(good) {
            let message = format!(
                "1 validation error detected: Value '{}' at 'functionName' failed to satisfy constraint: letters, digits, - and _, at most 64",
                new.name
            );
            return Err(LambdaError::new(Code::Validation, message));
        }
        let name: Name = new.name.as_str().into();
        if self.functions.contains_key(&name) {
            return Err(LambdaError::new(Code::ResourceConflict, format!("Function already exist: {name}")));
        }
        let code = stub(&new.code, &new.about.environment).map_err(LambdaError::value)?;
        let code = if code == *new.code { new.code.clone() } else { code.into() };
        let timeout = within("timeout", new.timeout, limits.timeout)?;
        let memory = within("memorySize", new.memory, limits.memory)?;
        if let Some(arn) = &new.dead_letter {
            target(arn, DEAD_LETTERS, "DeadLetterConfig target")?;
        }
        let config = Config {
            arn: region.arn("lambda", &format!("function:{name}")),
            name: name.clone(),
            about: Box::new(About { modified: now, ..new.about.clone() }),
            timeout: SimTime::from_secs(timeout),
            memory,
            dead_letter: new.dead_letter.clone(),
            reserved: None,
            later: LaterConfig::default(),
            statements: BTreeMap::new(),
            policy: None,
        };
        let luck = Stream::new(self.core.seed, &format!("lambda/{name}"));
        let function = Function {
            config: config.clone(),
            code,
            settings: Settings::default(),
            envs: Envs::default(),
            done: Done::default(),
            luck,
            tally: Tally::default(),
        };
        self.functions.insert(name, function);
        Ok(Response::Function(Box::new(config)))
    }

    pub(super) fn configure(&mut self, function: &str, set: &Configure, (now, region): (SimTime, &Region)) -> Reply {
        let limits = self.core.limits.functions;
        let f = self.function_mut(function, region)?;
        let old = Span { default: f.config.timeout.as_secs(), ..limits.timeout };
        let timeout = within("timeout", set.timeout, old)?;
        let memory = within("memorySize", set.memory, Span { default: f.config.memory, ..limits.memory })?;
        let dead = match &set.dead_letter {
            None => f.config.dead_letter.clone(),
            Some(none) if none.is_empty() => None,
            Some(arn) => {
                target(arn, DEAD_LETTERS, "DeadLetterConfig target")?;
                Some(arn.clone())
            }
        };
        if let Some(environment) = &set.about.environment {
            f.code = stub(&f.code, environment).map_err(LambdaError::value)?.into();
        }
        f.config.timeout = SimTime::from_secs(timeout);
        f.config.memory = memory;
        f.config.dead_letter = dead;
        redress(&mut f.config.about, &set.about, now);
        Ok(Response::Function(Box::new(f.config.clone())))
    }

    /// Another package: what stands in for the code stays the same.
    pub(super) fn upload(&mut self, function: &str, package: Package, (now, region): (SimTime, &Region)) -> Reply {
        let f = self.function_mut(function, region)?;
        f.config.about.package = package;
        redress(&mut f.config.about, &Redress::default(), now);
        Ok(Response::Function(Box::new(f.config.clone())))
    }

    /// What runs, ends; mappings stay and say why they do nothing.
    pub(super) fn delete_function(&mut self, function: &str, cx: &mut Cx<'_>) -> Reply {
        let name: Name = bare(function).into();
        let f = self.functions.remove(&name).ok_or_else(|| LambdaError::no_function(&name, cx.region))?;
        self.forget_runs(&name, cx);
        let gone: Vec<u64> = self.events.iter().filter(|(_, e)| e.function == name).map(|(no, _)| *no).collect();
        for no in gone {
            self.events.remove(&no);
        }
        self.core.reserved = self.core.reserved.saturating_sub(f.config.reserved.unwrap_or(0));
        self.recount();
        for mapping in self.mappings.values_mut().filter(|m| m.function == name) {
            mapping.last = "PROBLEM: Function not found".into();
        }
        Ok(Response::Done)
    }

    pub(super) fn put_event_invoke(&mut self, function: &str, set: &EventInvoke, region: &Region) -> Reply {
        let limits = self.core.limits.later;
        let f = self.function_mut(function, region)?;
        let most = u64::from(limits.retries);
        let retries = within("maximumRetryAttempts", set.retries, Span { min: 0, max: most, default: most })?;
        let age = within("maximumEventAgeInSeconds", set.age, limits.age)?;
        if let Some(arn) = &set.on_failure {
            target(arn, ON_FAILURE, "destination ARN")?;
        }
        if let Some(arn) = &set.on_success {
            target(arn, ON_SUCCESS, "destination ARN")?;
        }
        f.config.later = LaterConfig {
            retries: set.retries.map(|_| u32::try_from(retries).unwrap_or(limits.retries)),
            age: set.age.map(|_| age),
            on_success: set.on_success.clone(),
            on_failure: set.on_failure.clone(),
        };
        Ok(Response::EventInvoke(Box::new(f.config.later.clone())))
    }
}
