// Asks before somebody leaves a form with words that are not saved. Used by the forms of workshops, items and trade-offs.

const form = document.querySelector("form[data-unsaved]");
const fields = () => new URLSearchParams(new FormData(form)).toString();
const saved = form && fields();
let isSubmitting = false;

form?.addEventListener("submit", () => (isSubmitting = true));
addEventListener("pageshow", () => (isSubmitting = false));
addEventListener("beforeunload", (event) => {
  if (isSubmitting || !form || (!form.dataset.unsaved && fields() === saved)) return;
  event.preventDefault();
  event.returnValue = ""; // for browsers of some years ago
});
