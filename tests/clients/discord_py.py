"""Runs discord.py against the sandbox: log in, talk over DM, register a command and answer it, edit, react, delete.

    python discord_py.py '<the sandbox's line of JSON>'      (or in the variable SANDBOX)

Needs discord.py 2.7. Prints "ok ..." for each step and ends with 0, or with 1 at the first thing that is wrong.
While it runs, the application has no interactions endpoint, so that interactions come over the gateway; it is put back at the end.
"""

import asyncio
import io
import json
import os
import sys
import time
import traceback

import aiohttp
import discord
import yarl
from discord import app_commands

SANDBOX = json.loads(sys.argv[1] if len(sys.argv) > 1 else os.environ["SANDBOX"])["discord"]
MEMBER = next((one for one in SANDBOX["members"] if one["name"] == "ben"), SANDBOX["members"][0])

discord.http.Route.BASE = SANDBOX["api"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(SANDBOX["gateway"])


def check(condition, what):
    if not condition:
        raise AssertionError(f"not as expected: {what}")
    print(f"ok {what}", flush=True)


async def call(http, token, method, path, body=None):
    """Calls the API, as the member's own client or as the bot."""
    async with http.request(method, SANDBOX["api"] + path, json=body, headers={"authorization": token}) as response:
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {await response.text()}")
        return None if response.status == 204 else await response.json()


def interaction(kind, **rest):
    return {
        "type": kind,
        "application_id": SANDBOX["application_id"],
        "guild_id": SANDBOX["guild_id"],
        "channel_id": SANDBOX["channels"]["general"],
        "session_id": "probe",
        "nonce": str(time.time_ns()),
        **rest,
    }


class More(discord.ui.View):
    @discord.ui.button(label="More", custom_id="more")
    async def more(self, clicked: discord.Interaction, _):
        await clicked.response.send_modal(Form())


class Form(discord.ui.Modal, title="Tell us"):
    what = discord.ui.Label(text="What?", component=discord.ui.TextInput(custom_id="what"))

    async def on_submit(self, submitted: discord.Interaction):
        await submitted.response.send_message(f"got {self.what.component.value}", ephemeral=True)


async def story(client, http):
    def me(method, path, body=None):
        return call(http, MEMBER["token"], method, path, body)

    await client.wait_until_ready()
    check(str(client.user.id) == SANDBOX["bot_id"], "logged in as the bot")
    guild = client.get_guild(int(SANDBOX["guild_id"]))
    general = guild.get_channel(int(SANDBOX["channels"]["general"]))
    check(general is not None and guild.get_member(int(MEMBER["id"])) is not None, "the guild, its channels and members came")

    dm = await me("POST", "/users/@me/channels", {"recipient_id": SANDBOX["bot_id"]})
    heard = asyncio.ensure_future(client.wait_for("message", check=lambda m: str(m.author.id) == MEMBER["id"]))
    await asyncio.sleep(0)
    await me("POST", f"/channels/{dm['id']}/messages", {"content": "hello?"})
    message = await heard
    check(message.content == "hello?" and message.guild is None, "a direct message came")

    reply = await message.reply("here", allowed_mentions=discord.AllowedMentions.none())
    # flexcord is the same bot and may say something too, so only what was said here is looked at.
    seen = [m for m in await me("GET", f"/channels/{dm['id']}/messages?after={message.id}") if m["id"] == str(reply.id)]
    check(len(seen) == 1 and seen[0]["referenced_message"]["id"] == str(message.id), "the member reads the answer")
    await reply.edit(content="here!")
    check((await message.channel.fetch_message(reply.id)).content == "here!", "an edit arrived")
    await reply.add_reaction("🎉")
    check((await me("GET", f"/channels/{dm['id']}/messages/{reply.id}"))["reactions"][0]["count"] == 1, "a reaction arrived")
    sent = await message.channel.send("a file", file=discord.File(io.BytesIO(b"hello"), "hello.txt"))
    check(await sent.attachments[0].read() == b"hello", "a file went up and down")
    await reply.delete()
    left = {m.id async for m in message.channel.history(after=message)}
    check(reply.id not in left and sent.id in left, "a deletion arrived")

    tree = app_commands.CommandTree(client)

    @tree.command(name="probe_py", description="Tries the gateway", guild=guild)
    async def probe(asked: discord.Interaction, text: str):
        await asked.response.defer(thinking=True)
        await asked.edit_original_response(content=f"you said {text}", view=More())

    command = (await tree.sync(guild=guild))[0]
    answered = asyncio.ensure_future(client.wait_for("message_edit", check=lambda _, after: after.content == "you said hi"))
    await asyncio.sleep(0)
    options = [{"type": 3, "name": "text", "value": "hi"}]
    await me("POST", "/interactions", interaction(2, data={"id": str(command.id), "name": "probe_py", "type": 1, "options": options}))
    shown = (await answered)[1]
    check(bool(shown.components), "a command came and was answered")

    async with http.ws_connect(SANDBOX["gateway"]) as watching:
        await watching.receive_json()
        await watching.send_json({"op": 2, "d": {"token": MEMBER["token"], "properties": {}}})

        async def told(name, fits=lambda data: True):
            while True:
                payload = await watching.receive_json()
                if payload["t"] == name and fits(payload["d"]):
                    return payload["d"]

        await told("GUILD_CREATE")
        await me("POST", "/interactions", interaction(3, message_id=str(shown.id), data={"component_type": 2, "custom_id": "more"}))
        modal = await told("INTERACTION_MODAL_CREATE")
        check(modal["title"] == "Tell us", "a button opened a form")
        fields = [{"type": 18, "component": {"type": 4, "custom_id": "what", "value": "this"}}]
        data = {"id": modal["id"], "custom_id": modal["custom_id"], "components": fields}
        await me("POST", "/interactions", interaction(5, data=data))
        noted = await told("MESSAGE_CREATE", lambda said: said["content"] == "got this")
        check(noted["flags"] & 64 == 64, "the form was read and answered to one person")
    await shown.delete()
    tree.clear_commands(guild=guild)
    await tree.sync(guild=guild)
    print("ok the command is gone again", flush=True)


async def main():
    intents = discord.Intents(guilds=True, members=True, messages=True, message_content=True, reactions=True)
    bot = "Bot " + SANDBOX["bot_token"]
    async with aiohttp.ClientSession() as http, discord.Client(intents=intents) as client:
        before = (await call(http, bot, "GET", "/applications/@me"))["interactions_endpoint_url"]
        try:
            if before:
                await call(http, bot, "PATCH", "/applications/@me", {"interactions_endpoint_url": None})
            await client.login(SANDBOX["bot_token"])
            running = asyncio.ensure_future(client.connect())
            telling = asyncio.ensure_future(asyncio.wait_for(story(client, http), 60))
            await asyncio.wait({running, telling}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            await telling
            return 0
        except Exception:
            traceback.print_exc()
            return 1
        finally:
            if before:
                await call(http, bot, "PATCH", "/applications/@me", {"interactions_endpoint_url": before})
            await client.close()


sys.exit(asyncio.run(main()))
