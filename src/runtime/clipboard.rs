//! The desktop's clipboard, where there is one; the terminal has a way of its own.

use arboard::Clipboard as Desktop;

/// The desktop's clipboard, and what was put on it.
#[derive(Default)]
pub(super) struct Clipboard {
    desktop: Option<Desktop>,
    held: Option<String>,
}

impl Clipboard {
    /// Puts a text on it; without one, takes off what was put there, unless something else has come meanwhile.
    pub(super) fn hold(&mut self, text: Option<&str>) {
        match text {
            Some(text) => {
                // Without a desktop the terminal's way is the only one.
                self.desktop = self.desktop.take().or_else(|| Desktop::new().ok());
                if let Some(desktop) = &mut self.desktop {
                    let _ = desktop.set_text(text);
                    self.held = Some(text.to_owned());
                }
            }
            None => {
                let held = self.held.take();
                if let Some(desktop) = &mut self.desktop
                    && held.is_some()
                    && desktop.get_text().ok() == held
                {
                    let _ = desktop.clear();
                }
            }
        }
    }
}
