//! The files of the folder: which there are, and what each stands for.
//!
//! The names are those under which Linux shows such devices: `changer0` and on, a medium changer; `sg0` and on, any logical unit by its
//! number; `nst0` and on, a tape drive; `st0` and on, the same drive, which rewinds when it is closed.

use crate::service::UnitKind;

use super::protocol::{Attributes, ROOT};

/// What a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// It passes commands on, and nothing else (`sg`).
    Generic,
    /// It is a tape as well (`st`).
    Tape {
        /// Closing it rewinds.
        rewinds: bool,
    },
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TreeFile {
    /// Its name.
    pub name: String,
    /// The logical unit.
    pub lun: u64,
    /// What the logical unit is.
    pub unit: UnitKind,
    /// What the file does.
    pub kind: FileKind,
}

/// The folder and its files.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    files: Vec<TreeFile>,
    user: u32,
    group: u32,
}

impl Tree {
    /// The files of these logical units, for their owner alone.
    pub fn new(units: &[UnitKind], user: u32, group: u32) -> Self {
        let mut files = Vec::new();
        let (mut changers, mut drives) = (0, 0);
        for (lun, &unit) in (0u64..).zip(units) {
            let mut add = |name: String, kind| files.push(TreeFile { name, lun, unit, kind });
            add(format!("sg{lun}"), FileKind::Generic);
            match unit {
                UnitKind::Changer => {
                    add(format!("changer{changers}"), FileKind::Generic);
                    changers += 1;
                }
                UnitKind::Drive => {
                    add(format!("nst{drives}"), FileKind::Tape { rewinds: false });
                    add(format!("st{drives}"), FileKind::Tape { rewinds: true });
                    drives += 1;
                }
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { files, user, group }
    }

    /// The file that a node is.
    pub fn file(&self, node: u64) -> Option<&TreeFile> {
        self.files.get(usize::try_from(node.checked_sub(FIRST)?).ok()?)
    }

    /// The node of a name.
    pub fn lookup(&self, name: &[u8]) -> Option<u64> {
        (FIRST..).zip(&self.files).find(|(_, file)| file.name.as_bytes() == name).map(|(node, _)| node)
    }

    /// What there is to say of a node.
    pub fn attributes(&self, node: u64) -> Option<Attributes> {
        let mode = if node == ROOT {
            FOLDER
        } else {
            self.file(node)?;
            FILE
        };
        Some(Attributes { node, mode, user: self.user, group: self.group })
    }

    /// All names with their nodes and modes, in the order of a listing.
    pub fn names(&self) -> impl Iterator<Item = (u64, u32, &str)> {
        let dots = [(ROOT, FOLDER, "."), (ROOT, FOLDER, "..")];
        dots.into_iter().chain((FIRST..).zip(&self.files).map(|(node, file)| (node, FILE, file.name.as_str())))
    }
}

/// The node of the first file.
const FIRST: u64 = ROOT + 1;
const FOLDER: u32 = 0o040_500;
/// A device would be opened by the kernel, past this file system; so they are plain files.
const FILE: u32 = 0o100_600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_has_the_names_of_linux() {
        let tree = Tree::new(&[UnitKind::Changer, UnitKind::Drive, UnitKind::Drive], 0, 0);
        let names: Vec<_> = tree.names().map(|(.., name)| name).collect();
        assert_eq!(names, [".", "..", "changer0", "nst0", "nst1", "sg0", "sg1", "sg2", "st0", "st1"]);
        for (node, _, name) in tree.names().skip(2) {
            assert_eq!(tree.lookup(name.as_bytes()), Some(node));
            assert_eq!(tree.file(node).map(|file| file.name.as_str()), Some(name));
        }
        let file = |name: &[u8]| tree.file(tree.lookup(name).unwrap()).unwrap();
        assert_eq!((file(b"nst1").lun, file(b"st1").kind), (2, FileKind::Tape { rewinds: true }));
        assert_eq!((tree.lookup(b"nst2"), tree.file(0), tree.file(99)), (None, None, None));
    }
}
