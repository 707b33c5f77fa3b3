//! Secrets and certificates that are given as files.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use milvus_import::{Error, ErrorCode, Result};

/// A secret from the command line, or the first line of a file that others cannot read.
pub(crate) fn secret(given: Option<&str>, file: Option<&Path>) -> Result<Option<String>> {
    let Some(file) = file else { return Ok(given.map(str::to_owned)) };
    let name = if file == Path::new("-") { "stdin".into() } else { file.to_string_lossy() };
    let text = text(&read(file)?).ok_or_else(|| {
        invalid(format!("{name} is neither UTF-8 nor UTF-16 text: write the secret on its first line"))
    })?;
    match text.lines().next().map(str::trim).filter(|line| !line.is_empty()) {
        Some(line) => Ok(Some(line.to_owned())),
        None => Err(invalid(format!("{name} holds no text: put the secret on its first line"))),
    }
}

/// The whole file; `-` is stdin.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| invalid(format!("cannot read stdin: {error}")))?;
        return Ok(bytes);
    }
    fs::read(file).map_err(|error| invalid(format!("cannot read {}: {error}", file.display())))
}

/// Text as editors save it: UTF-8, or UTF-16 as PowerShell's `>` writes it, and told by its zeros where it has no byte order
/// mark. The mark is not a part of the text.
fn text(bytes: &[u8]) -> Option<String> {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units: Option<Vec<u16>> = bytes.chunks(2).map(|pair| pair.try_into().ok().map(unit)).collect();
        String::from_utf16(&units?).ok()
    };
    let text = match bytes {
        [0xff, 0xfe, ..] | [1..=0xff, 0, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] | [0, 1..=0xff, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}

fn invalid(message: String) -> Error {
    Error::new(ErrorCode::InvalidArgument, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_every_form_that_editors_save() {
        let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
        for bytes in [
            b"root:M\n".to_vec(),
            b"\xef\xbb\xbfroot:M\n".to_vec(),
            wide("root:M\n", u16::to_le_bytes),
            wide("root:M\n", u16::to_be_bytes),
            wide("\u{feff}root:M\n", u16::to_le_bytes),
            wide("\u{feff}root:M\n", u16::to_be_bytes),
        ] {
            assert_eq!(text(&bytes).as_deref(), Some("root:M\n"), "{bytes:?}");
        }
        for bytes in [&b"\xff\xfea"[..], b"\xffroot", b"\xff\xfe\x00\xd8"] {
            assert_eq!(text(bytes), None, "{bytes:?}");
        }
        assert_eq!(text(b"").as_deref(), Some(""));
    }
}
