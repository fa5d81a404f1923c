// Pictures of state, sent by the server as fragments: each replaces what stands in [data-slot=name], the newest wins.
// What somebody is typing or sharing out is never overwritten while it is still the same form.

const memory = new Map(); // name → {html, data, rev}, also of slots that have no place on the page right now

const places = (name, root = document) => root.querySelectorAll(`[data-slot="${name}"]`);

/** The revisions that the server put on the page; call it once, before `connect`. */
export function readHave() {
  const have = {};
  for (const place of document.querySelectorAll("[data-slot][data-rev]")) {
    const { slot, rev, poll, form } = place.dataset;
    if (rev !== "") have[slot] = Number(rev);
    const data = form || poll ? { form, poll: poll && Number(poll) } : null;
    memory.set(slot, { name: slot, rev: Number(rev), html: place.innerHTML, data });
  }
  return have;
}

/** Show a slot frame wherever the page has a place for it. Fires "slot" on the document; `detail.held` if somebody is at work there. */
export function fill(frame) {
  const html = memory.get(frame.name)?.html;
  memory.set(frame.name, frame);
  let held = false;
  for (const place of places(frame.name)) {
    place.dataset.rev = frame.rev;
    if (isAtWork(place) && frame.data?.form === place.dataset.form) held = true;
    else if (frame.html !== html || place.held) put(place, frame);
    if (frame.data?.form) place.dataset.form = frame.data.form;
    place.held = held;
  }
  document.dispatchEvent(new CustomEvent("slot", { detail: Object.assign({}, frame, { held }) }));
}

/** Nobody is at work here any more (it was sent, or given up): show what waited. */
export function release(name) {
  for (const place of places(name)) {
    place.touched = false;
    if (place.held) put(place, memory.get(name));
    place.held = false;
  }
}

/** What was shared out or typed here has been sent: from now on it may be replaced. */
export function settle(name) {
  for (const place of places(name)) place.touched = false;
}

export const isAtWork = (place) => Boolean(place.touched);

export function dataOf(name) {
  return memory.get(name)?.data ?? null;
}

function put(place, frame) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  place.innerHTML = frame.html;
  place.touched = false;
  refill(place);
  if (focused) refocus(place, focused);
}

// A fragment may hold places for other slots; they are filled from memory, unless that is of another poll.
function refill(root) {
  for (const place of root.querySelectorAll("[data-slot]")) {
    const frame = memory.get(place.dataset.slot);
    if (!frame?.html || place.innerHTML.trim()) continue;
    if (place.dataset.poll && frame.data?.poll && Number(place.dataset.poll) !== frame.data.poll) continue;
    place.innerHTML = frame.html;
    place.dataset.rev = frame.rev;
    refill(place);
  }
}

// Whoever was here with the keyboard stays here: the same control, else the heading.
function refocus(place, before) {
  const { id, name, value } = before;
  const again =
    (id && document.getElementById(id)) ||
    (name && [...place.querySelectorAll(`[name="${CSS.escape(name)}"]`)].find((field) => field.value === value)) ||
    place.querySelector("h1");
  if (!again) return;
  if (again.matches("h1")) again.tabIndex = -1;
  again.focus({ preventScroll: true });
}

function touch(event) {
  if (!event.target.closest) return;
  let place = event.target.closest("[data-slot]");
  while (place) {
    place.touched = true;
    place = place.parentElement?.closest("[data-slot]");
  }
}

document.addEventListener("input", touch);
document.addEventListener("change", touch);
