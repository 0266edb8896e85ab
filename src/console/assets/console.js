// Small comforts. Every page works without them.

// A form that does something hard to take back asks first.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A form that was changed is not left by mistake.
const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => changed.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});

// A link to hand over is chosen as a whole, ready to be copied.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("input[data-select]")) event.target.select();
});

// "/" goes to the search, Ctrl+Enter sends the form one writes in.
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && writing?.form) writing.form.requestSubmit();
});
