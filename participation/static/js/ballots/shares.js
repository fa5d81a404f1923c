// The ballot of points and dots: − and + at each option, how much is left, and a typed number that does not fit.

import { addBallot, sendInput } from "../ballot_form.js";

const numbersOf = (ballot) => [...ballot.querySelectorAll('input[type="number"]')];
const left = (ballot) => Number(ballot.dataset.sum) - numbersOf(ballot).reduce((sum, { value }) => sum + Number(value || 0), 0);

/** How much of a bar, or of a row of dots, is given. */
function fill(part, share) {
  const bar = part.querySelector("progress");
  if (bar) bar.value = share;
  part.querySelectorAll(".pips circle").forEach((pip, position) => pip.classList.toggle("given", position < share));
}

addBallot("shares", {
  update(ballot) {
    const rest = left(ballot);
    ballot.querySelector("[data-rest]").textContent = rest;
    fill(ballot.querySelector(".rest"), ballot.dataset.sum - rest);
    for (const input of numbersOf(ballot)) {
      const share = Number(input.value || 0);
      fill(input.closest(".share"), share);
      for (const button of input.parentElement.querySelectorAll("[data-nudge]")) {
        button.setAttribute("aria-disabled", String(button.dataset.nudge < 0 ? share <= 0 : rest <= 0 || share >= input.max));
      }
    }
  },

  check(ballot) {
    const { missing, over, spare, ready } = ballot.dataset;
    const rest = left(ballot);
    if (rest < 0) return { ready: false, sentence: over, n: -rest };
    if (rest > 0) return { ready: Boolean(spare), sentence: spare || missing, n: rest };
    return { ready: true, sentence: ready };
  },
});

function nudge(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const input = button.parentElement.querySelector("input");
  const step = Number(button.dataset.nudge);
  const share = Number(input.value || 0);
  input.value = step < 0 ? Math.max(0, share + step) : share + Math.min(step, left(button.closest("[data-sum]")), input.max - share);
  sendInput(input);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-nudge]");
  if (button) nudge(button);
});
document.addEventListener("change", ({ target }) => {
  if (target.type !== "number" || !target.closest("[data-sum]")) return;
  const step = Number(target.step);
  target.value = Math.round(Math.min(Math.max(Number(target.value) || 0, 0), target.max) / step) * step;
  sendInput(target);
});
