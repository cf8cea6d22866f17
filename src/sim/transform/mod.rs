//! Reshaping JSON on its way, as EventBridge rules and pipes do it: simple paths ([`path::Path`]) and templates with variables
//! in angle brackets ([`template::Template`]).
/// `$.detail.items[0].name`.
pub mod path;
/// `{"id": <id>, "text": "order <id>"}`.
pub mod template;

#[cfg(test)]
mod tests;
