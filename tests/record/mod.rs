//! A record set up for a test: one therapist, the least strength, the passphrase in a file.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tableside::secret::Secret;
use tableside::session::{Stamp, Therapist};
use tableside::store::{Slot, SqliteLog, StoreKey, Strength, Vault};

/// The program in an environment of a home and nothing else; where a run is watched for what it covers, it writes that down.
pub(crate) fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tableside"));
    command.env_clear().env("HOME", home).current_dir(home);
    command.envs(std::env::var_os(COVERED).map(|file| (COVERED, file)));
    command
}

/// The variable that says where a program that is watched writes down what it covers.
pub(crate) const COVERED: &str = "LLVM_PROFILE_FILE";

/// What opens every record of the tests.
pub(crate) const PASSPHRASE: &str = "four random words";

/// Makes a secret of a text.
pub(crate) fn secret(text: &str) -> Secret {
    let mut secret = Secret::default();
    text.chars().for_each(|c| secret.push(c));
    secret
}

/// Who may unlock.
pub(crate) fn osei() -> Therapist {
    Therapist::from("J. Osei, PT".to_owned())
}

/// Returns a time of the clinic's day.
pub(crate) fn at(text: &str) -> Stamp {
    Stamp::parse_from_rfc3339(&format!("2026-11-23T{text}-05:00")).unwrap()
}

/// Sets a record up in a folder.
pub(crate) fn set_up(folder: &Path) -> SqliteLog {
    let key = StoreKey::random().unwrap();
    let own = Slot::wrap(&key, osei(), &secret(PASSPHRASE), Strength::LEAST).unwrap();
    let recovery =
        Slot::wrap(&key, Therapist::recovery_code(), &secret("0123456789abcdefghjkmnpqr"), Strength::LEAST).unwrap();
    Vault::found(folder, key, &[own, recovery], at("09:00:00")).unwrap()
}

/// Opens the record of a folder.
pub(crate) fn open(folder: &Path) -> SqliteLog {
    let vault = Vault::open(folder).unwrap().unwrap();
    let slot = vault.knock(&osei(), at("23:00:00")).unwrap();
    let key = slot.unwrap(&secret(PASSPHRASE)).unwrap().unwrap();
    vault.unlock(key)
}

/// Writes a secret to a file that only its owner may read.
pub(crate) fn secret_file(path: &Path, text: &str) -> PathBuf {
    // Another program of the test may be reading it.
    if !path.exists() {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(path).unwrap();
        writeln!(file, "{text}").unwrap();
    }
    path.to_owned()
}

/// Changes rows of the store behind the program's back, the triggers that forbid it put back after.
pub(crate) fn tamper(file: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(file).unwrap();
    let mut statement = connection.prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    drop(statement);
    connection.execute_batch("DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_deleted").unwrap();
    connection.execute_batch(sql).unwrap();
    for trigger in triggers {
        connection.execute_batch(&trigger).unwrap();
    }
}
