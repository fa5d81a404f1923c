// The ballot of an estimate: a number to type or to step. In the result it marks this person's own estimate.

import { addBallot, sendInput } from "../ballot_form.js";

const fieldOf = (ballot) => ballot.querySelector('input[type="number"]');
const written = (value) => value.toLocaleString(document.documentElement.lang);

/** Whether the number counts: whole, within the range, and on one of its steps. */
function fits({ value, min, max, step }) {
  const number = Number(value);
  return Number.isInteger(number) && number >= min && number <= max && (number - min) % step === 0;
}

/** An empty field is no estimate, and must not be read as 0. */
function noteEmpty(field) {
  field.classList.toggle("untouched", field.value === "");
}

addBallot("knowledge", {
  write(ballot, { estimate }) {
    const field = fieldOf(ballot);
    if (estimate === undefined) field.value = "";
    noteEmpty(field);
  },

  input(ballot) {
    noteEmpty(fieldOf(ballot));
  },

  update(ballot) {
    const field = fieldOf(ballot);
    for (const button of ballot.querySelectorAll("[data-jump]")) {
      const isAtEnd = button.dataset.jump < 0 ? field.value !== "" && Number(field.value) <= field.min : Number(field.value || field.min) >= field.max;
      button.setAttribute("aria-disabled", String(isAtEnd));
    }
  },

  check(ballot) {
    const { missing, outside, ready, unit } = ballot.dataset;
    const field = fieldOf(ballot);
    if (field.value === "") return { ready: false, sentence: field.validity.badInput ? outside : missing };
    if (!fits(field)) return { ready: false, sentence: outside };
    return { ready: true, sentence: ready, n: `${written(Number(field.value))} ${unit}`.trim() };
  },
});

addBallot("knowledge-result", {
  mark(result, { estimate } = {}, texts) {
    const own = result.querySelector("[data-own]");
    const words = result.querySelector("[data-own-words]");
    if (!own || !words) return;
    for (const part of [own, words]) part.toggleAttribute("hidden", estimate === undefined);
    if (estimate === undefined) return;
    const { low, high } = own.dataset;
    const share = (100 * (estimate - low)) / (high - low);
    for (const circle of own.querySelectorAll("circle")) circle.setAttribute("cx", `${share}%`);
    const label = own.querySelector("text");
    label.textContent = texts.you;
    label.setAttribute("x", `${share}%`);
    label.setAttribute("dx", share > 80 ? -16 : 16);
    label.setAttribute("text-anchor", share > 80 ? "end" : "start");
    words.textContent = words.dataset.ownWords.replace("{n}", written(estimate));
  },
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-jump]");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  const field = fieldOf(button.closest("[data-ballot]"));
  const from = field.value === "" ? Number(field.min) : Number(field.value);
  field.value = Math.min(Math.max(from + Number(button.dataset.jump), field.min), field.max);
  sendInput(field);
});
