//! Passes options to the linker.

fn main() {
    napi_build::setup();
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        // The module starts threads; a worker that ends must not unload it below them.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
