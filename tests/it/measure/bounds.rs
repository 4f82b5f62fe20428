//! Figures that are not known exactly.
