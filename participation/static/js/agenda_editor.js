// The agenda editor: items move by buttons, keys and dragging without a new page, rows for options appear when they are needed,
// and the frames show how phone and stage will look while one writes. Without it every button posts the form, and all rows are there.

import { growRows } from "./growing_rows.js";
import { followTyping } from "./live_preview.js";

const form = document.querySelector("form.writing");
const STAYS = /^(up|down|move|remove|restore)\b/; // these change the agenda and leave the open item as it is

addEventListener("DOMContentLoaded", () => {
  growRows(form);
  followTyping(form);
  showGrips();
  markUnsaved();
  showChosenForm();
});

/** Of a question that can be asked in several forms, only what belongs to the chosen one; what is typed in the others stays. */
function showChosenForm() {
  const chosen = form.querySelector('[name="settings-form"]:checked')?.value;
  if (chosen) for (const part of form.querySelectorAll("[data-form]")) part.hidden = part.dataset.form !== chosen;
}

form.addEventListener("change", showChosenForm);

// -- the agenda ------------------------------------------------------------------------
form.addEventListener("submit", (event) => {
  const verb = event.submitter?.value ?? "";
  const isOpenItem = verb === `remove:${openItem()}`;
  if (event.submitter?.name !== "do" || !STAYS.test(verb) || isOpenItem || verb === "restore") return;
  event.preventDefault();
  event.stopImmediatePropagation(); // nothing of the form was sent: what is typed stays unsaved
  rearrange(verb, event.submitter);
}, { capture: true });

function openItem() {
  return form.querySelector(".agenda-list .now")?.dataset.item;
}

async function rearrange(verb, button) {
  const number = verb.split(":")[1];
  const data = new URLSearchParams({ do: verb, seen_agenda: form.elements.seen_agenda.value });
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(location.href, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
    redraw(await answer.text(), number, button);
  } catch {
    say(form.dataset.offline);
  }
}

function redraw(html, number, button) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const id of ["agenda-state", "agenda"]) {
    const part = fresh.getElementById(id);
    if (part) document.getElementById(id).replaceWith(document.adoptNode(part));
  }
  showGrips();
  const row = form.querySelector(`[data-item="${CSS.escape(number)}"]`);
  const verb = button?.value.split(":")[0];
  const again = row?.querySelector(`[value^="${verb}:"]:enabled`) ?? row?.querySelector(".link") ?? form.querySelector(".gone button");
  again?.focus();
  const refused = form.querySelector("#agenda [role=alert]");
  if (row && !refused) say(`${row.dataset.title}: ${row.querySelector("time").textContent}`);
}

function say(words) {
  const news = document.getElementById("agenda-news");
  if (news) news.textContent = words;
}

// Alt and an arrow move the item in which the focus is.
form.addEventListener("keydown", (event) => {
  const row = event.target.closest(".agenda-list [data-item]");
  if (!row || !event.altKey || !/^Arrow(Up|Down)$/.test(event.key)) return;
  const button = row.querySelector(`[value^="${event.key === "ArrowUp" ? "up" : "down"}:"]:enabled`);
  event.preventDefault();
  if (button) rearrange(button.value, event.target);
});

// -- dragging --------------------------------------------------------------------------
let held = null;

function showGrips() {
  form.querySelector(".agenda-list").classList.add("drags");
}

function rows() {
  return [...form.querySelectorAll(".agenda-list [data-item]")];
}

/** The row above whose middle the pointer is, or null below all. */
function rowBelow(y) {
  return rows().find((row) => {
    const { top, height } = row.getBoundingClientRect();
    return y < top + height / 2;
  }) ?? null;
}

function unmark() {
  for (const row of rows()) row.classList.remove("drop-before", "drop-after");
}

form.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button) return;
  event.preventDefault();
  held = grip.closest("[data-item]");
  held.classList.add("held");
  grip.setPointerCapture(event.pointerId);
});

form.addEventListener("pointermove", (event) => {
  if (!held) return;
  unmark();
  const below = rowBelow(event.clientY);
  if (below) below.classList.add("drop-before");
  else rows().at(-1).classList.add("drop-after");
});

form.addEventListener("pointerup", (event) => {
  if (!held) return;
  const others = rows().filter((row) => row !== held);
  const below = rowBelow(event.clientY);
  const to = below === held ? rows().indexOf(held) : below ? others.indexOf(below) : others.length;
  const number = held.dataset.item;
  const hasMoved = to !== rows().indexOf(held);
  letGo();
  if (hasMoved) rearrange(`move:${number}:${to}`, null);
});

form.addEventListener("pointercancel", letGo);
addEventListener("keydown", (event) => event.key === "Escape" && letGo());

function letGo() {
  held?.classList.remove("held");
  held = null;
  unmark();
}

// -- what is not saved ---------------------------------------------------------------------
function markUnsaved() {
  const place = document.getElementById("unsaved");
  if (!place) return;
  form.addEventListener("input", () => (place.textContent = place.dataset.words));
  if (form.dataset.unsaved || form.querySelector("[data-restored]:not([hidden])")) place.textContent = place.dataset.words;
}
