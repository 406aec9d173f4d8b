fn main() {
    println!("hello, network");
}
