//! Listening to the terminal: in a thread that sleeps until something comes, and that can be made deaf while another
//! program has the terminal.

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use crossterm::event::{
    self, Event, KeyEvent, KeyEventKind, KeyModifiers, MediaKeyCode, MouseButton, MouseEvent, MouseEventKind,
};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::pipe::pipe;

use super::Clock;
use super::terminal::{Arrival, Input};
use crate::app::{Key, KeyCode};

/// The ears of the terminal.
pub(super) struct Ears {
    deaf: Arc<AtomicBool>,
    /// Wakes the listener, so that it looks whether it is to be deaf.
    wake: OwnedFd,
    /// Wakes it at a time, which comes while the computer sleeps as well.
    alarm: Option<Arc<OwnedFd>>,
}

impl Ears {
    /// Begins to listen.
    pub(super) fn open(sender: Sender<Arrival>, clock: Clock) -> io::Result<Self> {
        let (woken, wake) = pipe()?;
        let deaf = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&deaf);
        let alarm = alarm().map(Arc::new);
        let rings = alarm.clone();
        std::thread::Builder::new().spawn(move || {
            let outcome = listen(&sender, &clock, &told, (&woken, rings.as_deref()));
            if outcome.is_err() {
                let _ = sender.send((clock.now(), Input::Gone));
            }
        })?;
        Ok(Self { deaf, wake, alarm })
    }

    /// Says [`Input::Alarm`] after a time, sleep included; returns whether that can be done here. It takes the place of the
    /// time that was told before.
    pub(super) fn wake_in(&self, wait: Duration) -> bool {
        self.alarm.as_deref().is_some_and(|alarm| set(alarm, wait))
    }

    /// Listens no more, or again.
    pub(super) fn make_deaf(&self, deaf: bool) {
        self.deaf.store(deaf, Ordering::SeqCst);
        // Where it cannot be woken, it is gone, and deaf already.
        let _ = rustix::io::write(&self.wake, &[0]);
    }
}

/// How long the library may look for what came; without any time it looks for nothing, not even what it has read. It never
/// sleeps for less than a millisecond: as long as this, a core is busy after each key.
const MOMENT: Duration = Duration::from_micros(100);

/// Listens until nobody wants to hear any more, or nothing can be heard.
fn listen(
    sender: &Sender<Arrival>,
    clock: &Clock,
    deaf: &AtomicBool,
    (woken, alarm): (&OwnedFd, Option<&OwnedFd>),
) -> io::Result<()> {
    let stdin = io::stdin();
    loop {
        let hears = if deaf.load(Ordering::SeqCst) { PollFlags::empty() } else { PollFlags::IN };
        let mut sources = [
            PollFd::from_borrowed_fd(stdin.as_fd(), hears),
            PollFd::new(woken, PollFlags::IN),
            PollFd::new(alarm.unwrap_or(woken), PollFlags::IN),
        ];
        match poll(&mut sources, None) {
            Err(rustix::io::Errno::INTR) => continue,
            outcome => outcome?,
        };
        let [terminal, wake, rings] = &sources;
        if let Some(alarm) = alarm.filter(|_| rings.revents().contains(PollFlags::IN)) {
            rustix::io::read(alarm, &mut [0; 8])?;
            if sender.send((clock.now(), Input::Alarm)).is_err() {
                return Ok(());
            }
            continue;
        }
        if wake.revents().contains(PollFlags::IN) {
            let mut byte = [0];
            rustix::io::read(woken, &mut byte)?;
            continue;
        }
        if terminal.revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        while event::poll(MOMENT)? {
            let input = input(&event::read()?);
            if let Some(input) = input
                && sender.send((clock.now(), input)).is_err()
            {
                return Ok(());
            }
        }
    }
}

#[cfg(target_os = "linux")]
fn alarm() -> Option<OwnedFd> {
    use rustix::time::{TimerfdClockId, TimerfdFlags, timerfd_create};
    timerfd_create(TimerfdClockId::Boottime, TimerfdFlags::CLOEXEC).ok()
}

#[cfg(target_os = "linux")]
fn set(alarm: &OwnedFd, wait: Duration) -> bool {
    use rustix::time::{Itimerspec, TimerfdTimerFlags, Timespec, timerfd_settime};
    let it_interval = Timespec { tv_sec: 0, tv_nsec: 0 };
    // Nothing would never wake.
    let wait = wait.max(Duration::from_millis(1));
    let it_value =
        Timespec { tv_sec: i64::try_from(wait.as_secs()).unwrap_or(i64::MAX), tv_nsec: wait.subsec_nanos().into() };
    timerfd_settime(alarm, TimerfdTimerFlags::empty(), &Itimerspec { it_interval, it_value }).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn alarm() -> Option<OwnedFd> {
    None
}

#[cfg(not(target_os = "linux"))]
fn set(_: &OwnedFd, _: Duration) -> bool {
    false
}

/// What an event of the terminal is here. A key that is let go is none: other platforms say each key twice.
fn input(event: &Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_of(*key).map(Input::Key),
        Event::Paste(text) => Some(Input::Paste(text.clone())),
        Event::Resize(..) => Some(Input::Resize),
        Event::Mouse(MouseEvent { kind, column, row, .. }) => match kind {
            MouseEventKind::Down(MouseButton::Left) => Some(Input::Click(*column, *row)),
            MouseEventKind::ScrollUp => Some(Input::Scroll(false)),
            MouseEventKind::ScrollDown => Some(Input::Scroll(true)),
            _ => None,
        },
        _ => None,
    }
}

fn key_of(event: KeyEvent) -> Option<Key> {
    use crossterm::event::KeyCode as Theirs;
    let code = match event.code {
        Theirs::Char(c) => KeyCode::Char(c),
        Theirs::F(n) => KeyCode::F(n),
        Theirs::Enter => KeyCode::Enter,
        Theirs::Esc => KeyCode::Esc,
        Theirs::Tab | Theirs::BackTab => KeyCode::Tab,
        Theirs::Backspace => KeyCode::Backspace,
        Theirs::Delete => KeyCode::Delete,
        Theirs::Insert => KeyCode::Insert,
        Theirs::Up => KeyCode::Up,
        Theirs::Down => KeyCode::Down,
        Theirs::Left => KeyCode::Left,
        Theirs::Right => KeyCode::Right,
        Theirs::Home => KeyCode::Home,
        Theirs::End => KeyCode::End,
        Theirs::PageUp => KeyCode::PageUp,
        Theirs::PageDown => KeyCode::PageDown,
        Theirs::Media(MediaKeyCode::PlayPause) => KeyCode::PlayPause,
        Theirs::Media(MediaKeyCode::Play) => KeyCode::Play,
        Theirs::Media(MediaKeyCode::Pause) => KeyCode::Pause,
        Theirs::Media(MediaKeyCode::Stop) => KeyCode::Stop,
        Theirs::Media(MediaKeyCode::TrackNext) => KeyCode::Next,
        Theirs::Media(MediaKeyCode::TrackPrevious) => KeyCode::Previous,
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    let shift = event.code == Theirs::BackTab || held(KeyModifiers::SHIFT) && !matches!(code, KeyCode::Char(_));
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT), shift }.known())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyCode as Theirs;

    fn heard(code: Theirs, modifiers: KeyModifiers, kind: KeyEventKind) -> Option<String> {
        match input(&Event::Key(KeyEvent::new_with_kind(code, modifiers, kind))) {
            Some(Input::Key(key)) => Some(key.to_string()),
            _ => None,
        }
    }

    #[test]
    fn a_key_is_heard_once_however_often_the_platform_says_it() {
        let none = KeyModifiers::NONE;
        assert_eq!(heard(Theirs::Char('p'), none, KeyEventKind::Press).as_deref(), Some("p"));
        assert_eq!(heard(Theirs::Char('p'), none, KeyEventKind::Repeat).as_deref(), Some("p"));
        assert_eq!(heard(Theirs::Char('p'), none, KeyEventKind::Release), None);
    }

    #[test]
    fn pedals_and_media_keys_are_heard() {
        let press = KeyEventKind::Press;
        assert_eq!(heard(Theirs::F(1), KeyModifiers::SHIFT, press).as_deref(), Some("f13"));
        assert_eq!(heard(Theirs::F(24), KeyModifiers::NONE, press).as_deref(), Some("f24"));
        let media = Theirs::Media(MediaKeyCode::PlayPause);
        assert_eq!(heard(media, KeyModifiers::NONE, press).as_deref(), Some("play-pause"));
    }
}
