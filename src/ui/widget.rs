//! Pieces that screens are made of.

#[cfg_attr(not(test), expect(dead_code, reason = "no screen shows the body map yet"))]
pub(super) mod body;
pub(super) mod clock;
pub(super) mod paper;
pub(super) mod units;
