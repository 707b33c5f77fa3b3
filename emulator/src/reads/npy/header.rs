//! The header of a NumPy file, and whether a field takes what it says.

use std::io::Read;

use crate::reads::words::{Era, import, invalid};
use crate::schema::{DataType, Field};

/// What a file says of its array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The type of the elements, such as `<f4`.
    pub(super) dtype: String,
    pub(super) shape: Vec<u64>,
}

/// What the elements are, in the server's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Of(DataType),
    Unknown,
}

/// How long each text is, and in what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextWidth {
    Bytes(u64),
    /// Of four bytes each.
    Characters(u64),
}

impl Header {
    pub(super) fn read(file: &mut impl Read) -> Result<Self, String> {
        let mut magic = [0; 6];
        exactly(file, &mut magic)?;
        if magic != *b"\x93NUMPY" {
            return Err("npy: not a valid NumPy file format".to_owned());
        }
        let mut version = [0; 2];
        exactly(file, &mut version)?;
        let [major, _] = version;
        let length = match major {
            1 => {
                let mut length = [0; 2];
                exactly(file, &mut length)?;
                u64::from(u16::from_le_bytes(length))
            }
            2 => {
                let mut length = [0; 4];
                exactly(file, &mut length)?;
                u64::from(u32::from_le_bytes(length))
            }
            other => return Err(format!("npy: invalid major version number ({other})")),
        };
        let mut text = Vec::new();
        file.take(length).read_to_end(&mut text).map_err(|error| error.to_string())?;
        if u64::try_from(text.len()) != Ok(length) {
            return Err("unexpected EOF".to_owned());
        }
        let text = String::from_utf8_lossy(&text).into_owned();
        let line = text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or(&text);
        Self::parse(line)
    }

    /// Reads the dictionary; like the server it goes by the order of its entries.
    fn parse(text: &str) -> Result<Self, String> {
        let broken = || "npy: invalid dictionary format".to_owned();
        let after = |key: &str| text.split_once(key).map(|(_, rest)| rest).ok_or_else(broken);
        let (dtype, order, shape) = (after("'descr': ")?, after("'fortran_order': ")?, after("'shape': ")?);
        let dtype = dtype.split_once("'fortran_order'").map_or(dtype, |(dtype, _)| dtype);
        let dtype = dtype.trim_end().trim_end_matches(',');
        let dtype = dtype.get(1..dtype.len().saturating_sub(1)).unwrap_or_default().to_owned();
        let order = order.split(',').next().unwrap_or_default();
        // The values are read as if they were in the order of C, whatever this says.
        if !matches!(order, "False" | "True") {
            return Err(format!("npy: invalid 'fortran_order' value ({order})"));
        }
        let shape = shape.split(')').next().unwrap_or_default().trim_start_matches('(');
        let numbers = shape.split(',').map(str::trim).filter(|number| !number.is_empty());
        let shape = numbers.map(|number| number.parse().map_err(|_| broken())).collect::<Result<_, _>>()?;
        Ok(Self { dtype, shape })
    }

    pub(super) fn is_big_endian(&self) -> bool {
        self.dtype.starts_with('>')
    }

    /// How many elements there are.
    pub(super) fn elements(&self) -> u64 {
        if self.shape.is_empty() { 0 } else { self.shape.iter().fold(1, |product, size| product.saturating_mul(*size)) }
    }

    pub(super) fn element(&self) -> Element {
        Element::Of(match self.dtype.as_str() {
            "b1" | "<b1" | "|b1" | "bool" => DataType::Bool,
            "u1" | "<u1" | "|u1" | "uint8" => DataType::BinaryVector,
            "i1" | "<i1" | "|i1" | ">i1" | "int8" => DataType::Int8,
            "i2" | "<i2" | "|i2" | ">i2" | "int16" => DataType::Int16,
            "i4" | "<i4" | "|i4" | ">i4" | "int32" => DataType::Int32,
            "i8" | "<i8" | "|i8" | ">i8" | "int64" => DataType::Int64,
            "f4" | "<f4" | "|f4" | ">f4" | "float32" => DataType::Float,
            "f8" | "<f8" | "|f8" | ">f8" | "float64" => DataType::Double,
            _ if self.text_width().is_some() => DataType::VarChar,
            _ => return Element::Unknown,
        })
    }

    pub(super) fn text_width(&self) -> Option<TextWidth> {
        let plain = self.dtype.trim_start_matches(['<', '|', '>']);
        let number = |text: &str| text.parse::<u64>().ok();
        let either = |mark: char| plain.strip_prefix(mark).or_else(|| plain.strip_suffix(mark)).and_then(number);
        either('U').map(TextWidth::Characters).or_else(|| {
            let is_marked = self.dtype.starts_with(['<', '>']);
            either('S').or_else(|| either('a')).filter(|_| !is_marked).map(TextWidth::Bytes)
        })
    }

    /// Whether a field takes an array of this type and shape.
    pub(super) fn check(&self, era: Era, field: &Field) -> Result<(), String> {
        let element = match self.element() {
            Element::Of(element) => element,
            Element::Unknown => return Err(self.unsupported(era, field)),
        };
        let wrong_type = || {
            let found = if era >= Era::V2_6 { element.to_string() } else { "schemapb.DataType".to_owned() };
            let (expected, name) = (field.data_type, &field.name);
            Err(import(format_args!("expected element type '{expected}' for field '{name}', got type '{found}'")))
        };
        let is_floats = matches!(element, DataType::Float | DataType::Double);
        let is_bytes = element == DataType::BinaryVector;
        let (dim, kind) = (field.dim() as u64, field.data_type);
        match kind {
            DataType::FloatVector if is_floats => self.vector(field, dim, dim, 1),
            DataType::BinaryVector if is_bytes => self.vector(field, dim / 8, dim, 8),
            DataType::Float16Vector | DataType::BFloat16Vector if is_bytes => {
                let shown = if era >= Era::V3_0 { dim * 2 } else { dim };
                self.vector(field, dim * 2, shown, 1)
            }
            DataType::Float16Vector | DataType::BFloat16Vector if is_floats && era >= Era::V3_0 => {
                self.vector(field, dim, dim, 1)
            }
            DataType::Int8Vector if element == DataType::Int8 => self.vector(field, dim, dim, 1),
            DataType::Array | DataType::SparseFloatVector => Err(import(format_args!("unsupported data type: {kind}"))),
            // Until 2.5 the type is looked at when texts are read.
            DataType::VarChar | DataType::Json | DataType::Geometry
                if element == DataType::VarChar || era <= Era::V2_5 =>
            {
                self.rank(field, 1)
            }
            kind if kind == element && !is_bytes => self.rank(field, 1),
            _ => wrong_type(),
        }
    }

    fn unsupported(&self, era: Era, field: &Field) -> String {
        let text = format!("the numpy file dtype '{}' is not supported", self.dtype);
        if era <= Era::V2_5 {
            return import(text);
        }
        import(format_args!("unexpected numpy header for field '{}': '{}'", field.name, invalid(era, text)))
    }

    fn rank(&self, field: &Field, expected: usize) -> Result<(), String> {
        let actual = self.shape.len();
        if actual == expected {
            return Ok(());
        }
        let (name, kind) = (&field.name, field.data_type);
        Err(import(format_args!("expected shape '{expected}' for {kind} field '{name}', got shape '{actual}'")))
    }

    /// A vector a row, with so many elements; what is said of another length goes by dimensions.
    fn vector(&self, field: &Field, elements: u64, dim: u64, scale: u64) -> Result<(), String> {
        self.rank(field, 2)?;
        let actual = self.shape.get(1).copied().unwrap_or_default();
        if actual == elements {
            return Ok(());
        }
        let (name, kind, actual) = (&field.name, field.data_type, actual.saturating_mul(scale));
        Err(import(format_args!("expected dim '{dim}' for {kind} field '{name}', got dim '{actual}'")))
    }
}

fn exactly(file: &mut impl Read, bytes: &mut [u8]) -> Result<(), String> {
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => return Err(if filled == 0 { "EOF" } else { "unexpected EOF" }.to_owned()),
            Ok(count) => filled += count,
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionaries_are_read() {
        let header = Header::parse("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }  ").unwrap();
        assert_eq!(header, Header { dtype: "<f4".to_owned(), shape: vec![3, 4] });
        assert_eq!(header.elements(), 12);
        let scalar = Header::parse("{'descr': '|S5', 'fortran_order': True, 'shape': (), }").unwrap();
        assert_eq!((scalar.elements(), scalar.text_width()), (0, Some(TextWidth::Bytes(5))));
        let records = Header::parse("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (3,), }").unwrap();
        assert_eq!(records.element(), Element::Unknown);
        for broken in ["", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,), }"] {
            assert!(Header::parse(broken).is_err(), "{broken}");
        }
        assert_eq!(Header::read(&mut b"\x93NUMPY\x03".as_slice()), Err("unexpected EOF".to_owned()));
    }
}
