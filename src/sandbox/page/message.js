// One message as Discord shows it: author, reference, text, files, embeds, buttons and menus, reactions.

import { BY_ARROW, avatar, clock, h, icon, iconButton, picture, size } from "./dom.js";
import { inline, markdown } from "./markdown.js";
import { selectOf } from "./modal.js";

const QUICK = ["👍", "❤️", "👀", "✅", "🤫"];
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const IS_V2 = 1 << 15;
const IMAGE = /^image\/(png|jpe?g|gif|webp|avif)$/;

/** Draws a message. `does` has what the reader may do with it, `names` who and what ids stand for. */
export function drawMessage(message, { grouped, own, does, names }) {
  const author = message.author.global_name ?? message.author.username;
  const item = h("li", { class: classes(message, grouped), ...BY_ARROW, id: `m${message.id}` });
  const head = h("div", { class: "head" }, h("b", null, author), message.author.bot ? h("span", { class: "tag" }, message.webhook_id && message.author.discriminator === "0000" ? "HOOK" : "APP") : null, h("time", { datetime: message.timestamp }, clock(message.timestamp)));
  const body = h("div", { class: "body" });
  if (message.referenced_message !== undefined && message.type === 19) body.append(reference(message.referenced_message, names));
  if (!grouped) body.append(head);
  if (message.loading) body.append(h("p", { class: "thinking" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), `${author} is thinking …`));
  else body.append(text(message, names));
  if (message.attachments.length) body.append(h("div", { class: "files" }, message.attachments.map(attachment)));
  body.append(...(message.embeds ?? []).map((embed) => drawEmbed(embed, names)));
  body.append(...(message.components ?? []).map((component) => drawComponent(component, message, does, names)));
  if (message.reactions?.length) body.append(reactions(message, does));
  if (message.ephemeral) body.append(h("p", { class: "only-you" }, icon("lock"), "Only you can see this"));
  item.append(grouped ? h("span", { class: "gutter", "aria-hidden": "true" }, clock(message.timestamp)) : avatar(author, message.author.bot ? "bot" : ""), body);
  if (!message.ephemeral && !message.loading && !(message.flags & IS_V2)) item.append(tools(message, own, does));
  return item;
}

function classes(message, grouped) {
  return ["message", grouped && "grouped", message.ephemeral && "ephemeral", message.author.bot && "from-app"].filter(Boolean).join(" ");
}

function text(message, names) {
  const box = h("div", { class: "text" }, markdown(message.content, names));
  if (message.edited_timestamp) {
    const before = (message.edits ?? []).map((edit) => edit.content).filter(Boolean);
    const mark = h("small", { class: "edited", title: before.length ? `Before: ${before.at(-1)}` : null }, "(edited)");
    (box.lastElementChild?.tagName === "P" ? box.lastElementChild : box).append(" ", mark);
  }
  return box;
}

function reference(answered, names) {
  if (!answered) return h("div", { class: "reference" }, icon("reply"), h("em", null, "Original message was deleted"));
  const name = answered.author.global_name ?? answered.author.username;
  const first = answered.content.split("\n")[0] || "a file";
  return h("a", { class: "reference", href: `#m${answered.id}`, onclick: (event) => {
    event.preventDefault();
    document.getElementById(`m${answered.id}`)?.focus();
  } }, icon("reply"), h("b", null, name), h("span", null, inline(first, names)));
}

function attachment(file) {
  const label = `${file.filename}, ${size(file.size)}`;
  if (IMAGE.test(file.content_type ?? "")) {
    return picture(file.url, file.description ?? label, file.filename, file.size);
  }
  return h("a", { class: "file", href: file.url, target: "_blank", rel: "noopener noreferrer" }, icon("file"), h("span", null, file.filename), h("small", null, size(file.size)));
}

function drawEmbed(embed, names) {
  const box = h("article", { class: "embed" });
  if (embed.color) box.style.setProperty("--edge", `#${embed.color.toString(16).padStart(6, "0")}`);
  if (embed.author?.name) box.append(h("small", null, embed.author.name));
  if (embed.title) box.append(h("h4", null, embed.url ? h("a", { href: safe(embed.url), target: "_blank", rel: "noopener noreferrer" }, embed.title) : inline(embed.title, names)));
  if (embed.description) box.append(h("div", { class: "text" }, markdown(embed.description, names)));
  if (embed.fields?.length) box.append(h("dl", null, embed.fields.map((field) => h("div", { class: field.inline ? "inline" : null }, h("dt", null, field.name), h("dd", null, markdown(field.value, names))))));
  if (embed.footer?.text) box.append(h("small", null, embed.footer.text));
  return box;
}

/** Addresses that lead to the web; nothing else may be pressed. */
function safe(url) {
  return /^https?:\/\//.test(url ?? "") ? url : null;
}

function drawComponent(component, message, does, names) {
  const inner = (list) => (list ?? []).map((child) => drawComponent(child, message, does, names));
  switch (component.type) {
    case 1: return h("div", { class: "row" }, inner(component.components));
    case 2: return button(component, message, does);
    case 9: return h("div", { class: "part" }, h("div", null, inner(component.components)), component.accessory ? drawComponent(component.accessory, message, does, names) : null);
    case 10: return h("div", { class: "text" }, markdown(component.content, names));
    case 11: return image(component.media, component.description);
    case 12: return h("div", { class: "files" }, component.items.map((item) => image(item.media, item.description)));
    case 13: return h("a", { class: "file", href: safe(component.file.url), target: "_blank", rel: "noopener noreferrer" }, icon("file"), h("span", null, component.name ?? "File"));
    case 14: return h("hr");
    case 17: {
      const box = h("div", { class: "embed" }, inner(component.components));
      if (component.accent_color) box.style.setProperty("--edge", `#${component.accent_color.toString(16).padStart(6, "0")}`);
      return box;
    }
    default: return menu(component, message, does, names);
  }
}

function image(media, description) {
  return h("img", { src: safe(media?.url), alt: description ?? "" });
}

function button(component, message, does) {
  const label = [component.emoji?.name, component.label].filter(Boolean).join(" ");
  const style = STYLES[component.style] ?? "secondary";
  if (component.url) return h("a", { class: "press link", href: safe(component.url), target: "_blank", rel: "noopener noreferrer" }, label, icon("arrow"));
  return h("button", { type: "button", class: `press ${style}`, disabled: component.disabled, onclick: (event) => does.press(message, component, [], event.currentTarget) }, label);
}

function menu(component, message, does, names) {
  const select = selectOf(component, names.choices);
  select.setAttribute("aria-label", component.placeholder ?? "Make a choice");
  const choose = (event) => does.press(message, component, [...select.selectedOptions].map((option) => option.value).filter(Boolean), event.currentTarget);
  if (!select.multiple) {
    select.addEventListener("change", choose);
    return select;
  }
  return h("div", { class: "row" }, select, h("button", { type: "button", class: "press secondary", onclick: choose }, "Choose"));
}

function reactions(message, does) {
  return h("div", { class: "reactions" }, message.reactions.map((reaction) =>
    h("button", { type: "button", "aria-pressed": String(reaction.me), "aria-label": `${reaction.emoji.name}, ${reaction.count}`, onclick: () => does.react(message, reaction.emoji.name, reaction.me) }, reaction.emoji.name, h("b", null, String(reaction.count)))));
}

function tools(message, own, does) {
  const quick = QUICK.map((emoji) => h("button", { type: "button", class: "quiet", "aria-label": `React with ${emoji}`, ...BY_ARROW, onclick: () => does.react(message, emoji, false) }, emoji));
  const entries = does.entries().map((entry) => iconButton("flag", entry.name, () => does.use(entry, message), BY_ARROW));
  return h("div", { class: "tools", role: "group", "aria-label": "Message" }, quick, iconButton("reply", "Reply", () => does.reply(message), BY_ARROW), entries,
    own ? [iconButton("edit", "Edit", () => does.edit(message), BY_ARROW), iconButton("trash", "Delete", () => does.remove(message), BY_ARROW)] : null);
}
