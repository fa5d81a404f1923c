// The facilitator's console: sends presses as the plain forms that they are, without leaving the page, and shows the room's slots.
// What is no slot (agenda, buttons, preview) it reads again from the page itself.

import { connect } from "./connection.js";
import { changeWhenReleased } from "./press_guard.js";
import { dataOf, readRevisions, showSlot } from "./slots.js";
import { minutesAndSeconds } from "./timer.js";

const REST = 800; // ms in which the main button ignores presses after its meaning has changed
const body = document.body;
const byId = (id) => document.getElementById(id);
const mainButton = byId("next-step");
let changedAt = -REST;
let isSending = false;
let connectionStatus = "";

// -- slots ---------------------------------------------------------------------

document.addEventListener("slot", ({ detail: { name, data } }) => {
  if (name === "step") showStep(data);
  if (name === "turnout") showTurnout(data);
  if (name === "people" && byId("send-out")) byId("send-out").hidden = !data?.joined;
});

const layoutOf = (data) => (data.verb === "start" ? "lobby" : data.verb ? "running" : "ended");

function showStep(data) {
  if (!data) return;
  if (layoutOf(data) !== body.dataset.layout) return location.reload();
  setRevision(data.revision);
  const label = mainButton?.querySelector("span");
  if (label && (label.textContent !== data.label || mainButton.dataset.verb !== data.verb)) {
    label.textContent = data.label;
    mainButton.dataset.verb = data.verb;
    changedAt = performance.now();
  }
  showTurns(data.turns ?? []);
  showLog(data);
  refreshSoon();
}

/** Each form sends the revision that its page showed, so that two consoles make one step. */
function setRevision(revision) {
  for (const field of document.querySelectorAll('input[name="revision"]')) field.value = revision;
}

function showTurns(turns) {
  const list = byId("turns");
  if (!list) return;
  list.hidden = turns.length < 2;
  list.replaceChildren(
    ...turns.map(({ short, state }) => {
      const item = document.createElement("li");
      item.className = state;
      if (state === "now") item.setAttribute("aria-current", "step");
      item.textContent = short;
      return item;
    }),
  );
}

function showTurnout(data) {
  const place = byId("preview-count");
  if (place) place.textContent = data ? place.dataset.words.replace("{n}", data.ballots).replace("{all}", data.participants) : "";
}

let undoUntil = 0;

function showLog(data) {
  if (!byId("log-text")) return;
  if (byId("log-text").textContent !== data.log) byId("log-text").textContent = data.log ?? "";
  for (const look of ["notice", "warn"]) byId("log").classList.toggle(look, data.verb === "ending");
  if (byId("end") && data.verb === "ending") byId("end").hidden = true;
  byId("undo").hidden = !data.undo;
  undoUntil = data.undo ? performance.now() + data.undo.left_ms : 0;
  if (data.undo) byId("undo").querySelector("button").textContent = data.undo.label;
}

function countDown() {
  const left = Math.ceil((undoUntil - performance.now()) / 1000);
  if (byId("undo") && !byId("undo").hidden) {
    if (left > 0) byId("undo-left").textContent = `${left} s`;
    else byId("undo").hidden = true;
  }
  for (const timer of document.querySelectorAll("[data-ends-in]")) {
    timer.endsAt ??= performance.now() + Number(timer.dataset.endsIn);
    timer.querySelector("b").textContent = minutesAndSeconds(Math.max(0, Math.round((timer.endsAt - performance.now()) / 1000)));
  }
}

// -- what is no slot is read from the page itself after each change ----------------

let refreshTimer;

function refreshSoon() {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(refresh, 150);
}

async function refresh() {
  let page;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // the slots are right, and the next step tries again
  }
  if (page.body.dataset.layout !== body.dataset.layout) return location.reload();
  changeWhenReleased("refresh", () => copyParts(page));
}

function copyParts(page) {
  for (const old of document.querySelectorAll("[data-refresh]")) {
    const fresh = page.getElementById(old.id);
    if (!fresh || fresh.innerHTML === old.innerHTML) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement.value : null;
    old.innerHTML = fresh.innerHTML;
    if (focused) [...old.querySelectorAll("button")].find((button) => button.value === focused)?.focus();
  }
  const revision = dataOf("step")?.revision;
  if (revision !== undefined) setRevision(revision);
}

// -- presses ----------------------------------------------------------------------

let clicked = null; // Safari before 15.4 does not say which button sends a form
document.addEventListener("click", (event) => (clicked = event.target.closest("button")), true);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter ?? (clicked?.form === form ? clicked : null);
  if (form.method !== "post" || !form.action.includes("/console/")) return;
  event.preventDefault();
  if (form.id === "next" && (isSending || performance.now() - changedAt < REST)) return;
  isSending = true;
  try {
    await send(form, button);
  } finally {
    isSending = false;
  }
});

async function send(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.append(button.name, button.value);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: fields,
      credentials: "same-origin",
      headers: { "X-Requested-With": "fetch" },
    });
    if (answer.status === 409 || answer.status === 503) return showRefusal(await answer.json());
    if (answer.status !== 204 || !["online", "slow"].includes(connectionStatus)) return location.reload();
    if (connectionStatus === "slow") connection.retry(); // plain requests: ask for the new slots now
  } catch {
    return showSentence(body.dataset.offline);
  }
  showSentence("");
  if (form.id === "end") form.hidden = true;
  if (form.id !== "next") refreshSoon();
}

function showSentence(sentence) {
  const place = byId("refused");
  if (!place) return;
  place.textContent = sentence;
  place.hidden = !sentence;
}

byId("refused")?.addEventListener("click", () => showSentence(""));

/** The end asks first when words are unread. */
function showRefusal({ detail, unread }) {
  const form = byId("end");
  if (!unread || !form) return showSentence(detail);
  byId("end-text").textContent = detail;
  form.elements.unread.value = unread;
  form.hidden = false;
  form.scrollIntoView({ block: "nearest" });
}

// -- keys ---------------------------------------------------------------------------

const KEYS = {
  ArrowLeft: '#side-actions [value="back"]',
  ArrowRight: '#side-actions [value="skip"]',
  b: '#side-actions [value="curtain"]',
  q: '#side-actions [value="bigcode"]',
  f: '#waiting [value$=":release"]',
  z: "#undo:not([hidden]) button",
};

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === " ") {
    if (event.target.closest("button, a, summary")) return;
    event.preventDefault();
    // The end can't be undone: it takes a press on the button itself.
    if (mainButton && !mainButton.dataset.verb.startsWith("end")) mainButton.click();
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const button = document.querySelector(KEYS[key] ?? `[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// -- start ----------------------------------------------------------------------------

function showStatus(status) {
  connectionStatus = status;
  const line = byId("line");
  if (!line) return;
  const isConnected = status === "online" || status === "slow";
  line.textContent = isConnected ? line.dataset.online : line.dataset.away;
  line.className = `state ${isConnected ? "ok" : "warn"}`;
}

undoUntil = performance.now() + Number(byId("undo")?.dataset.left ?? 0);
setInterval(countDown, 250);
countDown();

const connection = connect({
  socket: body.dataset.socket,
  http: body.dataset.socket,
  lang: body.dataset.lang,
  epoch: body.dataset.epoch,
  // Button, log and undo are no slots. A step taken while the server made this page shows in the slot alone, so ask for it again.
  have: { ...readRevisions(), step: undefined },
  on: { slot: showSlot, status: showStatus },
});
