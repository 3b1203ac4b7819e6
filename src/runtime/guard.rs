//! What keeps memory and mistakes to themselves: no core file, no other program looking in, no panic that quotes a text.

use std::io::Write as _;

/// Guards the whole program; called once, before anything else.
pub fn guard() {
    no_core_file();
    std::panic::set_hook(Box::new(|info| {
        // Never the message: it may quote what was being worked on.
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        let text =
            format!("tableside: a mistake in the program ended it ({place}); what was recorded is on the disk\n");
        let _ = std::io::stderr().write_all(text.as_bytes());
    }));
}

#[cfg(unix)]
fn no_core_file() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Where the system refuses, it is no worse than before.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

#[cfg(not(unix))]
fn no_core_file() {}
