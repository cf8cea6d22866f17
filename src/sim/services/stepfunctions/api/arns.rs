//! How ARNs of Step Functions are read, and refused in AWS's words. Inside the simulation a bare name will do; a caller from
//! outside must write an ARN.
use super::{Code, StatesError};
use crate::sim::arn::{self, ACCOUNT};

fn invalid(why: &str) -> StatesError {
    StatesError::new(Code::InvalidArn, format!("Invalid Arn: '{why}'"))
}

/// Whether a text is an ARN of this account that names a resource of one of these kinds.
///
/// # Errors
/// AWS's refusal.
pub fn check(text: &str, kinds: &[&str]) -> Result<(), StatesError> {
    let place = arn::parse(text).ok_or_else(|| invalid(&format!("Invalid ARN prefix: {text}")))?;
    if place.service != "states" || place.name.is_empty() {
        return Err(invalid(&format!("Invalid ARN prefix: {text}")));
    }
    if !kinds.contains(&place.kind) {
        return Err(invalid(&format!("Resource type not valid in this context: {}", place.kind)));
    }
    if matches!(place.kind, "execution" | "express") && place.rest.is_empty() {
        return Err(invalid(text));
    }
    if place.account != ACCOUNT {
        let own = place.partition;
        let message = format!("User: arn:{own}:iam::{ACCOUNT}:root is not authorized to access this resource: {text}");
        return Err(StatesError::new(Code::AccessDenied, message));
    }
    Ok(())
}

/// Whether a text is the ARN of a role.
///
/// # Errors
/// AWS's refusal.
pub fn role(text: &str) -> Result<(), StatesError> {
    let good = arn::parse(text).is_some_and(|p| {
        let digits = p.account.len() == 12 && p.account.bytes().all(|b| b.is_ascii_digit());
        p.service == "iam" && digits && p.kind == "role" && !p.name.is_empty()
    });
    if good {
        return Ok(());
    }
    Err(StatesError::new(Code::InvalidArn, format!("Invalid Role Arn: '{text}'")))
}

#[cfg(test)]
mod tests {
    use super::{check, role};
    use crate::sim::arn::local;

    #[test]
    fn only_arns_of_the_right_kind_pass() {
        let code = |text: &str| check(text, &["stateMachine"]).map_err(|e| e.to_string());
        assert_eq!(code(&local("states", "stateMachine:m:PROD")), Ok(()));
        assert_eq!(code("bad").unwrap_err(), "InvalidArn: Invalid Arn: 'Invalid ARN prefix: bad'");
        let activity = code(&local("states", "activity:a")).unwrap_err();
        assert_eq!(activity, "InvalidArn: Invalid Arn: 'Resource type not valid in this context: activity'");
        let other = code("arn:aws:states:us-east-1:000000000000:stateMachine:m").unwrap_err();
        assert!(other.starts_with("AccessDeniedException"), "{other}");
        assert!(check(&local("states", "execution:m"), &["execution"]).is_err());
    }

    #[test]
    fn a_role_has_an_account_of_twelve_digits() {
        assert!(role("arn:aws:iam::123456789012:role/service-role/flow").is_ok());
        for bad in ["arn:aws:iam::1234:role/x", "arn:aws:iam::123456789012:user/x", "role", ""] {
            assert!(role(bad).is_err(), "{bad}");
        }
    }
}
