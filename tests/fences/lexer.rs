//! Blanks comments, strings and character literals, keeping lines and columns.

/// The text with everything that is not code turned to blanks.
pub fn code(text: &str) -> String {
    let src: Vec<char> = text.chars().collect();
    let mut out = src.clone();
    let mut i = 0;
    while i < src.len() {
        let end = match src[i] {
            '/' if src.get(i + 1) == Some(&'/') => line_end(&src, i),
            '/' if src.get(i + 1) == Some(&'*') => block_end(&src, i),
            '"' => string_end(&src, i + 1),
            'r' if !word_before(&src, i) => match raw_end(&src, i + 1) {
                Some(end) => end,
                None => i,
            },
            '\'' => char_end(&src, i),
            _ => i,
        };
        if end > i {
            for c in &mut out[i..end.min(src.len())] {
                if *c != '\n' {
                    *c = ' ';
                }
            }
            i = end;
        } else {
            i += 1;
        }
    }
    out.into_iter().collect()
}

/// Cuts what stands behind `#[cfg(test)]` on a module: unit tests may know more.
pub fn without_tests(code: &str) -> String {
    code.find("#[cfg(test)]\nmod tests {").map_or_else(|| code.to_owned(), |at| code[..at].to_owned())
}

fn word_before(src: &[char], i: usize) -> bool {
    i > 0 && (src[i - 1].is_alphanumeric() || src[i - 1] == '_') && src[i - 1] != 'b'
}

fn line_end(src: &[char], i: usize) -> usize {
    src[i..].iter().position(|c| *c == '\n').map_or(src.len(), |n| i + n)
}

fn block_end(src: &[char], mut i: usize) -> usize {
    let mut depth = 0;
    while i < src.len() {
        match (src[i], src.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            return i;
        }
    }
    i
}

fn string_end(src: &[char], mut i: usize) -> usize {
    while i < src.len() {
        match src[i] {
            '\\' => i += 2,
            '"' => return i + 1,
            _ => i += 1,
        }
    }
    i
}

fn raw_end(src: &[char], mut i: usize) -> Option<usize> {
    let hashes = src[i..].iter().take_while(|c| **c == '#').count();
    i += hashes;
    if src.get(i) != Some(&'"') {
        return None;
    }
    i += 1;
    while i < src.len() {
        if src[i] == '"' && src[i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes {
            return Some(i + 1 + hashes);
        }
        i += 1;
    }
    Some(i)
}

fn char_end(src: &[char], i: usize) -> usize {
    match (src.get(i + 1), src.get(i + 2)) {
        (Some('\\'), _) => src[i + 3..].iter().position(|c| *c == '\'').map_or(src.len(), |n| i + 4 + n),
        (Some(_), Some('\'')) => i + 3,
        _ => i, // a lifetime
    }
}
