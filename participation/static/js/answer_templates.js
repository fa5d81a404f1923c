// Adds a template to the field of an answer at once, below what was typed, as the server does it without script. The first gap is selected,
// so that typing fills it.

const GAP = "[…]";

for (const list of document.querySelectorAll("[data-templates]")) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    add(button, button.form.elements[list.dataset.templates]);
  });
}

function add(button, field) {
  const words = button.querySelector("[data-words]").textContent;
  if (!field.value.includes(words)) {
    const typed = field.value.trimEnd();
    field.value = typed ? `${typed}\n\n${words}` : words;
  }
  decide(button);
  const gap = field.value.indexOf(GAP, field.value.indexOf(words));
  field.focus();
  field.setSelectionRange(gap, gap + GAP.length);
  field.dispatchEvent(new Event("input", { bubbles: true })); // so that it is kept like what is typed
}

/** A template decides only if nothing was decided yet. */
function decide(button) {
  const { verdict } = button.closest("[data-verdict]").dataset;
  const choices = [...button.form.querySelectorAll("[name=verdict]")];
  if (choices.some((choice) => choice.checked)) return;
  for (const choice of choices) choice.checked = choice.value === verdict;
}
