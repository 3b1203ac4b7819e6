//! `tableside units`: what minutes are worth, and why.

use chrono::TimeDelta;
use serde::Serialize;

use super::surroundings::Surroundings;
use super::{json, print};
use crate::billing::{self, Bill, Choice, Work};
use crate::catalog::{Catalog, CptCode, Kind, MinuteRule, PayerId, Rule, retired};
use crate::document::did_you_mean;
use crate::error::Failure;
use crate::words::{counted, pad};

/// A day has no more minutes.
const DAY: i64 = 24 * 60;

#[derive(Serialize)]
struct Answer<'a> {
    rule: &'static str,
    timed_minutes: u32,
    total_units: u32,
    lines: Vec<Line<'a>>,
    choices: &'a [Choice],
    warnings: &'a [String],
}

#[derive(Serialize)]
struct Line<'a> {
    code: CptCode,
    minutes: u32,
    units: u32,
    reason: &'a str,
}

pub(super) fn run(
    around: &Surroundings,
    rule: Option<Rule>,
    payer: Option<&str>,
    as_json: bool,
    work: &[String],
) -> Result<(), Failure> {
    let (rule, minutes) = match rule {
        Some(rule) => (rule, MinuteRule::default()),
        None => rule_of(around, payer)?,
    };
    let work = parse(work, &around.catalog)?;
    let bill = billing::bill(&work, rule, minutes, &around.catalog);
    print(&if as_json { as_json_text(&bill)? } else { as_text(&bill, &around.catalog) })
}

fn rule_of(around: &Surroundings, payer: Option<&str>) -> Result<(Rule, MinuteRule), Failure> {
    let id = payer.map_or_else(|| around.loaded.config.payer.clone(), PayerId::new);
    let payer = around.catalog.payer(&id).ok_or_else(|| {
        let mend = did_you_mean(id.as_str(), around.catalog.payers().iter().map(|p| p.id.as_str()));
        Failure::usage(format!("there is no payer \"{id}\""), mend)
    })?;
    Ok((payer.rule, payer.minutes))
}

fn parse(words: &[String], catalog: &Catalog) -> Result<Vec<Work>, Failure> {
    let mut work: Vec<Work> = Vec::new();
    for word in words {
        let (code, minutes) = word.split_once('=').map_or((word.as_str(), None), |(c, m)| (c, Some(m)));
        let code = known(code, catalog)?;
        let time = match minutes {
            Some(text) => TimeDelta::minutes(minutes_of(word, text)?),
            // Done, for a time that was not told: it counts once and adds no minute.
            None if catalog.code(code).is_some_and(|c| c.kind != Kind::Timed) => TimeDelta::seconds(1),
            None => {
                return Err(Failure::usage(format!("{code} is timed and has no minutes"), format!("write {code}=33")));
            }
        };
        if work.iter().any(|w| w.code == code) {
            return Err(Failure::usage(format!("{code} stands twice"), "add its minutes up and write it once"));
        }
        work.push(Work { code, time });
    }
    let timed = |w: &&Work| catalog.code(w.code).is_some_and(|c| c.kind == Kind::Timed);
    let total: i64 = work.iter().filter(timed).map(|w| w.time.num_minutes()).sum();
    if total > DAY {
        return Err(Failure::usage(
            format!("{total} timed minutes are more than a day has"),
            "correct the minutes; all together they may be 1440",
        ));
    }
    Ok(work)
}

fn known(text: &str, catalog: &Catalog) -> Result<CptCode, Failure> {
    let code: CptCode = text.to_ascii_uppercase().parse().map_err(|error| Failure::usage(format!("{error}"), ""))?;
    if let Some(why) = retired(code) {
        return Err(Failure::usage(why, ""));
    }
    if catalog.code(code).is_none() {
        let codes: Vec<String> = catalog.codes().iter().map(|c| c.code.to_string()).collect();
        let mend = did_you_mean(text, codes.iter().map(String::as_str));
        return Err(Failure::usage(format!("{code} is not in the catalogue"), mend));
    }
    Ok(code)
}

fn minutes_of(word: &str, text: &str) -> Result<i64, Failure> {
    match text.parse::<i64>() {
        Ok(minutes) if (0..=DAY).contains(&minutes) => Ok(minutes),
        Ok(minutes) if minutes < 0 => {
            Err(Failure::usage(format!("{word}: minutes cannot be negative"), "write 0 or more"))
        }
        Ok(_) => Err(Failure::usage(format!("{word}: a day has 1440 minutes"), "write 1440 or less")),
        Err(_) => Err(Failure::usage(
            format!("{word}: \"{text}\" is no number of minutes"),
            "write whole minutes, such as 33",
        )),
    }
}

fn as_json_text(bill: &Bill) -> Result<String, Failure> {
    json(&Answer {
        rule: bill.rule.word(),
        timed_minutes: bill.timed.0,
        total_units: bill.total_units().0,
        lines: bill
            .charges
            .iter()
            .map(|c| Line { code: c.code, minutes: c.minutes.0, units: c.units.0, reason: &c.reason })
            .collect(),
        choices: &bill.choices,
        warnings: &bill.warnings,
    })
}

fn as_text(bill: &Bill, catalog: &Catalog) -> String {
    let mut out = format!("{} ({})\n\n", bill.rule.title(), bill.rule);
    for charge in &bill.charges {
        let label = catalog.code(charge.code).map_or("", |c| c.label.as_str());
        out += &format!(
            "{}  {} {:>4} min   {}\n",
            charge.code,
            pad(label, 32),
            charge.minutes.0,
            counted(charge.units.0, "unit")
        );
        out += &format!("       {}\n", charge.reason);
    }
    let total = bill.total_units().0;
    out += &format!("\n{}, {}\n", counted(bill.timed.0, "timed minute"), counted(total, "unit"));
    for choice in &bill.choices {
        let codes: Vec<String> = choice.codes.iter().map(ToString::to_string).collect();
        out += &format!("choice: {} tied between {}\n", counted(choice.units.0, "unit"), codes.join(", "));
    }
    for warning in &bill.warnings {
        out += &format!("warning: {warning}\n");
    }
    out
}
