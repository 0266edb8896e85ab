// What the relay does right now: a stream of events and deliveries, counters, what goes wrong on request, and the flow's path.

import { ask, careful, clock, h } from "./dom.js";

/** How many happenings are shown. */
const SHOWN = 120;

/** Kinds in words for people. */
const WORDS = {
  member_wrote: "Member wrote", member_edited: "Member edited", member_deleted: "Member deleted", command: "Command", pressed: "Button pressed",
  server_seen: "Server seen", server_gone: "Server gone", desk_wrote: "Agent wrote", desk_edited: "Agent edited", desk_deleted: "Agent deleted",
  desk_closed: "Desk closed", desk_joined: "Joined the desk", desk_left: "Left the desk", flow_asked: "Flow asked", flow_failed: "Flow failed",
  task_created: "Task created", task_accepted: "Task accepted", task_transferring: "Task handed on", task_ended: "Task ended", task_lost: "Task lost",
  timer: "Timer", settled: "Delivery settled", blocked: "Delivery blocked", struggling: "Delivery struggling", retry: "Retry",
  say: "Say to member", revise: "Change a message", retract: "Take back", react: "React", answer: "Answer a press", open_place: "Open the place",
  open_desk: "Open at the desk", write: "Write at the desk", rewrite: "Rewrite at the desk", mark: "Mark the desk", close_desk: "Close at the desk",
  ask: "Ask the assistant", fetch: "Copy a file", look_up_member: "Look up member", look_up_agent: "Look up agent", catch_up: "Catch up",
};

/** Outcomes: a sign, a tone, and the name in words. */
const OUTCOMES = {
  taken: ["↓", "calm"], repeat: ["↺", "calm"], written: ["•", "calm"], done: ["✓", "good"], later: ["⏳", "warn"], unknown: ["?", "warn"],
  refused: ["✕", "bad"], gone: ["∅", "bad"], dead: ["✕", "bad"], stuck: ["!", "bad"],
};

export function relayColumn(app) {
  const root = document.getElementById("relay");
  const counts = { events: 0, repeats: 0, deliveries: 0, troubles: 0 };
  let last = 0;
  let run = null;

  const counters = h("dl", { class: "counters" });
  const stream = h("ol", { class: "stream", role: "log", "aria-label": "What the relay does", "aria-live": "off", tabindex: "0" });
  const quiet = h("p", { class: "none" }, "Quiet. Write something as a member, and follow it here.");
  const switches = h("div", { class: "switches", role: "group", "aria-label": "Faults" });
  const armed = h("p", { class: "armed", "aria-live": "polite" });
  const paths = h("ul", { class: "paths" });
  const none = h("p", { class: "none" }, "The flow has not run yet.");
  root.append(
    h("header", { class: "bar" }, h("h2", null, h("span", { class: "mark relay", "aria-hidden": "true" }), "The relay")),
    counters,
    h("section", { class: "now", "aria-label": "Happening now" }, h("h3", null, "Happening now"), quiet, stream),
    h("section", { class: "faults", "aria-label": "Make something go wrong" }, h("h3", null, "Make something go wrong"), switches, armed),
    h("section", { class: "flows", "aria-label": "Studio flow" }, h("h3", null, "Studio flow"), none, paths),
  );

  /** Conversations have long ids; the last letters and a colour are enough to tell them apart. */
  function short(id) {
    const name = id.replaceAll("-", "").slice(-4);
    const box = h("span", { class: "talk", title: `Conversation ${id}` }, h("i", { "aria-hidden": "true" }), name);
    box.style.setProperty("--hue", String(parseInt(name, 16) % 360));
    return box;
  }

  function line(news) {
    const told = news.told;
    const [sign, tone] = OUTCOMES[told.outcome] ?? ["·", "calm"];
    return h(
      "li", { class: `happening ${told.what} ${tone}` },
      h("span", { class: "sign", "aria-hidden": "true" }, sign),
      h("span", { class: "what" }, h("b", null, WORDS[told.kind] ?? told.kind.replaceAll("_", " ")), h("span", { class: "outcome" }, told.outcome), told.why ? h("span", { class: "why" }, told.why) : null),
      h("span", { class: "meta" }, told.conversation ? short(told.conversation) : null, h("time", null, clock(told.at, true))),
    );
  }

  function take(news, live) {
    if (news.seq <= last) return;
    last = news.seq;
    const { what, outcome } = news.told;
    if (what === "event") counts[outcome === "repeat" ? "repeats" : "events"] += 1;
    else if (outcome === "done") counts.deliveries += 1;
    else if (outcome !== "written") counts.troubles += 1;
    const item = line(news);
    if (live) item.classList.add("fresh");
    stream.prepend(item);
    while (stream.children.length > SHOWN) stream.lastChild.remove();
    quiet.hidden = true;
  }

  function drawCounters() {
    const hooks = app.view.twilio.webhooks;
    const rows = [["Events", counts.events], ["Repeats stopped", counts.repeats], ["Deliveries done", counts.deliveries], ["In trouble", counts.troubles], ["Webhooks", hooks.sent], ["Webhooks failed", hooks.failed + hooks.lost]];
    counters.replaceChildren(...rows.map(([name, count]) => h("div", null, h("dd", null, String(count)), h("dt", null, name))));
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
      Object.keys(counts).forEach((name) => (counts[name] = 0));
    }
    app.view.happenings.forEach((news) => take(news, false));
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
