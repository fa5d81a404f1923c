// The ballot of statements: with script they come one by one, large. A tap on a verdict goes on to the next one; whoever uses the keyboard
// or a screen reader changes the verdict with its keys, and goes on with the button "Next".

import { addBallot } from "../ballot_form.js";

const REST = 300; // ms in which the second tap of a double tap must not answer the next statement

const places = new WeakMap(); // ballot → which statement it shows; as many as there are statements: that was all
const itemsOf = (ballot) => [...ballot.querySelectorAll(".statements > li")];
const isAnswered = (item) => Boolean(item.querySelector(":checked"));
let wentOn = 0; // when the last tap on a verdict led on

/** The statement to show: where the person is, else the first one without an answer. */
function placeOf(ballot) {
  return places.get(ballot) ?? Math.max(itemsOf(ballot).findIndex((item) => !isAnswered(item)), 0);
}

function show(ballot, isLocked = ballot.disabled) {
  const items = itemsOf(ballot);
  const at = placeOf(ballot);
  items.forEach((item, place) => (item.hidden = !isLocked && place !== at));
  ballot.classList.toggle("one-by-one", !isLocked);
  ballot.querySelector("[data-at]").textContent = Math.min(at + 1, items.length);
  ballot.querySelector("progress").value = at;
  ballot.querySelector("[data-done]").hidden = at < items.length;
  for (const button of ballot.querySelectorAll("[data-step]")) {
    button.setAttribute("aria-disabled", String(at === (button.dataset.step < 0 ? 0 : items.length)));
  }
}

/** Show another statement, and put the focus on it: screen readers read it with its verdicts. */
function go(ballot, to) {
  places.set(ballot, to);
  show(ballot);
  const item = itemsOf(ballot)[to];
  const target = item ? (item.querySelector(":checked") ?? item.querySelector("input")) : ballot.querySelector("[data-done]");
  target.focus({ preventScroll: true });
}

addBallot("statements", {
  prepare(ballot, isLocked) {
    if (isLocked) places.delete(ballot); // whoever changes the answer begins again with the first statement
    show(ballot, isLocked);
  },

  input(ballot, field) {
    places.set(ballot, itemsOf(ballot).indexOf(field.closest("li")));
  },

  update: (ballot) => show(ballot),

  check(ballot) {
    const n = itemsOf(ballot).filter(isAnswered).length;
    const field = ballot.querySelector("li:not([hidden]) input, [data-done]:not([hidden])");
    return { ready: n > 0, sentence: n ? ballot.dataset.ready : ballot.dataset.missing, n, field };
  },
});

document.addEventListener("click", (event) => {
  const ballot = event.target.closest('[data-ballot="statements"]');
  const control = event.target.closest("input, [data-step]");
  if (!ballot || !control || ballot.disabled) return;
  if (control.getAttribute("aria-disabled") === "true") return;
  if (control.dataset.step) {
    wentOn = 0;
    return go(ballot, placeOf(ballot) + Number(control.dataset.step));
  }
  if (event.detail === 0) return; // keys move through the verdicts
  if (Date.now() - wentOn < REST) return event.preventDefault();
  const at = itemsOf(ballot).indexOf(control.closest("li"));
  wentOn = Date.now();
  setTimeout(() => go(ballot, at + 1)); // after the tap has chosen the verdict
});
