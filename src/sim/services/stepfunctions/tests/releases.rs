//! The verbs of versions, aliases, tags and Map Runs in text tables.
use super::table::Bench;
use crate::sim::arn;
use crate::sim::services::stepfunctions::api::request::{Pick, Route, Update};
use crate::sim::services::stepfunctions::api::{Reply, Request, Response};
use crate::sim::trace::Name;

fn machine(tail: &str) -> Name {
    let tail = if tail.is_empty() { String::new() } else { format!(":{tail}") };
    arn::local("states", &format!("stateMachine:m{tail}"))
}

/// `1:70 2:30`
fn routes(text: &str) -> Vec<Route> {
    let route = |word: &str| {
        let (version, weight) = word.split_once(':').unwrap();
        Route { version: machine(version), weight: weight.parse().unwrap() }
    };
    text.split_whitespace().map(route).collect()
}

fn tail(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or("")
}

fn shown(reply: Option<Reply>) -> String {
    match reply {
        None => "waits".into(),
        Some(Err(error)) => error.code.to_string(),
        Some(Ok(Response::Made(arn, ..))) => tail(&arn).into(),
        Some(Ok(Response::Updated(_, _, version))) => version.as_deref().map_or("ok", tail).into(),
        Some(Ok(Response::Listed(all, _))) => all.iter().map(|one| tail(&one.arn)).collect::<Vec<_>>().join(" "),
        Some(Ok(Response::Alias(alias))) => {
            let routes = alias.routes.iter().map(|(arn, weight)| format!("{}:{weight}", tail(arn)));
            routes.collect::<Vec<_>>().join(" ")
        }
        Some(Ok(Response::Tags(tags))) => {
            tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
        }
        Some(Ok(Response::Machine(machine))) => {
            format!("{} {}", machine.role, machine.description.as_deref().unwrap_or("-"))
        }
        Some(Ok(Response::Execution(e))) => {
            let started = |arn: &Option<Name>| arn.as_deref().map_or("-", tail).to_owned();
            format!("{} {}", started(&e.started.version), started(&e.started.alias))
        }
        Some(Ok(Response::Executions(all, _))) => all.len().to_string(),
        Some(Ok(Response::Runs(all, _))) => all.len().to_string(),
        Some(Ok(Response::Run(info))) => {
            let [good, bad, late, stopped] = info.run.ended;
            let (run, (pending, running)) = (&info.run, info.open);
            format!("{} {pending}/{running}/{good}/{bad}/{late}/{stopped} of {}", run.status.name(), run.total.1)
        }
        Some(Ok(_)) => "ok".into(),
    }
}

impl Bench {
    /// The ARN of the execution's last Map Run.
    fn run_arn(&mut self) -> Option<Name> {
        let execution = "m:run".into();
        match self.ask(Request::ListMapRuns { execution, max: None, after: None }) {
            Some(Ok(Response::Runs(all, _))) => all.first().map(|run| run.arn.clone()),
            _ => None,
        }
    }

    /// A verb of these; `None` where it is none.
    pub(super) fn release(&mut self, verb: &str, rest: &str) -> Option<String> {
        let (first, more) = rest.split_once(' ').unwrap_or((rest, ""));
        let request = match verb {
            "target" => {
                self.target = Some(machine(rest));
                return Some(String::new());
            }
            "publish" => {
                let revision = first.strip_prefix("revision=").map(Into::into);
                Request::PublishStateMachineVersion { machine: machine(""), revision, description: None }
            }
            "role" => {
                let publish = more == "publish";
                let set = Box::new(Update { role: Some(first.into()), publish, ..Update::default() });
                Request::UpdateStateMachine { machine: machine(""), set }
            }
            "unpublish" => Request::DeleteStateMachineVersion { version: machine(rest) },
            "versions" => Request::ListStateMachineVersions { machine: machine(""), max: None, after: None },
            "describe" => Request::DescribeStateMachine { machine: machine(rest) },
            "alias" => Request::CreateStateMachineAlias { name: first.into(), description: None, routes: routes(more) },
            "realias" => {
                let routes = (!more.is_empty()).then(|| routes(more));
                Request::UpdateStateMachineAlias { alias: machine(first), description: None, routes }
            }
            "unalias" => Request::DeleteStateMachineAlias { alias: machine(rest) },
            "aliases" => Request::ListStateMachineAliases { machine: machine(rest), max: None, after: None },
            "routes" => Request::DescribeStateMachineAlias { alias: machine(rest) },
            "started-as" => Request::DescribeExecution { execution: format!("m:{rest}").into() },
            "count" => Request::ListExecutions { of: machine(rest), pick: Pick::default(), max: None, after: None },
            "tag" => {
                let tags = rest.split_whitespace().filter_map(|w| w.split_once('='));
                let tags = tags.map(|(key, value)| (key.into(), value.into())).collect();
                Request::TagResource { resource: machine(""), tags }
            }
            "untag" => {
                let keys = rest.split_whitespace().map(Into::into).collect();
                Request::UntagResource { resource: machine(""), keys }
            }
            "tags" if rest.is_empty() => Request::ListTagsForResource { resource: machine("") },
            "tags" => Request::ListTagsForResource { resource: rest.into() },
            "runs" => Request::ListMapRuns { execution: "m:run".into(), max: None, after: None },
            "map-run" => Request::DescribeMapRun { run: self.run_arn()? },
            "children" => {
                Request::ListExecutions { of: self.run_arn()?, pick: Pick::default(), max: None, after: None }
            }
            _ => return None,
        };
        Some(shown(self.ask(request)))
    }
}
