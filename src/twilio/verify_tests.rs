use super::*;

/// The vectors both official SDKs accept, as collected in `signature_vectors.json`. All are signed with the token `12345`.
struct Vector {
    name: &'static str,
    public_url: &'static str,
    path: &'static str,
    form: &'static str,
    body: Option<&'static str>,
    signature: &'static str,
}

const CALL: &str = "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309";
const PATH: &str = "/myapp.php?foo=1&bar=2";
const JSON: &str = r#"{"property": "value", "boolean": true}"#;
const HASH: &str = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

const VECTORS: [Vector; 16] = [
    form("form, no port", "https://mycompany.com", PATH, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    form("form, http with port 1234", "http://mycompany.com:1234", PATH, CALL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    form("form, https signed with explicit :443", "https://mycompany.com:443", PATH, CALL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    form("form, http signed with explicit :80", "http://mycompany.com:80", PATH, CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    form(
        "repeated key, duplicate values collapse and sort",
        "https://mycompany.com",
        PATH,
        "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
        "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
    ),
    form(
        "repeated key (array)",
        "https://mycompany.com",
        PATH,
        "MessagingBinding.Address=%2B1325xxxxxxx&MessagingBinding.Address=%2B1415xxxxxxx",
        "83O6e2vORAoJHUNzJjDWN1jz+BA=",
    ),
    json(
        "JSON body, bodySHA256 appended to query",
        "https://mycompany.com",
        "/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
        JSON,
        "a9nBmqA0ju/hNViExpshrM61xv4=",
    ),
    json(
        "JSON body, bodySHA256 the only query parameter",
        "https://mycompany.com",
        "/myapp.php?bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
        JSON,
        "y77kIzt2vzLz71DgmJGsen2scGs=",
    ),
    json(
        "JSON body '{}', URL with :443",
        "https://mycompany.com:443",
        "/myapp.php?foo=1&bar=2&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "{}",
        "Ldidvp12m26NI7eqEvxnEpkd9Hc=",
    ),
    json(
        "JSON body '{}', URL without port",
        "https://mycompany.com",
        "/myapp.php?foo=1&bar=2&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "{}",
        "rw/jVviOgicj2+kHZULvebnA4ag=",
    ),
    form("basic-auth user:pass in URL", "https://user:pass@mycompany.com", PATH, CALL, "CukzLTc1tT5dXEDIHm/tKBanW10="),
    form("basic-auth user only in URL", "https://user@mycompany.com", PATH, CALL, "2YRLlVAflCqxaNicjMpJcSTgzSs="),
    form("basic-auth in URL with :443", "https://user:pass@mycompany.com:443", PATH, CALL, "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI="),
    form(
        "query with apostrophe signed as %27, space as +",
        "https://mycompany.com",
        "/myapp.php?foo=1&bar=2&Body=It%27s+amazing",
        CALL,
        "TfZzewPq8wqrGlMfyAud8+/IvJ0=",
    ),
    form(
        "Conversations onMessageAdded, unicode and emoji body, empty value",
        "https://bridge.example.com",
        "/forward-to-discord?k=abc",
        "EventType=onMessageAdded&Body=H%C3%A9llo+%F0%9F%91%8B+%26+%22q%22+%2B1&Attributes=%7B%7D&Index=0&Source=SDK&Media=&ConversationSid=CH00000000000000000000000000000000",
        "OkKw5bIUkoRwiz3lOFeJlAV9smw=",
    ),
    form(
        "GET webhook: parameters live in the URL only",
        "https://bridge.example.com",
        "/forward-to-discord?EventType=onMessageAdded&Body=a+b%26c&Index=3",
        "",
        "W1lUdh/AkrWPAewu2a7S7JoNxYo=",
    ),
];

const fn form(name: &'static str, public_url: &'static str, path: &'static str, form: &'static str, signature: &'static str) -> Vector {
    Vector { name, public_url, path, form, body: None, signature }
}

const fn json(name: &'static str, public_url: &'static str, path: &'static str, body: &'static str, signature: &'static str) -> Vector {
    Vector { name, public_url, path, form: "", body: Some(body), signature }
}

fn verifier(token: &str, public_url: &str) -> Verifier {
    Verifier::new(&token.into(), None, public_url).unwrap()
}

impl Vector {
    fn check(&self, verifier: &Verifier) -> Result<(), Forged> {
        self.check_as(verifier, self.path, self.form)
    }

    fn check_as(&self, verifier: &Verifier, path: &str, form: &str) -> Result<(), Forged> {
        let form = Form::decode(form.as_bytes()).unwrap();
        let signed = self.body.map_or(Signed::Form(&form), |body| Signed::Raw(body.as_bytes()));
        verifier.check(path, self.signature.as_bytes(), signed)
    }
}

#[test]
fn every_vector_of_the_official_sdks_is_accepted_and_made_again() {
    for vector in &VECTORS {
        let verifier = verifier("12345", vector.public_url);
        assert_eq!(vector.check(&verifier), Ok(()), "{}", vector.name);
        let form = Form::decode(vector.form.as_bytes()).unwrap();
        let signed = vector.body.map_or(Signed::Form(&form), |body| Signed::Raw(body.as_bytes()));
        assert_eq!(verifier.sign(vector.path, signed), vector.signature, "{}", vector.name);
    }
}

#[test]
fn the_standard_port_may_be_signed_or_not_whichever_is_configured() {
    let ported = [
        ("https://mycompany.com", 2),
        ("http://mycompany.com", 3),
        ("https://mycompany.com:443", 0),
        ("https://user:pass@mycompany.com", 12),
    ];
    for (configured, vector) in ported {
        assert_eq!(VECTORS[vector].check(&verifier("12345", configured)), Ok(()), "{configured}");
    }
    assert_eq!(VECTORS[8].check(&verifier("12345", "https://mycompany.com")), Ok(()));
}

#[test]
fn every_vector_is_refused_with_another_token_host_port_scheme_or_path() {
    for vector in &VECTORS {
        assert_eq!(vector.check(&verifier("12346", vector.public_url)), Err(Forged::Signature), "token: {}", vector.name);
        let other = if vector.public_url.starts_with("https") { "http://mycompany.com" } else { "https://mycompany.com" };
        for url in [other, "https://mycompany.org", "https://mycompany.com:8443", "https://mycompany.com/prefix"] {
            assert_eq!(vector.check(&verifier("12345", url)), Err(Forged::Signature), "{url}: {}", vector.name);
        }
        let path = vector.path.replace("/myapp", "/myApp").replace("/forward", "/backward");
        assert_eq!(vector.check_as(&verifier("12345", vector.public_url), &path, vector.form), Err(Forged::Signature), "{}", vector.name);
    }
}

#[test]
fn one_changed_byte_in_a_form_is_noticed() {
    let verifier = verifier("12345", "https://mycompany.com");
    let vector = &VECTORS[0];
    for form in [CALL.replace("1234", "1235"), format!("{CALL}&x=1"), CALL.replace("From", "from"), String::new()] {
        assert_eq!(vector.check_as(&verifier, PATH, &form), Err(Forged::Signature), "{form}");
    }
}

#[test]
fn a_raw_body_needs_its_right_hash() {
    let verifier = verifier("12345", "https://mycompany.com");
    let with_hash = format!("/myapp.php?bodySHA256={HASH}");
    let signature = b"y77kIzt2vzLz71DgmJGsen2scGs=";
    assert_eq!(verifier.check(&with_hash, signature, Signed::Raw(JSON.as_bytes())), Ok(()));
    assert_eq!(verifier.check(&with_hash, signature, Signed::Raw(b"{}")), Err(Forged::BodyHash));
    assert_eq!(verifier.check("/myapp.php", signature, Signed::Raw(JSON.as_bytes())), Err(Forged::NoBodyHash));
    let other = format!("/myapp.php?bodySHA256={}", HASH.replace('0', "1"));
    assert_eq!(verifier.check(&other, signature, Signed::Raw(JSON.as_bytes())), Err(Forged::BodyHash));
}

#[test]
fn the_previous_token_is_accepted_while_tokens_are_rotated() {
    let rotating = Verifier::new(&"new".into(), Some(&"12345".into()), "https://mycompany.com/").unwrap();
    assert_eq!(VECTORS[0].check(&rotating), Ok(()));
}

#[test]
fn nonsense_in_place_of_a_signature_is_refused() {
    let verifier = verifier("12345", "https://mycompany.com");
    let form = Form::decode(CALL.as_bytes()).unwrap();
    for nonsense in ["", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "%%%", &"A".repeat(4000)] {
        assert_eq!(verifier.check(PATH, nonsense.as_bytes(), Signed::Form(&form)), Err(Forged::Signature), "{nonsense}");
    }
}

#[test]
fn an_apostrophe_in_the_query_may_be_signed_escaped() {
    let verifier = verifier("12345", "https://mycompany.com");
    let path = "/myapp.php?foo=1&bar=2&Body=It's+amazing";
    assert_eq!(VECTORS[13].check_as(&verifier, path, CALL), Ok(()));
}

#[test]
fn a_public_url_without_scheme_or_host_is_refused() {
    for url in ["", "mycompany.com", "ftp://x", "https://", "https://:443", "http:///x"] {
        assert!(Verifier::new(&"12345".into(), None, url).is_err(), "{url}");
    }
    assert_eq!(spellings("https://[::1]:443").unwrap(), ["https://[::1]:443", "https://[::1]"]);
    assert_eq!(spellings("http://[::1]/a").unwrap(), ["http://[::1]/a", "http://[::1]:80/a"]);
}
