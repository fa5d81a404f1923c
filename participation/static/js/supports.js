// Supporting proposals on the phone: which proposals this person supports or wrote comes with the frame `mine`.
// A tap shows at once, and is taken back if the server refuses it. phone.js loads this file.

import { ringIcon } from "./own_marks.js";
import { replaceChildren } from "./slots.js";

const NEARLY_GONE = new Set(["declined", "second_look"]);
const TAP_WINS = 3_000; // ms in which a `mine` frame that was read before a tap may still arrive after it
const own = { supports: new Set(), proposals: [] };
const taps = new Map(); // proposal → {isOn, at}: the last tap on this page
let queue = Promise.resolve(); // taps reach the server one after the other, or the last one might not win

document.addEventListener("mine", ({ detail }) => {
  if (detail.supports) {
    own.supports = new Set(detail.supports);
    for (const [id, tap] of taps) {
      if (Date.now() - tap.at > TAP_WINS) taps.delete(id);
      else setSupport(id, tap.isOn);
    }
  }
  if (detail.proposals) own.proposals = detail.proposals;
  render();
});
document.addEventListener("slot", render);

function render() {
  const places = document.querySelectorAll('[data-slot="proposals"]');
  if (!places.length) return;
  for (const button of document.querySelectorAll('button[name="support"]')) {
    button.setAttribute("aria-pressed", String(own.supports.has(Number(button.value))));
  }
  const written = new Set(own.proposals.map((entry) => entry.id));
  for (const entry of document.querySelectorAll("[data-proposal]")) {
    entry.querySelector(".mine").hidden = !written.has(Number(entry.dataset.proposal));
  }
  renderOwn(document.getElementById("own-proposals"));
}

/** Above the others: proposals that only their author sees so far. */
function renderOwn(list) {
  if (!list) return;
  const waiting = own.proposals.filter((entry) => entry.state in list.dataset && entry.title);
  replaceChildren(list, ...waiting.map((entry) => ownRow(entry, list.dataset)));
  list.hidden = !waiting.length;
}

function ownRow(entry, words) {
  const link = element("a", "", entry.title);
  link.href = entry.receipt;
  const tag = element("span", entry.state === "declined" ? "tag" : "tag warn", stateIcon(entry.state), words[entry.state]);
  const heading = element("h2", "", link);
  const row = element("li", "", heading, element("p", "row", element("span", "mine", ringIcon(), words.yours), tag));
  if (entry.note) row.append(element("p", "small", `${words.note} ${entry.note}`));
  if (entry.until && NEARLY_GONE.has(entry.state)) row.append(element("p", "small", words.until.replace("{day}", dayOf(entry.until))));
  return row;
}

const dayOf = (date) => new Date(`${date}T12:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

const stateIcon = (state) => document.getElementById("own-icons")?.content.querySelector(`[data-for="${state}"] svg`)?.cloneNode(true) ?? "";

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.('button[name="support"]');
  if (!button) return;
  event.preventDefault();
  const id = Number(button.value);
  const { form } = button;
  const isOn = !own.supports.has(id);
  showTap(id, isOn);
  queue = queue.then(() => send(form, id, isOn));
  const refusal = await queue;
  if (refusal !== null) showTap(id, !isOn);
  else taps.set(id, { isOn: own.supports.has(id), at: Date.now() });
  showRefusal(refusal ?? "");
});

function showTap(id, isOn) {
  taps.set(id, { isOn, at: Date.now() });
  setSupport(id, isOn);
  render();
}

function setSupport(id, isOn) {
  if (isOn) own.supports.add(id);
  else own.supports.delete(id);
}

/** null if the server counted it, else a sentence that says why not. */
async function send(form, id, isOn) {
  const body = new URLSearchParams({ support: id, on: isOn ? 1 : 0 });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const failed = document.getElementById("support-said")?.dataset.failed ?? "";
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) return null;
    return [409, 429].includes(answer.status) ? await answer.text() : failed;
  } catch {
    return failed;
  }
}

function showRefusal(words) {
  const place = document.getElementById("support-said");
  if (!place) return;
  place.querySelector("span").textContent = words;
  place.classList.toggle("late", Boolean(words));
}
