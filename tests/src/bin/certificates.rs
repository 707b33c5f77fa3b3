//! Certificates for the tests of other languages: prints one line of JSON with an authority, and the certificates and keys
//! (PEM) that it signed for this host, for another one, for yesterday and for a client; and with an authority of a stranger.

use milvus_import_tests::authority::{Authority, expired};
use serde_json::{Value, json};

fn main() {
    let authority = Authority::new("ours");
    let pair = |(certificate, key): (String, String)| -> Value { json!({"certificate": certificate, "key": key}) };
    println!(
        "{}",
        json!({
            "authority": authority.pem,
            "stranger": Authority::new("a stranger").pem,
            "good": pair(authority.sign("127.0.0.1", |_| ())),
            "of_another_host": pair(authority.sign("milvus.example.com", |_| ())),
            "out_of_date": pair(authority.sign("127.0.0.1", expired)),
            "client": pair(authority.sign("a client", |_| ())),
        })
    );
}
