//! `tableside units`: what minutes are worth, and why.

mod answer;

use std::borrow::Cow;

use chrono::TimeDelta;

use super::session;
use super::surroundings::Surroundings;
use super::{json, print, tell};
use crate::billing::{self, Day, Work};
use crate::catalog::{Catalog, CptCode, Kind, Modifier, Payer, PayerId, TechniqueId, retired};
use crate::cli::UnitsArgs;
use crate::document::did_you_mean;
use crate::error::Failure;
use crate::session::{Role, Session, SessionId, Therapist, paper};
use answer::Answer;

/// A day has no more minutes.
const DAY: i64 = 24 * 60;

pub(super) fn run(around: &Surroundings, args: &UnitsArgs) -> Result<(), Failure> {
    let catalog = &around.catalog;
    if args.from.is_empty() {
        let day = day(around, args)?;
        let mut answer = Answer::of(&day, catalog, args.explain);
        answer.remarks = remarks(args, catalog);
        if !args.choose.is_empty() && !answer.is_settled() {
            tell(
                "there is no tie of this day in which --choose names as many codes as there are units; it was left out",
            );
        }
        return print(&if args.json { json(&answer)? } else { answer.text(catalog) });
    }
    let sessions = sessions(around, args)?;
    let mut days: Vec<Day> = Vec::new();
    for session in &sessions {
        for day in billing::days(session, sessions.iter(), catalog, around.clock.now()) {
            if !days.iter().any(|known| known.date == day.date && known.sessions == day.sessions) {
                days.push(day);
            }
        }
    }
    let answers: Vec<Answer> = days.iter().map(|day| Answer::of(day, catalog, args.explain)).collect();
    let texts = answers.iter().map(|answer| answer.text(catalog));
    print(&if args.json { json(&answers)? } else { texts.collect::<Vec<_>>().join("\n") })
}

/// Reads sessions that are billed and not recorded.
fn sessions(around: &Surroundings, args: &UnitsArgs) -> Result<Vec<Session>, Failure> {
    let mut sessions = Vec::new();
    for (place, file) in args.from.iter().enumerate() {
        let document = session::read(file)?;
        let events = paper::read(&document, &around.catalog, &Therapist::default(), around.clock.now())?;
        sessions.push(Session::fold(&SessionId::new(format!("file-{}", place + 1)), &events)?);
    }
    Ok(sessions)
}

/// Returns the day that the command line tells.
fn day<'a>(around: &'a Surroundings, args: &UnitsArgs) -> Result<Day<'a>, Failure> {
    let catalog = &around.catalog;
    let payer = match args.rule {
        Some(rule) => Cow::Owned(Payer::by_rule(rule.into())),
        None => Cow::Borrowed(payer(around, args.payer.as_deref())?),
    };
    let date = args.date.unwrap_or_else(|| around.clock.now().date_naive());
    let mut day = Day::new(date, payer);
    for word in &args.work {
        let work = work(word, catalog)?;
        if day.work.iter().any(|known| known.code == work.code && known.role == work.role) {
            let mend = format!("write it once, its times added: {}=10+5", work.code);
            return Err(Failure::usage(format!("{} stands twice", work.code), mend));
        }
        day.work.push(work);
    }
    let timed = |work: &&Work| catalog.code(work.code).is_some_and(|known| known.kind == Kind::Timed);
    let total: i64 = day.work.iter().filter(timed).map(|work| work.time.num_minutes()).sum();
    if total > DAY {
        return Err(Failure::usage(
            format!("{total} timed minutes are more than a day has"),
            "correct the minutes; all together they may be 1440",
        ));
    }
    day.decisions.tie.chosen = args.choose.iter().map(|text| known(text, catalog)).collect::<Result<_, _>>()?;
    for word in &args.modifier {
        day.decisions.modifiers.insert(marked(word, catalog)?);
    }
    for word in &args.describe {
        let (code, text) = word.split_once('=').ok_or_else(|| {
            Failure::usage(format!("{word} describes nothing"), "write it as 97039=\"massage table\"")
        })?;
        if text.trim().is_empty() {
            return Err(Failure::usage(format!("{word} describes nothing"), "write in a few words what was done"));
        }
        let code = known(code, catalog)?;
        if catalog.code(code).is_some_and(|known| known.kind != Kind::Unlisted) {
            return Err(Failure::usage(format!("{code} is not unlisted, so it is not described"), "take it out"));
        }
        day.decisions.described.insert(code, text.trim().to_owned());
    }
    Ok(day)
}

fn payer<'a>(around: &'a Surroundings, named: Option<&str>) -> Result<&'a Payer, Failure> {
    let id = named.map_or_else(|| around.loaded.config.payer.clone(), PayerId::new);
    around.catalog.payer(&id).ok_or_else(|| {
        let mend = did_you_mean(id.as_str(), around.catalog.payers().iter().map(|p| p.id.as_str()));
        Failure::usage(format!("there is no payer \"{id}\""), mend)
    })
}

/// Returns what a biller must know of the techniques that were named.
fn remarks(args: &UnitsArgs, catalog: &Catalog) -> Vec<String> {
    let named = args.work.iter().filter_map(|word| {
        let id = word.split(['=', '@']).next().unwrap_or_default();
        catalog.technique(&TechniqueId::new(id.to_lowercase()))
    });
    named.filter(|known| !known.remark.is_empty()).map(|known| format!("{}: {}", known.name, known.remark)).collect()
}

/// Reads "97110=33", "97124=4:40+3:20", "97110=10@PTA", "petrissage=20" or, untimed, "97010".
fn work(word: &str, catalog: &Catalog) -> Result<Work, Failure> {
    let (told, credentials) = word.split_once('@').map_or((word, None), |(told, who)| (told, Some(who)));
    let (code, time) = told.split_once('=').map_or((told, None), |(code, time)| (code, Some(time)));
    let code = coded(code, catalog)?;
    if credentials.is_some_and(|who| who.contains('=')) {
        return Err(Failure::usage(format!("{word}: the time stands before the @"), "write it as 97110=10@PTA"));
    }
    let role = credentials.map_or_else(|| Ok(Role::default()), |text| role(word, text))?;
    let time = match time {
        Some(text) => time_of(word, text)?,
        // Done, for a time that was not told: it counts once and adds no minute.
        None if catalog.code(code).is_some_and(|known| known.kind != Kind::Timed) => TimeDelta::seconds(1),
        None => {
            return Err(Failure::usage(format!("{code} is timed and has no minutes"), format!("write {code}=33")));
        }
    };
    Ok(Work { code, role, time })
}

fn role(word: &str, credentials: &str) -> Result<Role, Failure> {
    let role = Therapist { name: String::new(), credentials: credentials.to_owned() }.role();
    if role == Role::default() && !credentials.eq_ignore_ascii_case("LMT") {
        let mend = "write @PT, @PTA, @OT, @OTA, @SLP or @LMT";
        return Err(Failure::usage(format!("{word}: \"{credentials}\" tells no role"), mend));
    }
    Ok(role)
}

/// Returns the code that is named, or that a technique maps to.
fn coded(text: &str, catalog: &Catalog) -> Result<CptCode, Failure> {
    let Some(technique) = catalog.technique(&TechniqueId::new(text.to_lowercase())) else {
        return known(text, catalog);
    };
    technique.code.ok_or_else(|| {
        Failure::usage(format!("{} has no code of its own", technique.name), "write the code that it is billed under")
    })
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

fn marked(word: &str, catalog: &Catalog) -> Result<(CptCode, Modifier), Failure> {
    let (code, modifier) = word
        .split_once(':')
        .ok_or_else(|| Failure::usage(format!("{word} names no modifier of a code"), "write it as 97110:KX"))?;
    let modifier: Modifier = modifier.parse().map_err(|error| Failure::usage(format!("{error}"), ""))?;
    if !modifier.is_by_hand() {
        let mend = "say who treated instead, such as 97110=33@PTA, and name a payer that asks for it";
        return Err(Failure::usage(format!("{modifier} follows from who treated"), mend));
    }
    Ok((known(code, catalog)?, modifier))
}

/// Reads whole minutes or minutes and seconds, and sums of them.
fn time_of(word: &str, text: &str) -> Result<TimeDelta, Failure> {
    let mut time = TimeDelta::zero();
    for part in text.split('+') {
        time += one_time(word, part)?;
    }
    if time > TimeDelta::minutes(DAY) {
        return Err(Failure::usage(format!("{word}: a day has 1440 minutes"), "write 1440 or less"));
    }
    Ok(time)
}

fn one_time(word: &str, text: &str) -> Result<TimeDelta, Failure> {
    let (minutes, seconds) = text.split_once(':').unwrap_or((text, "0"));
    match (minutes.parse::<i64>(), seconds.parse::<i64>()) {
        (Ok(minutes), Ok(seconds)) if (0..=DAY).contains(&minutes) && (0..60).contains(&seconds) => {
            Ok(TimeDelta::minutes(minutes) + TimeDelta::seconds(seconds))
        }
        (Ok(minutes), Ok(_)) if minutes < 0 => {
            Err(Failure::usage(format!("{word}: minutes cannot be negative"), "write 0 or more"))
        }
        (Ok(minutes), Ok(_)) if minutes > DAY => {
            Err(Failure::usage(format!("{word}: a day has 1440 minutes"), "write 1440 or less"))
        }
        _ => Err(Failure::usage(
            format!("{word}: \"{text}\" is no time"),
            "write whole minutes, such as 33, or minutes and seconds, such as 4:40",
        )),
    }
}
