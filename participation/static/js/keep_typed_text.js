// Keeps what staff type in this browser until it is saved: a session may end, or a request fail, in the middle of a sentence.
// Every desk page loads it, since any page may follow a form. It keeps the text of form[data-keep] by person and form, for a week at most,
// so that nobody sees what somebody else has typed.

import { TYPED_TEXT, keysWith, load, removeOld, store } from "./local_storage.js";

const WEEK = 7 * 24 * 60 * 60 * 1000;
const TYPING_PAUSE = 400; // ms

const ownTexts = `${TYPED_TEXT}${document.body.dataset.user}:`;

removeOld(keysWith(TYPED_TEXT), WEEK);
removeSaved();
for (const form of document.querySelectorAll("form[data-keep]")) keep(form);

/** The server redirects when it has saved a form, or with an error on the next page. What was sent before such a redirect is saved. */
function removeSaved() {
  const [navigation] = performance.getEntriesByType("navigation");
  if (!navigation || !navigation.redirectCount || document.querySelector(".messages .bad")) return;
  const cameFrom = document.referrer.startsWith(location.origin) ? new URL(document.referrer).pathname : "";
  for (const key of keysWith(ownTexts)) {
    const { sent, page } = load(key) || {};
    if (sent && page === cameFrom) store(key, null);
  }
}

function keyOf(form) {
  const scope = form.closest("[data-keep-scope]");
  return ownTexts + (scope ? `${scope.dataset.keepScope}:` : "") + (form.dataset.keep || location.pathname + location.search);
}

function keep(form) {
  const key = keyOf(form);
  const untouched = valuesOf(form);
  const isWrong = "wrong" in form.dataset; // the server's answer to a form with mistakes holds what was typed
  if (!isWrong) restore(form, key, untouched);

  const save = (sent) => {
    const values = valuesOf(form);
    const isUnchanged = !sent && isSame(values, untouched);
    store(key, isUnchanged ? null : { values, sent, page: location.pathname, at: Date.now() });
  };
  let timer = 0;
  let isTouched = isWrong;
  form.addEventListener("input", () => {
    isTouched = true;
    clearTimeout(timer);
    timer = setTimeout(() => save(false), TYPING_PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    isTouched = false;
    save(true);
  });
  addEventListener("pagehide", () => isTouched && save(false));
}

function restore(form, key, untouched) {
  const kept = load(key);
  if (!kept) return;
  if (isSame(kept.values, untouched)) return store(key, null);
  fill(form, kept.values);
  store(key, { values: kept.values, at: kept.at });
  const details = form.closest("details");
  if (details) details.open = true;
  const notice = form.querySelector("[data-restored]");
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector("[data-discard]").addEventListener("click", () => {
    fill(form, untouched);
    store(key, null);
    notice.hidden = true;
  });
}

// -- the values of a form: {name: [value, …]} --

function fieldsOf(form) {
  return [...form.elements].filter(({ name }) => name && name !== "csrfmiddlewaretoken");
}

function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "csrfmiddlewaretoken") values[name] = [...(values[name] || []), value.replace(/\r\n/g, "\n")];
  }
  return values;
}

/** Hidden fields too: the fingerprint of a draft comes back, so that a colleague's newer draft is not replaced unnoticed. */
function fill(form, values) {
  const positions = {}; // name → which of its values comes next
  for (const field of fieldsOf(form)) {
    const given = [values[field.name] ?? []].flat();
    if (/radio|checkbox/.test(field.type)) field.checked = given.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = given.includes(option.value);
    else if (field.type !== "submit" && field.type !== "button") {
      const position = positions[field.name] ?? 0;
      positions[field.name] = position + 1;
      if (position < given.length) field.value = given[position];
    }
  }
  form.dispatchEvent(new Event("change")); // for what depends on a choice
}

function isSame(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  names.delete("seen"); // a fingerprint, not typed
  const text = (values) => [values ?? ""].flat().map((value) => value.trim()).join("\n").trim();
  return [...names].every((name) => text(one[name]) === text(other[name]));
}
