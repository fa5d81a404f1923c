// The phone: one page for the whole evening. Slots bring what all see; this file adds what is this person's own.

import { connect } from "./live.js";
import { fill, readHave } from "./slots.js";
import "./supports.js";
import { Timer } from "./timer.js";
import { Vote } from "./vote.js";

const DOWN = 2_000; // a short gap is nobody's business

const page = document.body.dataset;
const texts = JSON.parse(document.getElementById("texts").textContent);
const http = page.socket;
document.documentElement.classList.add("js");

const news = document.getElementById("news");
const line = document.getElementById("line");
const form = document.getElementById("screen");
let step = document.querySelector('[data-slot="step"]').dataset.form;
let downSince = null;

form.noValidate = true; // the sentence above the button says what is missing

let vote = null;
const timer = new Timer({ texts, say: announce });
const live = connect({
  socket: page.socket,
  http,
  lang: page.lang,
  epoch: page.epoch,
  have: readHave(),
  on: { slot: fill, mine, ack: (frame) => vote.acknowledged(frame), status, welcome },
});
vote = new Vote({ live, texts, http, lang: page.lang });

function announce(words) {
  news.textContent = words;
}

function mine(frame) {
  if (frame.removed) return location.reload();
  vote.read(frame);
  receipts(frame.proposals ?? []);
  document.dispatchEvent(new CustomEvent("mine", { detail: frame }));
}

function welcome() {
  line.textContent = "";
  line.classList.remove("shown", "ok");
}

function status(now) {
  clearTimeout(downSince);
  if (now === "gone") return gone();
  if (now === "reconnecting") downSince = setTimeout(() => show(texts.down), DOWN);
  else welcome();
  vote?.show();
}

function show(words) {
  line.textContent = words;
  line.classList.add("shown");
}

// The server says not to come back: the page itself knows why. Asked once, or a phone without cookies would go round in circles.
function gone() {
  if (sessionStorage.getItem("gone") === page.room) return show(texts.gone);
  sessionStorage.setItem("gone", page.room);
  location.reload();
}

document.addEventListener("slot", ({ detail: { name, data, held } }) => {
  if (name === "timer") timer.set(data);
  if (name !== "step" || held) return vote.show();
  own();
  vote.arrive();
  const heading = form.querySelector("h1:not([hidden])")?.textContent.trim() ?? "";
  if (data.form !== step) scrollTo({ top: 0 });
  announce((data.form !== step && data.poll?.state === "open" ? texts.question : "{title}").replace("{title}", heading));
  step = data.form;
  stayAwake();
});

form.addEventListener("submit", (event) => {
  if (live.status === "gone" || (event.submitter && event.submitter.value !== "vote")) return;
  if (!vote.poll) return;
  event.preventDefault();
  vote.send();
});

// Enter on a phone's keyboard goes to the next word, and only then sends.
form.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key !== "Enter" || event.isComposing || target.enterKeyHint !== "next" || !target.value.trim()) return;
  event.preventDefault();
  const typed = [...form.querySelectorAll(`input[name="${target.name}"]`)];
  typed[typed.indexOf(target) + 1]?.focus();
});

// The name stands outside the slots, which are the same for everybody.
function own() {
  for (const place of form.querySelectorAll("[data-me]")) place.textContent = `, ${page.me}`;
  receipts(receipts.known ?? []);
}

function receipts(proposals) {
  receipts.known = proposals;
  const place = form.querySelector("[data-receipts]");
  if (!place) return;
  place.hidden = !proposals.length;
  place.replaceChildren(
    ...proposals.map(({ title, receipt }) => {
      const link = document.createElement("a");
      link.className = "more";
      link.href = receipt;
      link.textContent = texts.receipt.replace("{title}", title);
      return link;
    }),
  );
}

// While a question is open the screen stays on, where the browser allows it (not over plain HTTP).
let lock = null;
async function stayAwake() {
  const isOpen = Boolean(document.getElementById("send"));
  try {
    if (isOpen && document.visibilityState === "visible") lock = await navigator.wakeLock?.request("screen");
    else if (!isOpen) await lock?.release();
  } catch {
    // low battery, or not allowed
  }
}
document.addEventListener("visibilitychange", stayAwake);

own();
stayAwake();
mine(JSON.parse(document.getElementById("mine").textContent));
timer.start();
