// In a group of rows one empty row is shown, and the next one as soon as something is typed in it.

/** For every `.growing` group of the form. A row in another language shows when the default language has it. */
export function growRows(form) {
  const groups = [...form.querySelectorAll(".growing")];
  const update = () => {
    for (const group of groups) showNeeded([...group.querySelectorAll(".priced, .criterion, .field:not(.priced .field)")]);
    showTranslations(form, groups);
  };
  update();
  form.addEventListener("input", update);
  form.addEventListener("click", (event) => event.target.closest("[data-discard]") && setTimeout(update));
}

function isFilled(row) {
  return [...row.querySelectorAll("input, textarea")].some((field) => field.value.trim() || field.required);
}

function isNumbered(row) {
  return /_\d+_/.test(row.querySelector("input, textarea")?.name ?? "");
}

function showNeeded(all) {
  const numbered = all.filter(isNumbered);
  const last = numbered.findLastIndex?.(isFilled) ?? numbered.map(isFilled).lastIndexOf(true);
  numbered.forEach((row, place) => (row.hidden = place > Math.max(last + 1, 1) && !row.querySelector(".error")));
}

function showTranslations(form, groups) {
  for (const group of groups) {
    for (const field of group.querySelectorAll("input, textarea")) {
      const base = field.name.replace(/_[a-z]{2}$/, "_");
      for (const other of form.querySelectorAll(`details [name^="${CSS.escape(base)}"]`)) {
        if (isNumbered(other.closest(".field"))) other.closest(".field").hidden = !field.value.trim() && !other.value.trim();
      }
    }
  }
}
