// Marks this person's own answer in the room's result: a ring on the line, or "your answer" at an option. Nobody else sees it.
// Used by poll_screen.js.

import { markResults, phraseAt } from "./ballot_form.js";
import { replaceChildren } from "./slots.js";

/** `answers`: {poll: {answer}} of this person. */
export function showOwnMarks(root, answers, poll, texts) {
  const answer = answers[poll]?.answer;
  const before = answers[root.querySelector(".page").dataset.before]?.answer?.value;
  const line = root.querySelector('[data-own="line"]');
  if (line) replaceChildren(line, ...ringsOnLine(line.dataset, before, answer?.value, texts.you));
  const sentence = root.querySelector("[data-was]");
  if (sentence && before !== undefined) {
    sentence.textContent = texts.stood.replace("{phrase}", phraseAt(root.querySelector("[data-phrases]"), before));
    sentence.hidden = false;
  }
  for (const row of root.querySelectorAll("[data-option]")) markOption(row, answer, texts);
  markResults(root, answer, texts);
}

function markOption(row, answer, texts) {
  row.querySelector(".mine")?.remove();
  const words = ownWords(row.dataset, answer, texts);
  if (!words) return;
  const mark = document.createElement("span");
  mark.className = "mine";
  mark.append(ringIcon(), words);
  row.querySelector(".label").append(" ", mark);
}

/** What this person's answer says of an option; `own` has the row's words for it: with the place {n}, or for −1 | 0 | 1. */
function ownWords({ option, own }, answer, texts) {
  if ([answer?.option, ...(answer?.options ?? [])].map(String).includes(option)) return texts.your_answer;
  const share = answer?.resistance?.[option] ?? (answer?.points?.[option] || answer?.dots?.[option] || undefined);
  if (share !== undefined) return `${texts.you}: ${share}`;
  if (answer?.votes?.[option] !== undefined) return own.split("|")[answer.votes[option] + 1];
  return answer?.order?.includes(Number(option)) ? own.replace("{n}", answer.order.indexOf(Number(option)) + 1) : "";
}

/** A copy of the ring in the page's header, which stands for this person. */
export const ringIcon = () => document.querySelector("header svg.you")?.cloneNode(true) ?? "";

function ringsOnLine({ x0, x1, y }, before, now, label) {
  const at = (value) => `${Number(x0) + ((x1 - x0) * value) / 100}%`;
  const shapes = [];
  if (before !== undefined && now !== undefined) shapes.push(shape("line", { class: "moved", x1: at(before), x2: at(now), y1: y, y2: y }));
  if (before !== undefined) shapes.push(shape("circle", { class: "you-ring", cx: at(before), cy: y, r: 9 }));
  if (now === undefined) return shapes;
  const isLeft = now > 80 || (before > now && now > 15); // beside the way from before to now, not on it
  const side = isLeft ? { dx: -16, "text-anchor": "end" } : { dx: 16 };
  const isInTheWay = (isLeft ? before < now : before > now) && Math.abs(now - before) < 20; // near the end of the line: beyond both rings
  return [
    ...shapes,
    shape("circle", { class: "you-ring", cx: at(now), cy: y, r: 11 }),
    shape("circle", { class: "you-dot", cx: at(now), cy: y, r: 5 }),
    shape("text", { class: "here", x: at(isInTheWay ? before : now), y: Number(y) + 5, ...side }, label),
  ];
}

function shape(name, attributes, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}
