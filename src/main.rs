//! Entry point.
fn main() {
    println!("{:?}", scv_oauth::cli::parse());
}
