//! Where the sandbox's community shows its cases: bugs in a text channel, ideas in a forum with tags.

use super::discord::LocalDiscord;
use std::io;
use std::path::Path;

/// Writes the server's own files into the program's data folder. Files that are there already stay: the operator wrote them.
///
/// # Errors
/// When the folder cannot be written.
pub fn plant(data_dir: &Path, discord: &LocalDiscord) -> io::Result<()> {
    let folder = data_dir.join("intake").join(discord.guild_id().to_string());
    std::fs::create_dir_all(&folder)?;
    let channels = discord.channels();
    let channel = |name: &str| channels.get(name).map(ToString::to_string).unwrap_or_default();
    let bug = format!("channel = \"{}\"\n", channel("bug-report"));
    let tags = "[tags]\nnew = \"Idea\"\nwaiting_for_us = \"Planned\"\nsolved = \"Shipped\"\nclosed = \"Declined\"\n";
    let feature = format!("channel = \"{}\"\n\n{tags}", channel("feature-requests"));
    for (name, text) in [("bug.toml", bug), ("feature.toml", feature)] {
        let path = folder.join(name);
        if !path.exists() {
            std::fs::write(path, text)?;
        }
    }
    Ok(())
}
