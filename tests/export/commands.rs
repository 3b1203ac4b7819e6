//! The export as a command: unattended, safe to repeat, refused in one sentence.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Output;

use tableside::catalog::Catalog;
use tableside::session::Session;
use tableside::store::Log as _;

use super::demo_day;
use crate::record;

/// A home with the made-up day in it.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        record::secret_file(&home.path("passphrase"), record::PASSPHRASE);
        let mut log = record::set_up(&home.path("store"));
        for (id, events) in demo_day(&Catalog::builtin().unwrap()) {
            let waits = tableside::note::waits(&Session::fold(&id, &events).unwrap());
            log.append(&id, 0, &events, waits).unwrap();
        }
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a command as cron would: no terminal, hardly any environment.
    fn run(&self, args: &[&str]) -> Output {
        let mut command = record::program(self.0.path());
        command.env("TZ", "UTC");
        command.stdin(std::process::Stdio::null());
        command.args(["--store", "store", "--clock", "2026-11-23T18:00:00-05:00", "--passphrase-file", "passphrase"]);
        command.args(args).output().unwrap()
    }

    fn says(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn configure(&self, text: &str) {
        let folder = self.path(".config/tableside");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("config.toml"), text).unwrap();
    }

    /// Everything in a folder, by name.
    fn files(&self, folder: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path(folder)).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())).collect()
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Refused with a code, in one sentence that holds the words, and nothing of a patient.
#[track_caller]
fn refused(output: &Output, code: i32, words: &[&str]) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    let last = said.lines().last().unwrap_or_default();
    for word in words {
        assert!(last.contains(word), "\"{word}\" is not in {said}");
    }
    assert!(!said.contains("Rosa") && !said.contains("Ama"), "{said}");
}

#[test]
fn a_day_is_exported_twice_to_the_same_bytes() {
    let home = Home::new();
    let names = home.says(&["export", "--out", "one"]);
    assert_eq!(names.lines().count(), 13, "{names}");
    home.says(&["export", "--out", "two"]);
    let (one, two) = (home.files("one/2026-11-23"), home.files("two/2026-11-23"));
    assert_eq!(one, two, "whatever was recorded of the export in between");
    assert_eq!(home.says(&["export", "--out", "one"]), names, "what stands there already is as good");
    assert_eq!(home.files("one/2026-11-23"), one);
    for name in one.keys() {
        assert!(name.starts_with("2026-11-23-") && !name.contains("Rosa"), "{name}");
        let file = home.path("one/2026-11-23").join(name);
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    assert_eq!(fs::metadata(home.path("one/2026-11-23")).unwrap().permissions().mode() & 0o777, 0o700);
    let head = String::from_utf8(one["2026-11-23-day.json"].clone()).unwrap();
    let head = head.split("event ").nth(1).unwrap().split(", ").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(home.says(&["verify", "--head", &head]).contains("nothing recorded until then was changed"));
}

#[test]
fn what_is_not_signed_stays_behind_and_is_named_by_its_session() {
    let home = Home::new();
    let output = home.run(&["export", "--out", "notes"]);
    assert!(
        stderr(&output).contains("not signed, so not exported: 2026-11-23 10:16, session 00000003"),
        "{}",
        stderr(&output)
    );
    assert!(!stderr(&output).contains("Ama"), "what cron sends about names nobody");
    let names = home.says(&["export", "--out", "drafts", "--drafts"]);
    assert!(names.contains("2026-11-23-00000003-draft.pdf") && names.contains("2026-11-23-00000001.pdf"), "{names}");
}

#[test]
fn a_different_file_is_written_over_only_by_force() {
    let home = Home::new();
    home.says(&["export", "--out", "notes"]);
    let file = home.path("notes/2026-11-23/2026-11-23-00000001.txt");
    let was = fs::read(&file).unwrap();
    fs::write(&file, "mine").unwrap();
    refused(&home.run(&["export", "--out", "notes"]), 1, &["00000001.txt", "something else", "--force"]);
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    home.says(&["export", "--out", "notes", "--force"]);
    assert_eq!(fs::read(&file).unwrap(), was);
}

#[test]
fn a_folder_that_cannot_be_is_refused_in_one_sentence() {
    let home = Home::new();
    fs::write(home.path("taken"), "").unwrap();
    refused(&home.run(&["export", "--out", "taken"]), 2, &["taken is no folder", "--out"]);
    refused(&home.run(&["export", "--out", "taken/below"]), 2, &["is no folder", "--out"]);
    refused(&home.run(&["export", "--out", "store"]), 2, &["inside the folder of the record", "--out"]);
    refused(&home.run(&["export", "--out", "store/notes"]), 2, &["inside the folder of the record", "--out"]);
    assert!(!home.path("store/notes").exists());
    refused(&home.run(&["export", "--out", "/proc/notes"]), 1, &["cannot write to /proc/notes", "--out"]);
    refused(&home.run(&["export", "--date", "2026-02-30"]), 2, &["--help"]);
}

#[test]
fn a_range_has_a_folder_for_each_day_and_one_table() {
    let home = Home::new();
    let names = home.says(&["export", "--from", "2026-11-01", "--to", "2026-11-30", "--out", "notes"]);
    assert!(names.ends_with("notes/2026-11-01_2026-11-30-charges.csv\n"), "{names}");
    assert_eq!(fs::read_dir(home.path("notes")).unwrap().count(), 2, "one day has sessions");
    let day = Home::new();
    day.says(&["export", "--out", "notes", "--format", "csv"]);
    let table = fs::read(day.path("notes/2026-11-23/2026-11-23-charges.csv")).unwrap();
    assert_eq!(fs::read(home.path("notes/2026-11-01_2026-11-30-charges.csv")).unwrap(), table);
    refused(&home.run(&["export", "--from", "2026-11-02", "--to", "2026-11-01"]), 2, &["after 2026-11-01"]);
    refused(&home.run(&["export", "--from", "1999-07-09", "--to", "2026-11-23"]), 2, &["10000 days", "4018 days"]);
    refused(&home.run(&["export", "--to", "2026-11-23"]), 2, &["--help"]);
}

#[test]
fn sealed_files_are_opened_by_their_recipient_alone() {
    let home = Home::new();
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    home.says(&["export", "--out", "plain"]);
    home.says(&["export", "--out", "sealed", "--encrypt", &recipient]);
    let (plain, sealed) = (home.files("plain/2026-11-23"), home.files("sealed/2026-11-23"));
    assert_eq!(plain.len(), sealed.len());
    for (name, bytes) in plain {
        let sealed = &sealed[&format!("{name}.age")];
        assert!(!sealed.windows(4).any(|part| part == b"Rosa"));
        assert_eq!(age::decrypt(&identity, sealed).unwrap(), bytes, "{name}");
    }
    refused(&home.run(&["export", "--out", "sealed", "--encrypt", &recipient]), 1, &["something else", "--force"]);
    let range = ["export", "--from", "2026-11-20", "--to", "2026-11-24", "--format", "csv", "--out", "years"];
    home.says(&[&range[..], &["--encrypt", &recipient]].concat());
    home.says(&range);
    let years = home.files("years");
    let (clear, closed) =
        (&years["2026-11-20_2026-11-24-charges.csv"], &years["2026-11-20_2026-11-24-charges.csv.age"]);
    assert_eq!(&age::decrypt(&identity, closed).unwrap(), clear);
    assert_eq!(years.len(), 2, "nothing else is left there");
    home.says(&range);
    fs::write(home.path("years/2026-11-20_2026-11-24-charges.csv"), "mine").unwrap();
    refused(&home.run(&range), 1, &["charges.csv", "something else", "--force"]);
    refused(&home.run(&["export", "--out", "x", "--encrypt", "age1nobody"]), 2, &["no recipient", "--encrypt"]);
    let secret = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
    let output = home.run(&["export", "--out", "x", "--encrypt", &secret]);
    refused(&output, 2, &["secret key"]);
    assert!(!stderr(&output).contains(&secret[20..]));
    assert!(!home.path("x").exists());
}

#[test]
fn a_template_of_the_clinic_s_own_counts_and_its_mistakes_are_told_with_their_line() {
    let home = Home::new();
    let templates = home.path(".config/tableside/templates");
    fs::create_dir_all(&templates).unwrap();
    let note = |text: &str| fs::write(templates.join("note.txt"), text).unwrap();
    note("{{ clinic }}: {{ facts[1].value }}\n{% for segment in treatment %}\n{{ segment.spot }}\n{% endfor %}\n");
    let printed = home.says(&["note", "00000001"]);
    assert!(printed.contains("Rosa Marin") && printed.contains("\nNeck, bilateral\n"), "{printed}");
    fs::write(templates.join("note.md"), "# {{ title }} of ours\n").unwrap();
    assert_eq!(home.says(&["note", "00000001", "--format", "md"]).trim_end(), "# Treatment note of ours");
    for (text, words) in [
        ("one\n{{ facts", "line 2"),
        ("one\ntwo\n{{ patient_name }}", "line 3: it names something that a note does not have"),
        ("{{ clinic | shout }}", "line 1"),
        ("{% for a in range(9000) %}{% for b in range(9000) %}{{ b }}{% endfor %}{% endfor %}", "a loop without end?"),
    ] {
        note(text);
        refused(&home.run(&["export", "--out", "notes"]), 2, &["templates/note.txt", words]);
        assert!(!home.path("notes").exists(), "nothing is written");
        assert!(home.run(&["day"]).status.success(), "the day is read all the same");
    }
    note("{{ facts");
    refused(&home.run(&["config", "check"]), 2, &["templates/note.txt, line 1"]);
}

#[test]
fn a_logo_that_is_none_is_refused_with_a_sentence() {
    let home = Home::new();
    fs::write(home.path("logo.png"), "no picture").unwrap();
    home.configure(&format!("[clinic]\nlogo = \"{}\"\n", home.path("logo.png").display()));
    refused(&home.run(&["export", "--out", "notes"]), 2, &["logo", "clinic.logo"]);
    assert!(!home.path("notes").exists());
    home.configure(&format!("[clinic]\nlogo = \"{}\"\n", home.path("none.png").display()));
    refused(&home.run(&["export", "--out", "notes"]), 2, &["none.png cannot be read", "clinic.logo"]);
}

/// Writes all times of a document in another zone.
fn in_zone(value: &mut serde_json::Value, zone: chrono::FixedOffset) {
    use serde_json::Value;
    match value {
        Value::String(text) => {
            if let Ok(at) = chrono::DateTime::parse_from_rfc3339(text) {
                *text = at.with_timezone(&zone).to_rfc3339();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| in_zone(item, zone)),
        Value::Object(fields) => fields.values_mut().for_each(|field| in_zone(field, zone)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn the_same_session_is_not_added_twice() {
    let home = Home::new();
    home.says(&["export", "--out", "notes", "--format", "json"]);
    let exported = home.path("notes/2026-11-23/2026-11-23-00000001.json").display().to_string();
    refused(&home.run(&["session", "add", &exported]), 1, &["in the record already, as 00000001"]);
    // Where the sun rises first, it was the next day.
    let mut elsewhere: serde_json::Value = serde_json::from_slice(&fs::read(&exported).unwrap()).unwrap();
    elsewhere.as_object_mut().unwrap().retain(|key, _| key == "schema" || key == "session");
    in_zone(&mut elsewhere, chrono::FixedOffset::east_opt(14 * 3600).unwrap());
    assert!(elsewhere["session"]["opened"].as_str().unwrap().starts_with("2026-11-24"), "{elsewhere}");
    fs::write(home.path("elsewhere.json"), elsewhere.to_string()).unwrap();
    refused(&home.run(&["session", "add", "elsewhere.json"]), 1, &["in the record already, as 00000001"]);
    let other = fs::read_to_string(&exported).unwrap().replace("Rosa Marin", "Lea Silva");
    fs::write(home.path("other.json"), other).unwrap();
    let id = home.says(&["session", "add", "other.json"]);
    assert!(home.says(&["note", id.trim()]).contains("DRAFT: not signed"), "a signature is not copied");
}
