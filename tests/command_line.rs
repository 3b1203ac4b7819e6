//! The command line, run as the real program in an empty home.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod record;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tableside::catalog::Catalog;

/// A home of its own, gone with the test.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// The folder of the record.
    fn store(&self) -> std::path::PathBuf {
        self.path().join(".local/share/tableside")
    }

    fn command(&self, args: &[&str]) -> Command {
        let passphrase = record::secret_file(&self.path().join("passphrase"), record::PASSPHRASE);
        let mut command = record::program(self.path());
        command.env("TZ", "UTC");
        command.args(["--clock", "2026-11-23T17:00:00-05:00", "--passphrase-file"]).arg(passphrase).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn with_input(&self, args: &[&str], input: &str) -> Output {
        let piped = Stdio::piped;
        let mut child = self.command(args).stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
        // A command that refuses at once does not read it.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn add(&self, form: &str) -> String {
        if !self.store().exists() {
            record::set_up(&self.store());
        }
        let output = self.with_input(&["session", "add", "-"], form);
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output).trim().to_owned()
    }

    fn json(&self, args: &[&str]) -> Value {
        let output = self.run(args);
        assert!(output.status.success(), "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Refused with an exit code, nothing on standard output, and a message that holds all the words.
fn refused(output: &Output, code: i32, words: &[&str]) {
    let message = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{message}");
    assert_eq!(stdout(output), "");
    for word in words {
        assert!(message.contains(word), "\"{word}\" is missing from: {message}");
    }
    assert!(!message.contains("panicked"), "{message}");
}

const ROSA: &str = r#"
patient = { name = "Rosa Marin", id = "0042", born = "1980-02-29" }
therapist = "J. Osei, LMT"
payer = "medicare"
opened = "2026-11-23T10:20:00-05:00"
closed = "2026-11-23T10:45:00-05:00"
justification = "Restore rotation."
response = "Freer."
plan = "Twice a week."
pain_before = 6
pain_after = 3

[[segments]]
area = "upper-back"
side = "right"
technique = "petrissage"
start = "2026-11-23T10:21:00-05:00"
stop = "2026-11-23T10:38:30-05:00"

[[segments]]
area = "neck"
technique = "myofascial-release"
start = "2026-11-23T10:38:30-05:00"
stop = "2026-11-23T10:44:40-05:00"
"#;

#[test]
fn every_published_case_holds_through_units_json() {
    let home = Home::new();
    let mut cases = 0;
    for line in include_str!("data/billing_cases.tsv").lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (case, rule, minutes, units, total) = (fields[0], fields[2], fields[3], fields[4], fields[5]);
        let mut args = vec!["units", "--json", "--rule", rule];
        args.extend(minutes.split(';'));
        let answer = home.json(&args);
        let got: Vec<String> = answer["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| format!("{}={}", l["code"].as_str().unwrap(), l["units"]))
            .collect();
        assert!(units.split('|').any(|accepted| accepted == got.join(";")), "{case}: {got:?} is none of {units}");
        assert_eq!(answer["total_units"].to_string(), total, "{case}");
        let open = !answer["choices"].as_array().unwrap().is_empty();
        assert_eq!(open, units.contains('|'), "{case}: a tie, and only a tie, is a choice");
        assert!(answer["lines"].as_array().unwrap().iter().all(|l| l["reason"].as_str().unwrap().len() > 5), "{case}");
        cases += 1;
    }
    assert_eq!(cases, 53);
}

#[test]
fn units_answers_in_the_promised_shape() {
    let output = Home::new().run(&["units", "--rule", "cms", "97112=20", "97110=20", "97010", "--json"]);
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn units_says_why_in_words() {
    let output = Home::new().run(&["units", "--rule", "cms", "97110=33", "97140=7"]);
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn units_follows_the_payer_and_without_one_the_configured() {
    let home = Home::new();
    assert_eq!(home.json(&["units", "--payer", "medicare", "97110=7", "97140=7", "--json"])["rule"], "cms");
    assert_eq!(home.json(&["units", "97110=7", "--json"])["rule"], "midpoint");
    refused(&home.run(&["units", "--payer", "medicar", "97110=7"]), 2, &["did you mean \"medicare\"?"]);
}

#[test]
fn units_refuses_bad_input_with_a_sentence_and_the_mend() {
    let home = Home::new();
    let unit = |work: &[&str]| home.run(&[&["units", "--rule", "cms"], work].concat());
    assert_eq!(home.json(&["units", "--rule", "cms", "g0283", "--json"])["total_units"], 1);
    refused(&unit(&["99999=3"]), 2, &["99999 is not in the catalogue"]);
    refused(&unit(&["97122=3"]), 2, &["ended in 1999", "97112"]);
    refused(&unit(&["97110=-4"]), 2, &["cannot be negative"]);
    refused(&unit(&["97110=1441"]), 2, &["1440"]);
    refused(&unit(&["97110=99999999999999999999"]), 2, &["97110"]);
    refused(&unit(&["97110=1400", "97140=1400"]), 2, &["more than a day"]);
    refused(&unit(&["97110=3", "97110=4"]), 2, &["stands twice"]);
    refused(&unit(&["97110=3.5"]), 2, &["whole minutes"]);
    refused(&unit(&["97110="]), 2, &["whole minutes"]);
    refused(&unit(&["97110"]), 2, &["write 97110=33"]);
    refused(&unit(&["massage=3"]), 2, &["no procedure code"]);
    refused(&unit(&[]), 2, &["required"]);
    refused(&home.run(&["units", "--rule", "csm", "97110=3"]), 2, &["cms"]);
}

#[test]
fn a_session_kept_on_paper_is_added_listed_printed_and_exported() {
    let home = Home::new();
    let id = home.add(ROSA);
    assert!(home.run(&["note", &id, "--format", "pdf"]).stdout.starts_with(b"%PDF-"));
    let day = home.json(&["day", "--json"]);
    assert_eq!(day["date"], "2026-11-23");
    let row = &day["sessions"][0];
    assert_eq!(row["id"], id);
    assert_eq!(row["patient"], "Rosa Marin");
    assert_eq!(row["payer"], "medicare");
    assert_eq!(row["opened"], "2026-11-23T10:20:00-05:00");
    assert_eq!(row["closed"], "2026-11-23T10:45:00-05:00");
    assert_eq!(row["status"], "ready");
    assert_eq!(row["timed_minutes"], 23);
    assert_eq!(row["billed_with"], serde_json::Value::Null);
    assert_eq!(
        row["charges"][0],
        serde_json::json!({
            "code": "97124", "minutes": 17, "units": 1,
            "lines": [{"units": 1, "modifiers": []}],
        })
    );
    assert_eq!(row["charges"][1]["units"], 1);
    assert!(row["warnings"][0].as_str().unwrap().contains("credentials tell no discipline"));
    assert!(row["warnings"][1].as_str().unwrap().contains("97124 is the line not paid"));

    let hide = |text: String| text.replace(&id, "IDENTITY");
    insta::assert_snapshot!("note_text", hide(stdout(&home.run(&["note", &id]))));
    insta::assert_snapshot!("note_markdown", hide(stdout(&home.run(&["note", &id[..4], "--format", "md"]))));

    let output = home.run(&["export", "--date", "2026-11-23", "--out", "notes"]);
    assert_eq!(stdout(&output), "", "nothing is signed");
    assert!(stderr(&output).contains(&format!("session {id} (ready)")), "{}", stderr(&output));
    let drafts = ["export", "--date", "2026-11-23", "--out", "notes", "--drafts", "--format", "txt,md"];
    let names: Vec<String> = stdout(&home.run(&drafts)).lines().map(str::to_owned).collect();
    let draft = |form: &str| format!("notes/2026-11-23/2026-11-23-{id}-draft.{form}");
    assert_eq!(names, [draft("txt"), draft("md")]);
    let text = std::fs::read_to_string(home.path().join(&names[0])).unwrap();
    assert_eq!(text, stdout(&home.run(&["note", &id])));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&home.path().join(&names[0])), 0o600);
        assert_eq!(mode(&home.path().join(".local/share/tableside/tableside.db")), 0o600);
        assert_eq!(mode(&home.path().join(".local/share/tableside")), 0o700);
    }
}

#[test]
fn a_session_over_midnight_says_so() {
    let home = Home::new();
    let late = |stop: &str| {
        let form = ROSA.replace("2026-11-23T10:45:00", "2026-11-24T00:30:00").replace("2026-11-23T10:44:40", stop);
        let form = form.replace("Marin", stop);
        let id = home.add(&form);
        let day = home.json(&["day", "--json"]);
        assert!(day["sessions"].as_array().unwrap().iter().any(|s| s["id"] == *id));
        day["sessions"].to_string().contains("over midnight")
    };
    assert!(!late("2026-11-24T00:00:00"), "a stop at midnight belongs to the day that ends");
    assert!(late("2026-11-24T00:00:01"));
}

#[test]
fn a_session_over_midnight_is_listed_on_both_days_with_what_is_of_each() {
    let home = Home::new();
    let night = ROSA
        .replace("2026-11-23T10:20:00", "2026-11-23T23:30:00")
        .replace("2026-11-23T10:21:00", "2026-11-23T23:40:00")
        .replace("2026-11-23T10:38:30", "2026-11-24T00:20:00")
        .replace("2026-11-23T10:44:40", "2026-11-24T00:30:00")
        .replace("2026-11-23T10:45:00", "2026-11-24T00:30:00");
    let id = home.add(&night);
    for (date, minutes, lines) in [("2026-11-23", 20, 1), ("2026-11-24", 30, 2)] {
        let day = home.json(&["day", "--date", date, "--json"]);
        let row = &day["sessions"][0];
        assert_eq!((&row["id"], row["timed_minutes"].as_u64()), (&Value::from(id.as_str()), Some(minutes)), "{date}");
        assert_eq!(row["charges"].as_array().unwrap().len(), lines, "{date}");
    }
    let next = stdout(&home.run(&["day", "--date", "2026-11-24"]));
    assert!(next.contains("opened on 2026-11-23"), "{next}");
    assert!(stdout(&home.run(&["day", "--date", "2026-11-25"])).contains("no session"));
    let note = stdout(&home.run(&["note", &id]));
    assert!(note.contains("CHARGES, 23 NOVEMBER 2026") && note.contains("CHARGES, 24 NOVEMBER 2026"), "{note}");
}

#[test]
fn two_sessions_of_a_day_are_claimed_once() {
    let home = Home::new();
    let first = home.add(ROSA);
    let later = ROSA.replace("T10:", "T14:").replace("J. Osei, LMT", "A. Ruiz, PT");
    let second = home.add(&later);
    let day = home.json(&["day", "--json"]);
    assert_eq!(day["sessions"][0]["charges"].as_array().unwrap().len(), 2);
    assert_eq!(day["sessions"][1]["billed_with"], first);
    assert_eq!(day["sessions"][1]["charges"].as_array().unwrap().len(), 0);
    let words = |id: &str| stdout(&home.run(&["note", id])).replace('\n', " ");
    assert!(words(&first).contains("claimed once, here"), "{}", words(&first));
    assert!(words(&second).contains(&format!("claimed once, with session {first}, NOT here")), "{}", words(&second));
    assert!(words(&second).contains("Timed-code minutes of this session"));
}

#[test]
fn a_session_is_billed_from_its_file_without_being_recorded() {
    let home = Home::new();
    let (one, two) = (home.path().join("one.toml"), home.path().join("two.toml"));
    let with = |more: &str| ROSA.replace("payer =", &format!("{more}\npayer ="));
    let decided = with("tie = [\"97140\"]\nmodifiers = { 97124 = [\"KX\"] }");
    std::fs::write(&one, decided).unwrap();
    std::fs::write(&two, ROSA.replace("T10:", "T14:")).unwrap();
    let paths = [one.to_str().unwrap(), two.to_str().unwrap()];
    let days = home.json(&["units", "--json", "--from", paths[0], paths[1]]);
    assert_eq!((days.as_array().unwrap().len(), &days[0]["timed_minutes"]), (1, &Value::from(47)));
    assert!(!home.path().join(".local").exists());
    std::fs::write(&two, with("described = { 97124 = \"x\" }")).unwrap();
    refused(&home.run(&["units", "--from", paths[1]]), 2, &["described.97124", "is not unlisted"]);
    std::fs::write(&two, with("modifiers = { 97124 = [\"52\"] }")).unwrap();
    refused(&home.run(&["units", "--from", paths[1]]), 2, &["modifiers.97124[0]", "fewer units"]);
    let chosen = ROSA.replace("technique = \"petrissage\"", "technique = \"petrissage\"\ncode = \"97140\"");
    std::fs::write(&two, &chosen).unwrap();
    refused(&home.run(&["units", "--from", paths[1]]), 2, &["segments[0].code", "code_reason"]);
    std::fs::write(&two, chosen.replace("code = \"97140\"", "code = \"97140\"\ncode_reason = \"glide\"")).unwrap();
    assert_eq!(home.json(&["units", "--json", "--from", paths[1]])[0]["lines"].as_array().unwrap().len(), 1);
}

#[test]
fn units_explains_every_unit_with_its_source() {
    let home = Home::new();
    let output = home.run(&[
        "units",
        "--payer",
        "medicare",
        "--date",
        "2026-11-23",
        "--explain",
        "--modifier",
        "97018:XU,97110:KX",
        "97110=23@PTA",
        "97110=13@PT",
        "97140=20@PT",
        "97018@PT",
        "97039=10@PT",
    ]);
    insta::assert_snapshot!("units_explained", stdout(&output));
    let json = home.json(&["units", "--payer", "medicare", "--explain", "--json", "97110=33@PT", "97140=7@PT"]);
    assert_eq!(json["lines"][0]["why"][0]["source"], "CMS Pub 100-04 ch. 5 §20.2 C");
    assert_eq!(json["lines"][0]["modifiers"][0]["text"], "GP: physical therapy plan of care");
    assert_eq!(json["lines"][0]["claim"][0]["modifiers"][0], "GP");
}

#[test]
fn units_takes_decisions_and_refuses_what_cannot_be() {
    let home = Home::new();
    let tie = home.json(&["units", "--rule", "cms", "--choose", "97112", "--json", "97110=20", "97112=20"]);
    assert_eq!((&tie["lines"][1]["units"], tie["choices"].as_array().unwrap().len()), (&Value::from(2), 0));
    let none = home.run(&["units", "--rule", "cms", "--choose", "97112", "97110=20"]);
    assert!(stderr(&none).contains("there is no tie"), "{}", stderr(&none));
    let seconds = home.json(&["units", "--rule", "cms", "--json", "97124=4:40+3:20"]);
    assert_eq!((&seconds["timed_minutes"], &seconds["total_units"]), (&Value::from(8), &Value::from(1)));
    let technique = home.json(&["units", "--rule", "cms", "--json", "deep-tissue=20", "pnf=10"]);
    assert_eq!((&technique["lines"][0]["code"], &technique["lines"][1]["code"]), (&"97124".into(), &"97112".into()));
    assert!(technique["remarks"][0].as_str().unwrap().starts_with("Deep tissue: "), "{technique}");
    let described = home.json(&["units", "--rule", "cms", "--json", "--describe", "97039=table", "97039"]);
    assert_eq!(described["warnings"].as_array().unwrap().len(), 0);
    let before = home.json(&["units", "--rule", "cms", "--date", "2024-06-30", "--json", "97140=15", "97124=15"]);
    assert_eq!(before["warnings"].as_array().unwrap().len(), 0);
    for (args, words) in [
        (vec!["97110=10", "--modifier", "97110:51"], "51 (several procedures)"),
        (vec!["97110=10", "--modifier", "97110:GP"], "follows from who treated"),
        (vec!["97110=10", "--modifier", "97110"], "names no modifier"),
        (vec!["97110=10@boss"], "tells no role"),
        (vec!["97110@PT=10"], "before the @"),
        (vec!["97110=10:75"], "is no time"),
        (vec!["97039", "--describe", "97039="], "describes nothing"),
        (vec!["cupping=10"], "no code of its own"),
        (vec!["97110=10", "97110=5"], "10+5"),
    ] {
        refused(&home.run(&[vec!["units", "--rule", "cms"], args].concat()), 2, &[words]);
    }
}

#[test]
fn a_clinic_s_catalogue_file_is_looked_over() {
    let home = Home::new();
    let file = home.path().join("ours.toml");
    let path = file.to_str().unwrap();
    let head = "source = \"Acme manual\"\ndate = \"2026-01-01\"\n";
    std::fs::write(&file, format!("{head}[[limits]]\ncode = \"97124\"\nunits = 2\n")).unwrap();
    let checked = home.run(&["catalog", "check", path]);
    assert_eq!(checked.status.code(), Some(0));
    assert!(stderr(&checked).contains("in order; it changes 1 limit"), "{}", stderr(&checked));
    std::fs::write(&file, "[[limits]]\ncode = \"97124\"\nunits = 2\n").unwrap();
    refused(&home.run(&["catalog", "check", path]), 2, &["ours.toml:1", "has no source", "has no date"]);
    refused(&home.run(&["catalog", "check", "nowhere.toml"]), 2, &["nowhere.toml"]);
}

#[test]
fn json_with_the_same_keys_is_taken_too() {
    let home = Home::new();
    let value: Value = toml::from_str(ROSA).unwrap();
    home.add(&value.to_string());
    assert_eq!(home.json(&["day", "--json"])["sessions"][0]["timed_minutes"], 23);
    for (right, wrong, words) in [
        ("\"payer\":\"medicare\",", "", "payer: this key is missing"),
        ("\"pain_after\":3", "\"pain_after\":\"Rosa\"", ":1: pain_after: a whole number is needed"),
        ("\"pain_after\":3", "\"pain_after\":Rosa", "standard input:1"),
        ("\"patient\":{", "\"patient\":\"Rosa\",\"x\":{", "patient: a table of keys is needed"),
    ] {
        let form = value.to_string().replacen(right, wrong, 1);
        let output = home.with_input(&["session", "add", "-"], &form);
        refused(&output, 2, &[words]);
        assert!(!stderr(&output).contains("Rosa"), "{}", stderr(&output));
    }
    let other = value.to_string().replace("Rosa", "Lea");
    home.add(&format!("\u{feff}{other}"));
    let broken = value.to_string().replace("petrissage", "petrisage");
    let output = home.with_input(&["session", "add", "-"], &broken);
    refused(&output, 2, &["standard input:1: segments[0].technique", "did you mean \"petrissage\"?"]);
}

#[test]
fn times_may_be_tomls_own_and_are_told_in_the_clinics_offset() {
    let home = Home::new();
    let form = ROSA
        .replace("\"2026-11-23T10:20:00-05:00\"", "2026-11-23T10:20:00-05:00")
        .replace("\"1980-02-29\"", "1980-02-29")
        .replace("\"2026-11-23T10:38:30-05:00\"", "\"2026-11-23T15:38:30Z\"");
    let note = stdout(&home.run(&["note", &home.add(&form)]));
    assert!(note.contains("born 1980-02-29"), "{note}");
    assert!(note.contains("10:21:00  10:38:30") && note.contains("10:38:30  10:44:40"), "{note}");
}

#[test]
fn treatment_without_a_code_is_counted_and_said() {
    let home = Home::new();
    let id = home.add(&ROSA.replace("petrissage", "cupping"));
    let day = home.json(&["day", "--json"]);
    let warnings = day["sessions"][0]["warnings"].to_string();
    assert!(warnings.contains("Cupping: 17 min without a code"), "{warnings}");
    assert_eq!(day["sessions"][0]["timed_minutes"], 6);
    let note = stdout(&home.run(&["note", &id]));
    assert!(
        note.contains("Total timed-code minutes                 6\nTotal treatment minutes                 23\n"),
        "{note}"
    );
}

#[test]
fn the_demonstration_goes_with_no_command() {
    let home = Home::new();
    refused(&home.with_input(&["--demo", "session", "add", "-"], ROSA), 2, &["--demo"]);
    assert!(!home.path().join(".local").exists());
}

#[test]
fn many_programs_may_make_the_store_at_once() {
    for _ in 0..5 {
        let home = Home::new();
        let both = |args: &[&str]| home.command(args).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let started: Vec<_> = (0..4).map(|_| both(&["therapist", "add", "J. Osei, PT"])).collect();
        let outputs: Vec<_> = started.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        // One of them makes it; the others find it made, and say so.
        assert_eq!(outputs.iter().filter(|output| output.status.success()).count(), 1);
        for output in outputs.iter().filter(|output| !output.status.success()) {
            assert!(stderr(output).contains("already"), "{}", stderr(output));
        }
        let add = |number: usize| {
            let name = format!("{number}.toml");
            std::fs::write(home.path().join(&name), ROSA.replace("Marin", &number.to_string())).unwrap();
            both(&["session", "add", &name])
        };
        let started: Vec<_> = (0..4).map(add).collect();
        for child in started {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", stderr(&output));
        }
        assert_eq!(home.json(&["day", "--json"])["sessions"].as_array().unwrap().len(), 4);
    }
}

#[test]
fn a_store_whose_making_was_cut_off_is_no_damage() {
    let home = Home::new();
    std::fs::write(home.path().join("tableside.db"), "").unwrap();
    assert_eq!(home.json(&["--store", ".", "day", "--json"])["sessions"], serde_json::json!([]));
    record::set_up(home.path());
    let output = home.with_input(&["--store", ".", "session", "add", "-"], ROSA);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_session_whose_events_are_gone_is_named_and_hides_no_other() {
    let home = Home::new();
    let (gone, there) = (home.add(ROSA), home.add(&ROSA.replace("Rosa", "Lea")));
    record::tamper(&home.store().join("tableside.db"), &format!("DELETE FROM event WHERE stream = '{gone}'"));
    let output = home.run(&["day"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stdout(&output).contains(&there) && stderr(&output).contains(&gone), "{}", stderr(&output));
}

#[test]
fn a_paper_session_without_an_end_ends_with_its_last_stop() {
    let home = Home::new();
    home.add(&ROSA.replace("closed = \"2026-11-23T10:45:00-05:00\"\n", ""));
    assert_eq!(home.json(&["day", "--json"])["sessions"][0]["closed"], "2026-11-23T10:44:40-05:00");
}

#[test]
fn an_unattended_modality_may_run_beside_the_hands() {
    let home = Home::new();
    let beside = "\n[[segments]]\narea = \"lower-back\"\ntechnique = \"mechanical-massage\"\n\
                  start = \"2026-11-23T10:21:00-05:00\"\nstop = \"2026-11-23T10:31:00-05:00\"\n";
    home.add(&format!("{ROSA}{beside}"));
    let day = home.json(&["day", "--json"]);
    let charges = day["sessions"][0]["charges"].as_array().unwrap().clone();
    assert!(charges.iter().any(|c| c["code"] == "97039" && c["units"] == 1), "{charges:?}");
}

#[test]
fn a_faulty_session_is_refused_with_lines_and_keys_and_nothing_is_stored() {
    let home = Home::new();
    let cases: &[(&str, &str, &[&str])] = &[
        ("technique = \"petrissage\"", "technique = \"petrisage\"", &[":16: segments[0].technique", "petrissage"]),
        ("area = \"neck\"", "area = \"nekc\"", &[":21: segments[1].area", "did you mean \"neck\"?"]),
        ("payer = \"medicare\"", "payer = \"medicair\"", &[":4: payer", "did you mean \"medicare\"?"]),
        ("side = \"right\"", "side = \"rihgt\"", &[":15: segments[0].side", "did you mean \"right\"?"]),
        ("10:44:40-05:00", "10:38:00-05:00", &[":24: segments[1].stop", "before its start"]),
        ("10:38:30-05:00\"\n\n", "10:40:00-05:00\"\n\n", &[":23: segments[1].start", "overlaps the one of line 17"]),
        ("10:44:40-05:00", "10:45:01-05:00", &[":24: segments[1].stop", "outside the session"]),
        ("10:21:00-05:00", "10:19:59-05:00", &[":17: segments[0].start", "outside the session"]),
        ("pain_before = 6", "pain_before = 11", &[":10: pain_before", "0 to 10"]),
        ("10:21:00-05:00", "10:21", &[":17: segments[0].start", "is no time"]),
        ("10:45:00-05:00", "10:15:00-05:00", &[":6: closed", "close before it opened"]),
        ("Rosa Marin", " ", &[":2: patient.name", "no name"]),
        ("plan =", "plam =", &[":9: plam", "did you mean \"plan\"?"]),
        ("payer = \"medicare\"\n", "", &["payer: this key is missing"]),
        ("start = \"2026-11-23T10:21:00-05:00\"\n", "", &["segments[0].start: this key is missing"]),
        ("pain_before = 6", "pain_before = \"Rosa says six\"", &[":10: pain_before", "a whole number is needed"]),
        ("\"1980-02-29\"", "\"29.2.1980 Rosa\"", &[":2: patient.born", "write it as \"1980-02-29\""]),
        ("\"Freer.\"", "\"Rosa \\q\"", &[":8"]),
        ("\"Freer.\"", "\"Rosa", &[":8"]),
        ("\"Freer.\"", "\"Rosa \\u001b[2J\"", &[":8: response", "control character"]),
        ("Rosa Marin", "Rosa\\nMarin", &[":2: patient.name", "control character"]),
        ("pain_after = 3", "pain_after = ", &[":11:"]),
    ];
    for (right, wrong, words) in cases {
        let form = ROSA.replacen(right, wrong, 1);
        assert_ne!(form, ROSA, "{right} is not in the form");
        let output = home.with_input(&["session", "add", "-"], &form);
        refused(&output, 2, words);
        assert!(!stderr(&output).contains("Rosa"), "a name stands in: {}", stderr(&output));
    }
    assert_eq!(home.json(&["day", "--json"])["sessions"], serde_json::json!([]));
    assert!(!home.path().join(".local/share/tableside/tableside.db").exists(), "a refusal makes no store");
}

#[test]
fn all_faults_of_a_session_are_told_at_once() {
    let home = Home::new();
    let form = ROSA.replace("petrissage", "petrisage").replace("\"medicare\"", "\"medicair\"");
    let output = home.with_input(&["session", "add", "-"], &form);
    refused(&output, 2, &["medicare", "petrissage"]);
    assert_eq!(stderr(&output).lines().count(), 2);
}

#[test]
fn without_a_named_therapist_it_is_whoever_unlocked() {
    let home = Home::new();
    let id = home.add(&ROSA.replace("therapist = \"J. Osei, LMT\"\n", ""));
    assert!(stdout(&home.run(&["note", &id])).contains("J. Osei, PT"));
}

#[test]
fn a_store_that_is_none_is_named_and_left_as_it_is() {
    let home = Home::new();
    let file = home.path().join("tableside.db");
    std::fs::write(&file, "these are not the bytes you are looking for".repeat(50)).unwrap();
    let before = std::fs::read(&file).unwrap();
    for args in [&["day"][..], &["export"], &["note", "abc"]] {
        refused(&home.run(&[&["--store", "."], args].concat()), 3, &["tableside.db", "no Tableside store"]);
    }
    refused(&home.with_input(&["--store", ".", "session", "add", "-"], ROSA), 3, &["tableside.db"]);
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_store_that_is_a_file_is_wrong_usage() {
    let home = Home::new();
    std::fs::write(home.path().join("file"), "").unwrap();
    refused(&home.run(&["--store", "file", "day"]), 2, &["file is no folder", "--store"]);
    refused(&home.with_input(&["--store", "file", "session", "add", "-"], ROSA), 2, &["file is no folder"]);
    assert_eq!(std::fs::read(home.path().join("file")).unwrap(), b"");
}

#[test]
fn a_store_of_a_newer_program_is_refused() {
    let home = Home::new();
    home.add(ROSA);
    let file = home.path().join(".local/share/tableside/tableside.db");
    rusqlite::Connection::open(file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    refused(&home.run(&["day"]), 1, &["newer Tableside"]);
}

#[test]
fn a_damaged_event_is_named_without_its_content() {
    let home = Home::new();
    let id = home.add(ROSA);
    let file = home.store().join("tableside.db");
    record::tamper(
        &file,
        &format!("UPDATE event SET sealed = substr(sealed, 1, 80) WHERE seq = 2 AND stream = '{id}'"),
    );
    let output = home.run(&["note", &id]);
    refused(&output, 3, &["event 2 of session", &id]);
    assert!(!stderr(&output).contains("upper-back"));
}

#[test]
fn an_unknown_session_and_a_wrong_form_are_usage() {
    let home = Home::new();
    refused(&home.run(&["note", "zzzz"]), 2, &["there is no session zzzz"]);
    refused(&home.run(&["note", ""]), 2, &["value is required"]);
    let id = home.add(ROSA);
    refused(&home.run(&["note", &id, "--format", "mdd"]), 2, &["did you mean \"md\"?"]);
    refused(&home.run(&["export", "--date", "2026-02-30"]), 2, &["2026-02-30"]);
}

#[test]
fn without_a_terminal_the_screen_says_so() {
    refused(&Home::new().run(&[]), 2, &["no terminal", "--help"]);
    refused(&Home::new().run(&["--demo"]), 2, &["no terminal"]);
}

#[test]
fn an_export_that_cannot_be_written_names_the_folder_only() {
    let home = Home::new();
    home.add(ROSA);
    std::fs::write(home.path().join("taken"), "").unwrap();
    let output = home.run(&["export", "--out", "taken"]);
    refused(&output, 2, &["taken is no folder", "--out"]);
    assert!(!stderr(&output).contains("Rosa"));
}

#[test]
fn a_day_without_sessions_is_no_error_and_makes_no_store() {
    let home = Home::new();
    assert_eq!(stdout(&home.run(&["day"])), "2026-11-23: no session\n");
    refused(&home.run(&["verify"]), 1, &["there is no record"]);
    refused(&home.run(&["export"]), 1, &["there is no record"]);
    assert!(!home.path().join(".local").exists());
}

#[test]
fn the_configuration_is_written_once_checked_shown_and_found() {
    let home = Home::new();
    let output = home.run(&["config", "init"]);
    let path = stdout(&output).trim().to_owned();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), include_str!("../config.toml.example"));
    refused(&home.run(&["config", "init"]), 1, &["left as it is"]);
    assert!(home.run(&["config", "check"]).status.success());
    std::fs::write(&path, "payer = \"medicare\"\n").unwrap();
    let shown = stdout(&home.run(&["config", "show"]));
    assert!(shown.contains(&format!("payer = \"medicare\"   # {path}")), "{shown}");
    assert!(shown.contains("labels.patient = \"patient\"   # default"), "{shown}");
    let paths = stdout(&home.run(&["config", "path"]));
    assert!(paths.contains(&path) && paths.contains("tableside.db"), "{paths}");
    std::fs::write(&path, "payr = \"medicare\"\n").unwrap();
    refused(&home.run(&["config", "check"]), 2, &[":1: payr", "did you mean \"payer\"?"]);
    refused(&home.run(&["--config", "nowhere.toml", "day"]), 2, &["nowhere.toml cannot be read"]);
}

#[test]
fn a_clinic_adds_a_payer_and_a_broken_catalogue_is_named() {
    let home = Home::new();
    let folder = home.path().join(".config/tableside/catalog");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ours.toml");
    std::fs::write(&file, "[[payers]]\nid = \"acme\"\nname = \"Acme Health\"\nrule = \"full\"\nsource = \"Acme manual\"\ndate = \"2026-01-01\"\n").unwrap();
    assert_eq!(home.json(&["units", "--payer", "acme", "97110=29", "--json"])["total_units"], 1);
    std::fs::write(&file, "[[techniques]]\nid = \"pnf\"\ncode = \"97122\"\nsource = \"ours\"\ndate = \"2026-01-01\"\n")
        .unwrap();
    refused(&home.run(&["config", "check"]), 2, &["ours.toml:3", "code", "ended in 1999", "97112"]);
}

#[test]
fn a_broken_pipe_is_no_error() {
    let home = Home::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = home.command(&["units", "--rule", "cms", "97110=33"]).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
}

#[test]
fn the_charges_of_a_day_are_a_table_in_which_no_cell_is_a_formula() {
    let home = Home::new();
    let id = home.add(&ROSA.replace("Rosa Marin", "=HYPERLINK(\\\"x\\\")"));
    let table = stdout(&home.run(&["day", "--csv"]));
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "date,session,patient,number,payer,code,modifiers,minutes,units,description,therapist,note");
    let row = format!("2026-11-23,{id},\"'=HYPERLINK(\"\"x\"\")\",0042,medicare,97124,,17,1,,\"J. Osei, LMT\",ready");
    assert_eq!(lines[1], row);
    assert_eq!(lines.len(), 3);
}

/// Writes a file beside the configuration.
fn beside_the_configuration(home: &Home, name: &str, text: &str) {
    let file = home.path().join(".config/tableside").join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
}

#[test]
fn the_keys_are_printed_with_the_clinic_s_own_in_them() {
    let home = Home::new();
    let shipped = stdout(&home.run(&["keys"]));
    assert!(shipped.contains("space f14 play-pause pause play"), "{shipped}");
    beside_the_configuration(&home, "keys.toml", "[[bind]]\nin = \"session\"\nkeys = [\"f5\"]\ndo = \"pause\"\n");
    let own = stdout(&home.run(&["keys"]));
    let line = own.lines().find(|line| line.contains("pause") && line.contains("Take the hands off")).unwrap();
    assert!(line.trim_start().starts_with("f5 "), "{line}");
    let page = stdout(&home.run(&["keys", "--markdown"]));
    assert!(page.contains("| `f5` | `pause` |"), "{page}");
}

#[test]
fn all_that_is_wrong_with_keys_and_theme_is_told_by_line() {
    let home = Home::new();
    beside_the_configuration(
        &home,
        "keys.toml",
        "[[bind]]\nin = \"sesion\"\nkeys = [\"f5\"]\ndo = \"pause\"\n\
         [[bind]]\nin = \"session\"\nkeys = [\"f25\"]\ndo = \"finnish\"\n",
    );
    let words = ["keys.toml:2", "did you mean \"session\"?", "keys.toml:7", "keys.toml:8", "did you mean \"finish\"?"];
    refused(&home.run(&["keys"]), 2, &words);
    refused(&home.run(&["config", "check"]), 2, &words);
    beside_the_configuration(&home, "keys.toml", "");
    beside_the_configuration(&home, "config.toml", "theme = \"mine\"\nborders = \"ascci\"\n");
    refused(&home.run(&["config", "check"]), 2, &["config.toml:2", "did you mean \"ascii\"?"]);
    beside_the_configuration(&home, "config.toml", "theme = \"mine\"\n");
    refused(&home.run(&["config", "check"]), 2, &["there is no theme \"mine\""]);
    beside_the_configuration(&home, "themes/mine.toml", "inherits = \"mono\"\nalarm = \"bold red\"\n");
    assert!(stderr(&home.run(&["config", "check"])).contains("keys and theme: in order (mine)"));
}

/// The blocks of TOML in the guide, each under the file that it belongs to.
#[test]
fn what_the_guide_shows_can_be_written_as_it_stands() {
    let guide = include_str!("../docs/guide.md");
    let blocks: Vec<&str> = guide.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let [config, keys, catalog] = blocks.try_into().unwrap();
    let home = Home::new();
    for (name, text) in [("config.toml", config), ("keys.toml", keys), ("catalog/ours.toml", catalog)] {
        beside_the_configuration(&home, name, text);
    }
    let output = home.run(&["config", "check"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&home.run(&["keys"])).contains("f5 enter f13"), "the guide's own key");
}

#[test]
fn the_session_on_paper_of_the_readme_is_taken_as_it_stands() {
    let readme = include_str!("../README.md");
    let form = readme.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let home = Home::new();
    let id = home.add(form);
    let row = &home.json(&["day", "--json"])["sessions"][0];
    assert_eq!((&row["id"], &row["timed_minutes"]), (&Value::from(id), &Value::from(57)));
    assert_eq!(row["charges"].as_array().unwrap().len(), 4);
}

#[test]
fn store_and_configuration_are_named_with_every_command() {
    let home = Home::new();
    drop(record::set_up(&home.path().join("elsewhere")));
    std::fs::write(home.path().join("c.toml"), "payer = \"medicare\"\n").unwrap();
    std::fs::write(home.path().join("own.toml"), "").unwrap();
    std::fs::write(home.path().join("rosa.toml"), ROSA).unwrap();
    let commands: [&[&str]; 14] = [
        &["units", "97110=33"],
        &["session", "add", "rosa.toml"],
        &["day"],
        &["export", "--out", "notes"],
        &["verify"],
        &["audit"],
        &["backup", "copy.db"],
        &["restore", "copy.db"],
        &["therapist", "list"],
        &["catalog", "check", "own.toml"],
        &["keys"],
        &["config", "check"],
        &["config", "show"],
        &["config", "path"],
    ];
    for args in commands {
        let output = home.run(&[args, &["--store", "elsewhere", "--config", "c.toml"]].concat());
        assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    }
    assert!(!home.store().exists());
}

#[test]
fn no_argument_is_a_passphrase() {
    fn ids(command: &clap::Command) -> Vec<String> {
        let own = command.get_arguments().map(|argument| argument.get_id().to_string());
        own.chain(command.get_subcommands().flat_map(ids)).filter(|id| id.contains("pass")).collect()
    }
    let found = ids(&<tableside::cli::Cli as clap::CommandFactory>::command());
    assert!(!found.is_empty() && found.iter().all(|id| id.ends_with("passphrase_file")), "{found:?}");
}

#[test]
fn a_note_holds_all_that_was_written_decided_and_left_open() {
    let home = Home::new();
    let form = ROSA
        .replace("J. Osei, LMT", "J. Osei, PT")
        .replace("petrissage", "therapeutic-exercise")
        .replace("myofascial-release", "neuromuscular-re-education")
        .replace("10:38:30", "10:41:00")
        .replace("10:44:40", "11:01:00")
        .replace("10:45:00", "11:05:00")
        .replace(
            "plan =",
            "objective = \"Taut.\"\nhome_care = \"Stretch.\"\nresponses = [{ area = \"neck\", text = \"Warm.\" }]\nplan =",
        );
    let printed = stdout(&home.run(&["note", &home.add(&form)]));
    let note = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Findings: Taut.",
        "Clinical justification: Restore rotation.",
        "Response to treatment: Freer.",
        "Response by area: Neck: Warm.",
        "Twice a week.",
        "Home care: Stretch.",
        "Rule CMS eight-minute rule: minutes of all timed codes pooled (cms)",
        "97110 20 min 2 units GP",
        "1 unit: 15 of 20 min are 1 full quarter hour",
        "Choice: 1 unit tied between 97110 and 97112; the default was taken",
    ] {
        assert!(note.contains(words), "\"{words}\" is not in {note}");
    }
}

#[test]
fn a_clinic_s_own_rows_of_every_kind_count() {
    let home = Home::new();
    let own = "source = \"ours\"\ndate = \"2026-01-01\"\n[[areas]]\nid = \"tail\"\nname = \"Tail\"\nsides = false\n\
               [[codes]]\ncode = \"97545\"\nlabel = \"work hardening\"\nkind = \"timed\"\n\
               [[techniques]]\nid = \"hardening\"\nname = \"Hardening\"\nshort = \"Hardening\"\ncode = \"97545\"\n\
               contact = \"one-on-one\"\n[[payers]]\nid = \"acme\"\nname = \"Acme\"\nrule = \"full\"\n\
               [[protocols]]\nid = \"tail-5\"\nname = \"Tail, 5 min\"\n\
               steps = [{ area = \"tail\", technique = \"hardening\", minutes = 5 }]\n\
               [[phrases]]\nsection = \"plan\"\ntext = \"Again.\"\n";
    let counts = |home: &Home| -> Vec<u32> {
        let told = stderr(&home.run(&["config", "check"]));
        let line = told.lines().find(|line| line.starts_with("catalogue")).unwrap();
        line.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
    };
    let before = counts(&home);
    beside_the_configuration(&home, "catalog/ours.toml", own);
    assert_eq!(counts(&home), before.iter().map(|count| count + 1).collect::<Vec<_>>());
    assert_eq!(home.json(&["units", "--payer", "acme", "--json", "hardening=29"])["lines"][0]["code"], "97545");
}

#[test]
fn the_version_names_the_commit_and_the_editions() {
    let home = Home::new();
    let catalog = Catalog::builtin().unwrap();
    assert!(catalog.editions().len() > 1);
    for flag in ["--version", "-V"] {
        let told = stdout(&home.run(&[flag]));
        let commit = told.strip_prefix(concat!("tableside ", env!("CARGO_PKG_VERSION"), " (")).unwrap();
        let digits = commit.chars().take_while(char::is_ascii_hexdigit).count();
        assert!(digits >= 9 && commit[digits..].starts_with(" of 20") || commit.starts_with("no commit)"), "{told}");
        for edition in catalog.editions() {
            assert!(told.contains(&format!("\n  {edition}\n")), "{told}");
        }
    }
}

#[test]
fn the_manual_page_and_the_completions_know_every_command() {
    fn all(command: &clap::Command) -> Vec<String> {
        let below = command.get_subcommands().filter(|below| below.get_name() != "help");
        below.flat_map(|below| [vec![below.get_name().to_owned()], all(below)].concat()).collect()
    }
    let home = Home::new();
    let commands = all(&<tableside::cli::Cli as clap::CommandFactory>::command());
    assert!(commands.len() > 20);
    let page = stdout(&home.run(&["man"])).replace('\\', "");
    for words in ["EXIT STATUS", "FILES", "ENVIRONMENT", "cms, midpoint, full, none"] {
        assert!(page.contains(words), "{words}");
    }
    for command in &commands {
        assert!(page.contains(&format!("tableside {command}")) || page.contains(&format!(" {command}\"")), "{command}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = stdout(&home.run(&["completions", shell]));
        for command in &commands {
            assert!(script.contains(command.as_str()), "{shell}: {command}");
        }
    }
}
