//! What the store could not do, and what to do about it.

use std::path::PathBuf;

use crate::session::SessionId;
use crate::words::counted;

/// What the store could not do. Names files, streams and numbers, never a patient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder cannot be opened.
    #[error("the store {} cannot be opened: {why}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        why: String,
    },
    /// What was named as the store's folder is a file.
    #[error("{} is no folder, so it holds no store", .path.display())]
    NotAFolder {
        /// What was named.
        path: PathBuf,
    },
    /// The file is something else, or its head is damaged.
    #[error("{} is no Tableside store, or is damaged; it was left as it is", .path.display())]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// A newer program wrote it.
    #[error("the store {} was written by a newer Tableside (version {version})", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The store's version.
        version: i64,
    },
    /// Nobody has unlocked it.
    #[error("the store is locked")]
    Locked,
    /// Someone else made the store first.
    #[error("there is a store in {} already", .path.display())]
    AlreadyThere {
        /// Its folder.
        path: PathBuf,
    },
    /// The file was taken away or replaced while it was open.
    #[error("the store {} was taken away or replaced by another file", .path.display())]
    Gone {
        /// The file.
        path: PathBuf,
    },
    /// The file is empty or gone, and what lies beside it is not.
    #[error("the store {} is empty or gone, and its write-ahead log is still there", .path.display())]
    Emptied {
        /// The file.
        path: PathBuf,
    },
    /// The write-ahead log is broken before commits that were told to be on the disk.
    #[error("the write-ahead log of the store {} is damaged, and what was recorded after that would be lost: {}", .path.display(), counted(*.commits as u64, "commit"))]
    WalDamaged {
        /// The file.
        path: PathBuf,
        /// How many commits, at least.
        commits: usize,
    },
    /// Of all the file, only the first page is damaged, and what it should be is known.
    #[error("the first page of the store {} is damaged; all else may be whole", .path.display())]
    HeaderDamaged {
        /// The file.
        path: PathBuf,
    },
    /// Other windows have it open.
    #[error("the store {} is open in another window", .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// Nobody of that name may unlock.
    #[error("nobody called {0} may unlock this store")]
    NoTherapist(String),
    /// Somebody of that name may unlock already.
    #[error("{0} may unlock this store already")]
    TherapistThere(String),
    /// Nobody could unlock the store any more.
    #[error("{0} is the only one who may unlock this store")]
    LastTherapist(String),
    /// The passphrase is wrong; the next one is heard so many seconds later.
    #[error("that is not the passphrase")]
    WrongPassphrase {
        /// The seconds.
        wait: i64,
    },
    /// Several wrong passphrases: the next one is not heard yet.
    #[error("after wrong passphrases the next one is heard in {wait} s")]
    TooSoon {
        /// The seconds.
        wait: i64,
    },
    /// What wraps the key for a therapist is damaged.
    #[error("the slot of {0} is damaged")]
    SlotDamaged(String),
    /// The index does not agree with itself.
    #[error("the index of the store is damaged")]
    IndexDamaged,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// The system gives no memory for the work of a passphrase.
    #[error("there is no memory left for checking a passphrase")]
    NoMemory,
    /// Another window was quicker.
    #[error("another window recorded something first ({found} events instead of {expected})")]
    Conflict {
        /// How many events were expected.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// There is no such session.
    #[error("there is no session {0}")]
    NoSuchSession(SessionId),
    /// Several sessions begin so.
    #[error("several sessions begin with {0}")]
    Ambiguous(String),
    /// An event cannot be read.
    #[error("event {seq} of session {stream} is damaged: {why}")]
    Damaged {
        /// The stream.
        stream: SessionId,
        /// The event's number, from 1.
        seq: i64,
        /// One clause.
        why: &'static str,
    },
    /// Another program is in the middle of a write, and does not come to its end.
    #[error("another program is writing to the store")]
    Busy,
    /// The file's pages are damaged.
    #[error("the store's file is damaged")]
    Corrupt,
    /// No copy could be made.
    #[error("no copy was written to {}: {why}", .path.display())]
    NotCopied {
        /// Where it should have gone.
        path: PathBuf,
        /// One clause.
        why: String,
    },
    /// Nothing could be written.
    #[error("nothing was written: {why}")]
    Write {
        /// One clause.
        why: String,
    },
    /// Nothing could be read.
    #[error("nothing could be read: {why}")]
    Read {
        /// One clause.
        why: String,
    },
}

impl StoreError {
    /// Returns what to do, in one sentence.
    pub fn mend(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the folder and its permissions, or name another with --store",
            Self::NotAFolder { .. } => "name a folder with --store, or correct store.folder in the configuration",
            Self::NotAStore { .. } => "name the right folder with --store, or put a backup in its place",
            Self::Newer { .. } => "use the newer program",
            Self::Locked => "unlock it",
            Self::AlreadyThere { .. } => "unlock it, or name another folder with --store",
            Self::Gone { .. } => "put it back where it was",
            Self::Emptied { .. } => "touch neither, and put a backup in its place with `tableside restore`",
            Self::WalDamaged { .. } => {
                "keep a copy of both files; then put a backup in place, or remove the file that ends in -wal to go on without"
            }
            Self::HeaderDamaged { .. } => "`tableside restore` with this very file puts a mended copy in its place",
            Self::InUse { .. } => "close it there first",
            Self::NoTherapist(_) => "`tableside therapist list` says who may",
            Self::TherapistThere(_) => "`tableside therapist passphrase` changes a passphrase",
            Self::LastTherapist(_) => "add another therapist first",
            Self::WrongPassphrase { .. } | Self::TooSoon { .. } => "wait a moment, then type it again",
            Self::SlotDamaged(_) => "unlock with the recovery code, then set a new passphrase",
            Self::IndexDamaged => "`tableside verify --rebuild-index` builds it anew from the log",
            Self::NoRandomness => "try again",
            Self::NoMemory => "close other programs",
            Self::Conflict { .. } => "look at the session as it is now, and try again",
            Self::NoSuchSession(_) => "`tableside day` lists the sessions of a day",
            Self::Ambiguous(_) => "type more of the id",
            Self::Busy => "try again in a moment",
            Self::Corrupt => "put a backup in its place",
            Self::Damaged { .. } => "the other sessions are complete; put a backup in its place",
            Self::NotCopied { .. } => "choose another place",
            Self::Write { .. } => "free some space on its disk, or give permission to write there",
            Self::Read { .. } => "check the disk, or put a backup in its place",
        }
    }

    /// Whether the record itself is damaged.
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::NotAStore { .. }
                | Self::Damaged { .. }
                | Self::Corrupt
                | Self::IndexDamaged
                | Self::SlotDamaged(_)
                | Self::Emptied { .. }
                | Self::WalDamaged { .. }
                | Self::HeaderDamaged { .. }
        )
    }
}
