//! Where a statement comes from: a document, by its tag, and sometimes the page of it.

use std::fmt;

use serde::Deserialize;

/// A kind of document, in the order of authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Document {
    /// The five function pages the project began with.
    Seed,
    /// Windows SDK reference pages.
    Sdk,
    /// MS-RSMP, the remote protocol.
    Rsmp,
    /// mingw-w64 `ntmsapi.h`.
    Hdr,
    /// Conceptual pages of the Windows documentation.
    Concept,
    /// Help pages of Windows XP and Server 2003.
    Help,
    /// Worked out here.
    Computed,
}

impl Document {
    /// Every kind, the most authoritative first.
    pub const ALL: &'static [Self] = &[Self::Seed, Self::Sdk, Self::Rsmp, Self::Hdr, Self::Concept, Self::Help, Self::Computed];

    /// The tag used in the catalogue.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Sdk => "sdk",
            Self::Rsmp => "rsmp",
            Self::Hdr => "hdr",
            Self::Concept => "concept",
            Self::Help => "help",
            Self::Computed => "computed",
        }
    }

    /// What the tag stands for, for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Seed => "seed function page",
            Self::Sdk => "Windows SDK page",
            Self::Rsmp => "MS-RSMP",
            Self::Hdr => "ntmsapi.h",
            Self::Concept => "conceptual page",
            Self::Help => "help page",
            Self::Computed => "worked out here",
        }
    }
}

/// A document, or one page of it: `seed`, `concept:startup`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Source {
    /// The kind of document.
    pub document: Document,
    /// The page, where the catalogue names one; its title stands in `model/sources.toml`.
    pub page: Option<String>,
}

impl TryFrom<String> for Source {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (tag, page) = text.split_once(':').map_or((text.as_str(), None), |(tag, page)| (tag, Some(page.to_owned())));
        let document = Document::ALL.iter().copied().find(|document| document.tag() == tag).ok_or_else(|| {
            let tags: Vec<_> = Document::ALL.iter().map(|document| document.tag()).collect();
            format!("unknown source `{text}`; it starts with one of {}", tags.join(", "))
        })?;
        Ok(Self { document, page })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.document.tag())?;
        self.page.as_deref().map_or(Ok(()), |page| write!(f, ":{page}"))
    }
}
