//! Rows of a NumPy file: the first dimension of the shape in its header.

use std::io::Read;

pub(super) fn rows(mut file: impl Read) -> Result<u64, String> {
    let mut start = [0; 8];
    file.read_exact(&mut start).map_err(|error| error.to_string())?;
    let [0x93, b'N', b'U', b'M', b'P', b'Y', major, _] = start else {
        return Err("not a NumPy file".to_owned());
    };
    let length = if major == 1 {
        let mut length = [0; 2];
        file.read_exact(&mut length).map_err(|error| error.to_string())?;
        u64::from(u16::from_le_bytes(length))
    } else {
        let mut length = [0; 4];
        file.read_exact(&mut length).map_err(|error| error.to_string())?;
        u64::from(u32::from_le_bytes(length))
    };
    let mut header = Vec::new();
    file.take(length).read_to_end(&mut header).map_err(|error| error.to_string())?;
    shape_rows(&String::from_utf8_lossy(&header)).ok_or_else(|| "the header has no shape".to_owned())
}

/// `(3, 4)` has 3 rows, and so has `(3,)`; a scalar's `()` has none to speak of.
fn shape_rows(header: &str) -> Option<u64> {
    let shape = header.split_once("'shape'")?.1.split_once('(')?.1.split_once(')')?.0;
    shape.split(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::rows;

    fn file(major: u8, header: &str) -> Vec<u8> {
        let mut file = vec![0x93, b'N', b'U', b'M', b'P', b'Y', major, 0];
        let length = u32::try_from(header.len()).unwrap().to_le_bytes();
        file.extend(length.get(..if major == 1 { 2 } else { 4 }).unwrap());
        file.extend(header.as_bytes());
        file
    }

    #[test]
    fn the_shape_gives_the_rows() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 8), }\n";
        assert_eq!(rows(file(1, header).as_slice()), Ok(1000));
        assert_eq!(rows(file(2, "{'shape': (7,)}").as_slice()), Ok(7));
        assert!(rows(file(1, "{'shape': ()}").as_slice()).is_err());
        assert!(rows("hello, world".as_bytes()).is_err());
        assert!(rows(&[0x93, b'N'][..]).is_err());
    }
}
