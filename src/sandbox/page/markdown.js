// Discord's Markdown, as much of it as people and bots use, straight to elements. No text ever becomes markup.

import { h } from "./dom.js";

// Order matters: what begins earliest wins, and among those the first of this list.
const INLINE = [
  { find: /\\([^\w\s])/, draw: (m) => m[1] },
  { find: /``([^]+?)``(?!`)/, draw: (m) => h("code", null, m[1]) },
  { find: /`([^`]+)`/, draw: (m) => h("code", null, m[1]) },
  { find: /\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, draw: (m, c) => link(m[2], inline(m[1], c)) },
  { find: /<(https?:\/\/[^\s>]+)>/, draw: (m) => link(m[1], m[1]) },
  { find: /https?:\/\/[^\s<>]+[^\s<>.,:;!?)'"\]]/, draw: (m) => link(m[0], m[0]) },
  { find: /<@!?(\d+)>/, draw: (m, c) => mention(`@${c.user(m[1]) ?? "unknown"}`) },
  { find: /<@&(\d+)>/, draw: (m, c) => mention(`@${c.role(m[1]) ?? "role"}`) },
  { find: /<#(\d+)>/, draw: (m, c) => mention(`#${c.channel(m[1]) ?? "unknown"}`) },
  { find: /<\/([^:>]+):\d+>/, draw: (m) => mention(`/${m[1]}`) },
  { find: /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, draw: (m) => stamp(Number(m[1]), m[2]) },
  { find: /<a?:(\w+):\d+>/, draw: (m) => h("span", { class: "emoji" }, `:${m[1]}:`) },
  { find: /\*\*\*([^]+?)\*\*\*/, draw: (m, c) => h("em", null, h("strong", null, inline(m[1], c))) },
  { find: /\*\*([^]+?)\*\*(?!\*)/, draw: (m, c) => h("strong", null, inline(m[1], c)) },
  { find: /__([^]+?)__(?!_)/, draw: (m, c) => h("u", null, inline(m[1], c)) },
  { find: /\*([^\s*](?:[^*]*[^\s*])?)\*/, draw: (m, c) => h("em", null, inline(m[1], c)) },
  { find: /\b_([^_]+)_\b/, draw: (m, c) => h("em", null, inline(m[1], c)) },
  { find: /~~([^]+?)~~/, draw: (m, c) => h("s", null, inline(m[1], c)) },
  { find: /\|\|([^]+?)\|\|/, draw: (m, c) => spoiler(inline(m[1], c)) },
];

function link(url, label) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

function mention(text) {
  return h("span", { class: "mention" }, text);
}

function stamp(seconds, style) {
  const date = new Date(seconds * 1000);
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  const minutes = Math.round((date - Date.now()) / 60000);
  const far = Math.abs(minutes) >= 90;
  const text = style === "R" ? relative.format(far ? Math.round(minutes / 60) : minutes, far ? "hour" : "minute") : date.toLocaleString();
  return h("time", { datetime: Number.isNaN(date.getTime()) ? null : date.toISOString() }, text);
}

function spoiler(children) {
  const box = h("button", { type: "button", class: "spoiler", "aria-label": "Spoiler, press to show", "aria-expanded": "false" }, h("span", null, children));
  box.addEventListener("click", () => {
    box.classList.add("shown");
    box.setAttribute("aria-expanded", "true");
    box.removeAttribute("aria-label");
  });
  return box;
}

/** The inside of a line. `context` names people, roles and channels. */
export function inline(text, context) {
  const out = [];
  let rest = text;
  while (rest) {
    let best = null;
    for (const rule of INLINE) {
      const match = rule.find.exec(rest);
      if (match && (!best || match.index < best.match.index)) best = { rule, match };
      if (best?.match.index === 0) break;
    }
    if (!best) break;
    if (best.match.index) out.push(rest.slice(0, best.match.index));
    out.push(best.rule.draw(best.match, context));
    rest = rest.slice(best.match.index + best.match[0].length);
  }
  if (rest) out.push(rest);
  return out;
}

/** A whole message: blocks, and lines within them. */
export function markdown(text, context) {
  const out = [];
  let at = 0;
  for (const match of text.matchAll(/```(?:([\w+-]*)\n)?([^]*?)```/g)) {
    out.push(...blocks(text.slice(at, match.index), context));
    out.push(h("pre", { tabindex: "0" }, h("code", null, match[2].replace(/\n$/, ""))));
    at = match.index + match[0].length;
  }
  out.push(...blocks(text.slice(at), context));
  return out;
}

function blocks(text, context) {
  const out = [];
  const lines = text.replace(/^\n|\n$/g, "").split("\n");
  if (lines.length === 1 && lines[0] === "") return out;
  for (let n = 0; n < lines.length; n += 1) {
    const line = lines[n];
    const head = /^(#{1,3})\s+(.+)/.exec(line);
    const item = /^(\s*)(?:[-*]|(\d+)\.)\s+(.+)/.exec(line);
    if (line.startsWith(">>> ")) {
      out.push(h("blockquote", null, blocks([line.slice(4), ...lines.slice(n + 1)].join("\n"), context)));
      return out;
    }
    if (line.startsWith("> ")) {
      const quoted = [];
      while (lines[n]?.startsWith("> ")) quoted.push(lines[n++].slice(2));
      n -= 1;
      out.push(h("blockquote", null, blocks(quoted.join("\n"), context)));
    } else if (line.startsWith("-# ")) out.push(h("p", { class: "subtext" }, inline(line.slice(3), context)));
    else if (head) out.push(h("p", { class: `heading h${head[1].length}` }, inline(head[2], context)));
    else if (item) out.push(h("p", { class: item[1].length > 1 ? "item deep" : "item" }, h("span", { class: "dot" }, item[2] ? `${item[2]}.` : "•"), h("span", null, inline(item[3], context))));
    else out.push(h("p", null, line === "" ? h("br") : inline(line, context)));
  }
  return out;
}
