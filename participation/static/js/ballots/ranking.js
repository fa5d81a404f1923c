// The ballot of a ranking: a tap gives an option the next place or takes its place away; the arrows change places with a neighbour.
// The rows with a place stand above the others, in their order, so that their fields make the answer.

import { addBallot } from "../ballot_form.js";

const box = (row) => row.querySelector("input");
const ranked = (list) => [...list.children].filter((row) => box(row).checked);

function offered(list) {
  if (!list.offered) list.offered = [...list.children];
  return list.offered;
}

/** Put the rows in this order. What has the focus is not moved, or it would lose it: the others are put around it. */
function reorder(list, rows, kept = rows[0]) {
  const at = rows.indexOf(kept);
  kept.before(...rows.slice(0, at));
  kept.after(...rows.slice(at + 1));
}

function sayMoved(list, row, sentence, place) {
  for (const other of list.children) other.classList.toggle("moved", other === row);
  list.closest("[data-ballot]").dataset.now = sentence.replace("{option}", row.querySelector("label").textContent.trim()).replace("{n}", place);
}

const listOf = (ballot) => ballot.querySelector("[data-order]");

addBallot("ranking", {
  prepare(ballot) {
    const list = listOf(ballot);
    offered(list);
    for (const row of list.children) box(row).disabled = false;
  },

  write(ballot, { order = [] } = {}) {
    const list = listOf(ballot);
    const place = (row) => (order.includes(Number(box(row).value)) ? order.indexOf(Number(box(row).value)) : order.length);
    reorder(list, [...offered(list)].sort((one, other) => place(one) - place(other)));
    delete ballot.dataset.now;
    for (const row of list.children) row.classList.remove("moved");
  },

  input(ballot, target) {
    const list = listOf(ballot);
    const row = target.closest("li");
    if (!row || row.parentElement !== list) return;
    const others = ranked(list).filter((other) => other !== row);
    const rest = offered(list).filter((other) => !box(other).checked);
    reorder(list, target.checked ? [...others, row, ...rest] : [...others, ...rest], row);
    sayMoved(list, row, target.checked ? ballot.dataset.moved : ballot.dataset.left, others.length + 1);
  },

  update(ballot) {
    const placed = ranked(listOf(ballot));
    for (const row of listOf(ballot).children) {
      const at = placed.indexOf(row);
      row.querySelector(".place").textContent = at < 0 ? "" : at + 1;
      for (const arrow of row.querySelectorAll("[data-move]")) {
        arrow.hidden = at < 0;
        arrow.setAttribute("aria-disabled", String(!placed[at + Number(arrow.dataset.move)]));
      }
    }
  },

  check(ballot) {
    const n = ranked(listOf(ballot)).length;
    const { missing, ready, now } = ballot.dataset; // now: what was moved last
    return { ready: n > 0, sentence: n ? (now ?? ready) : missing, n };
  },
});

document.addEventListener("click", ({ target }) => {
  const arrow = target.closest("[data-move]");
  if (!arrow || arrow.getAttribute("aria-disabled") === "true") return;
  const row = arrow.closest("li");
  const list = row.parentElement;
  const rows = [...list.children];
  const at = rows.indexOf(row);
  const to = at + Number(arrow.dataset.move);
  [rows[at], rows[to]] = [rows[to], rows[at]];
  reorder(list, rows, row);
  sayMoved(list, row, list.closest("[data-ballot]").dataset.moved, to + 1);
  list.closest("[data-ballot]").dispatchEvent(new Event("input", { bubbles: true }));
});
