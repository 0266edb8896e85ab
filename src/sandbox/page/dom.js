// Small helpers: elements from data, requests, times, notices. Text always goes in as text.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element. `on…` properties are listeners, the rest attributes; null, undefined and false are left out. */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const ICONS = {
  send: "M3 11.5 21 3l-6 18-3.5-7.5z",
  clip: "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.8-7.7",
  reply: "M9 6 4 11l5 5M4 11h9a7 7 0 0 1 7 7",
  edit: "M4 20h4L19 9l-4-4L4 16z",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  close: "M6 6l12 12M18 6 6 18",
  smile: "M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5v.01M15 9.5v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  arrow: "M5 12h14M13 6l6 6-6 6",
  flag: "M6 21V4h11l-2 4 2 4H6",
};

/** A drawn sign, hidden from screen readers: what it means is said beside it or in a label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with a sign and a label for those who do not see it. */
export function iconButton(name, label, onclick, extra) {
  return h("button", { type: "button", class: "quiet", "aria-label": label, title: label, onclick, ...extra }, icon(name));
}

const stamps = new WeakMap();

/** What has changed is drawn again, the rest is left alone, so that focus and typing survive. */
export function keyed(element, items, key, stamp, draw) {
  const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 48;
  const first = element.children.length === 0;
  const known = new Map([...element.children].map((child) => [child.dataset.key, child]));
  let place = element.firstChild;
  for (const item of items) {
    const name = String(key(item));
    const mark = stamp(item);
    let child = known.get(name);
    known.delete(name);
    if (child && stamps.get(child) !== mark) {
      const fresh = draw(item);
      if (place === child) place = fresh;
      child.replaceWith(fresh);
      child = fresh;
    } else if (!child) {
      child = draw(item);
      if (!first) child.classList.add("fresh");
    }
    child.dataset.key = name;
    stamps.set(child, mark);
    if (child === place) place = place.nextSibling;
    else element.insertBefore(child, place);
  }
  for (const gone of known.values()) gone.remove();
  if (atEnd) toEnd(element);
}

/** For what is reached with the arrow keys instead of Tab. */
export const BY_ARROW = { tabindex: "-1" };

/** Up and down go from message to message, left and right along the tools of one: Tab would take a hundred steps. */
export function arrows(list) {
  list.addEventListener("keydown", (event) => {
    const message = event.target.closest(".message");
    const up = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const along = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.target.matches("select, pre") || !(up || (along && message))) return;
    event.preventDefault();
    if (up) {
      const all = [...list.children];
      const at = message ? all.indexOf(message) + up : all.length - 1;
      all[Math.max(0, Math.min(at, all.length - 1))]?.focus();
    } else {
      const tools = [...message.querySelectorAll(".tools button")];
      (tools[tools.indexOf(event.target) + along] ?? message).focus();
    }
  });
}

/** Scrolls to the end, and again once pictures have their size. */
export function toEnd(element) {
  const scroll = () => (element.scrollTop = element.scrollHeight);
  scroll();
  for (const picture of element.querySelectorAll("img")) {
    if (!picture.complete) picture.addEventListener("load", scroll, { once: true });
  }
}

/** Asks an API; throws an error with a sentence for people. */
export async function ask(method, url, { token, body, form } = {}) {
  const headers = {};
  if (token) headers.authorization = token;
  if (body !== undefined) headers["content-type"] = "application/json";
  const given = form ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(url, { method, headers, body: given });
  const text = await response.text();
  let value = null;
  try {
    value = text ? JSON.parse(text) : null;
  } catch {
    value = null;
  }
  if (!response.ok) throw new Error(refusal(response.status, value));
  return value;
}

function refusal(status, value) {
  const details = [];
  const walk = (node) => {
    if (Array.isArray(node?._errors)) details.push(...node._errors.map((error) => error.message));
    else if (node && typeof node === "object") Object.values(node).forEach(walk);
  };
  walk(value?.errors);
  return [value?.message ?? value?.error ?? `Refused with status ${status}`, ...details].join(" · ");
}

let noticeTimer = 0;

/** Tells the person something went wrong. */
export function notice(text) {
  const box = document.getElementById("notice");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (box.hidden = true), 7000);
}

/** A listener that shows what went wrong. */
export function careful(action) {
  return async (event) => {
    try {
      await action(event);
    } catch (error) {
      notice(error.message);
    }
  };
}

/** `14:05`, from ISO text or milliseconds. */
export function clock(time, seconds = false) {
  const style = { hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}), hour12: false };
  return new Date(time).toLocaleTimeString([], style);
}

/** `2:10`, or `1 h 05`. */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))}`;
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1000).toFixed(0)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A picture that somebody sent, with its name and size below. */
export function picture(url, described, name, bytes) {
  const whole = h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, h("img", { src: url, alt: described }));
  return h("figure", { class: "picture" }, whole, h("figcaption", null, h("span", null, name), h("small", null, size(bytes))));
}

/** A round picture with initials; its colour comes from the name. */
export function avatar(name, kind = "") {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  const picture = h("span", { class: `avatar ${kind}`, "aria-hidden": "true" }, [...name][0]?.toUpperCase() ?? "?");
  picture.style.setProperty("--hue", String(sum));
  return picture;
}
