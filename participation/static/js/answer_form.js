// A fold in the form of an answer that belongs to one decision: it is there, and open, while that decision is chosen.
// Without script it stands closed below the decisions.

for (const fold of document.querySelectorAll("[data-opens-with]")) {
  const form = fold.closest("form");
  const show = () => {
    const chosen = form.querySelector("[name=verdict]:checked");
    fold.open = Boolean(chosen) && chosen.value === fold.dataset.opensWith;
    fold.hidden = !fold.open;
  };
  form.addEventListener("change", show);
  show();
}
