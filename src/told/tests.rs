//! What people may type.

use proptest::prelude::*;

/// Texts near to what is read, and texts far from it.
pub(super) fn typed() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,40}", "[0-9 :./,+−–hmsapfortgeb-]{0,14}", "[0-9]{1,4}[-./ ][0-9a-z]{1,5}[-./, ]{1,2}[0-9]{1,4}",]
}
