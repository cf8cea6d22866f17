//! Platform applications and endpoints.
use super::Reply;
use super::error::{Code, SnsError};
use super::response::Response;
use super::topics::page_of;
use crate::sim::leniency::Spared;
use crate::sim::services::sns::model::{
    Core,
    push::{self, Application, Attributes, Endpoint},
};
use crate::sim::trace::Name;
use crate::sim::turn::Turn;
use serde::{Deserialize, Serialize};

/// The calls. An `application` or an `endpoint` is its ARN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// CreatePlatformApplication.
    CreateApplication {
        /// Name.
        name: String,
        /// Platform.
        platform: String,
        /// Attributes.
        attributes: Attributes,
    },
    /// GetPlatformApplicationAttributes.
    GetApplication {
        /// PlatformApplicationArn.
        application: Name,
    },
    /// SetPlatformApplicationAttributes.
    SetApplication {
        /// PlatformApplicationArn.
        application: Name,
        /// Attributes.
        attributes: Attributes,
    },
    /// ListPlatformApplications.
    ListApplications {
        /// NextToken.
        next: Option<String>,
    },
    /// DeletePlatformApplication.
    DeleteApplication {
        /// PlatformApplicationArn.
        application: Name,
    },
    /// CreatePlatformEndpoint.
    CreateEndpoint {
        /// PlatformApplicationArn.
        application: Name,
        /// Token.
        token: String,
        /// Attributes, CustomUserData among them.
        attributes: Attributes,
    },
    /// GetEndpointAttributes.
    GetEndpoint {
        /// EndpointArn.
        endpoint: Name,
    },
    /// SetEndpointAttributes.
    SetEndpoint {
        /// EndpointArn.
        endpoint: Name,
        /// Attributes.
        attributes: Attributes,
    },
    /// DeleteEndpoint.
    DeleteEndpoint {
        /// EndpointArn.
        endpoint: Name,
    },
    /// ListEndpointsByPlatformApplication.
    ListEndpoints {
        /// PlatformApplicationArn.
        application: Name,
        /// NextToken.
        next: Option<String>,
    },
}

impl Request {
    /// What IAM calls it.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateApplication { .. } => "sns:CreatePlatformApplication",
            Self::GetApplication { .. } => "sns:GetPlatformApplicationAttributes",
            Self::SetApplication { .. } => "sns:SetPlatformApplicationAttributes",
            Self::ListApplications { .. } => "sns:ListPlatformApplications",
            Self::DeleteApplication { .. } => "sns:DeletePlatformApplication",
            Self::CreateEndpoint { .. } => "sns:CreatePlatformEndpoint",
            Self::GetEndpoint { .. } => "sns:GetEndpointAttributes",
            Self::SetEndpoint { .. } => "sns:SetEndpointAttributes",
            Self::DeleteEndpoint { .. } => "sns:DeleteEndpoint",
            Self::ListEndpoints { .. } => "sns:ListEndpointsByPlatformApplication",
        }
    }
}

/// Attributes of an application besides its credentials.
const OF_APPLICATIONS: &[&str] = &[
    "ApplePlatformBundleID",
    "ApplePlatformTeamID",
    "Enabled",
    "EventDeliveryFailure",
    "EventEndpointCreated",
    "EventEndpointDeleted",
    "EventEndpointUpdated",
    "FailureFeedbackRoleArn",
    "SuccessFeedbackRoleArn",
    "SuccessFeedbackSampleRate",
];

/// Taken and not told again.
const SECRETS: &[&str] = &[CREDENTIAL, PRINCIPAL];
const CREDENTIAL: &str = "PlatformCredential";
const PRINCIPAL: &str = "PlatformPrincipal";

/// Attributes of an endpoint.
const OF_ENDPOINTS: &[&str] = &["CustomUserData", "Enabled", "Token"];

/// Answers one.
pub(super) fn answer(core: &mut Core, request: Request, turn: Turn<'_>) -> Reply {
    match request {
        Request::CreateApplication { name, platform, attributes } => create(core, (&name, &platform), attributes, turn),
        Request::GetApplication { application } => Ok(told(&find(core, &application)?.attributes)),
        Request::SetApplication { application, attributes } => {
            let found = find(core, &application)?;
            check_application(key(&application).split('/').next().unwrap_or_default(), &attributes, turn)?;
            keep(found, attributes, turn);
            Ok(Response::Done)
        }
        Request::ListApplications { next } => {
            let all = core.push.applications.iter();
            page_of(
                all.map(|(name, a)| (push::application_arn(turn.region, name), a.attributes.clone())),
                next.as_deref(),
            )
            .map(|(page, more)| Response::Named(page, more))
        }
        Request::DeleteApplication { application } => {
            core.push.applications.remove(key(&application));
            Ok(Response::Done)
        }
        Request::CreateEndpoint { application, token, attributes } => {
            register(core, &application, (token, attributes), turn)
        }
        Request::GetEndpoint { endpoint } => Ok(told(&device(core, &endpoint)?.attributes)),
        Request::SetEndpoint { endpoint, attributes } => {
            let found = device(core, &endpoint)?;
            check_endpoint(&attributes)?;
            found.attributes.extend(attributes);
            Ok(Response::Done)
        }
        Request::DeleteEndpoint { endpoint } => {
            if let Some((application, id)) = push::parts(&endpoint)
                && let Some(application) = core.push.applications.get_mut(application)
            {
                application.endpoints.remove(id);
            }
            Ok(Response::Done)
        }
        Request::ListEndpoints { application, next } => {
            let found = &*find(core, &application)?;
            let mut all: Vec<_> = found.endpoints.iter().collect();
            all.sort_by_key(|(_, endpoint)| endpoint.no);
            let name = key(&application);
            let all = all.into_iter().map(|(id, e)| (push::endpoint_arn(turn.region, name, id), e.attributes.clone()));
            page_of(all, next.as_deref()).map(|(page, more)| Response::Named(page, more))
        }
    }
}

fn told(attributes: &Attributes) -> Response {
    Response::Attributes(Box::new(attributes.clone()))
}

/// `GCM/shop` of a PlatformApplicationArn.
fn key(application: &str) -> &str {
    application.split_once(":app/").map_or("", |(_, key)| key)
}

fn find<'a>(core: &'a mut Core, application: &str) -> Result<&'a mut Application, SnsError> {
    let missing = SnsError::new(Code::NotFound, "PlatformApplication does not exist");
    core.push.applications.get_mut(key(application)).ok_or(missing)
}

fn device<'a>(core: &'a mut Core, endpoint: &str) -> Result<&'a mut Endpoint, SnsError> {
    let Some((application, id)) = push::parts(endpoint) else {
        return Err(SnsError::invalid("EndpointArn Reason: Wrong number of slashes in relative portion of the ARN."));
    };
    let missing = SnsError::new(Code::NotFound, "Endpoint does not exist");
    let application = core.push.applications.get_mut(application);
    application.and_then(|a| a.endpoints.get_mut(id)).ok_or(missing)
}

/// CreatePlatformApplication: the platform is not asked whether the credentials are good.
fn create(core: &mut Core, (name, platform): (&str, &str), attributes: Attributes, turn: Turn<'_>) -> Reply {
    let most = core.limits.sizes.name;
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let why = if name.is_empty() {
        Some("cannot be empty".to_string())
    } else if name.len() as u64 > most {
        Some(format!("must be at most {most} characters long"))
    } else if !name.bytes().all(letter) {
        Some("must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'".to_string())
    } else {
        None
    };
    if let Some(why) = why {
        return Err(SnsError::invalid(format!("{name} Reason: {why}")));
    }
    if !push::is_platform(platform) {
        return Err(SnsError::invalid(format!("Platform Reason: {platform} is not supported")));
    }
    check_application(platform, &attributes, turn)?;
    let key: Name = format!("{platform}/{name}").into();
    let arn = push::application_arn(turn.region, &key);
    let application = core.push.applications.entry(key).or_default();
    if !turn.spares(Spared::Credentials) {
        application.attributes.entry("Enabled".into()).or_insert_with(|| "true".into());
    }
    keep(application, attributes, turn);
    Ok(Response::Arn(arn))
}

fn keep(application: &mut Application, attributes: Attributes, turn: Turn<'_>) {
    let told = |name: &str| turn.spares(Spared::Credentials) || !SECRETS.contains(&name);
    application.attributes.extend(attributes.into_iter().filter(|(name, _)| told(name)));
}

fn wrong(why: &str) -> SnsError {
    SnsError::invalid(format!("Attributes Reason: {why}"))
}

fn check_application(platform: &str, attributes: &Attributes, turn: Turn<'_>) -> Result<(), SnsError> {
    let known = |name: &&String| OF_APPLICATIONS.contains(&name.as_str()) || SECRETS.contains(&name.as_str());
    if let Some(name) = attributes.keys().find(|name| !known(name)) {
        return Err(wrong(&format!("Invalid attribute name: {name}")));
    }
    if turn.spares(Spared::Credentials) {
        return Ok(());
    }
    let (credential, principal) = (attributes.contains_key(CREDENTIAL), attributes.contains_key(PRINCIPAL));
    if principal && !credential {
        return Err(wrong("PlatformPrincipal attribute provided without PlatformCredential"));
    }
    if push::is_paired(platform) && credential && !principal {
        return Err(wrong("PlatformCredential attribute provided without PlatformPrincipal"));
    }
    Ok(())
}

/// Characters CustomUserData may have, in bytes.
const USER_DATA: usize = 2_048;

fn check_endpoint(attributes: &Attributes) -> Result<(), SnsError> {
    if let Some(name) = attributes.keys().find(|name| !OF_ENDPOINTS.contains(&name.as_str())) {
        return Err(wrong(&format!("Invalid attribute name: {name}")));
    }
    if attributes.get("CustomUserData").is_some_and(|data| data.len() > USER_DATA) {
        let why = "Invalid value for attribute: CustomUserData: must be at most 2048 bytes long in UTF-8 encoding";
        return Err(wrong(why));
    }
    Ok(())
}

/// CreatePlatformEndpoint: the same token with the same attributes is the same endpoint.
fn register(core: &mut Core, application: &str, (token, attributes): (String, Attributes), turn: Turn<'_>) -> Reply {
    let name = key(application);
    let found = find(core, application)?;
    check_endpoint(&attributes)?;
    let mut wanted = Attributes::from([("Enabled".into(), "true".into())]);
    wanted.extend(attributes);
    wanted.insert("Token".into(), token);
    let stands = found.endpoints.iter().find(|(_, e)| e.attributes.get("Token") == wanted.get("Token"));
    if let Some((id, stands)) = stands {
        let arn = push::endpoint_arn(turn.region, name, id);
        if stands.attributes == wanted {
            return Ok(Response::Arn(arn));
        }
        let why = format!("Endpoint {arn} already exists with the same Token, but different attributes.");
        return Err(SnsError::invalid(format!("Token Reason: {why}")));
    }
    let (no, id) = core.endpoint();
    let arn = push::endpoint_arn(turn.region, name, &id);
    find(core, application)?.endpoints.insert(id, Endpoint { no, attributes: wanted });
    Ok(Response::Arn(arn))
}
