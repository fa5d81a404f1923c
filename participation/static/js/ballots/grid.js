// The ballot of two goals: a small square repeats both lines as a point. In the result it marks this person's own point.

import { addBallot } from "../ballot_form.js";

const FIRST = 8; // where the square begins, and how long its sides are, in units of its viewBox
const SIDE = 104;

const at = (share) => FIRST + (SIDE * share) / 100;
const isFar = (value) => value >= 60;
const isNear = (value) => value <= 40;

/** What the square says: the name of the sentence in data-*. */
function sentenceFor(x, y) {
  if (x === undefined || y === undefined) return "half";
  if (isFar(x) && isFar(y)) return "both";
  if (isNear(x) && isNear(y)) return "none";
  if (isFar(x) && isNear(y)) return "x";
  return isNear(x) && isFar(y) ? "y" : "between";
}

addBallot("grid", {
  update(ballot) {
    const [x, y] = [...ballot.querySelectorAll('input[type="range"]')].map((range) => (range.classList.contains("untouched") ? undefined : Number(range.value)));
    const echo = ballot.querySelector("[data-echo]");
    echo.hidden = x === undefined && y === undefined;
    if (echo.hidden) return;
    const isHalf = x === undefined || y === undefined;
    const line = x === undefined ? `M8 ${at(100 - y)}H112` : `M${at(x)} 8V112`;
    echo.querySelector("[data-half-way]").setAttribute("d", isHalf ? line : "");
    const point = echo.querySelector("[data-point]");
    point.toggleAttribute("hidden", isHalf);
    if (!isHalf) point.setAttribute("transform", `translate(${at(x)} ${at(100 - y)})`);
    echo.querySelector("[data-says]").textContent = echo.dataset[sentenceFor(x, y)];
  },
});

addBallot("grid-result", {
  mark(result, answer, texts) {
    const own = result.querySelector("[data-own]");
    own.toggleAttribute("hidden", !answer);
    if (!answer) return;
    const { x0, x1, y0, y1 } = own.dataset;
    const along = (from, to, value) => Number(from) + ((to - from) * value) / 100;
    own.setAttribute("transform", `translate(${along(x0, x1, answer.x)} ${along(y0, y1, answer.y)})`);
    const label = own.querySelector("text");
    label.textContent = texts.you;
    label.setAttribute("text-anchor", answer.x > 80 ? "end" : "start");
    label.setAttribute("x", answer.x > 80 ? -15 : 15);
  },
});
