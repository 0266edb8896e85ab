// Where one types: text that grows, files, an answer or a correction under way, and commands.

import { careful, h, icon, iconButton, size } from "./dom.js";

/**
 * Makes a composer. `send(text, files, mode)` is awaited; on failure the text stays. `commands()` gives what may follow a slash, and
 * `command(which)` opens one.
 */
export function composer({ label, send, commands, command, typing }) {
  let files = [];
  let mode = null;
  let marked = 0;
  const list = h("ul", { class: "suggestions", role: "listbox", id: `suggest-${label.replace(/\W/g, "")}`, "aria-label": "Commands", hidden: true });
  const banner = h("div", { class: "banner", hidden: true });
  const chips = h("ul", { class: "chips", "aria-label": "Files to send" });
  const text = h("textarea", {
    rows: "1", "aria-label": label, placeholder: label, maxlength: "4000", "aria-controls": list.id, "aria-autocomplete": commands ? "list" : null,
  });
  const picker = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
  const button = h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send (Enter)" }, icon("send"));
  const form = h(
    "form",
    { class: "composer" },
    list, banner, chips,
    h("div", { class: "line" }, iconButton("clip", "Attach files", () => picker.click()), picker, text, button),
  );

  const grow = () => {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  };

  const add = (more) => {
    files = [...files, ...more].slice(0, 10);
    chips.replaceChildren(
      ...files.map((file, place) =>
        h("li", null, icon("file"), h("span", null, file.name), h("small", null, size(file.size)), iconButton("close", `Leave out ${file.name}`, () => {
          files = files.filter((_, other) => other !== place);
          add([]);
        })),
      ),
    );
  };

  const setMode = (next) => {
    mode = next;
    banner.hidden = !next;
    if (!next) return;
    banner.replaceChildren(icon(next.kind === "edit" ? "edit" : "reply"), h("span", null, next.title), iconButton("close", "Cancel", () => setMode(null)));
    if (next.kind === "edit") text.value = next.text;
    grow();
    text.focus();
  };

  const matching = () => {
    const typed = /^\/(\S*)$/.exec(text.value);
    return typed && commands ? commands().filter((one) => one.label.slice(1).startsWith(typed[1].toLowerCase())) : [];
  };

  const suggest = () => {
    const found = matching();
    marked = Math.min(marked, Math.max(0, found.length - 1));
    list.hidden = found.length === 0;
    list.replaceChildren(
      ...found.map((one, place) =>
        h("li", { role: "option", id: `${list.id}-${place}`, "aria-selected": String(place === marked), onclick: () => choose(one) }, h("b", null, one.label), h("span", null, one.description)),
      ),
    );
    if (found.length) text.setAttribute("aria-activedescendant", `${list.id}-${marked}`);
    else text.removeAttribute("aria-activedescendant");
  };

  const choose = (one) => {
    text.value = "";
    suggest();
    grow();
    command(one);
  };

  const submit = careful(async () => {
    const found = matching();
    if (found.length) return choose(found[marked]);
    const said = text.value.trim();
    if (!said && files.length === 0) return;
    const kept = { said: text.value, files, mode };
    text.value = "";
    files = [];
    add([]);
    setMode(null);
    grow();
    try {
      await send(said, kept.files, kept.mode);
    } catch (error) {
      if (!text.value) text.value = kept.said;
      add(kept.files);
      setMode(kept.mode);
      grow();
      throw error;
    }
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  picker.addEventListener("change", () => {
    add([...picker.files]);
    picker.value = "";
  });
  text.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) add([...event.clipboardData.files]);
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    add([...event.dataTransfer.files]);
  });
  let told = 0;
  text.addEventListener("input", () => {
    grow();
    suggest();
    if (typing && text.value && !text.value.startsWith("/") && Date.now() - told > 8000) {
      told = Date.now();
      typing();
    }
  });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) {
      event.preventDefault();
      marked = (marked + step + list.children.length) % list.children.length;
      suggest();
    } else if (event.key === "Tab" && !list.hidden) {
      event.preventDefault();
      choose(matching()[marked]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") {
      if (mode?.kind === "edit") text.value = "";
      setMode(null);
      list.hidden = true;
    }
  });

  return {
    element: form,
    reply: (title, message) => setMode({ kind: "reply", title, message }),
    edit: (title, message, before) => setMode({ kind: "edit", title, message, text: before }),
    enable(on, why) {
      for (const part of [text, button]) part.disabled = !on;
      form.classList.toggle("off", !on);
      text.placeholder = on ? label : why;
    },
    rename(next) {
      label = next;
      text.placeholder = next;
      text.setAttribute("aria-label", next);
    },
  };
}
