//! A NumPy file's header, as the server's library reads it.

use crate::Source;
use crate::finding::{At, Findings};
use crate::input::LARGEST_ROW;
use crate::rules::numpy as rule;

/// What an array holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dtype {
    Bool,
    Byte,
    Int8,
    Int16,
    Int32,
    Int64,
    Float,
    Double,
    /// Texts of so many bytes.
    Bytes(u64),
    /// Texts of so many characters of four bytes.
    Text(u64),
}

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The dtype as it is written.
    pub(super) name: String,
    /// `None` if the server does not know it.
    pub(super) dtype: Option<Dtype>,
    pub(super) big_endian: bool,
    pub(super) fortran: bool,
    pub(super) shape: Vec<u64>,
    /// Where the data start.
    pub(super) data: u64,
}

impl Dtype {
    /// How many bytes an element has.
    pub(super) fn size(self) -> u64 {
        match self {
            Self::Bool | Self::Byte | Self::Int8 => 1,
            Self::Int16 => 2,
            Self::Int32 | Self::Float => 4,
            Self::Int64 | Self::Double => 8,
            Self::Bytes(length) => length,
            Self::Text(length) => length.saturating_mul(4),
        }
    }

    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "b1" | "<b1" | "|b1" | "bool" => Self::Bool,
            "u1" | "<u1" | "|u1" | "uint8" => Self::Byte,
            "i1" | "<i1" | "|i1" | ">i1" | "int8" => Self::Int8,
            "i2" | "<i2" | "|i2" | ">i2" | "int16" => Self::Int16,
            "i4" | "<i4" | "|i4" | ">i4" | "int32" => Self::Int32,
            "i8" | "<i8" | "|i8" | ">i8" | "int64" => Self::Int64,
            "f4" | "<f4" | "|f4" | ">f4" | "float32" => Self::Float,
            "f8" | "<f8" | "|f8" | ">f8" | "float64" => Self::Double,
            text => {
                let length = |rest: &str, letters: &[char]| {
                    let digits = rest.strip_prefix(letters).or_else(|| rest.strip_suffix(letters))?;
                    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
                };
                let bytes = length(text.trim_start_matches('|'), &['S', 'a']);
                let text = length(text.trim_start_matches(['<', '|', '>']), &['U']);
                return bytes.map(Self::Bytes).or(text.map(Self::Text));
            }
        })
    }
}

/// Reads the header of a file.
pub(super) fn read(source: &dyn Source, findings: &mut Findings) -> Option<Header> {
    let mut start = [0; 8];
    if source.read_at(0, &mut start).is_err() || !start.starts_with(b"\x93NUMPY") {
        findings.add(&rule::MAGIC, At::FILE, "");
        return None;
    }
    let length = |bytes: &mut [u8]| source.read_at(8, bytes).is_ok();
    let (mut short, mut long) = ([0; 2], [0; 4]);
    let (at, length) = match start.get(6) {
        Some(1) if length(&mut short) => (10, u64::from(u16::from_le_bytes(short))),
        Some(2) if length(&mut long) => (12, u64::from(u32::from_le_bytes(long))),
        Some(version @ (0 | 3..)) => {
            findings.add(&rule::VERSION, At::FILE, &version.to_string());
            return None;
        }
        _ => return wrong("it is cut", findings),
    };
    // A length that lies must not reserve memory for it.
    let Some(length) =
        usize::try_from(length).ok().filter(|length| at + *length as u64 <= source.size() && *length <= LARGEST_ROW)
    else {
        return wrong("it is cut", findings);
    };
    let mut bytes = vec![0; length];
    if source.read_at(at, &mut bytes).is_err() {
        return wrong("it is cut", findings);
    }
    match parse(&bytes, at + length as u64) {
        Ok(header) => Some(header),
        Err(why) => wrong(why, findings),
    }
}

fn wrong(why: &str, findings: &mut Findings) -> Option<Header> {
    findings.add(&rule::HEADER, At::FILE, why);
    None
}

/// Takes the dictionary apart at the same places as the server's library, which does not parse it either.
fn parse(bytes: &[u8], data: u64) -> Result<Header, &'static str> {
    const ODD: &str = "it is not written as NumPy writes it";
    let end = bytes.iter().rposition(|byte| *byte == b'\n').ok_or("it does not end with a newline")?;
    let text = bytes.get(..end).and_then(|bytes| std::str::from_utf8(bytes).ok()).ok_or(ODD)?;
    let after = |key: &str| text.find(key).map(|at| (at, at + key.len())).ok_or("a key is missing");
    let ((_, name), (order_key, order), (shape_key, shape)) =
        (after("'descr': ")?, after("'fortran_order': ")?, after("'shape': ")?);
    let between = |start: usize, end: Option<usize>| end.and_then(|end| text.get(start..end)).ok_or(ODD);
    let name = between(name + 1, order_key.checked_sub(3))?;
    let fortran = match between(order, shape_key.checked_sub(2))? {
        "True" => true,
        "False" => false,
        _ => return Err("fortran_order is neither True nor False"),
    };
    let shape = between(shape, text.find('}').and_then(|end| end.checked_sub(2)))?;
    let numbers = if shape == "()" { "" } else { between_brackets(shape).ok_or(ODD)? };
    let numbers = numbers.split(',').map(str::trim).filter(|number| !number.is_empty());
    let shape: Vec<u64> = numbers.map(str::parse).collect::<Result<_, _>>().map_err(|_| "the shape has no numbers")?;
    let big_endian = name.starts_with('>');
    Ok(Header { dtype: Dtype::of(name), name: name.to_owned(), big_endian, fortran, shape, data })
}

fn between_brackets(shape: &str) -> Option<&str> {
    shape.get(1..shape.len().checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_the_server_reads_them() {
        let shape = |text: &str| parse(format!("{text}\n").as_bytes(), 0).map(|header| header.shape);
        assert_eq!(shape("{'descr': '<i8', 'fortran_order': False, 'shape': (3, 4), }  "), Ok(vec![3, 4]));
        assert_eq!(shape("{'descr': '<i8', 'fortran_order': False, 'shape': (), }"), Ok(vec![]));
        // Without NumPy's last comma the library reads another shape.
        assert_eq!(shape("{'descr': '<i8', 'fortran_order': False, 'shape': (3, 4)}"), Ok(vec![3]));
        assert!(shape("{'shape': (3,), 'fortran_order': False, 'descr': '<i8'}").is_err());
        assert!(shape("").is_err());
        assert!(parse(b"{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }", 0).is_err());
        assert_eq!(Dtype::of("<U30"), Some(Dtype::Text(30)));
        assert_eq!(Dtype::of("|S1"), Some(Dtype::Bytes(1)));
        for name in ["<S1", "|O", "<f2", "<M8[us]", ">u1", "<U", "[('a', '<i8')"] {
            assert_eq!(Dtype::of(name).filter(|dtype| dtype.size() > 0), None, "{name}");
        }
    }
}
