//! The command line: what can be typed, with its help.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::NonEmptyStringValueParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::catalog::Rule;

/// Above the options that every command takes.
const EVERYWHERE: &str = "With every command";

/// Times hands-on work per body area and technique, maps the minutes to codes and units under the payer's rule,
/// and writes the note.
#[derive(Debug, Default, Parser)]
#[command(
    name = "tableside",
    after_help = "Without a command, the terminal screen opens.",
    disable_version_flag = true
)]
pub struct Cli {
    /// The configuration file, instead of the one of this user
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of the record, instead of the configured one
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// Who unlocks the record, where several may
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME")]
    pub therapist: Option<String>,
    /// A file that holds the passphrase and that nobody else may read, for what runs unattended
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Open on made-up data in a temporary store; touches nothing else
    #[arg(long)]
    pub demo: bool,
    /// A time instead of the system's, or a file that holds it and may be stepped; for tests and demonstrations
    #[arg(long, global = true, hide = true, value_name = "RFC3339|FILE")]
    pub clock: Option<String>,
    /// Print the version, the commit it was built of, and the editions of the tables it carries
    #[arg(short = 'V', long, action = ArgAction::SetTrue)]
    pub version: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be done without the terminal screen.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What these minutes are worth, and why
    Units(UnitsArgs),
    /// The sessions of a day: minutes, charges, note status
    Day {
        /// The day, as 2026-11-23; without it, today
        #[arg(long, value_name = "DATE", value_parser = day)]
        date: Option<NaiveDate>,
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Print the charges as a table for a spreadsheet
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
    /// Write the signed notes of a day, its charges and its record
    Export(ExportArgs),
    /// One note, to standard output
    Note {
        /// The session's id, or its beginning
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        session: String,
        /// The form: pdf, md, txt, csv, json or fhir
        #[arg(long, default_value = "txt", value_name = "FORM")]
        format: String,
    },
    /// Read the whole record and prove it unbroken
    Verify(VerifyArgs),
    /// What was done with the record: who unlocked it, opened which session, exported what
    Audit {
        /// Only from this day on
        #[arg(long, value_name = "DATE", value_parser = day)]
        since: Option<NaiveDate>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Copy the record to a file, sealed as it is, also while it is in use
    Backup {
        /// The file
        file: PathBuf,
    },
    /// Prove a backup whole and put it in the record's place, which is kept beside it
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Who may unlock the record
    #[command(subcommand)]
    Therapist(TherapistCommand),
    /// Sessions kept elsewhere
    #[command(subcommand)]
    Session(SessionCommand),
    /// What is known of the field: codes, limits, edits, payers
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// The keys of every screen, with your own in them
    Keys {
        /// Print them as a page in Markdown
        #[arg(long)]
        markdown: bool,
    },
    /// The configuration, with the origin of every value
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print what a shell needs to complete commands and options
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, for man -l -
    Man,
}

/// What `units` is asked.
#[derive(Debug, Args)]
pub struct UnitsArgs {
    /// The rule; without it, the payer's
    #[arg(long, value_enum, conflicts_with = "payer")]
    pub rule: Option<RuleWord>,
    /// The payer whose terms count; without it, the configured one
    #[arg(long, value_name = "ID")]
    pub payer: Option<String>,
    /// The day, for edits that hold from or until a date; without it, today
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub date: Option<NaiveDate>,
    /// The codes that the therapist chose for the units of a tie
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub choose: Vec<String>,
    /// Modifiers added by hand: 97110:KX, 97750:XU
    #[arg(long, value_delimiter = ',', value_name = "CODE:MODIFIER")]
    pub modifier: Vec<String>,
    /// What an unlisted code was: 97039="massage table"
    #[arg(long, value_name = "CODE=TEXT")]
    pub describe: Vec<String>,
    /// Say why of every unit and every minute, and where each rule stands
    #[arg(long)]
    pub explain: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// A session as `session add` reads it, billed and not recorded; several of one patient are billed together
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["work", "rule", "payer", "date", "choose", "modifier", "describe"])]
    pub from: Vec<PathBuf>,
    /// Codes (or techniques) with their time: 97110=33, 97124=4:40+3:20, 97110=10@PTA; an untimed code may stand alone
    #[arg(required_unless_present = "from", value_name = "CODE=TIME[@CREDENTIALS]")]
    pub work: Vec<String>,
}

/// What `export` is asked.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The day, as 2026-11-23; without it, today
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub date: Option<NaiveDate>,
    /// The first day of a range
    #[arg(long, value_name = "DATE", value_parser = day, conflicts_with = "date")]
    pub from: Option<NaiveDate>,
    /// The last day of a range; without it, today
    #[arg(long, value_name = "DATE", value_parser = day, conflicts_with = "date", requires = "from")]
    pub to: Option<NaiveDate>,
    /// The forms, separated by commas: pdf, md, txt, csv, json, fhir
    #[arg(long, value_delimiter = ',', value_name = "FORMS")]
    pub format: Vec<String>,
    /// The folder, instead of the configured one
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Notes that are not signed, too, each marked as a draft
    #[arg(long)]
    pub drafts: bool,
    /// Write over files that say something else
    #[arg(long)]
    pub force: bool,
    /// Seal each file for whoever holds the key of this age recipient (age1...)
    #[arg(long, value_name = "RECIPIENT")]
    pub encrypt: Option<String>,
}

/// What `verify` is asked.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// A digest that an export printed: prove also that nothing recorded until then was cut off
    #[arg(long, value_name = "DIGEST")]
    pub head: Option<String>,
    /// Build the index anew from the log first
    #[arg(long)]
    pub rebuild_index: bool,
}

/// What can be done about those who may unlock.
#[derive(Debug, Subcommand)]
pub enum TherapistCommand {
    /// Let somebody unlock; the first one sets the record up, and the recovery code is printed once
    Add {
        /// Name and credentials: "J. Osei, PT"
        name: String,
        /// A file that holds the new passphrase, instead of being asked
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Who may unlock
    List,
    /// Set a new passphrase; with --therapist "recovery code", where the old one is lost
    Passphrase {
        /// Whose
        name: String,
        /// A file that holds the new passphrase, instead of being asked
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Let somebody unlock no more
    Remove {
        /// Who
        name: String,
    },
    /// Make a new recovery code, printed once; the one before counts no more
    RecoveryCode,
}

/// What can be done with the catalogue.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Read one of a clinic's own files over the built-in catalogue, and say what is wrong in it
    Check {
        /// The file, in TOML
        file: PathBuf,
    },
}

/// What can be done with sessions.
#[derive(Debug, Subcommand)]
pub enum SessionCommand {
    /// Record a session kept on paper, or from a script; prints its id
    Add {
        /// A file in TOML or JSON; - reads standard input
        file: PathBuf,
    },
}

/// What can be done with the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Write the example to its place, where there is none yet
    Init,
    /// Read everything that is configured, the clinic's catalogue too, and say what is wrong
    Check,
    /// Print every value with its origin
    Show,
    /// Print where the configuration, the clinic's catalogue, the record and the exports are
    Path,
}

/// A rule, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RuleWord {
    /// Minutes of all timed codes are pooled (Medicare's eight-minute rule)
    Cms,
    /// Each code by itself, a unit from its midpoint (rule of eights)
    Midpoint,
    /// Each code by itself, whole quarter hours only
    Full,
    /// No units
    None,
}

impl From<RuleWord> for Rule {
    fn from(word: RuleWord) -> Self {
        match word {
            RuleWord::Cms => Self::Cms,
            RuleWord::Midpoint => Self::Midpoint,
            RuleWord::Full => Self::Full,
            RuleWord::None => Self::None,
        }
    }
}

impl Cli {
    /// Reads the command line; what is wrong in it ends the program with exit code 2.
    pub fn read() -> Self {
        // Most days it is opened without any: then there is nothing to read.
        if std::env::args_os().len() == 1 { Self::default() } else { Self::parse() }
    }
}

/// Reads a day; here it has one form, so that what runs unattended has one meaning.
fn day(text: &str) -> Result<NaiveDate, &'static str> {
    text.parse().map_err(|_| "write it as 2026-11-23")
}
