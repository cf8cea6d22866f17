//! Cases an expert would try, as text tables: policies, a caller, a question, AWS's answer.
//!
//! ```text
//! ## the name of the case
//! resource {"Statement": ...}          the resource's policy; `identity {...}` a policy of the role (several: all of them count)
//! key                                  the resource is a KMS key
//! as role worker                       or `as role worker @222222222222`, `as service sns.amazonaws.com`, an administrator: `as admin`
//! with aws:SourceArn=arn:...           circumstances
//! sqs:SendMessage orders -> yes        or `yes, confusable`; or `no: ` and the end of AWS's sentence
//! ```
//! Short forms inside policies and circumstances: `@own` and `@other` are accounts, `ARN(sqs,orders)` an ARN in the own account.
use super::super::{Caller, Context, Decision, Guard, Policy, Question, Use, decide};

const OWN: &str = "123456789012";
const OTHER: &str = "222222222222";

fn long(text: &str) -> String {
    let mut out = text.replace("@own", OWN).replace("@other", OTHER);
    while let Some((before, rest)) = out.split_once("ARN(") {
        let (inside, after) = rest.split_once(')').unwrap();
        let (service, name) = inside.split_once(',').unwrap();
        out = format!("{before}arn:aws:{service}:us-east-1:{OWN}:{name}{after}");
    }
    out
}

struct Case {
    resource: Option<Policy>,
    identity: Vec<Policy>,
    guard: Guard,
    who: String,
    context: Context,
}

fn run(body: &str) -> Result<usize, String> {
    let mut case = Case {
        resource: None,
        identity: vec![],
        guard: Guard::Resource,
        who: "role worker".into(),
        context: Context::default(),
    };
    let mut asked = 0;
    for line in body.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let line = long(line);
        if let Some(text) = line.strip_prefix("resource ") {
            case.resource = Some(Policy::parse_as(text, Use::Resource).map_err(|e| e.to_string())?);
        } else if let Some(text) = line.strip_prefix("identity ") {
            case.identity.push(Policy::parse_as(text, Use::Identity).map_err(|e| e.to_string())?);
        } else if line == "key" {
            case.guard = Guard::Key;
        } else if let Some(text) = line.strip_prefix("as ") {
            case.who = text.into();
        } else if let Some(text) = line.strip_prefix("with ") {
            case.context = Context::default();
            for (key, value) in text.split_whitespace().map(|w| w.split_once('=').unwrap()) {
                case.context.add(key, value);
            }
        } else if let Some((question, wanted)) = line.split_once(" -> ") {
            asked += 1;
            let got = ask(&case, question);
            if got != wanted {
                return Err(format!("{question}\n    wanted {wanted}\n    got    {got}"));
            }
        } else {
            return Err(format!("what is `{line}`?"));
        }
    }
    Ok(asked)
}

fn ask(case: &Case, question: &str) -> String {
    let (action, name) = question.split_once(' ').unwrap();
    let service = action.split_once(':').unwrap().0;
    let resource =
        if name.starts_with("arn:") { name.into() } else { format!("arn:aws:{service}:us-east-1:{OWN}:{name}") };
    let mut words = case.who.split_whitespace();
    let (kind, who) = (words.next().unwrap(), words.next().unwrap_or("admin"));
    let account = words.next().unwrap_or(OWN).trim_start_matches('@');
    let role = format!("arn:aws:iam::{account}:role/{who}");
    let session = format!("arn:aws:sts::{account}:assumed-role/{who}/C1");
    let who = match kind {
        "service" => Caller::Service { principal: who },
        _ => Caller::Role { role: &role, session: &session, account },
    };
    let all: Vec<&Policy> = case.identity.iter().collect();
    let identity = (kind == "role").then_some(all.as_slice());
    let (context, policy, guard) = (&case.context, case.resource.as_ref(), case.guard);
    let asked = Question { who, action, resource: &resource, owner: OWN, context, identity, policy, guard };
    match decide(&asked) {
        Decision::Allowed { confusable: false } => "yes".into(),
        Decision::Allowed { confusable: true } => "yes, confusable".into(),
        Decision::Denied(why) => format!("no: {why}"),
    }
}

fn run_file(text: &str) {
    let (mut faults, mut count) = (vec![], 0);
    for part in text.split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap_or((part, ""));
        match run(body) {
            Ok(0) => faults.push(format!("{name}\n  asks nothing")),
            Ok(_) => count += 1,
            Err(why) => faults.push(format!("{name}\n  {why}")),
        }
    }
    assert!(faults.is_empty(), "{} cases fail:\n\n{}\n", faults.len(), faults.join("\n\n"));
    assert!(count > 40, "{count}");
}

#[test]
fn decisions() {
    run_file(include_str!("decisions.txt"));
}

#[test]
fn refused_with_place_and_cure() {
    let mut faults = vec![];
    for case in include_str!("refused.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (text, wanted) = case.split_once(" -> ").unwrap();
        let got = match Policy::parse(&long(text)) {
            Ok(_) => "read".to_string(),
            Err(why) => why.to_string(),
        };
        if !got.starts_with(wanted) {
            faults.push(format!("{text}\n    wanted {wanted}\n    got    {got}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
