//! The terminal: opened, drawn to, listened to, and always given back as it was.

use std::io::{self, IsTerminal, stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, KeyboardEnhancementFlags,
    PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::Clock;
use super::effects::Rest;
use super::listen::Ears;
use crate::app::Key;
use crate::session::Stamp;
use crate::ui;

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
    /// The left button was pressed on a cell.
    Click(u16, u16),
    /// The wheel was turned, down or up.
    Scroll(bool),
    Resize,
    /// The time has come at which the ears were to wake.
    Alarm,
    /// The person's own editor gave the terminal back, with the text as it was left.
    Back(Result<String, String>),
    /// Slow work is done, but for its rest.
    Rest(Rest),
    /// The system asks the program to end.
    Signal(i32),
    /// Nothing can be read from the terminal any more.
    Gone,
    /// The system asks the program to rest until it is called again.
    Suspend,
}

/// What is asked of the terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Whether it says where the mouse is clicked.
    pub mouse: bool,
    /// Whether it says keys that it otherwise keeps to itself, such as the media keys.
    pub enhanced: bool,
}

/// The terminal screen; dropping it gives the terminal back.
pub struct Terminal {
    wishes: Wishes,
    // Never dropped: the library's own drop complains on the terminal, and panics where that is gone.
    inner: ManuallyDrop<ratatui::Terminal<CrosstermBackend<io::Stdout>>>,
}

impl Terminal {
    /// Whether a person sits at a terminal.
    pub fn is_there() -> bool {
        io::stdin().is_terminal() && stdout().is_terminal()
    }

    /// Takes the terminal over, and shows at once that it is there: what is to be read first takes some milliseconds. A panic
    /// gives it back before it prints.
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
        match Self::take_over(Wishes::default()) {
            Ok(inner) => {
                let mut terminal = Self { wishes: Wishes::default(), inner: ManuallyDrop::new(inner) };
                terminal.draw(ui::draw_first)?;
                Ok(terminal)
            }
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
        self.take_back()
    }

    /// Asks the terminal for something more.
    pub(super) fn wish(&mut self, wishes: Wishes) -> Result<(), NoTerminal> {
        self.wishes = wishes;
        Ok(ask(wishes)?)
    }

    /// Gives the terminal to another program.
    #[expect(clippy::unused_self, reason = "there is only one to give")]
    pub(super) fn lend(&self) {
        give_back();
    }

    /// Takes the terminal over anew, so that the next frame is drawn whole.
    pub(super) fn take_back(&mut self) -> Result<(), NoTerminal> {
        self.inner = ManuallyDrop::new(Self::take_over(self.wishes)?);
        Ok(())
    }

    fn take_over(wishes: Wishes) -> io::Result<ratatui::Terminal<CrosstermBackend<io::Stdout>>> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        // The title that was there is kept, and comes back; ours never holds a name.
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, Print("\x1b[22;0t"), SetTitle("Tableside"))?;
        ask(wishes)?;
        ratatui::Terminal::new(CrosstermBackend::new(stdout()))
    }

    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> Result<(), NoTerminal> {
        // In one piece, where the terminal knows how: nothing flickers.
        queue!(stdout(), BeginSynchronizedUpdate)?;
        self.inner.draw(draw)?;
        execute!(stdout(), EndSynchronizedUpdate)?;
        Ok(())
    }

    /// Rings the bell.
    #[expect(clippy::unused_self, reason = "it is the terminal's")]
    pub(super) fn ring(&self) -> Result<(), NoTerminal> {
        execute!(stdout(), Print('\x07'))?;
        Ok(())
    }

    /// Asks the terminal to put a text on its clipboard, which also reaches a desktop behind a remote shell.
    #[expect(clippy::unused_self, reason = "it is the terminal's")]
    pub(super) fn copy(&self, text: &str) -> Result<(), NoTerminal> {
        execute!(stdout(), CopyToClipboard::to_clipboard_from(text))?;
        Ok(())
    }

    /// Listens to keys and signals, each in a thread of its own that sleeps until there is one.
    #[expect(clippy::unused_self, reason = "listening needs the terminal to be open")]
    pub(super) fn inputs(&self, clock: &Clock) -> Result<(Ears, Sender<Arrival>, Receiver<Arrival>), NoTerminal> {
        let (sender, receiver) = mpsc::channel();
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGWINCH])?;
        let (to_loop, at) = (sender.clone(), clock.clone());
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let input = match signal {
                    SIGTSTP => Input::Suspend,
                    SIGWINCH => Input::Resize,
                    _ => Input::Signal(signal),
                };
                if to_loop.send((at.now(), input)).is_err() {
                    return;
                }
            }
        });
        let ears = Ears::open(sender.clone(), clock.clone())?;
        Ok((ears, sender, receiver))
    }
}

fn ask(wishes: Wishes) -> io::Result<()> {
    if wishes.mouse {
        execute!(stdout(), EnableMouseCapture)?;
    }
    if wishes.enhanced {
        execute!(stdout(), PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES))?;
        ENHANCED.store(true, Ordering::SeqCst);
    }
    Ok(())
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether the terminal is taken over. Given back twice, it would put the cursor where it was before, over what was
/// printed since.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the terminal says more keys than usual.
static ENHANCED: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back, where it was taken; what fails here has nobody left to be told.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    if ENHANCED.swap(false, Ordering::SeqCst) {
        let _ = execute!(stdout(), PopKeyboardEnhancementFlags);
    }
    let _ = execute!(
        stdout(),
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Print("\x1b[23;0t"),
        crossterm::cursor::Show
    );
    let _ = disable_raw_mode();
}
