//! Lengths of time in messages.

use std::time::Duration;

/// `0.3 s`, `12 s`, `4:48` or `24:00:00`.
pub(super) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0 => format!("{} s", f64::from(time.subsec_millis()) / 1000.0),
        1..60 => format!("{seconds} s"),
        60..3600 => format!("{}:{:02}", seconds / 60, seconds % 60),
        _ => format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_read_as_clocks_do() {
        for (milliseconds, text) in [
            (0, "0 s"),
            (300, "0.3 s"),
            (12_900, "12 s"),
            (288_000, "4:48"),
            (86_400_000, "24:00:00"),
            (3_661_000, "1:01:01"),
        ] {
            assert_eq!(span(Duration::from_millis(milliseconds)), text);
        }
    }
}
