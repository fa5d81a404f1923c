// The controls of every way of asking: what makes an answer, what is still missing, and how one's own answer is shown again.
// Field names say how they are read: "int.value", "text.reason", "int.points.31", "texts.words", "ints.options".

const fields = (root) => [...root.querySelectorAll("input[name], textarea[name]")].filter((field) => /^(int|ints|text|texts)\./.test(field.name));
const isUntouched = (field) => field.classList.contains("untouched");

/** The answer of the protocol that the fields in `root` make; untouched scales and empty texts are left out. */
export function gather(root) {
  const answer = {};
  for (const field of fields(root)) {
    const [type, ...path] = field.name.split(".");
    const isList = type.endsWith("s");
    if (isUntouched(field) || (/radio|checkbox/.test(field.type) && !field.checked)) continue;
    const said = field.value.trim();
    const value = type.startsWith("int") ? Number(said || 0) : said;
    if (value === "") continue;
    const last = path.pop();
    const place = path.reduce((inner, name) => (inner[name] ??= {}), answer);
    if (isList) (place[last] ??= []).push(value);
    else place[last] = value;
  }
  return answer;
}

/** Put an answer back into the fields it came from. */
export function restore(root, answer) {
  const lists = {};
  for (const field of fields(root)) {
    const [type, ...path] = field.name.split(".");
    let value = path.reduce((inner, name) => inner?.[name], answer);
    if (/radio|checkbox/.test(field.type)) field.checked = [value].flat().map(String).includes(field.value);
    else {
      if (type.endsWith("s")) value = value?.[(lists[field.name] = (lists[field.name] ?? -1) + 1)];
      field.value = value ?? (field.type === "number" ? 0 : field.type === "range" ? 50 : "");
      if (field.type === "range") field.classList.toggle("untouched", value === undefined);
    }
  }
  for (const quote of root.querySelectorAll("[data-said]")) {
    const [, name] = quote.dataset.said.split(".");
    quote.textContent = answer?.[name] ?? "";
  }
  refresh(root);
}

/** {ready, sentence, field}: whether this can be sent, what to say about it, and where to go if not. */
export function check(root) {
  const ballot = root.querySelector("[data-ballot]");
  if (!ballot) return { ready: false, sentence: "" };
  const { missing, ready, over, sum, words } = ballot.dataset;
  const all = fields(ballot);
  const say = (isReady, sentence, n) => ({ ready: isReady, sentence: sentence.replace("{n}", n), field: all[0] });
  if (sum) {
    const left = rest(ballot);
    return left > 0 ? say(false, missing, left) : left < 0 ? say(false, over, -left) : say(true, ready);
  }
  if (words) {
    const written = all.filter((field) => field.value.trim()).length;
    return say(written > 0, written ? ready : missing, written);
  }
  const chosen = all.some((field) => (field.type === "range" ? !isUntouched(field) : field.checked));
  return say(chosen, chosen ? ready : missing);
}

/** Wake up what needs script, and lock what is only to be read. */
export function prepare(root, isLocked) {
  for (const range of root.querySelectorAll('input[type="range"]')) {
    range.disabled = false;
    range.dataset.untouched ??= range.getAttribute("aria-valuetext");
    const output = phraseOf(range);
    if (output) output.dataset.untouched ??= output.textContent;
  }
  for (const ballot of root.querySelectorAll("[data-ballot]")) ballot.disabled = isLocked;
  for (const quote of root.querySelectorAll("[data-said]")) quote.hidden = !isLocked || !quote.textContent;
}

/** What the line calls a place: "somewhat closer to …". */
export const phraseAt = (range, value) => range.dataset.phrases.split("|")[value / range.step];

const phraseOf = (range) => range.parentElement.querySelector("output");
const rest = (ballot) => Number(ballot.dataset.sum) - [...ballot.querySelectorAll('input[type="number"]')].reduce((sum, { value }) => sum + Number(value || 0), 0);

function refresh(root) {
  for (const range of root.querySelectorAll('input[type="range"]')) {
    const phrase = isUntouched(range) ? null : range.dataset.sentence.replace("{phrase}", phraseAt(range, range.value));
    range.setAttribute("aria-valuetext", phrase ?? range.dataset.untouched);
    phraseOf(range).textContent = phrase ?? phraseOf(range).dataset.untouched;
  }
  for (const ballot of root.querySelectorAll("[data-sum]")) {
    const left = rest(ballot);
    ballot.querySelector("[data-rest]").textContent = left;
    ballot.querySelector(".rest progress").value = ballot.dataset.sum - left;
    for (const input of ballot.querySelectorAll('input[type="number"]')) {
      const share = Number(input.value || 0);
      input.closest(".share").querySelector("progress").value = share;
      for (const nudge of input.parentElement.querySelectorAll("[data-nudge]")) {
        nudge.setAttribute("aria-disabled", String(nudge.dataset.nudge < 0 ? share <= 0 : left <= 0));
      }
    }
  }
}

function nudge(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const input = button.parentElement.querySelector("input");
  const step = Number(button.dataset.nudge);
  const share = Number(input.value || 0);
  input.value = step < 0 ? Math.max(0, share + step) : share + Math.min(step, rest(button.closest("[data-sum]")));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(range) {
  if (!isUntouched(range) || range.matches(":disabled")) return;
  range.classList.remove("untouched");
  range.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", ({ target }) => {
  if (target.type === "range") target.classList.remove("untouched");
  const ballot = target.closest("[data-ballot]");
  if (ballot) refresh(ballot.parentElement);
});
document.addEventListener("change", ({ target }) => {
  if (target.type !== "number" || !target.closest("[data-sum]")) return;
  const step = Number(target.step);
  target.value = Math.round(Math.min(Math.max(Number(target.value) || 0, 0), target.max) / step) * step;
  target.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-nudge]");
  if (button) nudge(button);
  // A tap in the very middle changes no value, but it is an answer.
  if (target.type === "range") choose(target);
});
document.addEventListener("keydown", (event) => {
  if (event.target.type !== "range" || !["Enter", " "].includes(event.key)) return;
  event.preventDefault();
  choose(event.target);
});
