//! Well-known text of geometries, as the server's parser takes it.

use super::numbers;

/// Whether a text is a geometry, such as `POINT (1 2)`.
pub(crate) fn is_wkt(text: &str) -> bool {
    let mut parser = Parser { rest: text.as_bytes(), frames: vec![Frame { base: true, ..Frame::default() }] };
    parser.geometries().is_some()
}

/// Which coordinates points have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Xy,
    Xym,
    Xyz,
    Xyzm,
}

impl Layout {
    fn coordinates(self) -> usize {
        match self {
            Self::Xy => 2,
            Self::Xym | Self::Xyz => 3,
            Self::Xyzm => 4,
        }
    }
}

/// What is known inside of a collection, or at the top.
#[derive(Clone, Copy, Default)]
struct Frame {
    layout: Option<Layout>,
    /// No collection around names its coordinates.
    base: bool,
    /// In a `GEOMETRYCOLLECTION M` what does not say M must be empty.
    must_be_empty: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Point,
    Line,
    Polygon,
    Points,
    Lines,
    Polygons,
    Collection,
}

struct Parser<'a> {
    rest: &'a [u8],
    frames: Vec<Frame>,
}

impl Parser<'_> {
    /// One geometry and nothing after it. Collections in collections are a stack, so that any depth is safe.
    fn geometries(&mut self) -> Option<()> {
        loop {
            let (shape, layout) = self.name()?;
            if shape == Shape::Collection {
                self.push(layout)?;
                if !self.empty(layout.is_none())? {
                    self.take(b'(')?;
                    continue;
                }
                self.pop()?;
            } else {
                self.named(layout)?;
                self.body(shape, layout.is_none())?;
            }
            // What was just read may be the last of its collection, and that of the one around.
            while self.frames.len() > 1 {
                match self.next()? {
                    b',' => break,
                    b')' => self.pop()?,
                    _ => return None,
                }
            }
            if self.frames.len() == 1 {
                return self.peek().is_none().then_some(());
            }
        }
    }

    fn body(&mut self, shape: Shape, base: bool) -> Option<()> {
        if self.empty(base)? {
            return Some(());
        }
        match shape {
            Shape::Point => self.points().filter(|points| points.len() == 1).map(drop),
            Shape::Line => self.line(),
            Shape::Polygon => self.list(&mut Self::ring),
            Shape::Points => self.list(&mut |parser: &mut Self| {
                if parser.empty(base)? {
                    Some(())
                } else if parser.peek()? == b'(' {
                    parser.points().filter(|points| points.len() == 1).map(drop)
                } else {
                    parser.point().map(drop)
                }
            }),
            Shape::Lines => {
                self.list(&mut |parser: &mut Self| if parser.empty(base)? { Some(()) } else { parser.line() })
            }
            Shape::Polygons => self.list(&mut |parser: &mut Self| {
                if parser.empty(base)? { Some(()) } else { parser.list(&mut Self::ring) }
            }),
            Shape::Collection => None,
        }
    }

    fn list(&mut self, element: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.open()?;
        loop {
            element(self)?;
            match self.next()? {
                b',' => {}
                b')' => return Some(()),
                _ => return None,
            }
        }
    }

    fn line(&mut self) -> Option<()> {
        self.points().filter(|points| points.len() > 1).map(drop)
    }

    fn ring(&mut self) -> Option<()> {
        let points = self.points().filter(|points| points.len() > 3)?;
        let compared = if matches!(self.layout()?, Layout::Xyz | Layout::Xyzm) { 3 } else { 2 };
        (points.first()?.get(..compared)? == points.last()?.get(..compared)?).then_some(())
    }

    fn points(&mut self) -> Option<Vec<Vec<f64>>> {
        let mut points = Vec::new();
        self.list(&mut |parser: &mut Self| {
            points.push(parser.point()?);
            Some(())
        })?;
        Some(points)
    }

    fn point(&mut self) -> Option<Vec<f64>> {
        let mut point = Vec::new();
        while self.peek().is_some_and(|byte| matches!(byte, b'-' | b'.' | b'0'..=b'9')) {
            let is_part = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
            let length = self.rest.iter().take_while(|byte| is_part(byte)).count();
            let (number, rest) = self.rest.split_at_checked(length)?;
            self.rest = rest;
            point.push(numbers::parse_double(std::str::from_utf8(number).ok()?)?);
            if point.len() > 4 {
                return None;
            }
        }
        let frame = self.frames.last_mut()?;
        let layout = *frame.layout.get_or_insert(match point.len() {
            2 => Layout::Xy,
            3 => Layout::Xyz,
            4 => Layout::Xyzm,
            _ => return None,
        });
        (point.len() == layout.coordinates()).then_some(point)
    }

    /// A name with its `Z`, `M` or `ZM`, which may stand apart.
    fn name(&mut self) -> Option<(Shape, Option<Layout>)> {
        self.peek()?;
        let mut word = self.letters().to_ascii_uppercase();
        self.peek();
        for letter in [b'Z', b'M'] {
            if let [next, rest @ ..] = self.rest
                && next.eq_ignore_ascii_case(&letter)
            {
                word.push(letter);
                self.rest = rest;
            }
        }
        let shapes: [(&[u8], Shape); 7] = [
            (b"POINT", Shape::Point),
            (b"LINESTRING", Shape::Line),
            (b"POLYGON", Shape::Polygon),
            (b"MULTIPOINT", Shape::Points),
            (b"MULTILINESTRING", Shape::Lines),
            (b"MULTIPOLYGON", Shape::Polygons),
            (b"GEOMETRYCOLLECTION", Shape::Collection),
        ];
        let (suffix, shape) = shapes.iter().find_map(|(name, shape)| Some((word.strip_prefix(*name)?, *shape)))?;
        let layout = match suffix {
            b"" => None,
            b"M" => Some(Layout::Xym),
            b"Z" => Some(Layout::Xyz),
            b"ZM" => Some(Layout::Xyzm),
            _ => return None,
        };
        Some((shape, layout))
    }

    /// Takes in which coordinates a name asks for.
    fn named(&mut self, layout: Option<Layout>) -> Option<()> {
        let frame = self.frames.last_mut()?;
        match layout {
            Some(layout) => (*frame.layout.get_or_insert(layout) == layout).then_some(()),
            None if frame.base => (frame.layout != Some(Layout::Xym)).then_some(()),
            None => {
                frame.must_be_empty |= frame.layout == Some(Layout::Xym);
                Some(())
            }
        }
    }

    /// Whether `EMPTY` follows, which is read then; `None` if it may not be there.
    fn empty(&mut self, base: bool) -> Option<bool> {
        self.peek();
        if !self.rest.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"EMPTY")) {
            return Some(false);
        }
        if self.letters().len() != 5 {
            return None;
        }
        let frame = self.frames.last_mut()?;
        if base && frame.base {
            return (*frame.layout.get_or_insert(Layout::Xy) == Layout::Xy).then_some(true);
        }
        frame.must_be_empty &= !base;
        Some(true)
    }

    fn push(&mut self, layout: Option<Layout>) -> Option<()> {
        let around = *self.frames.last()?;
        if layout.is_some() && around.layout.is_some() && layout != around.layout {
            return None;
        }
        let base = around.base && layout.is_none();
        self.frames.push(Frame { layout: layout.or(around.layout), base, must_be_empty: false });
        Some(())
    }

    fn pop(&mut self) -> Option<()> {
        let inner = self.frames.pop()?;
        let around = self.frames.last_mut()?;
        around.layout = around.layout.or(inner.layout);
        Some(())
    }

    fn open(&mut self) -> Option<()> {
        self.take(b'(')?;
        (!self.frames.last()?.must_be_empty).then_some(())
    }

    fn layout(&self) -> Option<Layout> {
        self.frames.last()?.layout
    }

    fn letters(&mut self) -> Vec<u8> {
        let length = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (letters, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        letters.to_vec()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    fn next(&mut self) -> Option<u8> {
        let next = self.peek()?;
        self.rest = self.rest.get(1..)?;
        Some(next)
    }

    /// The next byte that is no space.
    fn peek(&mut self) -> Option<u8> {
        let is_space = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ');
        let spaces = self.rest.iter().take_while(|byte| is_space(byte)).count();
        self.rest = self.rest.get(spaces..).unwrap_or_default();
        self.rest.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::is_wkt;

    #[test]
    fn geometries_are_read_as_the_server_reads_them() {
        for text in [
            "POINT (1 2)",
            " point(1.5e0 -2)\n",
            "POINT Z (1 2 3)",
            "POINTZM(1 2 3 4)",
            "POINT EMPTY",
            "LINESTRING (0 0, 1 1)",
            "POLYGON ((0 0, 1 1, 1 0, 0 0), (0 0, 1 1, 1 0, 0 0))",
            "MULTIPOINT ((1 2),(3 4))",
            "MULTIPOINT (1 2, 3 4)",
            "MULTILINESTRING ((0 0, 1 1), EMPTY)",
            "MULTIPOLYGON (((0 0, 1 1, 1 0, 0 0)))",
            "GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1)), POINT (1 2))",
            "GEOMETRYCOLLECTION M (POINT EMPTY, POINT M (1 2 3))",
            "GEOMETRYCOLLECTION EMPTY",
        ] {
            assert!(is_wkt(text), "{text}");
        }
        for text in [
            "",
            "POINT (1",
            "POINT (1)",
            "POINT (1 2) x",
            "POINT (1 2, 3 4)",
            "POINT (1 2 3 4 5)",
            "POINT (+1 2)",
            "SRID=4326;POINT (1 2)",
            "0101000000000000000000F03F0000000000000040",
            "CIRCULARSTRING (0 0, 1 1, 2 0)",
            "LINESTRING (0 0)",
            "LINESTRING (0 0, 1 1 1)",
            "POLYGON ((0 0, 1 1, 1 0, 0 1))",
            "POLYGON ((0 0, 1 1, 0 0))",
            "POINT M (1 2)",
            "GEOMETRYCOLLECTION ()",
            "GEOMETRYCOLLECTION (POINT (1 2)",
            "GEOMETRYCOLLECTION M (POINT (0 0 0))",
            r#"{"type": "Point", "coordinates": [1, 2]}"#,
        ] {
            assert!(!is_wkt(text), "{text}");
        }
        assert!(!is_wkt(&"GEOMETRYCOLLECTION (".repeat(100_000)));
    }
}
