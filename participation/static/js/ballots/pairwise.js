// The ballot of comparisons: two cards at a time, in an order of this phone's own; skip, back, and a list of what was said.
// What was said stands in hidden fields, so that it is read, kept as a draft and sent like every other answer.

import { addBallot } from "../ballot_form.js";

const states = new WeakMap(); // ballot → {pairs: [[id, id]], picks: which of a pair was chosen, by its position; at: the position shown}
const find = (ballot, name) => ballot.querySelector(`[data-${name}]`);
const label = (ballot, id) => ballot.querySelector(`[data-id="${id}"]`).textContent.trim();

function shuffled(values) {
  const found = [...values];
  for (let at = found.length - 1; at > 0; at -= 1) {
    const other = Math.floor(Math.random() * (at + 1));
    [found[at], found[other]] = [found[other], found[at]];
  }
  return found;
}

/** All pairs, so that each option comes equally often: rounds in which each occurs once (the circle method), sides by chance. */
function randomPairs(ids) {
  let circle = shuffled(ids.length % 2 ? [...ids, undefined] : ids);
  const pairs = [];
  for (let round = 1; round < circle.length; round += 1) {
    const half = circle.slice(0, circle.length / 2);
    const met = half.map((one, at) => shuffled([one, circle[circle.length - 1 - at]]));
    pairs.push(...shuffled(met.filter((pair) => !pair.includes(undefined))));
    circle = [circle[0], circle[circle.length - 1], ...circle.slice(1, -1)];
  }
  return pairs;
}

const isSame = ([a, b], [c, d]) => (a === c && b === d) || (a === d && b === c);
const said = ({ pairs, picks }) => pairs.flatMap((pair, at) => (picks[at] === undefined ? [] : [picks[at] ? [pair[1], pair[0]] : pair]));

/** A state in which these comparisons were made, and others follow. */
function begin(ballot, made) {
  const ids = [...ballot.querySelectorAll("[data-id]")].map(({ dataset }) => Number(dataset.id));
  const others = randomPairs(ids).filter((pair) => !made.some((known) => isSame(pair, known)));
  const pairs = [...made, ...others].slice(0, Math.max(Number(ballot.dataset.number), made.length));
  states.set(ballot, { pairs, picks: made.map(() => 0), at: made.length });
  keep(ballot);
}

/** Write what was said into the fields, and into the list that is shown after sending. */
function keep(ballot) {
  const made = said(states.get(ballot));
  for (const field of ballot.querySelectorAll('input[name="pairs.pairs"]')) field.remove();
  const list = find(ballot, "made");
  list.textContent = "";
  for (const [winner, loser] of made) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "pairs.pairs", value: `${winner} ${loser}` });
    const words = ballot.dataset.over.replace("{winner}", label(ballot, winner)).replace("{loser}", label(ballot, loser));
    const row = document.createElement("li");
    row.append(words);
    list.append(row);
    ballot.append(field);
  }
}

addBallot("pairwise", {
  prepare(ballot, isLocked) {
    if (!states.has(ballot)) begin(ballot, []);
    find(ballot, "made").hidden = !isLocked;
  },

  write(ballot, { pairs = [] }) {
    if (!states.has(ballot) || JSON.stringify(said(states.get(ballot))) !== JSON.stringify(pairs)) begin(ballot, pairs);
  },

  update(ballot) {
    const { pairs, picks, at } = states.get(ballot);
    const pair = pairs[at];
    find(ballot, "duel").hidden = !pair;
    find(ballot, "done").hidden = Boolean(pair);
    find(ballot, "at").textContent = Math.min(at + 1, pairs.length);
    ballot.querySelector("progress").value = at;
    for (const card of ballot.querySelectorAll("[data-pick]")) {
      card.textContent = pair ? label(ballot, pair[card.dataset.pick]) : "";
      card.setAttribute("aria-pressed", String(picks[at] === Number(card.dataset.pick)));
    }
    for (const button of ballot.querySelectorAll("[data-step]")) {
      button.setAttribute("aria-disabled", String(button.dataset.step < 0 ? at === 0 : !pair));
    }
    const now = pair && ballot.dataset.now.replace("{one}", label(ballot, pair[0])).replace("{other}", label(ballot, pair[1]));
    find(ballot, "pair").textContent = pair ? now.replace("{n}", at + 1) : "";
  },

  check(ballot) {
    const n = said(states.get(ballot)).length;
    return { ready: n > 0, sentence: n ? ballot.dataset.ready : ballot.dataset.missing, n, field: ballot.querySelector("[data-pick]") };
  },
});

function go(ballot, state, to) {
  state.at = to;
  keep(ballot);
  ballot.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-pick], [data-step]");
  const ballot = button?.closest('[data-ballot="pairwise"]');
  if (!ballot || button.getAttribute("aria-disabled") === "true") return;
  const state = states.get(ballot);
  const { pick, step } = button.dataset;
  if (pick) state.picks[state.at] = Number(pick);
  else if (Number(step) > 0) delete state.picks[state.at];
  go(ballot, state, state.at + Number(step ?? 1));
});
