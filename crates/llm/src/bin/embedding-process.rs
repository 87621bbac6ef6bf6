//! A program that is nothing but a model's process: what tests and benchmarks start where the
//! product starts itself.

fn main() {
    llm::serve_if_asked();
    eprintln!("this program only answers the program that started it");
    std::process::exit(2);
}
