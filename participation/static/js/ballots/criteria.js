// The ballot of criteria: − and + at each weight, a bar of their shares, and a second screen for the scores.
// In the result a person's own weights stand beside those of the room, and at each option what it is worth by the own weights and scores.

import { addBallot, sendInput } from "../ballot_form.js";
import { ringIcon } from "../own_marks.js";

const SVG = "http://www.w3.org/2000/svg";
const NARROW = 6; // percent: below it a part has no room for its number
const weightsOf = (ballot) => [...ballot.querySelectorAll('.weight input[type="number"]')];
const screensOf = (ballot) => [...ballot.querySelectorAll("[data-screen]")];
const nameOf = (input) => input.labels[0].querySelector("bdi").textContent.trim();
const valueOf = (input) => Number(input.value || 0);

function draw(bar, shape, attributes) {
  const drawn = bar.appendChild(document.createElementNS(SVG, shape));
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value);
  return drawn;
}

/** The weights as parts of one bar, each with the number of its criterion. */
function drawBar(bar, shares, words) {
  bar.replaceChildren();
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", words);
  let at = 0;
  shares.forEach((share, place) => {
    if (!share) return;
    draw(bar, "line", { class: "part", x1: `${at}%`, x2: `${at + share}%`, y1: "50%", y2: "50%" });
    if (at) draw(bar, "line", { class: "gap", x1: `${at}%`, x2: `${at}%`, y1: "0", y2: "100%" });
    if (share >= NARROW) draw(bar, "text", { x: `${at + share / 2}%`, y: "65%", "text-anchor": "middle" }).textContent = place + 1;
    at += share;
  });
}

function show(ballot, name) {
  ballot.dataset.now = name;
  for (const screen of screensOf(ballot)) screen.hidden = screen.dataset.screen !== name;
}

addBallot("criteria", {
  prepare(ballot, isLocked) {
    for (const row of ballot.querySelectorAll(".scored li")) row.hidden = isLocked && Boolean(row.querySelector(".untouched"));
    for (const option of ballot.querySelectorAll(".scored")) option.hidden = isLocked && !option.querySelector("li:not([hidden])");
    if (isLocked) for (const screen of screensOf(ballot)) screen.hidden = false;
    else show(ballot, ballot.dataset.now ?? "weights");
  },

  update(ballot) {
    const inputs = weightsOf(ballot);
    const sum = inputs.reduce((total, input) => total + valueOf(input), 0);
    const shares = inputs.map((input) => (sum ? (100 * valueOf(input)) / sum : 0));
    inputs.forEach((input, place) => {
      const row = input.closest(".weight");
      row.querySelector("[data-share]").textContent = ballot.dataset.share.replace("{percent}", Math.round(shares[place]));
      for (const button of row.querySelectorAll("[data-weigh]")) {
        button.setAttribute("aria-disabled", String(button.dataset.weigh < 0 ? valueOf(input) <= 0 : valueOf(input) >= input.max));
      }
    });
    drawBar(ballot.querySelector(".mix svg"), shares, inputs.map((input, place) => `${nameOf(input)}: ${Math.round(shares[place])} %`).join(", "));
  },

  check(ballot) {
    const { none, first, level, onward, now } = ballot.dataset;
    const inputs = weightsOf(ballot);
    const most = Math.max(...inputs.map(valueOf));
    if (!most) return { ready: false, sentence: none, field: inputs[0] };
    const heaviest = inputs.filter((input) => valueOf(input) === most);
    const sentence = heaviest.length > 1 ? level : first.replace("{name}", nameOf(heaviest[0]));
    const next = ballot.querySelector('[data-go="scores"]');
    if (!next || now === "scores") return { ready: true, sentence };
    return { ready: false, sentence: `${sentence} ${onward}`, field: { focus: () => go(next) } };
  },
});

addBallot("criteria-result", {
  mark(result, { weights, scores = {} } = {}, { you }) {
    const sum = Object.values(weights ?? {}).reduce((total, weight) => total + weight, 0);
    for (const part of result.querySelectorAll("[data-criteria]")) {
      const share = part.dataset.criteria.split(" ").reduce((total, key) => total + (weights?.[key] ?? 0), 0);
      putMark(part, sum && `${you}: ${Math.round((100 * share) / sum)}\u00a0%`);
    }
    for (const row of result.querySelectorAll("[data-option]")) {
      const given = scores[row.dataset.option] ?? {};
      const weighed = Object.entries(weights ?? {}).filter(([, weight]) => weight);
      const worth = weighed.reduce((total, [key, weight]) => total + (weight * given[key]) / sum, 0); // NaN without one of the scores
      putMark(row, weighed.length && !Number.isNaN(worth) && `${you}: ${inWords(worth)}`);
    }
  },
});

const inWords = (value) => value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function putMark(row, words) {
  row.querySelector(".mine")?.remove();
  if (!words) return;
  const mark = Object.assign(document.createElement("span"), { className: "mine" });
  mark.append(ringIcon(), words);
  row.querySelector("span").append(" ", mark);
}

function weigh(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const input = button.parentElement.querySelector("input");
  input.value = valueOf(input) + Number(button.dataset.weigh);
  sendInput(input);
}

function go(button) {
  const ballot = button.closest("[data-ballot]");
  show(ballot, button.dataset.go);
  ballot.dispatchEvent(new Event("input", { bubbles: true }));
  screensOf(ballot).find((screen) => !screen.hidden).querySelector("[tabindex]").focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-weigh], [data-go]");
  if (button?.dataset.weigh) weigh(button);
  else if (button) go(button);
});
document.addEventListener("change", ({ target }) => {
  if (target.type !== "number" || !target.closest(".weight")) return;
  target.value = Math.round(Math.min(Math.max(valueOf(target) || 0, 0), target.max));
  sendInput(target);
});
