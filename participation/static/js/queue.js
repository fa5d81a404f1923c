// The queue's page: a box that ticks all rows, a filter that is folded on phones, where it would push the list out of sight, and the name
// of a view, which has the focus when its field opens.
// Without script there is no such box, and the filter stands open.

const all = document.querySelector("[data-tick-all] input");
const boxes = [...document.querySelectorAll("[data-rows] tbody input[type=checkbox]")];
const fold = document.querySelector("details[data-folds]");
const naming = document.querySelector(".views-bar details");

if (all && boxes.length > 1) {
  all.closest("[data-tick-all]").hidden = false;
  all.addEventListener("change", tickAll);
  for (const box of boxes) box.addEventListener("change", show);
  addEventListener("pageshow", show); // a browser that goes back ticks again what was ticked
}
if (fold && matchMedia("(max-width: 40rem)").matches) fold.open = false;

if (naming) naming.addEventListener("toggle", () => naming.open && naming.querySelector("[name=name]").focus());

function tickAll() {
  for (const box of boxes) box.checked = all.checked;
}

/** All, some or none. */
function show() {
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && !all.checked;
}
