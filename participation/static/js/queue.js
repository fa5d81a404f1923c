// The queue's page: a box that ticks all rows, and a filter that is folded on phones, where it would push the list out of sight.
// Without script there is no such box, and the filter stands open.

const all = document.querySelector("[data-tick-all] input");
const boxes = [...document.querySelectorAll("[data-rows] tbody input[type=checkbox]")];
const fold = document.querySelector("details[data-folds]");

if (all && boxes.length > 1) {
  all.closest("[data-tick-all]").hidden = false;
  all.addEventListener("change", tickAll);
  for (const box of boxes) box.addEventListener("change", show);
  addEventListener("pageshow", show); // a browser that goes back ticks again what was ticked
}
if (fold && matchMedia("(max-width: 40rem)").matches) fold.open = false;

function tickAll() {
  for (const box of boxes) box.checked = all.checked;
}

/** All, some or none. */
function show() {
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && !all.checked;
}
