//! Checks that several sections share. Each answers with the value or with what it should have been.

use reqwest::Url;
use std::net::IpAddr;

use super::reader::Checked;

/// Any text that is not empty.
pub fn text(value: &str) -> Checked<String> {
    if value.is_empty() { Err("is empty") } else { Ok(value.to_owned()) }
}

/// An address to call or to be called at: `https`, or `http` on this machine. A path is fine; the last slash is dropped.
pub fn web_address(value: &str) -> Checked<String> {
    address(value, "https", "http", "must be an https:// address without user, query or fragment (http:// only on this machine)")
}

/// An address of a service of the operator's choice: `https`, or `http` to a machine nobody outside can be: this one, one with a private
/// address, or one with a name without dots, as containers have. A path is fine; the last slash is dropped.
pub fn service_address(value: &str) -> Checked<String> {
    const COMPLAINT: &str =
        "must be an https:// address without user, query or fragment (http:// only on this machine or a private network)";
    let url = Url::parse(value).map_err(|_| COMPLAINT)?;
    let host = url.host_str().ok_or(COMPLAINT)?;
    let near = match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_private(),
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.is_unique_local(),
        Err(_) => !host.contains('.'),
    };
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    let fits = url.scheme() == "https" || url.scheme() == "http" && near;
    if fits && bare { Ok(url.as_str().trim_end_matches('/').to_owned()) } else { Err(COMPLAINT) }
}

/// The same for the gateway: `wss`, or `ws` on this machine.
pub fn socket_address(value: &str) -> Checked<String> {
    address(value, "wss", "ws", "must be a wss:// address without user, query or fragment (ws:// only on this machine)")
}

fn address(value: &str, safe: &str, plain: &str, complaint: &'static str) -> Checked<String> {
    let url = Url::parse(value).map_err(|_| complaint)?;
    let here = url.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
    let scheme_fits = url.scheme() == safe || (url.scheme() == plain && here);
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    if scheme_fits && bare && url.host_str().is_some() { Ok(url.as_str().trim_end_matches('/').to_owned()) } else { Err(complaint) }
}

/// A Twilio id: its two letters and what follows.
pub fn sid(prefix: &'static str, complaint: &'static str) -> impl Fn(&str) -> Checked<String> {
    move |value| match value.strip_prefix(prefix) {
        // Twilio's own are 32 hexadecimal digits; stand-ins of Twilio may be less strict, and a mix-up is found by the prefix.
        Some(rest) if (20..=40).contains(&rest.len()) && rest.chars().all(|c| c.is_ascii_alphanumeric()) => Ok(value.to_owned()),
        _ => Err(complaint),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encrypted_unless_they_stay_on_this_machine() {
        assert_eq!(web_address("https://help.example/relay/"), Ok("https://help.example/relay".into()));
        assert_eq!(web_address("http://127.0.0.1:8080"), Ok("http://127.0.0.1:8080".into()));
        for wrong in
            ["http://help.example", "help.example", "https://a:b@help.example", "https://help.example/?x=1", "https://h/#f", "ftp://h"]
        {
            assert!(web_address(wrong).is_err(), "{wrong}");
        }
        assert!(socket_address("wss://gateway.discord.gg").is_ok());
        assert!(socket_address("ws://gateway.example").is_err());
    }

    #[test]
    fn a_service_may_be_reached_in_the_clear_where_nobody_listens() {
        for fine in [
            "https://api.openai.com/v1/",
            "http://127.0.0.1:11434/v1",
            "http://ollama:11434/v1",
            "http://192.168.1.7:8000/v1",
            "http://[::1]/v1",
        ] {
            assert_eq!(service_address(fine), Ok(fine.trim_end_matches('/').to_owned()));
        }
        for wrong in [
            "http://api.openai.com/v1",
            "http://8.8.8.8/v1",
            "https://key@api.example/v1",
            "https://a.example/v1?key=1",
            "file:///v1",
            "v1",
        ] {
            assert!(service_address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_sid_has_its_letters_and_32_digits() {
        let check = sid("AC", "must begin with AC");
        assert!(check(&format!("AC{}", "0".repeat(32))).is_ok());
        assert!(check(&format!("IS{}", "0".repeat(32))).is_err());
        assert!(check("AC12").is_err());
    }
}
