//! Geometries as well-known text, with the complaints of the server's parser.

/// Why a text is no geometry: what is wrong, and at which byte.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoGeometry {
    what: &'static str,
    at: usize,
    hint: Option<String>,
    line: String,
}

impl std::fmt::Display for NoGeometry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, at, line) = (self.what, self.at, &self.line);
        // The caret stands below the place, behind the words before the line.
        let caret = format!("{}^", " ".repeat("LINE 1: ".len() + at));
        write!(f, "syntax error: {what} at line 1, pos {at}\nLINE 1: {line}\n{caret}")?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "\nHINT: {hint}"))
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// How many numbers a point has, once that is known.
    size: Option<usize>,
}

/// Nested collections deeper than this are not looked into.
const MAX_DEPTH: usize = 1000;

/// Whether the server reads a text as a geometry.
pub(super) fn check(text: &str) -> Result<(), NoGeometry> {
    let mut reader = Reader { text, at: 0, size: None };
    reader.geometry(0)?;
    reader.spaces();
    if reader.at < text.len() { Err(reader.unexpected()) } else { Ok(()) }
}

type Read = Result<(), NoGeometry>;

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn error(&self, what: &'static str, at: usize) -> NoGeometry {
        NoGeometry { what, at, hint: None, line: self.text.to_owned() }
    }

    fn unexpected(&self) -> NoGeometry {
        let what = match self.rest().chars().next() {
            None => "unexpected $end",
            Some('(') => "unexpected '('",
            Some(')') => "unexpected ')'",
            Some(',') => "unexpected ','",
            Some(digit) if digit.is_ascii_digit() || matches!(digit, '-' | '+' | '.') => "unexpected NUM",
            Some(letter) if letter.is_alphabetic() => "invalid keyword",
            Some(_) => "invalid character",
        };
        self.error(what, self.at)
    }

    fn word(&mut self) -> String {
        self.spaces();
        let rest = self.rest();
        let length = rest.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default().to_ascii_uppercase();
        self.at += length;
        word
    }

    fn mark(&mut self, mark: char) -> Read {
        self.spaces();
        if !self.rest().starts_with(mark) {
            return Err(self.unexpected());
        }
        self.at += mark.len_utf8();
        Ok(())
    }

    fn has(&mut self, mark: char) -> bool {
        self.mark(mark).is_ok()
    }

    fn geometry(&mut self, depth: usize) -> Read {
        self.spaces();
        let start = self.at;
        let mut name = self.word();
        if name.is_empty() {
            return Err(self.unexpected());
        }
        let mut size = None;
        for (suffix, numbers) in [("ZM", 4), ("Z", 3), ("M", 3)] {
            if size.is_none() && name.len() > suffix.len() && name.ends_with(suffix) {
                name.truncate(name.len() - suffix.len());
                size = Some(numbers);
            }
        }
        if !is_kind(&name) || depth > MAX_DEPTH {
            return Err(self.error("invalid keyword", start));
        }
        let before = self.at;
        let word = self.word();
        match word.as_str() {
            "Z" | "M" if size.is_none() => size = Some(3),
            "ZM" if size.is_none() => size = Some(4),
            _ => self.at = before,
        }
        if depth == 0 || self.size.is_none() {
            self.size = size;
        }
        let before = self.at;
        if self.word() == "EMPTY" {
            return Ok(());
        }
        self.at = before;
        self.body(&name, depth)
    }

    fn body(&mut self, name: &str, depth: usize) -> Read {
        match name {
            "POINT" => {
                self.mark('(')?;
                self.point(1)?;
                self.mark(')')
            }
            "LINESTRING" => self.points(2, false),
            "POLYGON" => self.list(|reader| reader.points(4, true)),
            "MULTIPOINT" => self.list(|reader| {
                if reader.is_empty() {
                    return Ok(());
                }
                let enclosed = reader.has('(');
                reader.point(1)?;
                if enclosed { reader.mark(')') } else { Ok(()) }
            }),
            "MULTILINESTRING" => self.list(|reader| if reader.is_empty() { Ok(()) } else { reader.points(2, false) }),
            "MULTIPOLYGON" => self
                .list(|reader| if reader.is_empty() { Ok(()) } else { reader.list(|reader| reader.points(4, true)) }),
            _ => self.list(|reader| reader.geometry(depth + 1)),
        }
    }

    fn is_empty(&mut self) -> bool {
        let before = self.at;
        let found = self.word() == "EMPTY";
        if !found {
            self.at = before;
        }
        found
    }

    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Read) -> Read {
        self.mark('(')?;
        loop {
            item(self)?;
            if !self.has(',') {
                return self.mark(')');
            }
        }
    }

    /// At least so many points; those of a ring end where they began.
    fn points(&mut self, least: usize, is_ring: bool) -> Read {
        self.mark('(')?;
        let mut count = 0;
        let mut first = None;
        let final_one = loop {
            let point = self.point(1)?;
            first.get_or_insert_with(|| point.clone());
            count += 1;
            if !self.has(',') {
                break point;
            }
        };
        self.spaces();
        let end = self.at;
        if self.rest().starts_with(')') {
            if is_ring && first != Some(final_one) {
                return Err(self.error("polygon ring not closed", end));
            }
            if count < least {
                let (what, hint) = if is_ring {
                    ("polygon ring doesn't have enough points", "minimum number of points is 4")
                } else {
                    ("non-empty linestring with only one point", "minimum number of points is 2")
                };
                return Err(NoGeometry { hint: Some(hint.to_owned()), ..self.error(what, end) });
            }
        }
        self.mark(')')
    }

    /// The numbers of a point: two to four, and as many in each point.
    fn point(&mut self, least: usize) -> Result<Vec<u64>, NoGeometry> {
        let mut numbers = Vec::new();
        while let Some(number) = self.number()? {
            numbers.push(number.to_bits());
        }
        self.spaces();
        if numbers.len() < least {
            return Err(self.unexpected());
        }
        let wanted = self.size.unwrap_or(2);
        if numbers.len() < wanted {
            let hint = format!("each point needs at least {wanted} coords");
            return Err(NoGeometry { hint: Some(hint), ..self.error("not enough coordinates", self.at) });
        }
        if numbers.len() > 4 || self.size.is_some_and(|size| numbers.len() > size) {
            return Err(self.error("too many coordinates", self.at));
        }
        self.size = Some(numbers.len());
        Ok(numbers)
    }

    fn number(&mut self) -> Result<Option<f64>, NoGeometry> {
        self.spaces();
        let is_part = |character: char| character.is_ascii_digit() || matches!(character, '-' | '+' | '.' | 'e' | 'E');
        let rest = self.rest();
        if !rest.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) {
            return Ok(None);
        }
        let length = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
        let number =
            rest.get(..length).unwrap_or_default().parse().map_err(|_| self.error("invalid number", self.at))?;
        self.at += length;
        Ok(Some(number))
    }
}

fn is_kind(name: &str) -> bool {
    matches!(
        name,
        "POINT" | "LINESTRING" | "POLYGON" | "MULTIPOINT" | "MULTILINESTRING" | "MULTIPOLYGON" | "GEOMETRYCOLLECTION"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometries_of_all_kinds_are_taken() {
        for text in [
            "POINT (1 2)",
            "point(1 2)",
            "POINT Z (1 2 3)",
            "POINTZM(1 2 3 4)",
            "POINT EMPTY",
            "LINESTRING (0 0, 1 1)",
            "POLYGON ((0 0, 1 0, 1 1, 0 0))",
            "MULTIPOINT (1 2, (3 4), EMPTY)",
            "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))",
            "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))",
            "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))",
            "  POINT ( -1.5e3   .5 ) ",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn complaints_show_where() {
        let complaint = |text| check(text).unwrap_err().to_string();
        assert_eq!(
            complaint("POINT (1"),
            "syntax error: not enough coordinates at line 1, pos 8\nLINE 1: POINT (1\n                ^\n\
             HINT: each point needs at least 2 coords"
        );
        assert_eq!(complaint(""), "syntax error: unexpected $end at line 1, pos 0\nLINE 1: \n        ^");
        for text in [
            "SRID=4326;POINT (1 2)",
            "POLYGON ((0 0, 1 0, 1 1, 2 2))",
            "CIRCULARSTRING (0 0, 1 1)",
            "x",
            "POINT (1 2) x",
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
