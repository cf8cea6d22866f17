//! A paper is drawn, sat and handed in, on a small library of its own.
