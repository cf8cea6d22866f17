//! The register of roles as a text table.
use super::{
    Iam, KINDS,
    api::{Create, Request, Response},
    quotas::Limits,
    step::Output,
};
use crate::base::time::SimTime;
use crate::sim::{
    testing,
    trace::Name,
    turn::{CallId, Service, Turn},
};
use std::collections::BTreeMap;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

fn request(line: &str) -> Request {
    let words: Vec<&str> = line.split_whitespace().collect();
    let word = |at: usize| Name::from(words.get(at).copied().unwrap_or_default());
    let document = |at: usize| if &*word(at) == "bad" { "{".into() } else { Name::from(TRUST) };
    let create = |name: Name| {
        let (path, tags) = ("/".into(), BTreeMap::new());
        Box::new(Create { name, path, document: document(2), description: None, session: 3_600, tags })
    };
    let arn = |at: usize| {
        let name = word(at);
        let aws = name.strip_prefix("aws/").map(|name| format!("arn:aws:iam::aws:policy/{name}"));
        Name::from(aws.unwrap_or_else(|| format!("arn:aws:iam::123456789012:policy/{name}")))
    };
    match words[0] {
        "CreateRole" => Request::CreateRole(create(word(1))),
        "GetRole" => Request::GetRole(word(1)),
        "DeleteRole" => Request::DeleteRole(word(1)),
        "PutRolePolicy" => Request::PutRolePolicy { role: word(1), name: word(2), document: document(3) },
        "GetRolePolicy" => Request::GetRolePolicy { role: word(1), name: word(2) },
        "DeleteRolePolicy" => Request::DeleteRolePolicy { role: word(1), name: word(2) },
        "AttachRolePolicy" => Request::AttachRolePolicy { role: word(1), arn: arn(2) },
        "DetachRolePolicy" => Request::DetachRolePolicy { role: word(1), arn: arn(2) },
        "CreatePolicy" => Request::CreatePolicy(create(word(1))),
        "DeletePolicy" => Request::DeletePolicy(arn(1)),
        "ListRoles" => Request::ListRoles,
        other => panic!("{other}"),
    }
}

#[test]
fn roles() {
    let quotas = testing::quotas();
    let mut faults = vec![];
    for part in include_str!("roles.txt").split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap();
        let mut iam = Iam::with(7, Limits::resolve(&quotas).unwrap());
        for line in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let (call, wanted) = line.split_once(" -> ").unwrap_or((line, "ok"));
            let mut out = Output::default();
            let turn = Turn::strict(SimTime::ZERO, &quotas);
            iam.call((CallId(1), &"T".into()), request(call), turn, &mut out);
            let got = match out.replies.pop().unwrap().1 {
                Err(error) => error.code.name().into(),
                Ok(Response::Role(role)) => format!(
                    "{} {} {}",
                    role.id.len(),
                    role.arn(crate::sim::region::Region::usual()),
                    role.attached.len()
                ),
                Ok(Response::Roles(all)) => format!("{}", all.len()),
                Ok(_) => "ok".into(),
            };
            assert!(out.sink.events.iter().all(|e| KINDS.contains(&e.kind)));
            if got != wanted {
                faults.push(format!("{name}\n  {line}\n    got {got}"));
            }
        }
        let text = serde_json::to_string(&iam).unwrap();
        assert_eq!(serde_json::from_str::<Iam>(&text).unwrap(), iam, "{name}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
