//! The pane as a whole: what is drawn, and what must never be.
