//! Builds again when content changes: the folders are embedded by `include_dir`, which does not tell Cargo by itself.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=content");
    println!("cargo::rerun-if-changed=quizzes");
}
