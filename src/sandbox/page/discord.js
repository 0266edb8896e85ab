// The member's side: pick who one is, see their DM and the server, write, press, fill in.

import { arrows, ask, careful, h, keyed, notice, toEnd } from "./dom.js";
import { composer } from "./composer.js";
import { componentField, dialog, dismiss, modalFields, submission } from "./modal.js";
import { drawMessage } from "./message.js";
import { markdown } from "./markdown.js";

const DM = 1;
const FORUM = 15;
const THREADS = [10, 11, 12];
const GROUP_MS = 7 * 60 * 1000;
/** How long somebody is shown as typing, in milliseconds; Discord's own measure. */
const TYPING_MS = 9000;

export function discordColumn(app) {
  const root = document.getElementById("discord");
  let channel = "dm";
  let cancelled = null;
  const typists = new Map();
  const seen = new Map();

  const who = h("select", { "aria-label": "Member", onchange: () => {
    channel = "dm";
    app.play("member", who.value);
  } });
  const dms = h("button", { type: "button", role: "switch", class: "switch", onclick: careful(async () => {
    const open = dms.getAttribute("aria-checked") === "true";
    await ask("POST", `/sandbox/members/${app.member}`, { body: { dms_open: !open } });
  }) }, h("i", { "aria-hidden": "true" }), h("span", null, "DMs open"));
  const places = h("nav", { class: "places", "aria-label": "Channels" });
  const list = h("ol", { class: "messages", "aria-label": "Messages", tabindex: "0" });
  arrows(list);
  const empty = h("div", { class: "empty" });
  const busy = h("p", { class: "typing", "aria-live": "polite" });
  const writer = composer({ label: "Message", send, commands, command: openCommand, typing });
  root.append(
    h("header", { class: "bar" }, h("h2", null, h("span", { class: "mark discord", "aria-hidden": "true" }), "Discord"), h("label", { class: "who" }, h("span", null, "You are"), who), dms),
    places, h("div", { class: "scroll", role: "log", "aria-live": "polite", "aria-label": "Messages" }, empty, list), busy, writer.element,
  );

  /** Members use the older version of the API, so that faults can be meant for the program alone. */
  const base = () => app.view.ready.discord.api.replace("/v10", "/v9");
  const talk = (method, path, given) => ask(method, `${base()}${path}`, { token: app.token(), ...given });
  const all = () => app.view.discord.channels;
  const dm = () => all().find((one) => one.type === DM && one.recipients.some((person) => person.id === app.view.discord.bot));
  const here = () => (channel === "dm" ? dm() : all().find((one) => one.id === channel));
  const title = (one) => (one?.type === DM || !one ? "Flexcord" : one.name);

  /** What ids stand for. */
  const names = {
    user: (id) => (id === app.view.discord.bot ? "Flexcord" : app.person(id)?.global_name ?? app.person(id)?.username),
    role: () => null,
    channel: (id) => all().find((one) => one.id === id)?.name,
    choices: (type) => {
      const people = app.view.discord.members.map((one) => ({ value: one.id, label: one.global_name ?? one.username }));
      const rooms = all().filter((one) => one.name).map((one) => ({ value: one.id, label: `#${one.name}` }));
      return type === 8 ? rooms : people;
    },
  };

  /** Nobody sees somebody type where there is no channel yet. */
  function typing() {
    if (here()) talk("POST", `/channels/${here().id}/typing`).catch(() => {});
  }

  async function dmChannel() {
    return dm()?.id ?? (await talk("POST", "/users/@me/channels", { body: { recipient_id: app.view.discord.bot } })).id;
  }

  /** In a channel the bot is called by its name, as a client lets people do. */
  function called(text) {
    return here() && here().type !== DM ? text.replaceAll(/@Flexcord\b/gi, `<@${app.view.discord.bot}>`) : text;
  }

  async function send(typed, files, mode) {
    const place = here()?.id ?? (await dmChannel());
    const text = called(typed);
    if (mode?.kind === "edit") return talk("PATCH", `/channels/${place}/messages/${mode.message.id}`, { body: { content: text } });
    const body = { content: text };
    if (mode?.kind === "reply") body.message_reference = { message_id: mode.message.id };
    return talk("POST", `/channels/${place}/messages`, carry(body, files));
  }

  /** As JSON, or with files as a form. */
  function carry(body, files) {
    if (!files.length) return { body };
    const form = new FormData();
    form.append("payload_json", JSON.stringify(body));
    files.forEach((file, n) => form.append(`files[${n}]`, file, file.name));
    return { form };
  }

  async function interact(type, place, data, files = [], more = {}) {
    const body = { type, application_id: app.view.discord.application_id, channel_id: place, nonce: String(Date.now()), data, ...more };
    await talk("POST", "/interactions", carry(body, files));
  }

  const does = {
    press: guarded(async (message, component, values, element) => {
      element.classList.add("busy");
      setTimeout(() => element.classList.remove("busy"), 3000);
      const data = { component_type: component.type, custom_id: component.custom_id };
      if (component.type !== 2) data.values = values;
      await interact(3, message.channel_id, data, [], { message_id: message.id });
    }),
    react: guarded((message, emoji, mine) => talk(mine ? "DELETE" : "PUT", `/channels/${message.channel_id}/messages/${message.id}/reactions/${encodeURIComponent(emoji)}/@me`)),
    reply: (message) => writer.reply(`Replying to ${message.author.global_name ?? message.author.username}`, message),
    edit: (message) => writer.edit("Editing your message", message, message.content),
    entries: () => app.view.discord.commands.filter((one) => one.type === 3 && usableHere(one)),
    use: guarded((entry, message) => interact(2, message.channel_id, { id: entry.id, name: entry.name, type: 3, target_id: message.id })),
    remove: guarded((message) => talk("DELETE", `/channels/${message.channel_id}/messages/${message.id}`)),
  };

  function guarded(action) {
    return (...given) => careful(() => action(...given))();
  }

  // --- commands ---

  function usableHere(command) {
    return !command.contexts || command.contexts.includes(here()?.type === DM || !here() ? 1 : 0);
  }

  function commands() {
    const usable = app.view.discord.commands.filter((one) => (one.type ?? 1) === 1 && usableHere(one));
    return usable.flatMap((one) => leaves(one, [one.name], one.options ?? []));
  }

  /** A command, or each of its subcommands. */
  function leaves(command, words, options) {
    const inner = options.filter((option) => option.type <= 2);
    if (inner.length) return inner.flatMap((option) => leaves({ ...command, description: option.description }, [...words, option.name], option.options ?? []));
    return [{ label: `/${words.join(" ")}`, description: command.description, command, words, options }];
  }

  async function openCommand(chosen) {
    const place = here()?.id ?? (await dmChannel());
    const run = (given) => {
      const { options, files } = given;
      const nested = chosen.words.slice(1).reduceRight((inside, name, n) => [{ name, type: n === chosen.words.length - 2 ? 1 : 2, options: inside }], options);
      return interact(2, place, { id: chosen.command.id, name: chosen.words[0], type: 1, options: nested }, files);
    };
    if (!chosen.options.length) return careful(() => run({ options: [], files: [] }))();
    dialog({
      id: `command-${chosen.label}`, title: chosen.label, action: "Send", fields: chosen.options.map((option) => optionField(option, chosen, place)),
      submit: (fields) => run(filled(fields)),
    });
  }

  /** A text with what the application offers while it is typed. */
  function suggested(field, option, chosen, place) {
    const id = `offered-${option.name}`;
    const typed = () => interact(4, place, { id: chosen.command.id, name: chosen.words[0], type: 1, options: [{ name: option.name, type: option.type, value: field.element.value, focused: true }] });
    field.element.setAttribute("list", id);
    field.element.addEventListener("input", careful(typed));
    field.element.addEventListener("focus", careful(typed), { once: true });
    return { ...field, element: h("span", null, field.element, h("datalist", { id, class: "offered" })) };
  }

  function drawOffered() {
    const offered = (app.view.discord.choices?.choices ?? []).map((one) => one.name);
    for (const list of document.querySelectorAll(".offered")) list.replaceChildren(...offered.map((name) => h("option", { value: name })));
  }

  function optionField(option, chosen, place) {
    const texts = { 3: { type: 4, style: 1 }, 4: { type: 4, style: 1 }, 10: { type: 4, style: 1 }, 5: { type: 23 }, 6: { type: 5 }, 7: { type: 8 }, 8: { type: 6 }, 9: { type: 7 }, 11: { type: 19 } };
    const choices = option.choices?.length ? { type: 3, options: option.choices.map((one) => ({ value: String(one.value), label: one.name })) } : null;
    const shape = choices ?? texts[option.type];
    const field = componentField({ ...shape, custom_id: option.name, required: option.required === true, min_length: option.min_length, max_length: option.max_length }, option.name, option.description, names.choices);
    return { ...(option.autocomplete ? suggested(field, option, chosen, place) : field), option };
  }

  function filled(fields) {
    const files = [];
    const options = [];
    for (const { option, given } of fields) {
      let value = given.value ?? given.values?.[0];
      if (given.files) value = given.files.length ? String(files.push(given.files[0]) - 1) : undefined;
      if (value === undefined || value === "" || value === null) continue;
      if (option.type === 4 || option.type === 10) value = Number(value);
      options.push({ name: option.name, type: option.type, value });
    }
    return { options, files };
  }

  // --- drawing ---

  function drawModal() {
    const modal = app.view.discord.modals.find((one) => one.user === app.member);
    if (!modal || modal.id === cancelled) return;
    dialog({
      id: `modal-${modal.id}`, title: modal.title, action: "Submit", fields: modalFields(modal.components, names.choices, (text) => markdown(text, names)),
      cancel: () => (cancelled = modal.id),
      submit: async (fields) => {
        const { components, files } = submission(fields);
        await interact(5, modal.channel_id, { id: modal.id, custom_id: modal.custom_id, components }, files);
        cancelled = modal.id;
      },
    });
  }

  function drawPlaces() {
    const rooms = all().filter((one) => one.type !== DM && one.type !== FORUM && !one.thread_metadata?.archived);
    const threads = rooms.filter((one) => THREADS.includes(one.type));
    const plain = rooms.filter((one) => !THREADS.includes(one.type)).sort((a, b) => a.position - b.position);
    const chip = (id, label, one) => {
      const last = one?.messages.at(-1);
      const current = here() ? one?.id === here().id : id === "dm";
      if (current && last) seen.set(`${app.member}/${one.id}`, last.id);
      const unread = last && !current && last.author.id !== app.member && BigInt(last.id) > BigInt(seen.get(`${app.member}/${one.id}`) ?? 0);
      return h("button", { type: "button", "aria-current": current ? "page" : null, class: unread ? "unread" : null, onclick: () => {
        channel = id;
        draw();
        toEnd(list);
      } }, label, unread ? h("span", { class: "sr" }, ", unread") : null);
    };
    places.replaceChildren(chip("dm", "@ Flexcord", dm()), ...threads.map((one) => chip(one.id, `⤷ ${one.name}`, one)), ...plain.map((one) => chip(one.id, `# ${one.name}`, one)));
  }

  function drawMessages() {
    const messages = here()?.messages ?? [];
    const shown = messages.map((message, n) => {
      const before = messages[n - 1];
      const near = before && before.author.id === message.author.id && before.author.username === message.author.username && new Date(message.timestamp) - new Date(before.timestamp) < GROUP_MS;
      return { message, grouped: Boolean(near && message.type !== 19 && !message.interaction && before.ephemeral === message.ephemeral) };
    });
    const stamp = ({ message, grouped }) => JSON.stringify([message, grouped]).replaceAll(/\?ex=[^"]*/g, "");
    if (list.dataset.place !== `${app.member}/${here()?.id}`) list.replaceChildren();
    list.dataset.place = `${app.member}/${here()?.id}`;
    keyed(list, shown, ({ message }) => message.id, stamp, ({ message, grouped }) => drawMessage(message, { grouped, own: message.author.id === app.member, does, names }));
    empty.hidden = messages.length > 0;
    empty.replaceChildren(h("b", null, here()?.type === DM || !here() ? "Your direct messages with Flexcord" : `#${title(here())}`), h("p", null, here()?.type === DM || !here() ? "Type / to see the commands, or just write." : "Type / to see the commands, or call @Flexcord."));
  }

  function drawTyping() {
    const now = Date.now();
    const people = [...typists].filter(([key, until]) => until > now && key.startsWith(`${here()?.id}/`) && !key.endsWith(`/${app.member}`)).map(([key]) => names.user(key.split("/")[1]) ?? "Somebody");
    busy.replaceChildren(...(people.length ? [h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", null, `${people.join(", ")} ${people.length > 1 ? "are" : "is"} typing …`)] : []));
  }

  function draw() {
    const members = app.view.discord.members;
    const stamp = members.map((one) => one.id).join();
    if (who.dataset.stamp !== stamp) {
      who.replaceChildren(...members.map((one) => h("option", { value: one.id }, `${one.global_name ?? one.username} · ${one.locale}`)));
      who.dataset.stamp = stamp;
    }
    who.value = app.member;
    const open = app.person(app.member)?.dms_open ?? true;
    dms.setAttribute("aria-checked", String(open));
    dms.lastChild.textContent = open ? "DMs open" : "DMs closed";
    writer.rename(`Message ${here()?.type === DM || !here() ? "@Flexcord" : `#${title(here())}`}`);
    drawPlaces();
    drawMessages();
    drawTyping();
    drawModal();
    drawOffered();
  }

  /** News of Discord that do not show in a snapshot. */
  function hear({ source, told }) {
    if (source !== "discord") return;
    const mine = !told.only || told.only.includes(app.member);
    if (told.kind === "typing_start") {
      typists.set(`${told.channel}/${told.user}`, Date.now() + TYPING_MS);
      setTimeout(drawTyping, TYPING_MS + 100);
    } else if (told.kind === "message_create") typists.delete(`${told.channel}/${told.user}`);
    else if (told.kind === "interaction_failure" && mine) notice("The application did not respond.");
    else if (told.kind === "interaction_success" && mine) document.querySelectorAll(".press.busy").forEach((button) => button.classList.remove("busy"));
    if (told.kind === "interaction_success" && mine && cancelled) dismiss(`modal-${cancelled}`);
  }

  return { draw, hear };
}
