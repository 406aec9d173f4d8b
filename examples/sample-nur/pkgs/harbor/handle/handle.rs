//! harbor-handle says whether a handle is one, and why not.
//! <https://atproto.com/specs/handle>

use std::env;
use std::io::{self, BufRead, Write};
use std::process::exit;

const VERSION: &str = "@version@";

const USAGE: &str = "usage: harbor-handle [--any-domain] [HANDLE...]   handles from standard input when none is given
       harbor-handle --version | --help

Prints every valid handle in lower case. --any-domain accepts top-level domains
that nobody can register, as test networks use them.
";

const LONGEST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// Right in form, and never to be resolved.
const RESERVED: [&str; 9] = [
    "alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion", "test",
];

fn main() {
    exit(match run() {
        Ok(code) => code,
        // The reader has gone, as in `| head`: there is nobody to tell.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => 1,
        Err(error) => {
            eprintln!("harbor-handle: {}", error);
            1
        }
    });
}

fn run() -> io::Result<i32> {
    let mut out = io::stdout();
    let mut any_domain = false;
    let mut handles: Vec<String> = Vec::new();
    for argument in env::args_os().skip(1) {
        let text = argument.to_string_lossy().into_owned();
        match text.as_str() {
            "--version" => return writeln!(out, "harbor-handle {}", VERSION).map(|_| 0),
            "--help" => return write!(out, "{}", USAGE).map(|_| 0),
            "--any-domain" => any_domain = true,
            option if option.starts_with("--") => {
                eprint!("harbor-handle: unknown option {:?}\n{}", option, USAGE);
                return Ok(2);
            }
            _ => handles.push(text),
        }
    }
    if !handles.is_empty() {
        return judge_all(handles.into_iter().map(Ok), any_domain);
    }
    let lines = io::stdin().lock().split(b'\n');
    judge_all(
        lines.map(|line| line.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())),
        any_domain,
    )
}

fn judge_all(
    handles: impl Iterator<Item = io::Result<String>>,
    any_domain: bool,
) -> io::Result<i32> {
    let mut out = io::stdout();
    let mut code = 0;
    for handle in handles {
        let handle = handle?;
        match judge(&handle, any_domain) {
            Ok(()) => writeln!(out, "{}", handle.to_ascii_lowercase())?,
            Err(reason) => {
                eprintln!("harbor-handle: {:?}: {}", handle, reason);
                code = 1;
            }
        }
    }
    Ok(code)
}

fn judge(handle: &str, any_domain: bool) -> Result<(), String> {
    if handle.is_empty() {
        return Err("a handle is not empty".into());
    }
    if let Some(wrong) = handle
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && *c != '-' && *c != '.')
    {
        return Err(format!("{:?} is not one of a-z, 0-9, '-' and '.'", wrong));
    }
    if handle.len() > LONGEST {
        return Err(format!("{} characters, at most {}", handle.len(), LONGEST));
    }
    let labels: Vec<&str> = handle.split('.').collect();
    if labels.len() < 2 {
        return Err("a handle has at least two parts, like name.example.com".into());
    }
    for label in &labels {
        judge_label(label)?;
    }
    let domain = labels[labels.len() - 1].to_ascii_lowercase();
    if domain.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(format!("the top-level domain {:?} starts with a digit", domain));
    }
    if !any_domain && RESERVED.contains(&domain.as_str()) {
        return Err(format!("nobody can register a name under .{}", domain));
    }
    Ok(())
}

fn judge_label(label: &str) -> Result<(), String> {
    if label.is_empty() {
        return Err("a part between dots is empty".into());
    }
    if label.len() > LONGEST_LABEL {
        return Err(format!("part {:?} has {} characters, at most {}", label, label.len(), LONGEST_LABEL));
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Err(format!("part {:?} starts or ends with '-'", label));
    }
    Ok(())
}
