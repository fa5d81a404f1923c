// The phone's page for the whole evening: connects it, shows the slots that all phones share, and adds what is this person's own.
// It starts what the page needs: the poll (poll_screen.js), supports, timer, announcements and the screen lock.

import { announce, announceChange } from "./announcements.js";
import { connect } from "./connection.js";
import { PollScreen } from "./poll_screen.js";
import { changeWhenReleased } from "./press_guard.js";
import { claimRoom } from "./room_storage.js";
import { keepScreenOn } from "./screen_lock.js";
import { dataOf, readRevisions, replaceChildren, showSlot } from "./slots.js";
import "./supports.js";
import { Timer } from "./timer.js";

const SHORT_GAP = 2_000; // ms without a connection that nobody needs to hear of

const page = document.body.dataset;
const texts = JSON.parse(document.getElementById("texts").textContent);
const mine = JSON.parse(document.getElementById("mine").textContent);
const statusLine = document.getElementById("line");
const form = document.getElementById("screen");
let shownForm = document.querySelector('[data-slot="step"]').dataset.form;
let ownProposals = [];
let gapTimer = null;

claimRoom(page.room, mine.me); // before anything is read that another person may have left on this phone

let pollScreen = null;
const timer = new Timer({ texts, announce });
const connection = connect({
  socket: page.socket,
  http: page.socket,
  lang: page.lang,
  epoch: page.epoch,
  have: readRevisions(),
  on: {
    slot: showSlot,
    mine: (frame) => changeWhenReleased("mine", () => showMine(frame)),
    ack: (frame) => pollScreen.handleAck(frame),
    status: showStatus,
    welcome: (frame) => {
      pollScreen.ownAnswers.setEpoch(frame.epoch);
      clearStatusLine();
    },
  },
});
pollScreen = new PollScreen({ connection, texts, room: page.room, lang: page.lang });
const updateScreenLock = keepScreenOn(() => Boolean(document.getElementById("send"))); // while a question is open

/** The frame `mine`: everything that is this person's own. */
function showMine(frame) {
  if (frame.removed) return location.reload();
  pollScreen.handleMine(frame);
  ownProposals = frame.proposals ?? [];
  showProposalLinks();
  document.dispatchEvent(new CustomEvent("mine", { detail: frame }));
}

// -- the connection's status --

function showStatus(status) {
  clearTimeout(gapTimer);
  if (status === "gone") return reloadOnce();
  if (status === "reconnecting") gapTimer = setTimeout(() => showStatusLine(texts.down), SHORT_GAP);
  else clearStatusLine();
  pollScreen?.update();
}

function showStatusLine(words) {
  statusLine.textContent = words;
  statusLine.classList.add("shown");
}

function clearStatusLine() {
  statusLine.textContent = "";
  statusLine.classList.remove("shown", "ok");
}

/** The server wants this page no longer; loaded again it says why. Only once, or a phone without cookies would reload for ever. */
function reloadOnce() {
  if (hasReloaded()) return showStatusLine(texts.gone);
  location.reload();
}

function hasReloaded() {
  try {
    const before = sessionStorage.getItem("gone");
    sessionStorage.setItem("gone", page.room);
    return before === page.room;
  } catch {
    return true; // no storage, or a full one
  }
}

// -- new slots --

document.addEventListener("slot", ({ detail: { name, data, held } }) => {
  if (name === "timer") timer.set(data);
  if (name === "step" && !held) showStep(data);
  else pollScreen.update();
  if (!held) announceNews();
});

function showStep(data) {
  showPseudonym();
  if (data.poll?.state === "open") announceNews(); // the question before what it asks for
  pollScreen.fillIn();
  if (data.form !== shownForm) scrollTo({ top: 0 });
  shownForm = data.form;
  updateScreenLock();
}

/** Announce a new heading, result or number of proposals, each once; not at first, when the page itself is read out. */
function announceNews(isFirst = false) {
  const textOf = (css) => form.querySelector(css)?.textContent.trim() ?? "";
  const tell = (subject, words, sentence = "{}") => announceChange(subject, words, isFirst ? "" : words && sentence.replace("{}", words));
  const isOpen = dataOf("step")?.poll?.state === "open" && form.querySelector("h1#q");
  if (!form.querySelector("[data-slot=results]")) tell("step", textOf("h1:not([hidden])"), isOpen ? texts.question : undefined);
  tell("result", textOf("[data-slot=results] .sentence"), texts.result);
  tell("proposals", textOf("[data-news]"));
}

/** The name is filled in here, because slots are the same for everybody. */
function showPseudonym() {
  for (const place of form.querySelectorAll("[data-me]")) place.textContent = `, ${page.me}`;
  showProposalLinks();
}

function showProposalLinks() {
  const place = form.querySelector("[data-receipts]");
  if (!place) return;
  place.hidden = !ownProposals.length;
  replaceChildren(place, ...ownProposals.map(proposalLink));
}

function proposalLink({ title, receipt }) {
  const link = document.createElement("a");
  link.className = "more";
  link.href = receipt;
  link.textContent = texts.receipt.replace("{title}", title);
  return link;
}

// -- presses --

form.addEventListener("submit", (event) => {
  if (connection.status === "gone" || (event.submitter && event.submitter.value !== "vote")) return;
  if (!pollScreen.poll) return;
  event.preventDefault();
  pollScreen.send();
});

// Enter on a phone's keyboard goes to the next word; only after the last one it sends.
form.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key !== "Enter" || event.isComposing || target.enterKeyHint !== "next" || !target.value.trim()) return;
  event.preventDefault();
  const inputs = [...form.querySelectorAll(`input[name="${target.name}"]`)];
  inputs[inputs.indexOf(target) + 1]?.focus();
});

showPseudonym();
announceNews(true);
pollScreen.ownAnswers.setEpoch(page.epoch);
showMine(mine);
timer.start();
form.noValidate = true; // the sentence above the button says what is missing
document.documentElement.classList.add("js"); // the module has started: plain_form_fallback.js has nothing to do
