//! AWS IAM on the wire, as far as the others need it: roles.
use super::{Ask, astray, lacks, reading};
use crate::endpoint::{command::Command, input::Input, page::Page, refusal::Refusal};
use crate::sim::{
    epoch::epoch_secs,
    region::Region,
    services::{
        Answer, Call,
        iam::{
            api::{Create, IamError, Request, Response},
            model::{Managed, Role},
        },
    },
    trace::Name,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    let input = command.input();
    let role = || input.need("RoleName").map(Name::from);
    let name = || input.need("PolicyName").map(Name::from);
    let arn = || input.need("PolicyArn").map(Name::from);
    let document = || input.need("PolicyDocument").map(Name::from);
    let request = match command.operation {
        "CreateRole" => Request::CreateRole(Box::new(create(input, "RoleName", "AssumeRolePolicyDocument")?)),
        "CreatePolicy" => Request::CreatePolicy(Box::new(create(input, "PolicyName", "PolicyDocument")?)),
        "GetRole" | "ListRolePolicies" | "ListAttachedRolePolicies" | "ListRoleTags" => Request::GetRole(role()?),
        "DeleteRole" => Request::DeleteRole(role()?),
        "ListRoles" => Request::ListRoles,
        "UpdateAssumeRolePolicy" => Request::UpdateAssumeRolePolicy { role: role()?, document: document()? },
        "PutRolePolicy" => Request::PutRolePolicy { role: role()?, name: name()?, document: document()? },
        "GetRolePolicy" => Request::GetRolePolicy { role: role()?, name: name()? },
        "DeleteRolePolicy" => Request::DeleteRolePolicy { role: role()?, name: name()? },
        "AttachRolePolicy" => Request::AttachRolePolicy { role: role()?, arn: arn()? },
        "DetachRolePolicy" => Request::DetachRolePolicy { role: role()?, arn: arn()? },
        "TagRole" => Request::TagRole { role: role()?, tags: tags(input), gone: vec![] },
        "UntagRole" => {
            let gone = input.texts("TagKeys").into_iter().map(Into::into).collect();
            Request::TagRole { role: role()?, tags: BTreeMap::new(), gone }
        }
        "GetPolicy" => Request::GetPolicy(arn()?),
        "DeletePolicy" => Request::DeletePolicy(arn()?),
        "ListPolicies" => Request::ListPolicies,
        _ => return Err(lacks(command)),
    };
    Ok(Call::Iam(request).into())
}

fn create(input: Input<'_>, name: &str, document: &str) -> Result<Create, Refusal> {
    Ok(Create {
        name: input.need(name)?.into(),
        path: input.name("Path").unwrap_or_else(|| "/".into()),
        document: input.need(document)?.into(),
        description: input.name("Description"),
        session: input.int("MaxSessionDuration").and_then(|n| u64::try_from(n).ok()).unwrap_or(3_600),
        tags: tags(input),
    })
}

fn tags(input: Input<'_>) -> BTreeMap<Name, Name> {
    input.tags("Tags").into_iter().map(|(key, value)| (key.into(), value.into())).collect()
}

fn tag_list(tags: &BTreeMap<Name, Name>) -> Vec<Value> {
    tags.iter().map(|(key, value)| json!({ "Key": &**key, "Value": &**value })).collect()
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    let Answer::Iam(reply) = answer else { return Err(astray()) };
    let input = command.input();
    let pages = |name, all| {
        let page = Page { token: ("Marker", "Marker"), ..Page::next("MaxItems", 100) };
        let mut out = page.of(input, name, all)?;
        out.insert("IsTruncated".into(), out.contains_key("Marker").into());
        Ok(Value::Object(out))
    };
    match (command.operation, reply.map_err(|e| refusal(&e))?) {
        ("ListRolePolicies", Response::Role(role)) => {
            pages("PolicyNames", role.inline.keys().map(|name| json!(&**name)).collect())
        }
        ("ListAttachedRolePolicies", Response::Role(role)) => {
            pages("AttachedPolicies", role.attached.iter().map(|arn| attached(arn)).collect())
        }
        ("ListRoleTags", Response::Role(role)) => pages("Tags", tag_list(&role.tags)),
        (_, Response::Role(found)) => Ok(json!({ "Role": described(&command.region, &found) })),
        (_, Response::Roles(all)) => {
            let under = input.text("PathPrefix").unwrap_or("/");
            pages(
                "Roles",
                all.iter().filter(|r| r.path.starts_with(under)).map(|role| described(&command.region, role)).collect(),
            )
        }
        (_, Response::Document(text)) => Ok(json!({
            "RoleName": input.text("RoleName"), "PolicyName": input.text("PolicyName"), "PolicyDocument": escaped(&text),
        })),
        (_, Response::Policy(found)) => Ok(json!({ "Policy": managed(&found) })),
        (_, Response::Policies(all)) => pages("Policies", all.iter().map(managed).collect()),
        (_, Response::Done) => Ok(json!({})),
    }
}

fn attached(arn: &str) -> Value {
    json!({ "PolicyArn": arn, "PolicyName": arn.rsplit('/').next() })
}

fn described(region: &Region, role: &Role) -> Value {
    json!({
        "Path": &*role.path,
        "RoleName": &*role.name,
        "RoleId": &*role.id,
        "Arn": &*role.arn(region),
        "CreateDate": epoch_secs(role.made),
        "AssumeRolePolicyDocument": escaped(&role.trust),
        "Description": role.description.as_deref(),
        "MaxSessionDuration": role.session,
        "Tags": tag_list(&role.tags),
    })
}

fn managed(policy: &Managed) -> Value {
    json!({
        "PolicyName": &*policy.name,
        "PolicyId": &*policy.id,
        "Arn": &*policy.arn,
        "Path": &*policy.path,
        "DefaultVersionId": "v1",
        "AttachmentCount": policy.attached,
        "IsAttachable": true,
        "Description": policy.description.as_deref(),
        "CreateDate": epoch_secs(policy.made),
        "UpdateDate": epoch_secs(policy.made),
    })
}

/// A document as IAM gives it back: percent-encoded (RFC 3986).
fn escaped(text: &str) -> String {
    reading::encoded(text, b"")
}

/// A refusal under AWS's code.
fn refusal(error: &IamError) -> Refusal {
    Refusal::new(error.code.name(), error.message.clone()).status(error.code.http_status())
}
