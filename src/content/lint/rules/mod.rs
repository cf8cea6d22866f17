//! The register of rules. A new rule is one file with its bad example beside it, named here.
use super::Rule;

mod bare_number;
mod domain_task;
mod emoji;
mod fresh_fact;
mod key_count;
mod key_longest;
mod missing_why;
mod option_lengths;
mod option_letter;
mod proof_sides;
mod same_option;
mod sentence_case;
mod stem_demand;
mod unfounded;
mod unknown_fact;
mod unknown_lab;
mod unknown_proof_part;
mod unknown_section;

/// All rules, by code.
pub const ALL: &[Rule] = &[
    unknown_fact::RULE,
    unknown_section::RULE,
    unknown_lab::RULE,
    unknown_proof_part::RULE,
    proof_sides::RULE,
    missing_why::RULE,
    same_option::RULE,
    key_count::RULE,
    key_longest::RULE,
    option_lengths::RULE,
    stem_demand::RULE,
    domain_task::RULE,
    unfounded::RULE,
    fresh_fact::RULE,
    bare_number::RULE,
    option_letter::RULE,
    sentence_case::RULE,
    emoji::RULE,
];
