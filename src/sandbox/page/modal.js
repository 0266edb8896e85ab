// Forms on top of the page: the application's modals, and the options of a command.

import { careful, h, iconButton } from "./dom.js";

let open = null;

/** Shows a form. `fields` are `{name, label, hint, element, read}`; `submit(values)` is awaited, and failing keeps the form open. */
export function dialog({ id, title, fields, action, submit, cancel }) {
  if (open?.id === id) return;
  open?.close();
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const form = h("form", { method: "dialog" });
  const box = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, form);
  const close = () => {
    if (open?.box === box) open = null;
    box.close();
    box.remove();
  };
  form.append(
    h("header", null, h("h2", { id: "dialog-title" }, title), iconButton("close", "Close", () => leave())),
    h("div", { class: "fields" }, fields.map(row), error),
    h("footer", null, h("button", { type: "button", onclick: () => leave() }, "Cancel"), h("button", { type: "submit", class: "primary" }, action)),
  );
  const leave = () => {
    close();
    cancel?.();
  };
  form.addEventListener("submit", careful(async (event) => {
    event.preventDefault();
    try {
      await submit(fields.filter((field) => field.read).map((field) => ({ ...field, given: field.read() })));
      close();
    } catch (problem) {
      error.textContent = problem.message;
      error.hidden = false;
    }
  }));
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  document.body.append(box);
  open = { id, box, close };
  box.showModal();
}

/** Takes away the form with this id. */
export function dismiss(id) {
  if (open?.id === id) open.close();
}

function row(field) {
  if (!field.read) return field.element;
  const hint = field.hint ? h("small", null, field.hint) : null;
  if (field.group) return h("fieldset", null, h("legend", null, field.label), hint, field.element);
  return h("label", null, h("span", null, field.label, field.required ? h("i", { title: "required" }, " *") : null), hint, field.element);
}

/** The field for a component of a modal. */
export function componentField(component, label, hint, people) {
  const required = component.required !== false;
  const base = { name: component.custom_id, label, hint, required, component };
  const values = (list) => list.filter((box) => box.checked).map((box) => box.value);
  const boxes = (kind) => (component.options ?? []).map((option) => h("input", { type: kind, name: component.custom_id, value: option.value, checked: option.default }));
  const withLabels = (inputs) => h("div", { class: "options" }, inputs.map((input, n) => h("label", null, input, h("span", null, component.options[n].label, component.options[n].description ? h("small", null, component.options[n].description) : null))));
  if (component.type === 4) {
    const shape = { required, minlength: component.min_length, maxlength: component.max_length ?? 4000, placeholder: component.placeholder };
    const element = component.style === 2 ? h("textarea", { rows: "4", ...shape }) : h("input", { type: "text", ...shape });
    element.value = component.value ?? "";
    return { ...base, element, read: () => ({ value: element.value }) };
  }
  if (component.type === 19) {
    const element = h("input", { type: "file", multiple: (component.max_values ?? 1) > 1, required });
    return { ...base, element, read: () => ({ files: [...element.files] }) };
  }
  if (component.type === 21) {
    const inputs = boxes("radio");
    return { ...base, group: true, element: withLabels(inputs), read: () => ({ value: values(inputs)[0] ?? null }) };
  }
  if (component.type === 22) {
    const inputs = boxes("checkbox");
    return { ...base, group: true, element: withLabels(inputs), read: () => ({ values: values(inputs) }) };
  }
  if (component.type === 23) {
    const element = h("input", { type: "checkbox", checked: component.default });
    return { ...base, element, read: () => ({ value: element.checked }) };
  }
  const element = selectOf(component, people);
  return { ...base, element, read: () => ({ values: [...element.selectedOptions].map((option) => option.value).filter(Boolean) }) };
}

/** A select menu, whether its choices are given or are people, roles or channels. */
export function selectOf(component, people) {
  const options = component.options ?? people(component.type);
  const many = (component.max_values ?? 1) > 1;
  const empty = many ? null : h("option", { value: "" }, component.placeholder ?? "Make a choice");
  return h("select", { multiple: many, disabled: component.disabled }, empty, options.map((option) =>
    h("option", { value: option.value, selected: option.default }, option.emoji?.name ? `${option.emoji.name} ${option.label}` : option.label, option.description ? ` — ${option.description}` : "")));
}

/** The fields of a modal's components: labels with a field, rows with one text, or words to read. */
export function modalFields(components, people, words) {
  return components.map((component) => {
    if (component.type === 10) return { element: h("div", { class: "words" }, words(component.content)) };
    if (component.type === 18) return componentField(component.component, component.label, component.description, people);
    return componentField(component.components[0], component.components[0].label ?? "", null, people);
  });
}

/** What is submitted of the fields, as JSON and files. */
export function submission(fields) {
  const files = [];
  const components = fields.map(({ component, given }) => {
    const said = { type: component.type, custom_id: component.custom_id };
    if (given.files) {
      said.values = given.files.map((file) => String(files.push(file) - 1));
    } else Object.assign(said, given);
    return { type: 18, component: said };
  });
  return { components, files };
}
