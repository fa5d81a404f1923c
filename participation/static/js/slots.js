// Shows slots: parts of the page that the server sends as HTML. Each frame replaces what is in [data-slot=name]; the newest wins.
// A form that somebody is filling in is never replaced while it is the same form. Used by phone, stage and console.

import { changeWhenReleased } from "./press_guard.js";

const newest = new Map(); // name → {html, data, rev}, also of slots that have no place on the page right now

const placesOf = (name, root = document) => root.querySelectorAll(`[data-slot="${name}"]`);

/** Element.replaceChildren for browsers before 2020. */
export function replaceChildren(place, ...children) {
  place.textContent = "";
  place.append(...children);
}

/** The revisions of the slots that the server put on the page; call it once, before `connect`. */
export function readRevisions() {
  const revisions = {};
  for (const place of document.querySelectorAll("[data-slot][data-rev]")) {
    const { slot, rev, poll, form } = place.dataset;
    if (rev !== "") revisions[slot] = Number(rev);
    const data = form || poll ? { form, poll: poll && Number(poll) } : null;
    newest.set(slot, { name: slot, rev: Number(rev), html: place.innerHTML, data });
  }
  return revisions;
}

/** Show a slot's frame wherever the page has a place for it. Fires "slot" on the document; `detail.held` if somebody is filling in the form there. */
export function showSlot(frame) {
  changeWhenReleased(frame.name, () => showNow(frame));
}

function showNow(frame) {
  const html = newest.get(frame.name)?.html;
  newest.set(frame.name, frame);
  let held = false;
  for (const place of placesOf(frame.name)) {
    place.dataset.rev = frame.rev;
    if (isBeingFilledIn(place) && frame.data?.form && frame.data.form === place.dataset.form) held = true;
    else if (frame.html !== html || place.held) replaceContent(place, frame);
    if (frame.data?.form) place.dataset.form = frame.data.form;
    place.held = held;
  }
  document.dispatchEvent(new CustomEvent("slot", { detail: Object.assign({}, frame, { held }) }));
}

/** The form was sent or given up: show the frame that waited for it. */
export function showHeld(name) {
  for (const place of placesOf(name)) {
    place.touched = false;
    if (place.held) replaceContent(place, newest.get(name));
    place.held = false;
  }
}

/** The form was sent: from now on it may be replaced. */
export function allowReplacing(name) {
  for (const place of placesOf(name)) place.touched = false;
}

export const isBeingFilledIn = (place) => Boolean(place.touched);

export function dataOf(name) {
  return newest.get(name)?.data ?? null;
}

function replaceContent(place, frame) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const queue = place.querySelector("[data-queue]");
  place.innerHTML = frame.html;
  if (queue) keepOrder(queue, place.querySelector("[data-queue]"));
  place.touched = false;
  fillInnerSlots(place);
  if (focused) restoreFocus(place, focused);
}

/** Entries of a queue keep their place and what was typed in them while they wait; new ones come at the end. */
function keepOrder(before, now) {
  if (!now) return;
  const waiting = new Set(now.dataset.queue.split(" "));
  const fresh = new Map([...now.children].map((entry) => [entry.dataset.entry, entry]));
  const limit = now.children.length;
  const kept = [];
  for (const old of before.children) {
    const { entry, seen } = old.dataset;
    const changed = fresh.get(entry);
    fresh.delete(entry);
    if (waiting.has(`${entry}:${seen}`)) kept.push(old);
    else if (changed) kept.push(copyTyped(old, changed));
  }
  replaceChildren(now, ...[...kept, ...fresh.values()].slice(0, limit));
}

function copyTyped(old, entry) {
  for (const field of entry.querySelectorAll("input[id], select[id]")) field.value = old.querySelector(`#${CSS.escape(field.id)}`)?.value ?? field.value;
  for (const details of entry.querySelectorAll("details[id]")) details.open = old.querySelector(`#${CSS.escape(details.id)}`)?.open ?? false;
  return entry;
}

/** A slot may hold places for other slots; they get their newest frame, unless it belongs to another poll. */
function fillInnerSlots(root) {
  for (const place of root.querySelectorAll("[data-slot]")) {
    const frame = newest.get(place.dataset.slot);
    if (!frame?.html || place.innerHTML.trim()) continue;
    if (place.dataset.poll && frame.data?.poll && Number(place.dataset.poll) !== frame.data.poll) continue;
    place.innerHTML = frame.html;
    place.dataset.rev = frame.rev;
    fillInnerSlots(place);
  }
}

/** Whoever uses the keyboard stays at the same control, or else at the heading. */
function restoreFocus(place, before) {
  const { id, name, value } = before;
  const target =
    (id && document.getElementById(id)) ||
    (name && [...place.querySelectorAll(`[name="${CSS.escape(name)}"]`)].find((field) => field.value === value)) ||
    place.querySelector("h1, h2");
  if (!target) return;
  if (target.matches("h1, h2")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function markTouched(event) {
  if (!event.target.closest) return;
  let place = event.target.closest("[data-slot]");
  while (place) {
    place.touched = true;
    place = place.parentElement?.closest("[data-slot]");
  }
}

document.addEventListener("input", markTouched);
document.addEventListener("change", markTouched);
