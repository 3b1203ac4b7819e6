//! Whether another window has the same record open: each holds a shared lock on its folder, which the system takes back
//! however the window ends.

use std::fs::File;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

/// That this window has a record open.
pub(super) struct Presence(File);

impl Presence {
    /// Says that the record of a folder is open here; none where that cannot be said.
    pub(super) fn here(folder: &Path) -> Option<Self> {
        let folder = File::open(folder).ok()?;
        flock(&folder, FlockOperation::LockShared).ok()?;
        Some(Self(folder))
    }

    /// Whether another window has it open, too.
    pub(super) fn has_company(&self) -> bool {
        let alone = flock(&self.0, FlockOperation::NonBlockingLockExclusive).is_ok();
        // What was tried took the shared lock away; whoever looks at this very moment falls back on signs of life.
        let _ = flock(&self.0, FlockOperation::LockShared);
        !alone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn company_is_noticed_and_so_is_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let one = Presence::here(folder.path()).unwrap();
        assert!(!one.has_company());
        let other = Presence::here(folder.path()).unwrap();
        assert!(one.has_company() && other.has_company());
        drop(other);
        assert!(!one.has_company() && !one.has_company());
    }
}
