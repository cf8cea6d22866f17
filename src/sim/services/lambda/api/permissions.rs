//! The resource policy of a function: who may invoke it.
use super::{Code, LambdaError, Reply, Response, request::Permission};
use crate::sim::region::Region;
use crate::sim::services::lambda::model::Lambda;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Ids of statements that stand in a policy written as a whole; a dot cannot be in an id of AddPermission.
const WRITTEN: &str = "policy.";

impl Lambda {
    pub(super) fn policy(&self, function: &str, region: &Region) -> Reply {
        let f = self.function_named(function, region)?;
        let none = || LambdaError::new(Code::ResourceNotFound, "The resource you requested does not exist.");
        f.config.policy.clone().map(Response::Policy).ok_or_else(none)
    }

    pub(super) fn add_permission(&mut self, function: &str, permission: &Permission, region: &Region) -> Reply {
        let most = self.core.limits.functions.policy;
        let f = self.function_mut(function, region)?;
        let good = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        if permission.id.is_empty() || permission.id.len() > 100 || !permission.id.bytes().all(good) {
            let message = "1 validation error detected: Value at 'statementId' failed to satisfy constraint: letters, digits, - and _, at most 100";
            return Err(LambdaError::new(Code::Validation, message));
        }
        if f.config.statements.contains_key(&permission.id) {
            let message = format!(
                "The statement id ({}) provided already exists. Please provide a new statement id, or remove the existing statement.",
                permission.id
            );
            return Err(LambdaError::new(Code::ResourceConflict, message));
        }
        if !permission.action.starts_with("lambda:") {
            return Err(LambdaError::value(format!("The action {} is not one of Lambda's.", permission.action)));
        }
        let statement: Arc<str> = statement(permission, &f.config.arn).to_string().into();
        f.config.statements.insert(permission.id.clone(), statement.clone());
        f.write_policy();
        if f.config.policy.as_ref().is_some_and(|p| p.len() as u64 > most) {
            f.config.statements.remove(&permission.id);
            f.write_policy();
            let message = format!("The final policy size is bigger than the limit ({most}).");
            return Err(LambdaError::new(Code::PolicyLengthExceeded, message));
        }
        Ok(Response::Statement(statement))
    }

    /// Writes the statements of a whole policy in place of those that were written so before; others stay.
    ///
    /// # Errors
    /// A policy that is too long, or no policy.
    pub fn write_statements(
        &mut self,
        function: &str,
        policy: Option<&str>,
        region: &Region,
    ) -> Result<(), LambdaError> {
        let most = self.core.limits.functions.policy;
        let f = self.function_mut(function, region)?;
        let before = f.config.statements.clone();
        f.config.statements.retain(|id, _| !id.starts_with(WRITTEN));
        let wrong = || LambdaError::value("The policy is no JSON object with a Statement.");
        let value: Value = policy.map_or(Ok(json!({ "Statement": [] })), serde_json::from_str).map_err(|_| wrong())?;
        let all = match value.get("Statement") {
            Some(Value::Array(all)) => all.clone(),
            Some(one @ Value::Object(_)) => vec![one.clone()],
            _ => return Err(wrong()),
        };
        for (nth, one) in all.iter().enumerate() {
            f.config.statements.insert(format!("{WRITTEN}{nth}").into(), one.to_string().into());
        }
        f.write_policy();
        if f.config.policy.as_ref().is_some_and(|p| p.len() as u64 > most) {
            f.config.statements = before;
            f.write_policy();
            let message = format!("The final policy size is bigger than the limit ({most}).");
            return Err(LambdaError::new(Code::PolicyLengthExceeded, message));
        }
        Ok(())
    }

    pub(super) fn remove_permission(&mut self, function: &str, id: &str, region: &Region) -> Reply {
        let f = self.function_mut(function, region)?;
        if f.config.statements.remove(id).is_none() {
            return Err(LambdaError::new(
                Code::ResourceNotFound,
                format!("Statement {id} is not found in resource policy."),
            ));
        }
        f.write_policy();
        Ok(Response::Done)
    }
}

fn statement(permission: &Permission, function: &str) -> Value {
    let principal = if &*permission.principal == "*" {
        json!("*")
    } else if permission.principal.contains(".amazonaws.com") {
        json!({ "Service": &*permission.principal })
    } else if permission.principal.starts_with("arn:") {
        json!({ "AWS": &*permission.principal })
    } else {
        json!({ "AWS": crate::sim::arn::root(function, &permission.principal) })
    };
    let mut out = json!({
        "Sid": &*permission.id, "Effect": "Allow", "Principal": principal,
        "Action": &*permission.action, "Resource": function,
    });
    let mut conditions = Map::new();
    if let Some(arn) = &permission.source_arn {
        conditions.insert("ArnLike".into(), json!({ "AWS:SourceArn": &**arn }));
    }
    if let Some(account) = &permission.source_account {
        conditions.insert("StringEquals".into(), json!({ "AWS:SourceAccount": &**account }));
    }
    if let (false, Some(fields)) = (conditions.is_empty(), out.as_object_mut()) {
        fields.insert("Condition".into(), Value::Object(conditions));
    }
    out
}
