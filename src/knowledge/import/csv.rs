//! CSV as RFC 4180 has it: commas, cells in quotes that may hold commas, line ends and doubled quotes.

use super::error::ImportError;

/// The rows with the line each begins on, from 1. Empty lines are passed over.
pub(super) fn rows(file: &str, text: &str) -> Result<Vec<(usize, Vec<String>)>, ImportError> {
    let mut rows = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut opened_on = None;
    let (mut line, mut began) = (1, 1);
    let mut signs = text.trim_start_matches('\u{FEFF}').chars().peekable();
    while let Some(c) = signs.next() {
        line += usize::from(c == '\n');
        match (c, opened_on) {
            ('"', Some(_)) if signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            ('"', Some(_)) => opened_on = None,
            (c, Some(_)) => cell.push(c),
            ('"', None) if cell.is_empty() => opened_on = Some(line),
            (',', None) => row.push(std::mem::take(&mut cell)),
            ('\r', None) if signs.peek() == Some(&'\n') => {}
            ('\n', None) => {
                row.push(std::mem::take(&mut cell));
                let filled = std::mem::take(&mut row);
                if filled.iter().any(|cell| !cell.is_empty()) {
                    rows.push((began, filled));
                }
                began = line;
            }
            (c, None) => cell.push(c),
        }
    }
    if let Some(line) = opened_on {
        return Err(ImportError::new(file, line, "a quoted cell has no end", "close it with a quote; write a quote inside it twice"));
    }
    row.push(cell);
    if row.iter().any(|cell| !cell.is_empty()) {
        rows.push((began, row));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quoted_cells_come_back_as_they_were(cells in prop::collection::vec("[a-z\",\n ]{1,8}", 1..5)) {
            let line = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
            prop_assert_eq!(rows("f", &line).unwrap(), vec![(1, cells)]);
        }

        #[test]
        fn no_text_breaks_the_reader(text in any::<String>()) {
            let _ = rows("f", &text);
        }
    }
}
