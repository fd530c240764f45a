"use strict";

// Nobody leaves a form `data-chiedi` that they have changed without being asked; with "subito" it is unsaved already.
const unsaved = new Set(document.querySelectorAll('form[data-chiedi="subito"]'));

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.hasAttribute("data-chiedi")) unsaved.add(form);
});
document.addEventListener("submit", () => unsaved.clear());
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
