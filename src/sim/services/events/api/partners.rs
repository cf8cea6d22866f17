//! Partner event sources: offered by a partner, accepted by making a bus of the same name.
use super::{
    Reply, Request, Response,
    error::{Code, EventsError},
    page, starting, well_named,
};
use crate::sim::services::events::model::{Events, Partner};
use crate::sim::{
    arn,
    members::{Members, Told},
    region::Region,
    trace::Name,
    turn::Turn,
};

impl Events {
    /// Calls about partner event sources.
    pub(super) fn partner_call(&mut self, request: Request, turn: Turn<'_>) -> Reply {
        let partners = &mut self.outside.partners;
        match request {
            Request::CreatePartnerEventSource { name, account } => self.create_source(name, account, turn),
            Request::DeletePartnerEventSource { name } => {
                partners.remove(&name);
                Ok(Response::Done)
            }
            Request::DescribePartnerEventSource { name } => {
                let there = self.partner(&name)?;
                Ok(Response::Described(Told::new().text("Arn", &arn(there, turn.region)).text("Name", &name).end()))
            }
            Request::ListPartnerEventSources { prefix, page: wanted } => {
                let brief =
                    |p: &Partner| Told::new().text("Arn", &arn(p, turn.region)).text("Name", &p.name).end().into();
                page(&wanted, "PartnerEventSources", starting(partners, &prefix), brief)
            }
            Request::ListPartnerEventSourceAccounts { name, page: wanted } => {
                let there = self.partner(&name)?;
                let account = |p: &Partner| Told::new().text("Account", &p.account).at("CreationTime", p.made);
                let told = |p: &Partner| account(p).text("State", state(p)).end().into();
                page(&wanted, "PartnerEventSourceAccounts", [(name.clone(), there)], told)
            }
            Request::ActivateEventSource { name } => self.switch_source(&name, true),
            Request::DeactivateEventSource { name } => self.switch_source(&name, false),
            Request::DescribeEventSource { name } => Ok(Response::Described(seen(self.partner(&name)?, turn.region))),
            Request::ListEventSources { prefix, page: wanted } => {
                page(&wanted, "EventSources", starting(partners, &prefix), |p| seen(p, turn.region).into())
            }
            _ => Err(EventsError::validation("Unknown operation.")),
        }
    }

    fn partner(&self, name: &str) -> Result<&Partner, EventsError> {
        self.outside.partners.get(name).ok_or_else(|| EventsError::missing("Event source", name))
    }

    fn create_source(&mut self, name: Name, account: Name, turn: Turn<'_>) -> Reply {
        let parts = name.strip_prefix("aws.partner/").map(|rest| rest.split('/').collect::<Vec<_>>());
        let good = parts.is_some_and(|p| p.len() >= 2 && p.iter().all(|part| well_named(part, 256, b".-_")));
        if !good || name.len() > 256 {
            return Err(EventsError::validation(format!("Event source name {name} must be aws.partner/PARTNER/NAME.")));
        }
        if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
            return Err(EventsError::parameter("Account", "An account has twelve digits."));
        }
        if self.outside.partners.contains_key(&name) {
            return Err(EventsError::exists("Event source", &name));
        }
        let partner = Partner { name: name.clone(), account, active: false, made: turn.now };
        let told = Told::new().text("EventSourceArn", &arn(&partner, turn.region)).end();
        self.outside.partners.insert(name, partner);
        Ok(Response::Made(told))
    }

    /// ActivateEventSource and DeactivateEventSource: an inactive source brings its bus nothing.
    fn switch_source(&mut self, name: &str, on: bool) -> Reply {
        let bus = self.buses.contains_key(name);
        let found = self.outside.partners.get_mut(name);
        let partner = found.ok_or_else(|| EventsError::missing("Event source", name))?;
        if partner.active == on || !bus {
            let message = format!("Event source {name} is in state {}.", state(partner));
            return Err(EventsError::new(Code::InvalidState, message));
        }
        partner.active = on;
        Ok(Response::Done)
    }
}

fn arn(partner: &Partner, region: &Region) -> Name {
    arn::make("events", region.name(), "", &format!("event-source/{}", partner.name))
}

const fn state(partner: &Partner) -> &'static str {
    if partner.active { "ACTIVE" } else { "PENDING" }
}

fn seen(partner: &Partner, region: &Region) -> Members {
    let by = partner.name.split('/').nth(1).unwrap_or_default();
    Told::new()
        .text("Arn", &arn(partner, region))
        .text("CreatedBy", by)
        .at("CreationTime", partner.made)
        .text("Name", &partner.name)
        .text("State", state(partner))
        .end()
}
