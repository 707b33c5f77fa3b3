//! Rows of a CSV file: records after the header; a line break within quotes belongs to its field.

use std::io::BufRead;

pub(super) fn rows(file: impl BufRead) -> Result<u64, String> {
    let (mut records, mut quoted, mut in_record) = (0_u64, false, false);
    for byte in file.bytes() {
        match byte.map_err(|error| error.to_string())? {
            b'"' => (quoted, in_record) = (!quoted, true),
            b'\n' if !quoted => {
                records += u64::from(in_record);
                in_record = false;
            }
            b'\r' => {}
            _ => in_record = true,
        }
    }
    if quoted {
        return Err("a quoted field does not end".to_owned());
    }
    (records + u64::from(in_record)).checked_sub(1).ok_or_else(|| "the header is missing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn records_are_counted_without_the_header() {
        assert_eq!(rows("id,text\r\n1,\"a\nb \"\"c\"\"\"\r\n2,x".as_bytes()), Ok(2));
        assert_eq!(rows("id\n\n".as_bytes()), Ok(0));
        assert!(rows("".as_bytes()).is_err());
        assert!(rows("id\n\"1".as_bytes()).is_err());
    }
}
