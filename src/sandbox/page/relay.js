// What the relay does right now: a stream of events and deliveries, counters, what goes wrong on request, and the flow's path.

import { ask, careful, clock, h } from "./dom.js";

/** How many happenings are shown. */
const SHOWN = 120;

/** Kinds in words for people. */
const WORDS = {
  member_wrote: "Member wrote", member_edited: "Member edited", member_deleted: "Member deleted", mentioned: "Called in a channel", hushed: "Hush asked for", command: "Command", pressed: "Button pressed",
  server_seen: "Server seen", server_gone: "Server gone", desk_wrote: "Agent wrote", desk_edited: "Agent edited", desk_deleted: "Agent deleted",
  desk_closed: "Desk closed", desk_joined: "Joined the desk", desk_left: "Left the desk", flow_asked: "Flow asked", flow_failed: "Flow failed",
  task_created: "Task created", task_accepted: "Task accepted", task_transferring: "Task handed on", task_ended: "Task ended", task_lost: "Task lost",
  timer: "Timer", settled: "Delivery settled", blocked: "Delivery blocked", struggling: "Delivery struggling", retry: "Retry",
  say: "Say to member", revise: "Change a message", retract: "Take back", react: "React", answer: "Answer a press", respond: "Answer in passing", open_place: "Open the place",
  open_desk: "Open at the desk", write: "Write at the desk", rewrite: "Rewrite at the desk", mark: "Mark the desk", close_desk: "Close at the desk",
  ask: "Ask the assistant", fetch: "Copy a file", look_up_member: "Look up member", look_up_staff: "Look up staff", look_up_agent: "Look up agent", catch_up: "Catch up",
};

/** Outcomes: a sign, a tone, and the words for people. */
const OUTCOMES = {
  taken: ["↓", "calm", ""], repeat: ["↺", "calm", "seen before"], written: ["·", "calm", "on its way"], done: ["✓", "good", "done"],
  later: ["↻", "warn", "trying again"], unknown: ["?", "warn", "in doubt, looking again"], refused: ["✕", "bad", "refused"],
  gone: ["∅", "bad", "gone"], dead: ["✕", "bad", "given up"],
};
/** After these the delivery is tried again. */
const NOT_YET = ["later", "unknown"];

export function relayColumn(app) {
  const root = document.getElementById("relay");
  const counts = { events: 0, repeats: 0, deliveries: 0, setbacks: 0 };
  let last = 0;
  let run = null;
  /** Deliveries on their way, oldest first, by conversation and kind: what is settled is what was written first. */
  const underWay = new Map();

  const counters = h("dl", { class: "counters" });
  const stream = h("ol", { class: "stream", "aria-label": "What the relay does", tabindex: "0" });
  const quiet = h("p", { class: "none" }, "Quiet. Write something as a member, and follow it here.");
  const switches = h("div", { class: "switches", role: "group", "aria-label": "Faults" });
  const armed = h("p", { class: "armed", "aria-live": "polite" });
  const paths = h("ul", { class: "paths", "aria-label": "Runs", tabindex: "0" });
  const none = h("p", { class: "none" }, "The flow has not run yet.");
  root.append(
    h("header", { class: "bar" }, h("h2", null, h("span", { class: "mark relay", "aria-hidden": "true" }), "The relay")),
    counters,
    h("section", { class: "now", "aria-label": "Happening now" }, h("h3", null, "Happening now"), quiet, h("div", { class: "scroll", role: "log", "aria-live": "off", "aria-label": "What the relay does" }, stream)),
    h("section", { class: "faults", "aria-label": "Make something go wrong" }, h("header", null, h("h3", null, "Make something go wrong"), armed), switches),
    h("section", { class: "flows", "aria-label": "Studio flow" }, h("h3", null, "Studio flow"), none, paths),
  );

  /** Whom a conversation is with, as far as the desk knows; else the last letters of its id. A colour tells several apart. */
  function person(id) {
    const found = app.view.twilio.conversations.find((one) => one.attributes.conversation === id);
    return found?.attributes.customerName ?? id.replaceAll("-", "").slice(-4);
  }

  function talk(id) {
    const box = h("span", { class: "talk", title: `Conversation ${id}`, "data-talk": id }, h("i", { "aria-hidden": "true" }), h("span", null, person(id)));
    box.style.setProperty("--hue", String(parseInt(id.replaceAll("-", "").slice(-4), 16) % 360));
    return box;
  }

  function line(told) {
    const item = h(
      "li", null,
      h("span", { class: "sign", "aria-hidden": "true" }),
      h("span", { class: "what" }, h("b", null, WORDS[told.kind] ?? told.kind.replaceAll("_", " ")), " ", h("span", { class: "outcome" }), h("span", { class: "why", hidden: true })),
      h("span", { class: "meta" }, told.conversation ? talk(told.conversation) : null, h("time", null, clock(told.at, true))),
    );
    return { item, tries: 0 };
  }

  /** Writes down how it stands with an event or a delivery. */
  function mark(entry, told) {
    const [sign, tone, words] = OUTCOMES[told.outcome] ?? ["·", "calm", told.outcome];
    const { item } = entry;
    if (told.outcome !== "written") entry.tries += 1;
    item.className = `happening ${told.what} ${tone}`;
    item.querySelector(".sign").textContent = sign;
    item.querySelector(".outcome").textContent = entry.tries > 1 && told.outcome === "done" ? `done at try ${entry.tries}` : words;
    const why = item.querySelector(".why");
    if (told.why) why.textContent = told.why;
    why.hidden = !why.textContent;
    item.querySelector("time").textContent = clock(told.at, true);
  }

  function take(news, live) {
    if (news.seq <= last) return;
    last = news.seq;
    const { told } = news;
    if (told.what === "event") counts[told.outcome === "repeat" ? "repeats" : "events"] += 1;
    else if (told.outcome === "done") counts.deliveries += 1;
    else if (told.outcome !== "written") counts.setbacks += 1;
    const entry = entryFor(told) ?? begin(told);
    mark(entry, told);
    if (live) {
      entry.item.classList.remove("fresh");
      requestAnimationFrame(() => entry.item.classList.add("fresh"));
    }
  }

  /** The line of the delivery that this is the next word on. */
  function entryFor(told) {
    if (told.what !== "delivery" || told.outcome === "written") return null;
    const waiting = underWay.get(`${told.conversation}/${told.kind}`) ?? [];
    return NOT_YET.includes(told.outcome) ? waiting[0] : waiting.shift();
  }

  function begin(told) {
    const entry = line(told);
    if (told.outcome === "written") {
      const key = `${told.conversation}/${told.kind}`;
      underWay.set(key, [...(underWay.get(key) ?? []), entry]);
    }
    stream.prepend(entry.item);
    while (stream.children.length > SHOWN) stream.lastChild.remove();
    quiet.hidden = true;
    return entry;
  }

  function drawCounters() {
    const hooks = app.view.twilio.webhooks;
    const rows = [
      ["Events", counts.events, "What members, agents, tasks and timers did"], ["Repeats", counts.repeats, "Events that came again and changed nothing"],
      ["Delivered", counts.deliveries, "What was done on either side"], ["Setbacks", counts.setbacks, "Tries that did not succeed"],
      ["Webhooks", hooks.sent, "What the local Twilio has sent"], ["Lost", hooks.failed + hooks.lost, "Webhooks that were refused or never arrived"],
    ];
    counters.replaceChildren(...rows.map(([name, count, hint]) => h("div", { title: hint }, h("dt", null, name), h("dd", null, String(count)))));
  }

  const fault = (name) => careful(async () => {
    await ask("POST", "/sandbox/faults", { body: { fault: name } });
    app.refresh();
  });

  function drawFaults() {
    if (!switches.children.length) {
      const one = (name, label, hint, extra) => h("button", { type: "button", title: hint, onclick: fault(name), class: extra }, label);
      switches.append(...app.view.shortcuts.map((each) => one(each.name, each.label, each.hint)), one("clear", "Clear", "Ends all misbehaviour.", "clear"));
    }
    const left = app.view.faults.filter((rule) => rule.left > 0).length;
    const spent = app.view.faults.length - left;
    armed.textContent = app.view.faults.length ? `${left} armed, ${spent} spent` : "All is well.";
    armed.classList.toggle("on", left > 0);
  }

  function drawPaths() {
    const runs = [...app.view.twilio.executions].reverse();
    none.hidden = runs.length > 0;
    paths.replaceChildren(...runs.slice(0, 12).map((one) => {
      const steps = one.steps.map((step) => h("li", null, h("span", { class: "widget" }, step.widget), h("span", { class: "via" }, step.event)));
      const end = one.error ? `failed: ${one.error.message}` : one.ended ? "ended" : one.waiting ? "waiting for a reply" : `at ${one.steps.at(-1)?.next ?? "the start"}`;
      return h("li", null, h("ol", { class: "path" }, steps, h("li", { class: one.error ? "end bad" : one.ended ? "end" : "end going" }, end)));
    }));
  }

  function draw() {
    const begun = app.view.seq.split("-")[0];
    if (run !== begun) {
      // Another run of the program counts from one again.
      [run, last] = [begun, 0];
      stream.replaceChildren();
      underWay.clear();
      Object.keys(counts).forEach((name) => (counts[name] = 0));
    }
    app.view.happenings.forEach((news) => take(news, false));
    // The desk may have learned a name since.
    for (const box of stream.querySelectorAll("[data-talk]")) box.lastChild.textContent = person(box.dataset.talk);
    drawCounters();
    drawFaults();
    drawPaths();
  }

  let soon = 0;

  return {
    draw,
    hear(news) {
      if (news.source !== "relay") return;
      take(news, true);
      cancelAnimationFrame(soon);
      soon = requestAnimationFrame(drawCounters);
    },
  };
}
