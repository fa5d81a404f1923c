// Adds a template to the field of an answer at once, below what was typed, as the server does it without script. The first gap is selected,
// so that typing fills it, and Tab selects the next one. After the last gap Tab leaves the field, and Shift and Tab do so at any time.

const GAP = "[…]";

for (const list of document.querySelectorAll("[data-templates]")) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    add(button, button.form.elements[list.dataset.templates]);
    const hint = list.querySelector("[data-gap-hint]");
    if (hint) hint.hidden = false;
  });
  const field = list.closest("form").elements[list.dataset.templates];
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (select(field, field.value.indexOf(GAP, field.selectionEnd))) event.preventDefault();
  });
}

function add(button, field) {
  const words = button.querySelector("[data-words]").textContent;
  if (!field.value.includes(words)) {
    const typed = field.value.trimEnd();
    field.value = typed ? `${typed}\n\n${words}` : words;
  }
  decide(button);
  field.focus();
  select(field, field.value.indexOf(GAP, field.value.indexOf(words)));
  field.dispatchEvent(new Event("input", { bubbles: true })); // so that it is kept like what is typed
}

/** Select the gap at a place of the text, if there is one. */
function select(field, gap) {
  if (gap >= 0) field.setSelectionRange(gap, gap + GAP.length);
  return gap >= 0;
}

/** A template decides only if nothing was decided yet. */
function decide(button) {
  const { verdict } = button.closest("[data-verdict]").dataset;
  const choices = [...button.form.querySelectorAll("[name=verdict]")];
  if (choices.some((choice) => choice.checked)) return;
  for (const choice of choices) choice.checked = choice.value === verdict;
  button.form.dispatchEvent(new Event("change"));
}
