//! The terminal: opened, drawn to, listened to, and always given back as it was.

use std::io::{self, IsTerminal, stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};

use crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyEvent, KeyEventKind, KeyModifiers,
};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::Clock;
use super::effects::Rest;
use crate::app::{Key, KeyCode};
use crate::session::Stamp;

/// The terminal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoTerminal {
    /// Standard input or output is something else.
    #[error("this is no terminal")]
    NotATerminal,
    /// The terminal refused.
    #[error("the terminal does not answer: {0}")]
    Io(#[from] io::Error),
}

/// What comes in from outside, with the time of its coming: a slow disk must not move a key press.
pub(super) type Arrival = (Stamp, Input);

/// What comes in.
pub(super) enum Input {
    Key(Key),
    Paste(String),
    Resize,
    /// Slow work is done, but for its rest.
    Rest(Rest),
    /// The system asks the program to end.
    Signal(i32),
    /// Nothing can be read from the terminal any more.
    Gone,
    /// The system asks the program to rest until it is called again.
    Suspend,
}

/// The terminal screen; dropping it gives the terminal back.
pub struct Terminal {
    // Never dropped: the library's own drop complains on the terminal, and panics where that is gone.
    inner: ManuallyDrop<ratatui::Terminal<CrosstermBackend<io::Stdout>>>,
}

impl Terminal {
    /// Whether a person sits at a terminal.
    pub fn is_there() -> bool {
        io::stdin().is_terminal() && stdout().is_terminal()
    }

    /// Takes the terminal over. A panic gives it back before it prints.
    pub fn open() -> Result<Self, NoTerminal> {
        if !Self::is_there() {
            return Err(NoTerminal::NotATerminal);
        }
        let (before, screen) = (std::panic::take_hook(), std::thread::current().id());
        std::panic::set_hook(Box::new(move |info| {
            // What panics beside the screen ends no screen.
            if std::thread::current().id() == screen {
                give_back();
                before(info);
            }
        }));
        match Self::take_over() {
            Ok(inner) => Ok(Self { inner: ManuallyDrop::new(inner) }),
            Err(error) => {
                give_back();
                Err(error.into())
            }
        }
    }

    /// Gives the terminal back, rests until the program is called again, and takes the terminal over anew.
    pub(super) fn suspend(&mut self) -> Result<(), NoTerminal> {
        give_back();
        emulate_default_handler(SIGTSTP)?;
        // Anew, so that the next frame is drawn whole.
        self.inner = ManuallyDrop::new(Self::take_over()?);
        Ok(())
    }

    fn take_over() -> io::Result<ratatui::Terminal<CrosstermBackend<io::Stdout>>> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        ratatui::Terminal::new(CrosstermBackend::new(stdout()))
    }

    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> Result<(), NoTerminal> {
        self.inner.draw(draw)?;
        Ok(())
    }

    /// Listens to keys and signals, each in a thread of its own that sleeps until there is one.
    #[expect(clippy::unused_self, reason = "listening needs the terminal to be open")]
    pub(super) fn inputs(&self, clock: &Clock) -> Result<(Sender<Arrival>, Receiver<Arrival>), NoTerminal> {
        let (sender, receiver) = mpsc::channel();
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP])?;
        let (to_loop, at) = (sender.clone(), clock.clone());
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let input = if signal == SIGTSTP { Input::Suspend } else { Input::Signal(signal) };
                if to_loop.send((at.now(), input)).is_err() {
                    return;
                }
            }
        });
        let (clock, to_loop) = (clock.clone(), sender.clone());
        std::thread::spawn(move || listen(&to_loop, &clock));
        Ok((sender, receiver))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether the terminal is taken over. Given back twice, it would put the cursor where it was before, over what was
/// printed since.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back, where it was taken; what fails here has nobody left to be told.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, crossterm::cursor::Show);
    let _ = disable_raw_mode();
}

fn listen(sender: &Sender<Arrival>, clock: &Clock) {
    while let Ok(event) = event::read() {
        let input = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => key_of(key).map(Input::Key),
            Event::Paste(text) => Some(Input::Paste(text)),
            Event::Resize(..) => Some(Input::Resize),
            _ => None,
        };
        if let Some(input) = input
            && sender.send((clock.now(), input)).is_err()
        {
            return;
        }
    }
    let _ = sender.send((clock.now(), Input::Gone));
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
        Theirs::Up => KeyCode::Up,
        Theirs::Down => KeyCode::Down,
        Theirs::Left => KeyCode::Left,
        Theirs::Right => KeyCode::Right,
        Theirs::Home => KeyCode::Home,
        Theirs::End => KeyCode::End,
        Theirs::PageUp => KeyCode::PageUp,
        Theirs::PageDown => KeyCode::PageDown,
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    let shift = event.code == Theirs::BackTab || held(KeyModifiers::SHIFT) && !matches!(code, KeyCode::Char(_));
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT), shift })
}
