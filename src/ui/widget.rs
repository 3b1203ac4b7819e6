//! Pieces that screens are made of.

pub(super) mod body;
pub(super) mod clock;
pub(super) mod paper;
pub(super) mod units;
