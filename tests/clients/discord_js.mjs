// Runs discord.js against the sandbox: log in, talk over DM, register a command and answer it, edit, react, delete.
//
//   node discord_js.mjs '<the sandbox's line of JSON>'      (or in the variable SANDBOX)
//
// Needs Node 20 and discord.js 14. Prints "ok ..." for each step and ends with 0, or with 1 at the first thing that is wrong.
// While it runs, the application has no interactions endpoint, so that interactions come over the gateway; it is put back at the end.

import { Client, Events, GatewayIntentBits, Partials, REST, Routes } from 'discord.js';

const sandbox = JSON.parse(process.argv[2] ?? process.env.SANDBOX).discord;
const [base, version] = [sandbox.api.replace(/\/v\d+$/, ''), /\/v(\d+)$/.exec(sandbox.api)?.[1] ?? '10'];
const rest = { api: base, version };
const member = sandbox.members.find((one) => one.name === 'ana') ?? sandbox.members[0];

/** Calls the API as the member's own client does. */
async function asMember(method, path, body) {
  const response = await fetch(sandbox.api + path, {
    method,
    headers: { authorization: member.token, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

function ok(what) {
  console.log(`ok ${what}`);
}

function check(condition, what) {
  if (!condition) throw new Error(`not as expected: ${what}`);
  ok(what);
}

/** The next event of the client that fits. */
function next(client, event, fits = () => true) {
  return new Promise((resolve) => {
    const listen = (...all) => {
      if (!fits(...all)) return;
      client.off(event, listen);
      resolve(all[0]);
    };
    client.on(event, listen);
  });
}

async function story(client) {
  const ready = next(client, Events.ClientReady);
  await client.login(sandbox.bot_token);
  await ready;
  check(client.user.id === sandbox.bot_id, 'logged in as the bot');
  const guild = client.guilds.cache.get(sandbox.guild_id);
  check(guild?.channels.cache.has(sandbox.channels.general), 'the guild and its channels came');

  const dm = await asMember('POST', '/users/@me/channels', { recipient_id: sandbox.bot_id });
  const mine = (message) => message.author.id === member.id;
  const heard = next(client, Events.MessageCreate, mine);
  await asMember('POST', `/channels/${dm.id}/messages`, { content: 'Hallo, ist da jemand?' });
  const message = await heard;
  check(message.content === 'Hallo, ist da jemand?' && message.guildId === null, 'a direct message came');

  const nonce = `js-${Date.now()}`;
  const answer = { content: 'Ja!', nonce, enforceNonce: true, allowedMentions: { parse: [] } };
  const reply = await message.reply(answer);
  const repeat = await message.reply(answer);
  check(reply.id === repeat.id, 'the same nonce makes one message');
  // flexcord is the same bot and may say something too, so only what was said here is looked at.
  const read = async (id) => (await asMember('GET', `/channels/${dm.id}/messages?after=${message.id}`)).filter((one) => one.id === id);
  const seen = await read(reply.id);
  check(seen.length === 1 && seen[0].referenced_message.id === message.id, 'the member reads the answer');

  await reply.edit('Ja, sicher!');
  check((await reply.fetch()).content === 'Ja, sicher!', 'an edit arrived');
  const reacted = next(client, Events.MessageReactionAdd, (_, user) => user.id === member.id);
  await asMember('PUT', `/channels/${dm.id}/messages/${reply.id}/reactions/${encodeURIComponent('👍')}/@me`);
  check((await reacted).emoji.name === '👍', 'a reaction came');
  await reply.react('🎉');
  check((await asMember('GET', `/channels/${dm.id}/messages/${reply.id}`)).reactions.length === 2, 'a reaction arrived');
  const file = await message.channel.send({ content: 'a file', files: [{ attachment: Buffer.from('hello'), name: 'hello.txt' }] });
  check((await (await fetch(file.attachments.first().url)).text()) === 'hello', 'a file went up and down');
  await reply.delete();
  check((await read(reply.id)).length === 0 && (await read(file.id)).length === 1, 'a deletion arrived');

  const command = await guild.commands.create({ name: 'probe_js', description: 'Tries the gateway' });
  const asked = next(client, Events.InteractionCreate, (one) => one.isChatInputCommand());
  await asMember('POST', '/interactions', {
    type: 2, application_id: sandbox.application_id, guild_id: sandbox.guild_id, channel_id: sandbox.channels.general, session_id: 'probe',
    nonce: '1', data: { version: command.version, id: command.id, name: 'probe_js', type: 1, options: [] },
  });
  const interaction = await asked;
  check(interaction.user.id === member.id && interaction.inGuild(), 'a command came');
  await interaction.deferReply();
  const button = { type: 1, components: [{ type: 2, style: 1, label: 'More', custom_id: 'more' }] };
  const shown = await interaction.editReply({ content: 'done', components: [button] });
  const clicked = next(client, Events.InteractionCreate, (one) => one.isButton());
  await asMember('POST', '/interactions', {
    type: 3, application_id: sandbox.application_id, guild_id: sandbox.guild_id, channel_id: sandbox.channels.general, session_id: 'probe',
    nonce: '2', message_id: shown.id, message_flags: 0, data: { component_type: 2, custom_id: 'more' },
  });
  await (await clicked).update({ content: 'more', components: [] });
  check((await interaction.fetchReply()).content === 'more', 'a button updated its message');
  const extra = await interaction.followUp({ content: 'and this', ephemeral: true });
  check(extra.flags.has('Ephemeral'), 'a follow-up for one person');
  await interaction.deleteReply();
  await guild.commands.delete(command.id);
  ok('the command is gone again');
}

const { Guilds, GuildMessages, DirectMessages, DirectMessageReactions } = GatewayIntentBits;
const intents = [Guilds, GuildMessages, DirectMessages, DirectMessageReactions];
const client = new Client({ rest, intents, partials: [Partials.Channel, Partials.Message, Partials.Reaction] });
const http = new REST(rest).setToken(sandbox.bot_token);
const before = await http.get(Routes.currentApplication());
let failed = false;
try {
  if (before.interactions_endpoint_url) await http.patch(Routes.currentApplication(), { body: { interactions_endpoint_url: null } });
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error('took longer than 60 seconds')), 60_000).unref());
  await Promise.race([story(client), late]);
} catch (error) {
  failed = true;
  console.error(error);
} finally {
  if (before.interactions_endpoint_url) {
    await http.patch(Routes.currentApplication(), { body: { interactions_endpoint_url: before.interactions_endpoint_url } });
  }
  await client.destroy();
}
process.exit(failed ? 1 : 0);
