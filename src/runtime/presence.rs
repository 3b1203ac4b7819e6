//! Whether another window has the same record open: each holds a shared lock on its folder, which the system takes back
//! however the window ends.

use std::fs::File;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

/// That this window has a record open.
pub(super) struct Presence {
    folder: File,
    /// Whether the last look found nobody else.
    alone: bool,
}

impl Presence {
    /// Says that the record of a folder is open here; none where that cannot be said.
    pub(super) fn here(folder: &Path) -> Option<Self> {
        let mut presence = Self { folder: File::open(folder).ok()?, alone: false };
        presence.has_company();
        Some(presence)
    }

    /// Whether another window has it open, too, or may have.
    ///
    /// To ask for the folder alone gives the shared lock away for a moment, in which another window that asks finds nobody.
    /// So it takes two looks in a row that find nobody; and whoever holds the folder is not waited for.
    pub(super) fn has_company(&mut self) -> bool {
        let alone = flock(&self.folder, FlockOperation::NonBlockingLockExclusive).is_ok();
        let held = (0..TRIES).any(|_| {
            let held = flock(&self.folder, FlockOperation::NonBlockingLockShared).is_ok();
            if !held {
                std::thread::yield_now();
            }
            held
        });
        let before = std::mem::replace(&mut self.alone, alone && held);
        !(before && self.alone)
    }
}

/// How often the shared lock is asked for before the next look asks again: another window that looks holds the folder for
/// less than that.
const TRIES: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn company_is_noticed_and_so_is_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = Presence::here(folder.path()).unwrap();
        assert!(!one.has_company());
        let mut other = Presence::here(folder.path()).unwrap();
        assert!(one.has_company() && other.has_company());
        drop(other);
        assert!(one.has_company(), "one look is not enough");
        assert!(!one.has_company() && !one.has_company());
    }

    #[test]
    fn two_that_look_at_once_lose_nothing_of_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let mut both = [Presence::here(folder.path()).unwrap(), Presence::here(folder.path()).unwrap()];
        std::thread::scope(|scope| {
            for presence in &mut both {
                scope.spawn(|| (0..2000).filter(|_| presence.has_company()).count());
            }
        });
        assert!(both.iter_mut().all(Presence::has_company));
    }

    #[test]
    fn whoever_holds_the_folder_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let held = File::open(folder.path()).unwrap();
        flock(&held, FlockOperation::NonBlockingLockExclusive).unwrap();
        let mut one = Presence::here(folder.path()).unwrap();
        assert!(one.has_company() && one.has_company());
        drop(held);
        assert!(one.has_company(), "one look is not enough");
        assert!(!one.has_company());
    }
}
