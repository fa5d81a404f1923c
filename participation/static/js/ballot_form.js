// The form of a ballot, for every way of asking: reads the answer from its fields, checks it, and writes it back into them.
// It also works the slider. Used by poll_screen.js, vote_status.js and own_marks.js.
// Field names say how a field is read: "int.value", "text.reason", "int.points.31", "texts.words", "ints.options".
// A way of asking that needs more brings a script (js/ballots/): it is loaded with the first ballot or result that names it.

const FIRST_PAUSE = 500; // ms until a script that did not arrive is asked for again; then twice as long
const LONGEST_PAUSE = 8_000;

const scripted = new Map(); // name → what its script does
const asked = new Set(); // addresses of scripts that are here or on their way
const here = new Set(); // addresses of those that are here
const early = []; // buttons that were pressed before their script was here, and the one that sends the ballot

/**
 * What a script adds to the ballots with data-ballot=name. All are optional:
 * prepare(ballot, isLocked): switch on its controls; write(ballot, answer): after the fields were filled in;
 * input(ballot, field): somebody has changed a field; update(ballot): after every change; check(ballot): {ready, sentence, field, n}; mark(result, answer, texts): a person's
 * own answer in the result with data-result=name.
 */
export function addBallot(name, methods) {
  scripted.set(name, methods);
}

function each(root, method, ...values) {
  for (const part of root.querySelectorAll("[data-ballot], [data-result]")) {
    scripted.get(part.dataset.ballot ?? part.dataset.result)?.[method]?.(part, ...values);
  }
}

export const markResults = (root, answer, texts) => each(root, "mark", answer, texts);

/** Load the scripts that ballots and results in `root` bring and that are not here yet, and call `then` after each. */
export function loadScripts(root, then) {
  for (const { dataset } of root.querySelectorAll("[data-script]")) {
    if (!asked.has(dataset.script)) load(dataset.script).then(then).then(() => pressAgain(dataset.script));
  }
}

// On a slow network somebody may press + before the script is here. No press gets lost.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-script] button");
  if (button && !here.has(button.closest("[data-script]").dataset.script)) early.push(button);
});

/** Press this button once the script is here that can say whether the ballot is complete. */
export const pressLater = (button) => early.push(button);

function pressAgain(script) {
  here.add(script);
  for (const button of early.splice(0)) button.click(); // one whose script is still on its way is noted again
}

async function load(script) {
  asked.add(script);
  for (let pause = FIRST_PAUSE, times = 0; ; pause = Math.min(2 * pause, LONGEST_PAUSE), times += 1) {
    try {
      return await import(times ? `${script}#${times}` : script); // some browsers remember an address that failed
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

const fieldsOf = (root) => [...root.querySelectorAll("input[name], textarea[name]")].filter((field) => /^(ints?|texts?|pairs)\./.test(field.name));
const isUntouched = (field) => field.classList.contains("untouched");
const isChoice = (field) => /radio|checkbox/.test(field.type);

// -- answers --

/** The answer (docs/protocol.md) that the fields in `root` make; untouched sliders and empty fields are left out. */
export function readAnswer(root) {
  const answer = {};
  for (const field of fieldsOf(root)) {
    const [type, ...path] = field.name.split(".");
    const isList = type.endsWith("s");
    if (isUntouched(field) || (isChoice(field) && !field.checked)) continue;
    const text = field.value.trim();
    const value = text && type.startsWith("int") ? Number(text) : type === "pairs" ? text.split(" ").map(Number) : text;
    if (value === "" && !isList) continue;
    const last = path.pop();
    const target = path.reduce((inner, name) => (inner[name] = inner[name] || {}), answer);
    if (isList) target[last] = [...(target[last] || []), ...(value === "" ? [] : [value])];
    else target[last] = value;
  }
  return answer;
}

/** Write an answer into the fields that it was read from. */
export function writeAnswer(root, answer) {
  const positions = {}; // name of a list's fields → which of its values comes next
  for (const field of fieldsOf(root)) {
    if (field.type === "hidden") continue;
    const [type, ...path] = field.name.split(".");
    let value = path.reduce((inner, name) => inner?.[name], answer);
    if (isChoice(field)) field.checked = [value].flat().map(String).includes(field.value);
    else {
      if (type.endsWith("s")) value = value?.[(positions[field.name] = (positions[field.name] ?? -1) + 1)];
      field.value = value ?? (field.type === "number" ? 0 : field.type === "range" ? field.defaultValue : "");
      if (field.type === "range") field.classList.toggle("untouched", value === undefined);
    }
  }
  for (const quote of root.querySelectorAll("[data-said]")) {
    const [, name] = quote.dataset.said.split(".");
    quote.textContent = answer?.[name] ?? "";
  }
  each(root, "write", answer ?? {});
  updateControls(root);
}

/**
 * {ready, sentence, field, isComing}: whether the answer can be sent, what to say about it, and the field to go to if not;
 * isComing: nobody can say yet, as the ballot's script is still on its way.
 */
export function checkAnswer(root) {
  const ballot = root.querySelector("[data-ballot]");
  if (!ballot) return { ready: false, sentence: "" };
  const { missing, ready, all, words, script } = ballot.dataset;
  const fields = fieldsOf(ballot);
  const result = (isReady, sentence, n, field = fields[0]) => ({ ready: isReady, sentence: sentence.replace("{n}", n), field });
  const own = scripted.get(ballot.dataset.ballot)?.check?.(ballot);
  if (own) return result(own.ready, own.sentence, own.n, own.field);
  if (script && !scripted.has(ballot.dataset.ballot)) return { ready: false, sentence: "", isComing: true };
  if (all !== undefined) return checkAll(fields, missing, ready);
  if (words) {
    const written = fields.filter((field) => field.value.trim()).length;
    return result(written > 0, written ? ready : missing, written);
  }
  const chosen = fields.filter((field) => (field.type === "range" ? !isUntouched(field) : field.checked)).length;
  return result(chosen > 0, chosen ? ready : missing, chosen);
}

function checkAll(ranges, missing, ready) {
  const field = ranges.find(isUntouched);
  if (!field) return { ready: true, sentence: ready, field: ranges[0] };
  return { ready: false, sentence: missing.replace("{name}", field.labels[0].textContent.trim()), field };
}

/** Switch on the controls that need script; lock a ballot that is only to be read. */
export function prepareFields(root, isLocked) {
  each(root, "prepare", isLocked);
  for (const range of root.querySelectorAll('input[type="range"]')) {
    range.disabled = false;
    rememberWords(range, range.getAttribute("aria-valuetext"));
    const output = outputOf(range);
    if (output) rememberWords(output, output.textContent);
  }
  for (const ballot of root.querySelectorAll("[data-ballot]")) ballot.disabled = isLocked;
  for (const row of root.querySelectorAll(".option, .words li, .order li")) row.hidden = isLocked && !isFilledIn(row.querySelector("input"));
  // The sentence above the button says what is missing; with "required" screen readers call every radio invalid from the start.
  for (const field of root.querySelectorAll("[data-ballot] [required]")) field.required = false;
  for (const note of root.querySelectorAll(".nothing")) note.hidden = !isLocked || Boolean(note.parentElement.querySelector(":checked"));
  for (const quote of root.querySelectorAll("[data-said]")) quote.hidden = !isLocked || !quote.textContent;
}

const isFilledIn = (field) => (isChoice(field) ? field.checked : field.value.trim() !== "");

function rememberWords(element, words) {
  if (element.dataset.untouched === undefined) element.dataset.untouched = words;
}

// -- what the controls show --

/** What the line calls a place on it: "somewhat closer to …". */
export const phraseAt = (range, value) => range.dataset.phrases.split("|")[value / range.step];

// 21 stops share seven phrases: those who hear the page need the number to know that a key did something.
const placeOf = (range) => range.dataset.place.replace("{n}", range.value);

const outputOf = (range) => range.parentElement.querySelector("output");

function updateControls(root) {
  for (const range of root.querySelectorAll('input[type="range"]')) updateSlider(range);
  each(root, "update");
}

function updateSlider(range) {
  const { sentence, untouched } = range.dataset;
  const phrase = sentence ? sentence.replace("{phrase}", phraseAt(range, range.value)) : range.value; // without a sentence the number says it
  range.setAttribute("aria-valuetext", isUntouched(range) ? untouched : sentence ? `${placeOf(range)} ${phrase}` : placeOf(range));
  outputOf(range).textContent = isUntouched(range) ? outputOf(range).dataset.untouched : phrase;
}

/** A script has changed this field. */
export const sendInput = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

document.addEventListener("input", ({ target }) => {
  if (target.type === "range") target.classList.remove("untouched");
  const ballot = target.closest("[data-ballot]");
  if (!ballot) return;
  each(ballot.parentElement, "input", target);
  updateControls(ballot.parentElement);
});

// -- the slider: a tap on its ring is an answer, too --
// Such a tap changes no value, and on a touch screen it makes no click. Beside the ring some browsers move it and some do not.

const MAX_SLIP = 10; // how far, in CSS pixels, a finger may slip in a tap
let press = null;

function setSlider(range, value = range.value) {
  if (range.matches(":disabled") || (!isUntouched(range) && value === range.value)) return;
  range.value = value;
  range.classList.remove("untouched");
  sendInput(range);
}

function endPress({ pointerId, clientX }) {
  const begun = press && press.pointerId === pointerId ? press : null;
  press = null;
  if (!begun || Math.abs(clientX - begun.clientX) > MAX_SLIP || begun.range.value !== begun.value) return;
  const { range } = begun;
  const { left, width, height } = range.getBoundingClientRect(); // the ring is as wide as the line is high
  const isMirrored = getComputedStyle(range).direction === "rtl";
  const way = width - height;
  const ring = left + height / 2 + (way * (isMirrored ? range.max - range.value : range.value)) / range.max;
  if (Math.abs(clientX - ring) <= height / 2) return setSlider(range);
  const share = Math.min(Math.max((clientX - left - height / 2) / way, 0), 1);
  setSlider(range, String(Math.round(((isMirrored ? 1 - share : share) * range.max) / range.step) * range.step));
}

document.addEventListener("pointerdown", ({ target, pointerId, clientX }) => {
  press = target.type === "range" ? { range: target, value: target.value, pointerId, clientX } : null;
});
document.addEventListener("pointerup", endPress);
document.addEventListener("pointercancel", () => (press = null)); // the page scrolls
document.addEventListener("click", ({ target, detail }) => {
  if (target.type === "range" && detail === 0) setSlider(target); // a screen reader's double tap, which has no place
});
document.addEventListener("keydown", (event) => {
  if (event.target.type !== "range" || !["Enter", " "].includes(event.key)) return;
  event.preventDefault();
  setSlider(event.target);
});
