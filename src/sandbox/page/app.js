// Loads what there is to show, follows the feed, and has the three columns draw themselves.

import { ask, notice, toEnd } from "./dom.js";
import { discordColumn } from "./discord.js";
import { deskColumn } from "./desk.js";
import { relayColumn } from "./relay.js";

/** What all columns share. */
const app = {
  view: null,
  member: localStorage.getItem("member"),
  worker: localStorage.getItem("worker"),
  refresh,
  /** Whose part is played; remembered for the next visit. */
  play(part, who) {
    app[part] = who;
    localStorage.setItem(part, who);
    refresh();
  },
  person: (id) => app.view.discord.members.find((member) => member.id === id),
  token: () => app.person(app.member)?.token,
};

const columns = [discordColumn, deskColumn, relayColumn].map((make) => make(app));
let source = null;
let loading = false;
let again = false;

/** Looks at everything again. While one look is under way, further wishes become one more. */
async function refresh() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  try {
    do {
      again = false;
      const view = await ask("GET", `/sandbox/view${app.member ? `?member=${encodeURIComponent(app.member)}` : ""}`);
      settle(view);
      columns.forEach((column) => column.draw());
      follow(view.seq);
    } while (again);
    state("live", "Live");
  } catch (error) {
    state("lost", "Connection lost");
    notice(error.message);
  } finally {
    loading = false;
  }
}

/** Somebody must be played, and somebody who is there. */
function settle(view) {
  app.view = view;
  const { user, password } = view.ready.admin;
  document.getElementById("sign-in").textContent = `${user} / ${password}`;
  if (!app.person(app.member)) {
    // Somebody who reads the language of this page.
    const first = view.discord.members.find((member) => member.username === "ben") ?? view.discord.members[0];
    app.member = first?.id ?? null;
    again = true;
  }
  if (!view.twilio.workers.some((worker) => worker.name === app.worker)) app.worker = view.twilio.workers[0]?.name ?? null;
}

let soon = 0;

function refreshSoon() {
  if (!soon) {
    soon = setTimeout(() => {
      soon = 0;
      refresh();
    }, 60);
  }
}

function follow(after) {
  if (source) return;
  source = new EventSource(`/sandbox/feed?after=${encodeURIComponent(after)}`);
  source.addEventListener("news", (event) => {
    const news = JSON.parse(event.data);
    columns.forEach((column) => column.hear?.(news));
    if (news.source !== "relay") refreshSoon();
  });
  source.addEventListener("reload", refresh);
  source.addEventListener("open", () => state("live", "Live"));
  source.addEventListener("error", () => {
    state("lost", "Reconnecting …");
    // A browser does not try again by itself after a refusal.
    if (source.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(refresh, 2000);
    }
  });
}

function state(name, text) {
  const box = document.getElementById("state");
  if (box.dataset.state === name && box.textContent === text) return;
  box.dataset.state = name;
  box.textContent = text;
}

// On narrow screens one column is shown at a time.
const tabs = [...document.querySelectorAll('[role="tab"]')];
for (const [place, tab] of tabs.entries()) {
  tab.addEventListener("click", () => show(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) show(tabs[(place + step + tabs.length) % tabs.length]).focus();
  });
}

function show(tab) {
  document.getElementById("columns").dataset.shown = tab.getAttribute("aria-controls");
  for (const other of tabs) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  document.querySelectorAll(".messages").forEach(toEnd);
  return tab;
}

const wanted = tabs.find((tab) => tab.getAttribute("aria-controls") === location.hash.slice(1));
if (wanted) show(wanted);
refresh();
