//! A terminal to run programs on: what is typed goes in, what is shown comes out.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// A program that goes on without a word is broken; how long one takes decides nothing else.
const HANGS: Duration = Duration::from_secs(60);

pub(crate) struct Terminal {
    child: Child,
    keyboard: File,
    output: Receiver<Vec<u8>>,
    shown: Vec<u8>,
}

impl Terminal {
    /// Runs the command with stdin, stdout and stderr on a terminal of so many columns.
    pub(crate) fn start(mut command: Command, columns: u16) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        tcsetwinsize(&ours, Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
        let theirs = File::options().read(true).write(true).open(name).unwrap();
        command.stdin(theirs.try_clone().unwrap()).stdout(theirs.try_clone().unwrap()).stderr(theirs);
        let child =
            command.spawn().unwrap_or_else(|error| panic!("{:?}: {error}; cli/setup.sh", command.get_program()));
        let keyboard = File::from(ours);
        let mut screen = keyboard.try_clone().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Reading fails once the last program on the terminal has ended.
            while let Ok(length @ 1..) = screen.read(&mut bytes) {
                let _ = sender.send(bytes[..length].to_vec());
            }
        });
        Self { child, keyboard, output, shown: Vec::new() }
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// All that has been shown, once `text` has.
    pub(crate) fn until(&mut self, text: &str) -> String {
        let hangs = Instant::now() + HANGS;
        loop {
            let shown = String::from_utf8_lossy(&self.shown).into_owned();
            if shown.contains(text) {
                return shown;
            }
            let more = self.output.recv_timeout(hangs.saturating_duration_since(Instant::now()));
            self.shown.extend(more.unwrap_or_else(|error| panic!("{error}: no {text:?} in {shown:?}")));
        }
    }

    /// The exit code, and all that was shown.
    pub(crate) fn finish(mut self) -> (i32, String) {
        let code = self.child.wait().unwrap().code().unwrap();
        self.shown.extend(self.output.iter().flatten());
        (code, String::from_utf8_lossy(&self.shown).into_owned())
    }
}

impl Drop for Terminal {
    /// A test that failed leaves nothing running; a program that has ended is not killed.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
