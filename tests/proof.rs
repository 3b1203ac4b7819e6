//! The commands that prove, copy and put back the record, and say who may unlock it; run as the real program.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

mod record;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use tableside::session::{Event, Patient, Recorded, SessionId};
use tableside::store::{Log as _, StoreError};

/// A home of its own, gone with the test.
struct Home(tempfile::TempDir);

impl Home {
    /// With a record in it.
    fn new() -> Self {
        let home = Self::bare();
        drop(record::set_up(&home.path("store")));
        home
    }

    fn bare() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        record::secret_file(&home.path("passphrase"), record::PASSPHRASE);
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn secret(&self, name: &str, text: &str) -> String {
        record::secret_file(&self.path(name), text).display().to_string()
    }

    /// Runs a command with a passphrase file.
    fn as_with(&self, passphrase: &str, args: &[&str]) -> Output {
        let mut command = record::program(self.0.path());
        command.env("TZ", "UTC");
        command.args(["--store", "store", "--clock", "2026-11-23T17:00:00-05:00", "--passphrase-file", passphrase]);
        command.args(args).output().unwrap()
    }

    fn run(&self, args: &[&str]) -> Output {
        self.as_with("passphrase", args)
    }

    fn says(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    }

    fn adds_rosa(&self) -> String {
        self.adds(ROSA)
    }

    fn adds(&self, form: &str) -> String {
        fs::write(self.path("rosa.toml"), form).unwrap();
        self.says(&["session", "add", "rosa.toml"]).trim().to_owned()
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn refused(output: &Output, code: i32, words: &str) {
    assert_eq!(output.status.code(), Some(code), "{}", stderr(output));
    assert!(stderr(output).contains(words), "\"{words}\" is not in {}", stderr(output));
}

const ROSA: &str = "patient = { name = \"Rosa Marin\" }\npayer = \"medicare\"\nopened = \"2026-11-23T10:20:00-05:00\"\n\
                    [[segments]]\narea = \"neck\"\ntechnique = \"petrissage\"\n\
                    start = \"2026-11-23T10:21:00-05:00\"\nstop = \"2026-11-23T10:38:30-05:00\"\n";

/// The digest that an export says the record ends with.
fn head(output: &Output) -> String {
    stderr(output).lines().find(|line| line.contains("ends with")).unwrap().rsplit(' ').next().unwrap().to_owned()
}

#[test]
fn a_whole_record_is_proven_whole_and_a_changed_one_names_the_place() {
    let home = Home::new();
    let id = home.adds_rosa();
    let said = home.says(&["verify"]);
    assert!(said.starts_with("1 session; the record ends with event ") && said.contains("\nwhole: "), "{said}");
    record::tamper(
        &home.path("store/tableside.db"),
        &format!("UPDATE event SET sealed = zeroblob(200) WHERE stream = '{id}' AND seq = 2"),
    );
    let output = home.run(&["verify"]);
    refused(&output, 3, "the record is damaged in");
    assert!(stdout(&output).contains(&format!("damaged: event 2 of session {id}: its bytes were changed")));
}

#[test]
fn rows_that_were_removed_moved_or_put_back_are_missed() {
    for (sql, words) in [
        ("DELETE FROM event WHERE stream = '{id}' AND seq = 2", "does not follow the one before it"),
        ("DELETE FROM event WHERE stream = '{id}'; DELETE FROM stream WHERE stream = '{id}'", "does not follow"),
        ("UPDATE event SET stream = 'another0' WHERE stream = '{id}'", "its bytes were changed"),
        ("UPDATE event SET seq = seq + 10 WHERE stream = '{id}' AND seq = 3", "its bytes were changed"),
    ] {
        let home = Home::new();
        let id = home.adds_rosa();
        home.says(&["day"]);
        record::tamper(&home.path("store/tableside.db"), &sql.replace("{id}", &id));
        let output = home.run(&["verify"]);
        assert_eq!(output.status.code(), Some(3), "{sql}");
        assert!(stdout(&output).contains(words), "{sql}: {}", stdout(&output));
    }
}

#[test]
fn an_end_that_was_cut_off_is_missed_by_the_digest_that_the_export_printed() {
    let home = Home::new();
    home.adds_rosa();
    let before = fs::read(home.path("store/tableside.db")).unwrap();
    let later = home.adds(&ROSA.replace("Rosa", "Lea"));
    let head = head(&home.run(&["export", "--out", "notes"]));
    assert!(home.says(&["verify", "--head", &head]).contains("nothing recorded until then was changed"));
    // Somebody puts yesterday's file in place: whole in itself, and yet not what it was.
    fs::write(home.path("store/tableside.db"), before).unwrap();
    assert!(home.run(&["verify"]).status.success());
    refused(&home.run(&["verify", "--head", &head]), 3, "was cut off");
    refused(&home.run(&["verify", "--head", "12"]), 2, "16 digits");
    assert!(!home.says(&["day"]).contains(&later));
}

#[test]
fn a_damaged_index_is_named_and_built_anew_from_the_log() {
    let home = Home::new();
    let id = home.adds_rosa();
    record::tamper(&home.path("store/tableside.db"), "UPDATE stream SET day = '2026-11-20' WHERE day NOT NULL");
    refused(&home.run(&["day"]), 3, "the index of the store is damaged; `tableside verify --rebuild-index`");
    assert!(home.says(&["verify", "--rebuild-index"]).contains("whole: "));
    assert!(home.says(&["day", "--json"]).contains(&id));
    record::tamper(
        &home.path("store/tableside.db"),
        "DELETE FROM patient; DELETE FROM visit; DELETE FROM tally; DELETE FROM stream",
    );
    assert!(home.says(&["verify", "--rebuild-index"]).contains("whole: "));
    assert!(home.says(&["day"]).contains(&id));
    assert_eq!(record::open(&home.path("store")).patients().unwrap().len(), 1);
}

/// The visits of Lea, among those of somebody of her name, the second of them told late.
fn leas(home: &Home) -> [SessionId; 3] {
    let ids = ["first000", "second00", "third000"].map(SessionId::new);
    let namesake = Patient { id: Some("7".to_owned()), ..lea() };
    let mut log = record::open(&home.path("store"));
    let mut open = |id: &SessionId, patient: &Patient, time| {
        log.append(id, 0, &[opening_of(patient, time)], true).unwrap();
    };
    open(&ids[0], &lea(), "10:00:00");
    open(&SessionId::new("another0"), &namesake, "11:00:00");
    open(&ids[2], &lea(), "14:00:00");
    log.copy_to(&home.path("older.db")).unwrap();
    log.append(&ids[1], 0, &[opening_of(&lea(), "12:00:00")], true).unwrap();
    ids
}

#[test]
fn the_visits_of_a_patient_are_listed_the_latest_opened_first() {
    let home = Home::new();
    let [first, second, third] = leas(&home);
    let mut log = record::open(&home.path("store"));
    assert_eq!(log.visits(&lea()).unwrap(), [third.clone(), second.clone(), first.clone()]);
    let namesake = Patient { id: Some("7".to_owned()), ..lea() };
    assert_eq!(log.visits(&namesake).unwrap(), [SessionId::new("another0")]);
    assert_eq!(log.visits(&Patient { id: Some("8".to_owned()), ..lea() }).unwrap(), []);
    assert_eq!(
        log.patients().unwrap().iter().map(|last| last.at).collect::<Vec<_>>(),
        [record::at("14:00:00"), record::at("11:00:00")]
    );
    // Where a patient's row is damaged, the next visit comes after those before, and mends it.
    record::tamper(&home.path("store/tableside.db"), "UPDATE patient SET sealed = zeroblob(99)");
    assert!(matches!(log.visits(&lea()), Err(StoreError::IndexDamaged)));
    let fourth = SessionId::new("fourth00");
    log.append(&fourth, 0, &[opening_of(&lea(), "16:00:00")], true).unwrap();
    assert_eq!(log.visits(&lea()).unwrap(), [fourth, third, second, first]);
}

#[test]
fn a_visit_that_is_missing_moved_or_put_back_is_missed() {
    let home = Home::new();
    let [first, second, third] = leas(&home);
    let file = home.path("store/tableside.db");
    let bytes = fs::read(&file).unwrap();
    assert!(home.says(&["verify"]).contains("whole: "));
    let back = "UPDATE patient SET sealed = older.sealed FROM older.patient AS older WHERE older.name = patient.name";
    let (some, cut) = ("name = (SELECT min(name) FROM visit)", "name NOT IN (SELECT name FROM older.visit)");
    // With the patients of whom it is noticed where the visits are read: one of the two, both, or `verify` alone sees it.
    for (sql, noticed) in [
        (format!("DELETE FROM visit WHERE {some}"), 1),
        (format!("UPDATE visit SET sealed = zeroblob(99) WHERE {some}"), 1),
        (format!("UPDATE visit SET name = zeroblob(16) WHERE {some}"), 1),
        ("DELETE FROM visit".to_owned(), 2),
        ("UPDATE visit SET name = substr(name, 1, 15)".to_owned(), 2),
        // All but the one that stays where it was.
        (
            "UPDATE visit SET sealed = (SELECT sealed FROM visit WHERE name = (SELECT max(name) FROM visit))"
                .to_owned(),
            1,
        ),
        ("DELETE FROM patient".to_owned(), 2),
        ("DELETE FROM patient; DELETE FROM visit".to_owned(), 0),
        (back.to_owned(), 1),
        (format!("DELETE FROM visit WHERE {cut}"), 1),
        (format!("{back}; DELETE FROM visit WHERE {cut}"), 0),
        ("INSERT INTO visit VALUES (zeroblob(16), zeroblob(99))".to_owned(), 0),
        ("DELETE FROM stream WHERE stream = 'first000'".to_owned(), 1),
        ("UPDATE stream SET day = '2026-11-22' WHERE stream = 'first000'".to_owned(), 1),
    ] {
        fs::write(&file, &bytes).unwrap();
        let older = home.path("older.db").display().to_string();
        record::tamper(&file, &format!("ATTACH '{older}' AS older; {sql}; DETACH older"));
        let log = record::open(&home.path("store"));
        let namesake = Patient { id: Some("7".to_owned()), ..lea() };
        let read = [lea(), namesake].map(|patient| log.visits(&patient));
        let refused = read.iter().filter(|visits| matches!(visits, Err(StoreError::IndexDamaged))).count();
        assert!(refused >= noticed, "{sql}: {read:?}");
        drop(log);
        let output = home.run(&["verify"]);
        assert!(stdout(&output).contains("the index is not what the log says"), "{sql}: {}", stdout(&output));
        assert!(home.says(&["verify", "--rebuild-index"]).contains("whole: "), "{sql}");
        let log = record::open(&home.path("store"));
        assert_eq!(log.visits(&lea()).unwrap(), [third.clone(), second.clone(), first.clone()], "{sql}");
    }
}

#[test]
fn what_was_done_with_the_record_is_read_back() {
    let home = Home::new();
    let id = home.adds_rosa();
    home.says(&["day"]);
    home.says(&["note", &id]);
    home.says(&["export", "--out", "notes", "--drafts"]);
    let wrong = home.secret("wrong", "not the passphrase");
    refused(&home.as_with(&wrong, &["day"]), 1, "that is not the passphrase");
    refused(&home.run(&["day"]), 1, "after wrong passphrases the next one is heard in");
    std::thread::sleep(std::time::Duration::from_secs(2));
    let said = home.says(&["audit"]);
    assert!(said.contains("J. Osei, PT  unlocked the record"), "{said}");
    let deeds: Vec<&str> = said
        .lines()
        .filter(|l| !l.ends_with("unlocked the record") && !l.contains("another time"))
        .map(|l| &l[21..])
        .collect();
    let expected = [
        "J. Osei, PT  set the record up".to_owned(),
        "J. Osei, PT  let J. Osei, PT unlock".to_owned(),
        "J. Osei, PT  made a recovery code".to_owned(),
        "J. Osei, PT  listed the sessions of 2026-11-23".to_owned(),
        format!("J. Osei, PT  opened session {id}"),
        format!("J. Osei, PT  exported {id}"),
        "-  a wrong passphrase for J. Osei".to_owned(),
    ];
    assert_eq!(deeds, expected);
    assert_eq!(home.says(&["audit", "--since", "2126-11-24"]), "");
    assert!(home.says(&["audit", "--json"]).contains("\"type\": \"unlock-failed\""));
}

#[test]
fn a_backup_is_made_without_a_passphrase_and_put_back_with_one() {
    let home = Home::new();
    let id = home.adds_rosa();
    let backup = |file: &str| {
        let mut command = record::program(home.0.path());
        command.args(["--store", "store", "backup", file]).output().unwrap()
    };
    // While another program has it open.
    let mut open = record::open(&home.path("store"));
    assert!(backup("copy.db").status.success());
    assert_eq!(fs::metadata(home.path("copy.db")).unwrap().permissions().mode() & 0o777, 0o600);
    refused(&backup("copy.db"), 1, "is there already");
    refused(&backup("nowhere/copy.db"), 1, "no copy was written to nowhere/copy.db");
    refused(&home.run(&["restore", "copy.db"]), 1, "is open in another window");
    open.append(&SessionId::new("after000"), 0, &[opening()], true).unwrap();
    drop(open);
    let output = home.run(&["restore", "copy.db"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("whole: ") && stderr(&output).contains("is kept in store/tableside.db.before-"));
    assert!(home.says(&["day"]).contains(&id));
    assert!(home.says(&["audit"]).contains("put a backup in the record's place"));
    // The one that was there is whole, with what came after the backup.
    let kept = fs::read_dir(home.path("store")).unwrap().map(|entry| entry.unwrap().path());
    let kept = kept.into_iter().find(|path| path.to_string_lossy().contains("before-")).unwrap();
    fs::create_dir(home.path("other")).unwrap();
    fs::copy(kept, home.path("other/tableside.db")).unwrap();
    assert_eq!(record::open(&home.path("other")).read(&SessionId::new("after000")).unwrap().len(), 1);
}

fn opening() -> Recorded {
    opening_of(&lea(), "12:00:00")
}

fn opening_of(patient: &Patient, time: &str) -> Recorded {
    let event = Event::SessionOpened {
        patient: patient.clone(),
        payer: tableside::catalog::PayerId::new("medicare"),
        therapist: record::osei(),
    };
    Recorded::new(record::at(time), &record::osei(), event)
}

fn lea() -> Patient {
    Patient { name: "Later Lea".to_owned(), id: None, born: None }
}

#[test]
fn a_damaged_backup_is_not_put_in_place() {
    let home = Home::new();
    let id = home.adds_rosa();
    home.says(&["backup", "copy.db"]);
    record::tamper(&home.path("copy.db"), &format!("UPDATE event SET sealed = zeroblob(9) WHERE stream = '{id}'"));
    refused(&home.run(&["restore", "copy.db"]), 3, "it was not put in place");
    fs::write(home.path("text"), "no backup").unwrap();
    refused(&home.run(&["restore", "text"]), 3, "no Tableside store");
    refused(&home.run(&["restore", "missing"]), 2, "there is no file missing");
    assert!(home.says(&["verify"]).contains("whole: "), "what was in place still is");
    assert_eq!(files(&home.path("store")), 1);
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn a_day_s_export_keeps_so_many_backups_as_are_configured() {
    let home = Home::new();
    home.adds_rosa();
    let config = format!("[backup]\nfolder = \"{}\"\nkeep = 2\n", home.path("backups").display());
    fs::write(home.path("c.toml"), config).unwrap();
    fs::create_dir(home.path("backups")).unwrap();
    for name in ["tableside-2026-11-20.db", "tableside-2026-11-21.db", "tableside-mine.db", "other.db"] {
        fs::write(home.path("backups").join(name), "").unwrap();
    }
    home.says(&["--config", "c.toml", "export", "--out", "notes"]);
    let mut names: Vec<_> = fs::read_dir(home.path("backups")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["other.db", "tableside-2026-11-21.db", "tableside-2026-11-23.db", "tableside-mine.db"]);
    fs::create_dir(home.path("second")).unwrap();
    fs::copy(home.path("backups/tableside-2026-11-23.db"), home.path("second/tableside.db")).unwrap();
    assert!(record::open(&home.path("second")).verify(None, &|_, _| Some(true)).unwrap().damages.is_empty());
}

#[test]
fn therapists_come_and_go_and_change_their_passphrases() {
    let home = Home::bare();
    refused(&home.run(&["session", "add", "-"]), 2, "standard input");
    let code = home.says(&["therapist", "add", "J. Osei, PT"]);
    let code = code.trim().strip_prefix("recovery code: ").unwrap().to_owned();
    let lee = home.secret("lee", "words of lee");
    home.says(&["therapist", "add", "K. Lee, PT", "--new-passphrase-file", &lee]);
    assert_eq!(home.says(&["therapist", "list"]), "J. Osei, PT\nK. Lee, PT\nrecovery code\n");
    refused(&home.run(&["therapist", "add", "k. lee"]), 1, "may unlock this store already");
    refused(&home.run(&["verify"]), 2, "say who with --therapist");
    let by_lee = |args: &[&str]| home.as_with(&lee, &[&["--therapist", "K. Lee"], args].concat());
    assert!(by_lee(&["verify"]).status.success());
    // The old passphrase opens nothing any more.
    let new = home.secret("new", "other words of lee");
    assert!(by_lee(&["therapist", "passphrase", "K. Lee", "--new-passphrase-file", &new]).status.success());
    refused(&by_lee(&["verify"]), 1, "that is not the passphrase");
    assert!(home.as_with(&new, &["--therapist", "J. Osei", "verify"]).status.code() == Some(1));
    // Where a passphrase is lost, the recovery code sets a new one.
    let recovery = home.secret("recovery", &code.to_uppercase());
    let args = ["--therapist", "recovery code", "therapist", "passphrase", "K. Lee", "--new-passphrase-file", &lee];
    assert!(home.as_with(&recovery, &args).status.success());
    assert!(by_lee(&["verify"]).status.success(), "{}", stderr(&by_lee(&["verify"])));
    assert!(by_lee(&["therapist", "remove", "J. Osei"]).status.success());
    refused(&home.run(&["--therapist", "J. Osei", "verify"]), 1, "nobody called J. Osei may unlock");
    refused(&by_lee(&["therapist", "remove", "K. Lee"]), 1, "is the only one");
    refused(&by_lee(&["therapist", "remove", "recovery code"]), 2, "no name");
    assert!(by_lee(&["therapist", "recovery-code"]).status.success());
    refused(&home.as_with(&recovery, &["--therapist", "recovery code", "verify"]), 1, "not the passphrase");
}

#[test]
fn a_slot_that_nobody_wrote_down_is_named() {
    let home = Home::new();
    let other = Home::new();
    home.adds_rosa();
    let from = other.path("store/tableside.db").display().to_string();
    let planted = format!(
        "ATTACH '{from}' AS other; INSERT INTO slot SELECT 'k. lee', 'K. Lee, PT', salt, memory, passes, wrapped, digest \
         FROM other.slot WHERE id = 'j. osei'; INSERT INTO slot_again SELECT * FROM slot WHERE id = 'k. lee'; DETACH other"
    );
    record::tamper(&home.path("store/tableside.db"), &planted);
    let output = home.run(&["--therapist", "J. Osei", "verify"]);
    refused(&output, 3, "damaged");
    assert!(stdout(&output).contains("the slot of K. Lee is not what was written down of it"), "{}", stdout(&output));
    // A slot whose strength was made less is no passphrase's any more, and is told from a wrong one.
    let home = Home::new();
    record::tamper(&home.path("store/tableside.db"), "UPDATE slot SET memory = 8; UPDATE slot_again SET memory = 8");
    refused(&home.run(&["verify"]), 3, "the slot of J. Osei is damaged");
    // One of its two places damaged keeps nobody out, and is named.
    let home = Home::new();
    record::tamper(&home.path("store/tableside.db"), "UPDATE slot SET memory = 8");
    refused(&home.run(&["verify"]), 3, "damaged");
    assert!(home.says(&["day"]).contains("no session"));
}

#[test]
fn a_passphrase_file_that_others_may_read_is_refused_and_no_passphrase_is_said_back() {
    let home = Home::new();
    fs::set_permissions(home.path("passphrase"), fs::Permissions::from_mode(0o640)).unwrap();
    refused(&home.run(&["day"]), 2, "may be read by others; `chmod 600");
    fs::set_permissions(home.path("passphrase"), fs::Permissions::from_mode(0o600)).unwrap();
    refused(&home.as_with("nowhere", &["day"]), 2, "nowhere cannot be read");
    let mut command = record::program(home.0.path());
    command.args(["--store", "store", "day"]);
    refused(&command.stdin(std::process::Stdio::null()).output().unwrap(), 2, "--passphrase-file");
    let wrong = home.secret("wrong", "Xylander Xylander");
    let output = home.as_with(&wrong, &["day"]);
    refused(&output, 1, "not the passphrase");
    assert!(!stderr(&output).contains("Xylander") && !stdout(&output).contains("Xylander"));
}

#[test]
fn what_a_command_prints_of_a_name_that_attacks_is_plain() {
    let home = Home::new();
    let mut evil = opening();
    if let Event::SessionOpened { patient, .. } = &mut evil.event {
        patient.name = "A\u{1b}]0;x\u{7}\u{202e}B\u{9b}2JC".to_owned();
    }
    record::open(&home.path("store")).append(&SessionId::new("evil0000"), 0, &[evil], true).unwrap();
    for args in [&["day"][..], &["day", "--json"], &["note", "evil0000"], &["note", "evil0000", "--format", "md"]] {
        let said = home.says(args);
        assert!(said.chars().all(|c| c == '\n' || tableside::words::is_plain(c)), "{said:?}");
    }
    let json: serde_json::Value = serde_json::from_str(&home.says(&["day", "--json"])).unwrap();
    assert_eq!(json["sessions"][0]["patient"], "A\u{1b}]0;x\u{7}\u{202e}B\u{9b}2JC", "and yet it is the name");
    home.says(&["export", "--out", "notes", "--drafts", "--format", "txt,md,csv,json"]);
    let files: Vec<_> =
        fs::read_dir(home.path("notes/2026-11-23")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 5, "three of the note, two of the day");
    for file in files {
        let text = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
        assert!(text.chars().all(|c| c == '\n' || tableside::words::is_plain(c)), "{}", file.display());
    }
}

#[test]
fn an_export_never_leaves_its_folder() {
    let home = Home::new();
    let log = &mut record::open(&home.path("store"));
    log.append(&SessionId::new("../../up"), 0, &[opening()], true).unwrap();
    fs::create_dir_all(home.path("notes/2026-11-23")).unwrap();
    fs::write(home.path("precious"), "precious").unwrap();
    let link = home.path("notes/2026-11-23/2026-11-23-up-draft.txt");
    std::os::unix::fs::symlink(home.path("precious"), link).unwrap();
    let export = ["export", "--out", "notes", "--drafts", "--format", "txt,md"];
    refused(&home.run(&export), 1, "something else stands there");
    home.says(&[&export[..], &["--force"]].concat());
    assert_eq!(fs::read_to_string(home.path("precious")).unwrap(), "precious", "a link is replaced, not followed");
    let mut names: Vec<_> =
        fs::read_dir(home.path("notes/2026-11-23")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["2026-11-23-up-draft.md", "2026-11-23-up-draft.txt"]);
}

#[test]
fn a_write_ahead_log_of_a_store_that_is_gone_is_never_played_into_another() {
    let home = Home::new();
    let id = home.adds_rosa();
    home.says(&["backup", "copy.db"]);
    // A program dies with a write-ahead log of its own, and the file itself is lost.
    let copied = home.path("wal");
    let mut open = record::open(&home.path("store"));
    open.append(&SessionId::new("after000"), 0, &[opening()], true).unwrap();
    fs::copy(home.path("store/tableside.db-wal"), &copied).unwrap();
    drop(open);
    fs::remove_file(home.path("store/tableside.db")).unwrap();
    fs::rename(&copied, home.path("store/tableside.db-wal")).unwrap();
    // It is no empty record: nothing may take its place unasked.
    refused(&home.run(&["day"]), 3, "its write-ahead log is still there");
    refused(&home.run(&["therapist", "add", "K. Lee, PT"]), 3, "its write-ahead log is still there");
    let output = home.run(&["restore", "copy.db"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(home.says(&["verify"]).contains("whole: "));
    assert!(home.says(&["day", "--json"]).contains(&id));
    assert!(fs::read_dir(home.path("store")).unwrap().any(|e| e.unwrap().path().to_string_lossy().ends_with("-wal")));
}

#[test]
fn a_colleague_s_passphrase_is_not_tried_any_faster_by_unlocking_oneself() {
    let home = Home::bare();
    home.says(&["therapist", "add", "J. Osei, PT"]);
    let lee = home.secret("lee", "words of lee");
    home.says(&["therapist", "add", "K. Lee, PT", "--new-passphrase-file", &lee]);
    let wrong = home.secret("wrong", "not the passphrase");
    refused(&home.as_with(&wrong, &["--therapist", "J. Osei", "day"]), 1, "that is not the passphrase");
    assert!(home.as_with(&lee, &["--therapist", "K. Lee", "day"]).status.success());
    refused(&home.as_with(&wrong, &["--therapist", "J. Osei", "day"]), 1, "the next one is heard in");
    let told = stdout(&home.as_with(&lee, &["--therapist", "K. Lee", "audit"]));
    assert_eq!(told.matches("a wrong passphrase for J. Osei").count(), 1, "{told}");
}

#[test]
fn the_recovery_code_is_nobody_s_name() {
    let home = Home::bare();
    refused(&home.run(&["therapist", "add", "Recovery Code, PT"]), 2, "no name");
    home.says(&["therapist", "add", "J. Osei, PT"]);
    refused(&home.run(&["--therapist", "J. Osei", "therapist", "passphrase", "Recovery code"]), 2, "no name");
}

#[test]
fn what_is_left_of_an_emptied_store_is_kept_beside_the_backup_that_takes_its_place() {
    let home = Home::new();
    home.adds_rosa();
    home.says(&["backup", "copy.db"]);
    let mut open = record::open(&home.path("store"));
    open.append(&SessionId::new("after000"), 0, &[opening()], true).unwrap();
    let wal = fs::read(home.path("store/tableside.db-wal")).unwrap();
    drop(open);
    fs::write(home.path("store/tableside.db"), "").unwrap();
    fs::write(home.path("store/tableside.db-wal"), &wal).unwrap();
    refused(&home.run(&["day"]), 3, "is empty or gone");
    assert!(home.run(&["restore", "copy.db"]).status.success());
    let mut kept = fs::read_dir(home.path("store")).unwrap().map(|entry| entry.unwrap().path());
    let kept = kept.find(|path| path.to_string_lossy().contains("before-") && path.to_string_lossy().ends_with("-wal"));
    assert_eq!(fs::read(kept.unwrap()).unwrap(), wal);
}

#[test]
fn a_store_whose_first_page_is_damaged_is_mended_by_restoring_it_onto_itself() {
    let home = Home::new();
    let id = home.adds_rosa();
    let file = home.path("store/tableside.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[3] ^= 0x40;
    // And one in the text of a table.
    let text = bytes.windows(12).position(|bytes| bytes == b"CREATE TABLE").unwrap();
    bytes[text + 13] ^= 0x20;
    fs::write(&file, &bytes).unwrap();
    refused(&home.run(&["day"]), 3, "the first page of the store store/tableside.db is damaged");
    let output = home.run(&["restore", "store/tableside.db"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(home.says(&["verify"]).contains("whole: "));
    assert!(home.says(&["day", "--json"]).contains(&id));
}

#[test]
fn no_event_is_changed_or_deleted_in_the_file_itself() {
    let home = Home::new();
    home.adds_rosa();
    let file = rusqlite::Connection::open(home.path("store/tableside.db")).unwrap();
    for sql in ["UPDATE event SET seq = seq + 100", "DELETE FROM event"] {
        let refused = file.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
}
