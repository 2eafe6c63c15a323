//! Templates: commands by name, so that a person who writes one need not count bytes.
//!
//! A template is a command descriptor block with gaps. Elements and numbers go into the gaps; what is not said is as its default has it.

/// The units that serve a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// Changer and drives.
    Any,
    /// The changer.
    Changer,
    /// The drives.
    Drives,
}

/// What goes into a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapContent {
    /// The address of an element.
    Element,
    /// A number, which may be negative where the command counts backwards.
    Number,
    /// Nothing but these bits, when it is so.
    Bits(u8),
}

/// A gap in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateGap {
    /// Its name, as scenarios have it: `from`.
    pub name: &'static str,
    /// What goes into it.
    pub takes: GapContent,
    /// Its first byte.
    at: usize,
    /// Its bytes.
    width: usize,
    /// What goes into it when nothing is said; a field without a default has to be said.
    pub default: Option<u32>,
    /// A byte, and the bits in it that are set when the field is said.
    mark: Option<(usize, u8)>,
}

impl TemplateGap {
    const fn element(name: &'static str, at: usize) -> Self {
        Self { name, takes: GapContent::Element, at, width: 2, default: None, mark: None }
    }

    const fn number(name: &'static str, at: usize, width: usize) -> Self {
        Self { name, takes: GapContent::Number, at, width, default: None, mark: None }
    }

    const fn bits(name: &'static str, at: usize, bits: u8) -> Self {
        Self { name, takes: GapContent::Bits(bits), at, width: 1, default: Some(0), mark: None }
    }

    const fn or(mut self, default: u32) -> Self {
        self.default = Some(default);
        self
    }

    const fn marked(mut self, at: usize, bits: u8) -> Self {
        self.mark = Some((at, bits));
        self
    }

    /// Whether a number fits into the gap. A negative one does where its bytes hold it.
    #[must_use]
    pub fn holds(&self, number: i64) -> bool {
        let bits = 8 * self.width;
        (-(1_i64 << (bits - 1))..1_i64 << bits).contains(&number)
    }
}

/// A command with gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name, as scenarios have it: `MOVE`.
    pub name: &'static str,
    /// The units that serve it.
    pub units: Units,
    block: &'static [u8],
    /// Its gaps.
    pub fields: &'static [TemplateGap],
    /// Where the block says how many bytes come with it, and in how many bytes.
    length: Option<(usize, usize)>,
}

const fn plain(name: &'static str, units: Units, block: &'static [u8], fields: &'static [TemplateGap]) -> Template {
    Template { name, units, block, fields, length: None }
}

const fn sending(name: &'static str, units: Units, block: &'static [u8], at: usize, width: usize) -> Template {
    Template { name, units, block, fields: &[], length: Some((at, width)) }
}

/// Every command that has a name.
pub static TEMPLATES: &[Template] = &[
    plain("TEST-UNIT-READY", Units::Any, &[0x00; 6], &[]),
    plain("REQUEST-SENSE", Units::Any, &[0x03, 0, 0, 0, 0, 0], &[TemplateGap::number("length", 4, 1).or(252)]),
    plain(
        "INQUIRY",
        Units::Any,
        &[0x12, 0, 0, 0, 0, 0],
        &[TemplateGap::number("page", 2, 1).or(0).marked(1, 0x01), TemplateGap::number("length", 3, 2).or(255)],
    ),
    plain(
        "MODE-SENSE",
        Units::Any,
        &[0x1A, 0, 0, 0, 0, 0],
        &[TemplateGap::number("page", 2, 1).or(0x3F), TemplateGap::number("length", 4, 1).or(255)],
    ),
    sending("MODE-SELECT", Units::Drives, &[0x15, 0x10, 0, 0, 0, 0], 4, 1),
    plain("RESERVE", Units::Any, &[0x16, 0, 0, 0, 0, 0], &[]),
    plain("RELEASE", Units::Any, &[0x17, 0, 0, 0, 0, 0], &[]),
    plain("SELF-TEST", Units::Any, &[0x1D, 0x04, 0, 0, 0, 0], &[]),
    plain("PREVENT", Units::Any, &[0x1E, 0, 0, 0, 1, 0], &[]),
    plain("ALLOW", Units::Any, &[0x1E, 0, 0, 0, 0, 0], &[]),
    plain(
        "LOG-SENSE",
        Units::Any,
        &[0x4D, 0, 0x40, 0, 0, 0, 0, 0, 0, 0],
        &[TemplateGap::number("page", 2, 1).or(0), TemplateGap::number("length", 7, 2).or(0xFFFF)],
    ),
    plain("REPORT-LUNS", Units::Any, &[0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], &[TemplateGap::number("length", 6, 4).or(4096)]),
    plain(
        "REPORT-OPCODES",
        Units::Any,
        &[0xA3, 0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[TemplateGap::number("opcode", 3, 1).or(0).marked(2, 0x01), TemplateGap::number("length", 6, 4).or(4096)],
    ),
    plain("INITIALIZE-STATUS", Units::Changer, &[0x07, 0, 0, 0, 0, 0], &[]),
    plain(
        "INITIALIZE-RANGE",
        Units::Changer,
        &[0x37, 0x01, 0, 0, 0, 0, 0, 0, 0, 0],
        &[TemplateGap::element("first", 2), TemplateGap::number("count", 6, 2)],
    ),
    plain(
        "READ-STATUS",
        Units::Changer,
        &[0xB8, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[
            TemplateGap::number("type", 1, 1).or(0),
            TemplateGap::element("first", 2).or(0),
            TemplateGap::number("count", 4, 2).or(0xFFFF),
            TemplateGap::bits("serials", 6, 0x01),
            TemplateGap::bits("as-known", 6, 0x02),
            TemplateGap::number("length", 7, 3).or(0xF_FFFF),
        ],
    ),
    plain(
        "MOVE",
        Units::Changer,
        &[0xA5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[
            TemplateGap::element("from", 4),
            TemplateGap::element("to", 6),
            TemplateGap::element("with", 2).or(0),
            TemplateGap::bits("invert", 10, 0x01),
        ],
    ),
    plain(
        "EXCHANGE",
        Units::Changer,
        &[0xA6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[
            TemplateGap::element("from", 4),
            TemplateGap::element("to", 6),
            TemplateGap::element("onward", 8),
            TemplateGap::element("with", 2).or(0),
        ],
    ),
    plain(
        "POSITION",
        Units::Changer,
        &[0x2B, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[TemplateGap::element("to", 4), TemplateGap::element("with", 2).or(0)],
    ),
    plain("OPEN-PORT", Units::Changer, &[0x1B, 0, 0, 0, 0, 0], &[TemplateGap::element("at", 2)]),
    plain("CLOSE-PORT", Units::Changer, &[0x1B, 0, 0, 0, 1, 0], &[TemplateGap::element("at", 2)]),
    plain("LOAD", Units::Drives, &[0x1B, 0, 0, 0, 1, 0], &[]),
    plain("UNLOAD", Units::Drives, &[0x1B, 0, 0, 0, 0, 0], &[]),
    plain("REWIND", Units::Drives, &[0x01, 0, 0, 0, 0, 0], &[]),
    plain("READ-BLOCK-LIMITS", Units::Drives, &[0x05, 0, 0, 0, 0, 0], &[]),
    plain("READ", Units::Drives, &[0x08, 0, 0, 0, 0, 0], &[TemplateGap::number("length", 2, 3), TemplateGap::bits("any-length", 1, 0x02)]),
    sending("WRITE", Units::Drives, &[0x0A, 0, 0, 0, 0, 0], 2, 3),
    plain("WRITE-FILEMARKS", Units::Drives, &[0x10, 0, 0, 0, 0, 0], &[TemplateGap::number("count", 2, 3).or(1)]),
    plain("SPACE-BLOCKS", Units::Drives, &[0x11, 0x00, 0, 0, 0, 0], &[TemplateGap::number("count", 2, 3)]),
    plain("SPACE-FILEMARKS", Units::Drives, &[0x11, 0x01, 0, 0, 0, 0], &[TemplateGap::number("count", 2, 3)]),
    plain("SPACE-END", Units::Drives, &[0x11, 0x03, 0, 0, 0, 0], &[]),
    plain("LOCATE", Units::Drives, &[0x2B, 0, 0, 0, 0, 0, 0, 0, 0, 0], &[TemplateGap::number("block", 3, 4)]),
    plain("READ-POSITION", Units::Drives, &[0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0], &[]),
    plain("ERASE", Units::Drives, &[0x19, 0x01, 0, 0, 0, 0], &[]),
];

impl Template {
    /// The template of a name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        TEMPLATES.iter().find(|template| template.name == name)
    }

    /// The field of a name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static TemplateGap> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// How many bytes can come with it, where the block says how many do.
    #[must_use]
    pub fn most_sent(&self) -> Option<u64> {
        self.length.map(|(_, width)| (1 << (8 * width)) - 1)
    }

    /// The command descriptor block: what is said of its fields, and how many bytes come with it.
    ///
    /// ```
    /// use rsmlab_scsi::template::Template;
    ///
    /// let template = Template::find("MOVE").ok_or("there is one")?;
    /// assert_eq!(template.block(&[("from", 0x1001), ("to", 0x100)], 0), [0xA5, 0, 0, 0, 0x10, 0x01, 0x01, 0, 0, 0, 0, 0]);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn block(&self, said: &[(&str, i64)], sends: usize) -> Vec<u8> {
        let mut block = self.block.to_vec();
        for field in self.fields {
            let value = said.iter().find(|(name, _)| *name == field.name).map(|(_, value)| *value);
            if let (Some((at, bits)), Some(_)) = (field.mark, value) {
                block[at] |= bits;
            }
            let number = value.unwrap_or(i64::from(field.default.unwrap_or_default()));
            match field.takes {
                GapContent::Bits(bits) if number != 0 => block[field.at] |= bits,
                GapContent::Bits(_) => {}
                GapContent::Element | GapContent::Number => fill(&mut block, field.at, field.width, number),
            }
        }
        if let Some((at, width)) = self.length {
            fill(&mut block, at, width, i64::try_from(sends).unwrap_or(i64::MAX));
        }
        block
    }
}

/// Puts the last bytes of a number into a block, beside the bits that are set already.
fn fill(block: &mut [u8], at: usize, width: usize, number: i64) {
    let bytes = number.to_be_bytes();
    for (byte, of_number) in block[at..at + width].iter_mut().zip(&bytes[bytes.len() - width..]) {
        *byte |= of_number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gap_is_in_its_block() {
        for template in TEMPLATES {
            let ends = template.fields.iter().map(|field| field.at + field.width).chain(template.length.map(|(at, width)| at + width));
            for end in ends.chain(template.fields.iter().filter_map(|field| field.mark).map(|(at, _)| at + 1)) {
                assert!(end <= template.block.len(), "{} has a gap that ends at {end}", template.name);
            }
            assert_eq!(TEMPLATES.iter().filter(|other| other.name == template.name).count(), 1, "{}", template.name);
        }
    }

    #[test]
    fn numbers_count_backwards_too() {
        let space = Template::find("SPACE-BLOCKS").expect("it is there");
        assert_eq!(space.block(&[("count", -2)], 0), [0x11, 0, 0xFF, 0xFF, 0xFE, 0]);
        let count = space.field("count").expect("it has one");
        assert!(count.holds(0xFF_FFFF) && !count.holds(0x100_0000) && count.holds(-0x80_0000) && !count.holds(-0x80_0001));
        assert_eq!(space.field("length"), None);
    }

    #[test]
    fn a_page_says_that_it_is_one() {
        let inquiry = Template::find("INQUIRY").expect("it is there");
        assert_eq!(inquiry.block(&[("page", 0x80)], 0), [0x12, 1, 0x80, 0, 0xFF, 0]);
        assert_eq!(inquiry.block(&[], 0), [0x12, 0, 0, 0, 0xFF, 0]);
        assert_eq!(Template::find("WRITE").map(|write| write.block(&[], 0x1_0203)), Some(vec![0x0A, 0, 1, 2, 3, 0]));
    }
}
