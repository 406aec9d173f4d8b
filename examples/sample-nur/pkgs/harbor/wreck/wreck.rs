//! harbor-wreck prints the parts of an AT URI. It does not compile: `segments` was never written.
//! <https://atproto.com/specs/at-uri-scheme>

use std::env;

const VERSION: &str = "@version@";

fn main() {
    for argument in env::args().skip(1) {
        if argument == "--version" {
            println!("harbor-wreck {}", VERSION);
            return;
        }
        for part in segments(&argument) {
            println!("{}", part);
        }
    }
}
