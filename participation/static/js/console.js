// The console: presses go to the server as the plain forms they are, only without leaving the page; pictures come back as slots.

import { connect } from "./live.js";
import { dataOf, fill, readHave, settle } from "./slots.js";

const CALM = 800; // ms in which the main button ignores presses after its meaning changed
const body = document.body;
const at = (id) => document.getElementById(id);
const button = at("next-step");
let changedAt = -CALM;
let busy = false;
let status = "";

// -- pictures ------------------------------------------------------------------

const layoutOf = (data) => (data.verb === "start" ? "lobby" : data.verb ? "running" : "ended");

function takeStep(data) {
  if (!data) return;
  if (layoutOf(data) !== body.dataset.layout) return location.reload();
  for (const field of document.querySelectorAll('input[name="revision"]')) field.value = data.revision;
  const label = button?.querySelector("span");
  if (label && (label.textContent !== data.label || button.dataset.verb !== data.verb)) {
    label.textContent = data.label;
    button.dataset.verb = data.verb;
    changedAt = performance.now();
  }
  takeTurns(data.turns ?? []);
  takeLog(data);
  refreshSoon();
}

function takeTurns(turns) {
  const list = at("turns");
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

function takeTurnout(data) {
  const place = at("preview-count");
  if (place) place.textContent = data ? place.dataset.words.replace("{n}", data.ballots).replace("{all}", data.participants) : "";
}

let undoUntil = 0;

function takeLog(data) {
  if (!at("log-text")) return;
  if (at("log-text").textContent !== data.log) at("log-text").textContent = data.log ?? "";
  at("undo").hidden = !data.undo;
  undoUntil = data.undo ? performance.now() + data.undo.left_ms : 0;
  if (data.undo) at("undo").querySelector("button").textContent = data.undo.label;
}

function countDown() {
  const left = Math.ceil((undoUntil - performance.now()) / 1000);
  if (at("undo") && !at("undo").hidden) {
    if (left > 0) at("undo-left").textContent = `${left} s`;
    else at("undo").hidden = true;
  }
  for (const timer of document.querySelectorAll("[data-ends-in]")) {
    timer.endsAt ??= performance.now() + Number(timer.dataset.endsIn);
    const seconds = Math.max(0, Math.round((timer.endsAt - performance.now()) / 1000));
    timer.querySelector("b").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

// Agenda, toggles and preview are no slots: they are read from the page itself, when something moved.
let refreshing;

function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, 150);
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
  for (const old of document.querySelectorAll("[data-refresh]")) {
    const fresh = page.getElementById(old.id);
    if (!fresh || fresh.innerHTML === old.innerHTML) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement.value : null;
    old.innerHTML = fresh.innerHTML;
    if (focused) [...old.querySelectorAll("button")].find((each) => each.value === focused)?.focus();
  }
  const revision = dataOf("step")?.revision;
  if (revision !== undefined) for (const field of document.querySelectorAll('input[name="revision"]')) field.value = revision;
}

// -- presses ----------------------------------------------------------------------

function say(sentence) {
  const place = at("refused");
  if (!place) return;
  place.textContent = sentence;
  place.hidden = !sentence;
}

at("refused")?.addEventListener("click", () => say(""));

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || !form.action.includes("/console/")) return;
  event.preventDefault();
  if (form.id === "next" && (busy || performance.now() - changedAt < CALM)) return;
  busy = true;
  try {
    await send(form, event.submitter);
  } finally {
    busy = false;
  }
});

async function send(form, submitter) {
  const fields = new URLSearchParams(new FormData(form));
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: fields,
      credentials: "same-origin",
      headers: { "X-Requested-With": "fetch" },
    });
    if (answer.status === 409 || answer.status === 503) return say((await answer.json()).detail);
    if (answer.status !== 204 || status !== "online") return location.reload();
  } catch {
    return say(body.dataset.offline);
  }
  say("");
  if (form.id === "decide") settle("lane");
  if (form.id !== "next") refreshSoon();
}

const KEYS = {
  ArrowLeft: '#besides [value="back"]',
  ArrowRight: '#besides [value="skip"]',
  n: '#besides [value="again"]',
  b: '#besides [value="curtain"]',
  q: '#besides [value="bigcode"]',
  f: '#waiting [value$=":release"]',
  z: "#undo:not([hidden]) button",
};

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === " ") {
    if (event.target.closest("button, a, summary")) return;
    event.preventDefault();
    // The end can't be undone: it takes a hand on the button itself.
    if (button && button.dataset.verb !== "end") button.click();
    return;
  }
  const selector = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const target = selector && document.querySelector(selector);
  if (!target) return;
  event.preventDefault();
  target.click();
});

// -- beginning ---------------------------------------------------------------------

document.addEventListener("slot", ({ detail }) => {
  if (detail.name === "step") takeStep(detail.data);
  if (detail.name === "turnout") takeTurnout(detail.data);
});

undoUntil = performance.now() + Number(at("undo")?.dataset.left ?? 0);
setInterval(countDown, 250);
countDown();

connect({
  socket: body.dataset.socket,
  http: null,
  lang: body.dataset.lang,
  epoch: body.dataset.epoch,
  // Button, log and undo are no slots: a step taken while the page was being made shows in the slot alone, so it is asked for again.
  have: { ...readHave(), step: undefined },
  on: {
    slot: (frame) => fill(frame),
    status: (now) => {
      status = now;
      const line = at("line");
      if (!line) return;
      line.textContent = now === "online" ? line.dataset.online : line.dataset.away;
      line.className = `state ${now === "online" ? "ok" : "warn"}`;
    },
  },
});
