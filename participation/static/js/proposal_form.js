// The phone's form of a proposal: counts characters as people count them, and keeps the text on this phone until it is sent.
// The page after sending loads it too, and there it removes the kept text.

import { load, store } from "./local_storage.js";

const TYPING_PAUSE = 400; // ms
const SENDING = 8000; // ms in which a second press of "send" must not send again

const form = document.getElementById("proposal");
const status = document.getElementById("sent");
const sentRoom = location.hash === "#sent" && document.body.dataset.room;
if (sentRoom) {
  store(`augenhoehe:proposal:${sentRoom}`, null);
  history.replaceState(null, "", location.pathname);
}
if (form) start();

function start() {
  const key = form.dataset.draft; // none where the server keeps the text
  const fields = [...form.querySelectorAll("input[maxlength], textarea, select")];
  if (key && !form.dataset.wrong) restoreDraft(key, fields);
  for (const field of fields) showCount(field);
  let timer = 0;
  form.addEventListener("input", ({ target }) => {
    showCount(target);
    clearError(target);
    clearTimeout(timer);
    if (key) timer = setTimeout(() => keepDraft(key, fields), TYPING_PAUSE);
  });
  addEventListener("pagehide", () => key && keepDraft(key, fields));
  form.addEventListener("submit", () => {
    if (key) keepDraft(key, fields);
    const button = document.querySelector('button[form="proposal"]');
    setTimeout(() => button?.setAttribute("aria-disabled", "true"), 0);
    setTimeout(() => button?.removeAttribute("aria-disabled"), SENDING);
  });
  if (form.dataset.wrong) document.getElementById(form.dataset.wrong)?.focus();
}

function showCount(field) {
  const place = document.getElementById(`${field.id}-count`);
  if (place) place.textContent = place.dataset.text.replace("0", [...field.value].length);
}

/** Somebody corrects a field that the server refused: its message would no longer be true. */
function clearError(field) {
  if (!field.hasAttribute("aria-invalid")) return;
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id}-error`)?.remove();
  if (!form.querySelector("[aria-invalid]") && status) {
    status.classList.remove("late");
    status.querySelector("span").textContent = "";
  }
}

// -- the draft --

function isText(field) {
  return field.tagName !== "SELECT";
}

function keepDraft(key, fields) {
  const isEmpty = !fields.some((field) => isText(field) && field.value.trim());
  const values = Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const start = form.elements.why.defaultValue;
  store(key, isEmpty ? null : { ...values, start, at: Date.now() }); // with its time, because the workshop's page removes what is old (room_storage.js)
  if (!status) return;
  if (!isEmpty && !status.classList.contains("late")) status.querySelector("span").textContent = status.dataset.kept;
  status.classList.toggle("has-draft", !isEmpty);
}

function restoreDraft(key, fields) {
  // What somebody typed before this script came must not give way to an older draft.
  if (fields.some((field) => isText(field) && field.value !== field.defaultValue)) return keepDraft(key, fields);
  const draft = load(key);
  if (!draft) return;
  for (const field of fields) if (typeof draft[field.name] === "string") field.value = withItsStart(field, draft) || field.value;
  keepDraft(key, fields);
}

/** The draft's text of a field; where the page begins with a reason of the room that the draft did not begin with, after that reason. */
function withItsStart(field, draft) {
  const start = isText(field) && field.defaultValue;
  const text = draft[field.name];
  if (!start || !text || text.includes(start) || draft.start === start) return text;
  return text === draft.start ? start : `${start}\n${text}`;
}
