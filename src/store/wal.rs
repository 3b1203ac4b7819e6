//! A look at the write-ahead log before `SQLite` opens it, which takes it only as far as it is whole, and silently.
//!
//! A power cut may tear the last commit, which nobody was told of. Where later commits follow a broken one, these were
//! told to be on the disk, and are about to be dropped.

use std::path::Path;
use std::time::Duration;

/// How long before a log that looks broken is looked at again.
const PAUSE: Duration = Duration::from_millis(50);

/// What every frame begins with, before its page.
const FRAME: usize = 24;

/// What the file begins with.
const HEADER: usize = 32;

/// Returns how many commits follow the first broken frame and the commit it may belong to; none where the log is whole, or
/// is no log at all.
pub(super) fn dropped(wal: &Path) -> usize {
    let look = || std::fs::read(wal).ok().and_then(|bytes| after_the_break(&bytes)).unwrap_or(0);
    if look() == 0 {
        return 0;
    }
    // Another window may just have begun the log anew.
    std::thread::sleep(PAUSE);
    look()
}

fn after_the_break(bytes: &[u8]) -> Option<usize> {
    let header = bytes.get(..HEADER)?;
    let big = match word(header, 0)? {
        0x377f_0682 => false,
        0x377f_0683 => true,
        _ => return None,
    };
    let page = usize::try_from(word(header, 8)?).ok().filter(|page| page.is_power_of_two())?;
    let (salts, mut sums) = (header.get(16..24)?, [0, 0]);
    add(&mut sums, header.get(..24)?, big);
    if sums != [word(header, 24)?, word(header, 28)?] {
        return None;
    }
    let frames = bytes.get(HEADER..)?.chunks_exact(FRAME + page);
    let (mut broken, mut commits) = (false, 0);
    for frame in frames {
        // Frames with other salts are left over from before, and end the log as a broken one does.
        let ours = frame.get(8..16) == Some(salts);
        // Behind a break, only what goes on from the frame before it was written after that: left over from commits that
        // failed, it does not.
        if ours {
            add(&mut sums, frame.get(..8)?, big);
            add(&mut sums, frame.get(FRAME..)?, big);
        }
        let told = [word(frame, 16)?, word(frame, 20)?];
        let follows = ours && sums == told;
        broken |= !follows;
        commits += usize::from(broken && follows && word(frame, 4)? != 0);
        sums = told;
    }
    Some(commits.saturating_sub(1))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Goes on with the checksum of the format over some bytes.
fn add(sums: &mut [u32; 2], bytes: &[u8], big: bool) {
    let (pairs, _) = bytes.as_chunks::<8>();
    for [a, b, c, d, e, f, g, h] in pairs {
        let read = if big { u32::from_be_bytes } else { u32::from_le_bytes };
        let [one, two] = *sums;
        let one = one.wrapping_add(read([*a, *b, *c, *d])).wrapping_add(two);
        *sums = [one, two.wrapping_add(read([*e, *f, *g, *h])).wrapping_add(one)];
    }
}
