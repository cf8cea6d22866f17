//! Text messages: the account's attributes. Nobody in the simulation answers STOP, so no number is ever opted out.
use super::Reply;
use super::error::SnsError;
use super::response::Response;
use crate::sim::leniency::Spared;
use crate::sim::services::sns::model::{Core, sms::number};
use crate::sim::trace::Name;
use crate::sim::turn::Turn;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// SetSMSAttributes.
    Set(BTreeMap<String, String>),
    /// GetSMSAttributes; of none: all.
    Get(Vec<String>),
    /// CheckIfPhoneNumberIsOptedOut.
    IsOptedOut(Name),
    /// ListPhoneNumbersOptedOut.
    OptedOut,
    /// OptInPhoneNumber.
    OptIn(Name),
}

impl Request {
    /// What IAM calls it.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Set(_) => "sns:SetSMSAttributes",
            Self::Get(_) => "sns:GetSMSAttributes",
            Self::IsOptedOut(_) => "sns:CheckIfPhoneNumberIsOptedOut",
            Self::OptedOut => "sns:ListPhoneNumbersOptedOut",
            Self::OptIn(_) => "sns:OptInPhoneNumber",
        }
    }
}

const ATTRIBUTES: &[&str] = &[
    "DefaultSMSType",
    "DefaultSenderID",
    "DeliveryStatusIAMRole",
    "DeliveryStatusSuccessSamplingRate",
    "MonthlySpendLimit",
    "UsageReportS3Bucket",
];

/// Answers one.
pub(super) fn answer(core: &mut Core, request: Request, turn: Turn<'_>) -> Reply {
    match request {
        Request::Set(attributes) => {
            check(&attributes, turn)?;
            core.sms.extend(attributes);
            Ok(Response::Done)
        }
        Request::Get(names) => {
            let mut all = core.sms.clone();
            all.entry("MonthlySpendLimit".into()).or_insert_with(|| core.limits.sms_spend.to_string());
            all.retain(|name, _| names.is_empty() || names.contains(name));
            Ok(Response::Attributes(Box::new(all)))
        }
        Request::IsOptedOut(phone) => checked(&phone).map(|()| Response::Flag(false)),
        Request::OptedOut => Ok(Response::Phones(vec![])),
        Request::OptIn(phone) => checked(&phone).map(|()| Response::Done),
    }
}

fn checked(phone: &str) -> Result<(), SnsError> {
    let wrong = || SnsError::invalid("PhoneNumber Reason: input incorrectly formatted");
    number(phone).map(|_| ()).ok_or_else(wrong)
}

fn check(attributes: &BTreeMap<String, String>, turn: Turn<'_>) -> Result<(), SnsError> {
    let unknown = |name: &&String| !turn.spares(Spared::SmsNames) && !ATTRIBUTES.contains(&name.as_str());
    if let Some(name) = attributes.keys().find(unknown) {
        return Err(SnsError::parameter(format!("{name} is not a valid attribute")));
    }
    match attributes.get("DefaultSMSType").map(String::as_str) {
        None | Some("Promotional" | "Transactional") => Ok(()),
        Some(_) => Err(SnsError::parameter("DefaultSMSType is invalid")),
    }
}
