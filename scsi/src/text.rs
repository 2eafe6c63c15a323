//! Texts in fields of a fixed length.

/// A text as ASCII, left-aligned and filled up with blanks to `length` (SPC-4, 4.4.1). What is no printable ASCII becomes a blank.
pub fn padded(text: &str, length: usize) -> Vec<u8> {
    let printable = |byte: u8| if (b' '..=b'~').contains(&byte) { byte } else { b' ' };
    let mut field: Vec<u8> = text.bytes().map(printable).take(length).collect();
    field.resize(length, b' ');
    field
}

/// At most this many bytes of what there is to be read: the allocation length of a command.
pub fn cut(mut data: Vec<u8>, allocation: impl TryInto<usize>) -> Vec<u8> {
    data.truncate(allocation.try_into().unwrap_or(usize::MAX));
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_its_length_and_printable_characters() {
        assert_eq!(padded("AB", 4), b"AB  ");
        assert_eq!(padded("ABCDEF", 4), b"ABCD");
        assert_eq!(padded("A\u{e9}\n", 4), b"A   ");
    }
}
