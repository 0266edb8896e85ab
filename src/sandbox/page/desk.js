// The agent's side: tasks with what is known, the conversation, and what an agent does in Flex.

import { BY_ARROW, arrows, ask, avatar, careful, clock, h, icon, iconButton, keyed, picture, size, span, toEnd } from "./dom.js";
import { composer } from "./composer.js";

const OPEN = ["pending", "reserved", "assigned", "wrapping"];
const STATUS = { pending: "waiting", reserved: "offered", assigned: "in work", wrapping: "wrapping up", completed: "done", canceled: "called off" };
/** Who writes at the desk: how they are told apart, beyond the colour. */
const KINDS = { member: "Member", assistant: "Assistant", flexcord: "Note", agent: "Agent" };

export function deskColumn(app) {
  const root = document.getElementById("desk");
  let chosen = null;

  const who = h("select", { "aria-label": "Agent", onchange: () => app.play("worker", who.value) });
  const tasks = h("ul", { class: "tasks", "aria-label": "Tasks" });
  const others = h("details", { class: "others" }, h("summary", null), h("ul", { class: "tasks" }));
  const facts = h("div", { class: "facts" });
  const list = h("ol", { class: "messages desk", "aria-label": "Conversation", tabindex: "0" });
  arrows(list);
  const empty = h("div", { class: "empty" }, h("b", null, "No conversation open"), h("p", null, "Tasks appear above as members ask for a person."));
  const writer = composer({ label: "Reply to the member", send });
  root.append(
    h("header", { class: "bar" }, h("h2", null, h("span", { class: "mark desk", "aria-hidden": "true" }), "Agent’s desk"), h("label", { class: "who" }, h("span", null, "You are"), who)),
    h("div", { class: "inbox" }, tasks, others), facts, h("div", { class: "scroll", role: "log", "aria-live": "polite", "aria-label": "Conversation" }, empty, list), writer.element,
  );

  const desk = (method, path, given) => ask(method, `${app.view.ready.desk.api}${path}`, given);
  const me = () => app.view.twilio.workers.find((worker) => worker.name === app.worker);
  const conversation = () => app.view.twilio.conversations.find((one) => one.sid === chosen);
  const openTasks = () => app.view.twilio.tasks.filter((task) => OPEN.includes(task.status));
  const taskOf = (sid) => openTasks().filter((task) => task.conversation_sid === sid).sort((a, b) => rank(a) - rank(b))[0];
  const takesPart = (one) => one?.state !== "closed" && one?.participants.some((person) => person.identity === me()?.chat_identity);

  /** Mine first, then what is offered to me, then the rest. */
  function rank(task) {
    if (task.worker === app.worker) return 0;
    return offered(task) ? 1 : 2;
  }

  const offered = (task) => task.reservations.some((one) => one.worker === app.worker && one.status === "pending");

  function kindOf(author) {
    if (author.startsWith("discord:")) return "member";
    if (author === "Assistant") return "assistant";
    if (author === "flexcord" || author === "system") return "flexcord";
    return "agent";
  }

  function nameOf(author, one) {
    const kind = kindOf(author);
    if (kind === "member") return one.attributes.customerName ?? one.participants.find((person) => person.identity === author)?.friendly_name ?? app.person(author.slice(8))?.global_name ?? "Member";
    if (kind === "agent") return app.view.twilio.workers.find((worker) => worker.chat_identity === author)?.full_name ?? author;
    return kind === "assistant" ? "Assistant" : "flexcord";
  }

  async function send(text, files, mode) {
    if (mode?.kind === "edit") return desk("PATCH", `/conversations/${chosen}/messages/${mode.message.sid}`, { body: { worker: app.worker, body: text } });
    if (text) await desk("POST", `/conversations/${chosen}/messages`, { body: { worker: app.worker, body: text } });
    for (const file of files) {
      await desk("POST", `/conversations/${chosen}/media?worker=${encodeURIComponent(app.worker)}&filename=${encodeURIComponent(file.name)}`, { form: file });
    }
  }

  const act = (task, action, more) => careful(async () => {
    chosen = task.conversation_sid ?? chosen;
    await desk("POST", `/tasks/${task.sid}/${action}`, { body: { worker: app.worker, ...more } });
  });

  const remove = (message) => careful(() => desk("DELETE", `/conversations/${chosen}/messages/${message.sid}?worker=${encodeURIComponent(app.worker)}`))();

  // --- drawing ---

  function drawTask(task) {
    const about = task.attributes;
    const mine = task.worker === app.worker;
    const name = about.customerName ?? "A member";
    const choose = () => {
      chosen = task.conversation_sid;
      draw();
      toEnd(list);
    };
    return h(
      "li", { class: `task ${mine ? "mine" : ""} ${task.conversation_sid === chosen ? "chosen" : ""}` },
      h("button", { type: "button", class: "open", "aria-current": task.conversation_sid === chosen ? "true" : null, onclick: choose },
        avatar(name),
        h("span", { class: "what" }, h("b", null, name, about.case ? h("small", null, ` ${about.case}`) : null), h("span", null, about.summary || [about.server, about.since].filter(Boolean).join(" · ") || "No summary yet")),
        h("span", { class: "when" }, h("span", { class: `status ${task.status}` }, status(task)), h("time", { "data-since": String(task.created) }, span((Date.now() - task.created) / 1000)))),
      buttons(task, mine),
    );
  }

  function status(task) {
    const called = (name) => (name === app.worker ? "you" : app.view.twilio.workers.find((worker) => worker.name === name)?.full_name ?? name);
    if (task.target) return `for ${called(task.target)}`;
    return task.status === "assigned" && task.worker ? `with ${called(task.worker)}` : STATUS[task.status] ?? task.status;
  }

  function buttons(task, mine) {
    const colleagues = app.view.twilio.workers.filter((worker) => worker.name !== app.worker);
    const row = (...inner) => h("div", { class: "acts" }, inner);
    const plain = (label, action, more) => h("button", { type: "button", onclick: act(task, action, more) }, label);
    if (offered(task)) return row(h("button", { type: "button", class: "primary", onclick: act(task, "accept") }, "Accept"), plain("Reject", "reject"));
    if (mine && task.status === "assigned") {
      const to = h("select", { "aria-label": "Transfer to", onchange: () => act(task, "transfer", { to: to.value })() }, h("option", { value: "" }, "Transfer …"), colleagues.map((one) => h("option", { value: one.name }, one.full_name)), h("option", { value: "queue" }, "Back to the queue"));
      return row(plain("Wrap up", "wrapup"), plain("Complete", "complete"), plain("Leave", "leave"), to);
    }
    if (mine && task.status === "wrapping") return row(h("button", { type: "button", class: "primary", onclick: act(task, "complete") }, "Complete"));
    return null;
  }

  function drawOthers() {
    const busy = new Set(openTasks().map((task) => task.conversation_sid));
    const rest = app.view.twilio.conversations.filter((one) => !busy.has(one.sid)).reverse().slice(0, 50);
    others.hidden = rest.length === 0;
    others.firstChild.textContent = `Without a task (${rest.length})`;
    others.lastChild.replaceChildren(...rest.map((one) => {
      const last = one.messages.at(-1);
      return h("li", { class: `task ${one.sid === chosen ? "chosen" : ""}` }, h("button", { type: "button", class: "open", "aria-current": one.sid === chosen ? "true" : null, onclick: () => {
        chosen = one.sid;
        draw();
        toEnd(list);
      } }, avatar(one.attributes.customerName ?? "?"), h("span", { class: "what" }, h("b", null, one.attributes.customerName ?? one.friendly_name ?? one.sid, one.attributes.case ? h("small", null, ` ${one.attributes.case}`) : null), h("span", null, last?.body ?? "Nothing said yet")), h("span", { class: "when" }, h("span", { class: "status" }, one.state === "closed" ? "closed" : "with the assistant"))));
    }));
  }

  function drawFacts(one) {
    const task = taskOf(one?.sid);
    const about = { ...one?.attributes, ...task?.attributes };
    const rows = [["Case", about.case], ["Server", about.server], ["Roles", about.roles], ["Member for", about.since], ["Language", about.locale]].filter(([, value]) => value);
    facts.hidden = !one || (!rows.length && !about.summary);
    const roster = (one?.participants ?? []).map((person) => nameOf(person.identity ?? "", one)).join(", ");
    facts.replaceChildren(
      h("dl", null, rows.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, String(value)))), roster ? h("div", null, h("dt", null, "In here"), h("dd", null, roster)) : null),
      about.summary ? h("p", null, about.summary) : "",
    );
  }

  function drawLine(message, one, grouped) {
    const kind = kindOf(message.author);
    const name = nameOf(message.author, one);
    const own = message.author === me()?.chat_identity && takesPart(one);
    // What others than agents change is marked by flexcord, in the line itself.
    const edited = kind === "agent" && message.updated > message.created;
    const body = h("div", { class: "body" }, grouped ? null : h("div", { class: "head" }, h("b", null, name), h("span", { class: "tag" }, KINDS[kind]), h("time", null, clock(message.created))));
    if (message.body) body.append(h("p", { class: "text" }, message.body, edited ? h("small", { class: "edited" }, " (edited)") : null));
    body.append(...(message.media ?? []).map(media));
    const tools = own ? h("div", { class: "tools", role: "group", "aria-label": "Message" }, message.body ? iconButton("edit", "Edit", () => writer.edit("Editing your reply", message, message.body), BY_ARROW) : null, iconButton("trash", "Delete", () => remove(message), BY_ARROW)) : null;
    return h("li", { class: `message by-${kind} ${grouped ? "grouped" : ""}`, ...BY_ARROW }, kind === "flexcord" ? null : grouped ? h("span", { class: "gutter" }) : avatar(name, kind === "assistant" ? "bot" : ""), body, tools);
  }

  function media(file) {
    const url = `/sandbox/media/${file.Sid}`;
    const label = `${file.Filename ?? "File"}, ${size(file.Size)}`;
    if (/^image\/(png|jpe?g|gif|webp|avif)$/.test(file.ContentType)) return h("div", { class: "files" }, picture(url, label, file.Filename ?? "Picture", file.Size));
    return h("div", { class: "files" }, h("a", { class: "file", href: url, target: "_blank", rel: "noopener noreferrer" }, icon("file"), h("span", null, file.Filename ?? "File"), h("small", null, size(file.Size))));
  }

  function drawConversation(one) {
    const messages = one?.messages ?? [];
    if (list.dataset.place !== String(chosen)) list.replaceChildren();
    list.dataset.place = String(chosen);
    const lines = messages.map((message, n) => ({ message, grouped: n > 0 && messages[n - 1].author === message.author && message.created - messages[n - 1].created < 420000 }));
    const stamp = ({ message, grouped }) => JSON.stringify([message, grouped, takesPart(one), app.worker, one.attributes.customerName]);
    keyed(list, lines, ({ message }) => message.sid, stamp, ({ message, grouped }) => drawLine(message, one, grouped));
    empty.hidden = Boolean(one);
    writer.element.hidden = !one;
    if (!one) return;
    const task = taskOf(one.sid);
    const why = one.state === "closed" ? "This conversation is closed" : task && offered(task) ? "Accept the task to write" : "You do not take part in this conversation";
    writer.enable(takesPart(one), why);
  }

  function draw() {
    const workers = app.view.twilio.workers;
    who.replaceChildren(...workers.map((worker) => h("option", { value: worker.name }, worker.full_name)));
    who.value = app.worker;
    const open = openTasks().sort((a, b) => rank(a) - rank(b) || a.created - b.created);
    if (!conversation()) chosen = open[0]?.conversation_sid ?? null;
    const waiting = open.filter(offered).length;
    const count = document.querySelector("#tab-desk .count");
    count.hidden = waiting === 0;
    count.textContent = String(waiting);
    keyed(tasks, open, (task) => task.sid, (task) => JSON.stringify([{ ...task, age: 0 }, chosen, app.worker]), drawTask);
    if (!open.length) tasks.replaceChildren(h("li", { class: "none" }, "No tasks. Nobody is waiting."));
    drawOthers();
    drawFacts(conversation());
    drawConversation(conversation());
  }

  setInterval(() => {
    for (const time of root.querySelectorAll("time[data-since]")) time.textContent = span((Date.now() - Number(time.dataset.since)) / 1000);
  }, 1000);

  return { draw };
}
