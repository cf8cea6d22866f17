//! The semantics of Lambda as text tables, one file per subject, and the laws under random calls.
