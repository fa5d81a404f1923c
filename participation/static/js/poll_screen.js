// The phone's screen of a poll: fills in this person's own answer, shows the right buttons, and says what became of the vote.
// Used by phone.js, which hands it what the server sends.

import { checkAnswer, loadScripts, prepareFields, pressLater, readAnswer, writeAnswer } from "./ballot_form.js";
import { OwnAnswers } from "./own_answers.js";
import { showOwnMarks } from "./own_marks.js";
import { allowReplacing, dataOf, isBeingFilledIn, showHeld } from "./slots.js";
import { VoteDrafts } from "./vote_drafts.js";
import { describeVote } from "./vote_status.js";

const REST = 800; // ms in which a second tap of the same thumb must not press the next button

const step = () => document.querySelector('[data-slot="step"]');
const byId = (id) => document.getElementById(id);

export class PollScreen {
  constructor({ connection, texts, room, lang }) {
    Object.assign(this, { connection, texts, lang, answers: {}, late: {}, changing: null, sentAt: 0 });
    this.drafts = new VoteDrafts(room);
    this.ownAnswers = new OwnAnswers(room);
    document.addEventListener("input", () => this.handleInput());
    document.addEventListener("click", (event) => this.handleClick(event));
  }

  /** The poll that the screen shows, or null. */
  get poll() {
    return Number(step()?.querySelector(".page[data-poll]")?.dataset.poll) || null;
  }

  /** Whether every tap is sent at once and can be changed by the next one: the feedback at the end. */
  get sendsAtOnce() {
    return Boolean(step()?.querySelector(".page[data-at-once]"));
  }

  /** none | sending | waiting | saved | late */
  get state() {
    const { poll } = this;
    const pending = this.connection.pending(poll);
    if (pending && !pending.closed) return this.connection.status === "reconnecting" ? "waiting" : "sending";
    if (pending?.closed || this.late[poll]) return this.answers[poll] ? "saved" : "late";
    return this.answers[poll] && this.changing !== poll ? "saved" : "none";
  }

  /** The room has moved on while somebody was still filling in this poll. */
  get isOver() {
    const poll = dataOf("step")?.poll;
    return Boolean(step().held && !(poll?.id === this.poll && poll.state === "open"));
  }

  get hasResult() {
    return dataOf("step")?.poll?.state === "revealed";
  }

  // -- what it shows --

  /** After every new frame of the step: fill in what is this person's own. */
  fillIn() {
    const { poll } = this;
    if (!poll) return;
    if (!byId("send")) this.changing = null;
    const root = step();
    loadScripts(root, () => this.fillIn());
    prepareFields(root, false);
    if (!isBeingFilledIn(root)) writeAnswer(root, this.answerToShow(poll));
    const question = root.querySelector("#q") ?? root.querySelector("h1:not([data-when])");
    if (question) this.ownAnswers.putQuestion(poll, question.textContent.trim());
    this.update();
  }

  /** What is on its way, what is being changed, what counts, or what was chosen before a reload. */
  answerToShow(poll) {
    const pending = this.connection.pending(poll);
    const draft = this.drafts.get(poll);
    const counted = this.answers[poll]?.answer;
    if (pending && !(pending.closed && counted)) return pending.answer;
    return this.changing === poll ? (draft ?? counted) : (counted ?? draft);
  }

  update() {
    const { poll, state, sendsAtOnce } = this;
    if (!poll) return;
    const root = step();
    const isOpen = sendsAtOnce || Boolean(byId("send"));
    const isLocked = !sendsAtOnce && (!isOpen || state !== "none");
    root.querySelector(".page").classList.toggle("said", isLocked);
    prepareFields(root, isLocked);
    for (const part of root.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
    showOwnMarks(root, this.answers, poll, this.texts);
    if (byId("send")) this.showButton(state);
    this.showStatus(state, isOpen);
  }

  showButton(state) {
    const wanted = this.isOver ? "onward" : { none: "send", sending: "send", saved: "change", waiting: "retry", late: "onward" }[state];
    const hadFocus = document.activeElement?.closest("footer");
    for (const id of ["send", "change", "retry", "onward"]) byId(id).hidden = id !== wanted;
    if (hadFocus) byId(wanted).focus();
    byId("send").setAttribute("aria-disabled", String(state === "sending" || !checkAnswer(step()).ready));
  }

  showStatus(state, isOpen) {
    if (!this.late[this.poll] && step().querySelector("[data-slot=results]")) return; // the result itself stands there
    const { look, words } = describeVote(this, { state, isOpen, root: step() });
    const place = byId("sent");
    place.className = `sent ${look}`.trim();
    const span = place.querySelector("span");
    if (span.textContent !== words) span.textContent = words;
  }

  // -- what somebody does --

  handleInput() {
    const { poll } = this;
    if (poll && this.sendsAtOnce) return this.sendNow();
    if (!poll || !byId("send") || this.state !== "none") return;
    this.refused = null;
    this.drafts.put(poll, readAnswer(step()));
    this.showButton("none");
    this.showStatus("none", true);
  }

  /** A tap on a form that is sent at once. */
  sendNow() {
    this.changing = this.refused = null;
    delete this.late[this.poll];
    this.connection.vote(this.poll, readAnswer(step()));
    this.update();
  }

  /** The form's main button was pressed. */
  send() {
    const { poll } = this;
    if (this.state !== "none" || this.sendsAtOnce) return;
    if (this.isOver) return this.update();
    const { ready, field, isComing } = checkAnswer(step());
    if (isComing) return pressLater(byId("send"));
    if (!ready) {
      this.update();
      return field?.focus();
    }
    this.changing = this.refused = null;
    delete this.late[poll];
    this.sentAt = Date.now();
    this.connection.vote(poll, readAnswer(step()));
    allowReplacing("step");
    this.fillIn();
    scrollTo({ top: 0 });
  }

  handleClick({ target }) {
    const id = target.closest?.("footer button")?.id;
    if (Date.now() - this.sentAt < REST) return;
    if (id === "retry") this.connection.retry();
    if (id === "change") {
      this.changing = this.poll;
      this.update();
      step().querySelector("[data-ballot] input:not([hidden])")?.focus({ preventScroll: true });
    }
    if (id === "onward") {
      this.changing = null;
      this.drafts.remove(this.poll);
      showHeld("step");
      this.fillIn();
    }
  }

  // -- what the server says --

  handleMine({ ballots = {} }) {
    this.answers = this.ownAnswers.merge(ballots);
    for (const poll of Object.keys(ballots)) if (this.changing !== Number(poll)) this.drafts.remove(poll);
    this.fillIn();
  }

  handleAck({ poll, status, answer, detail, unsure, closed_ago_ms: ago = 0 }) {
    const now = Date.now();
    if (status === "saved" || status === "stale") {
      this.answers[poll] = { answer };
      this.ownAnswers.put(poll, answer);
      delete this.late[poll];
      this.drafts.remove(poll);
      this.drafts.markSaved(poll, now);
      this.showWhatWaited();
    }
    if (status === "closed") {
      // A vote that was sent again after a refusal came no later than the first time.
      this.late[poll] = Object.assign({ at: now, end: now - ago }, this.late[poll], { unsure });
      this.showWhatWaited();
    }
    if (status === "invalid") {
      this.refused = detail;
      this.changing = poll;
      this.drafts.put(poll, answer);
    }
    if (poll === this.poll) this.fillIn();
  }

  showWhatWaited() {
    allowReplacing("step");
    if (step()?.held) showHeld("step");
  }
}
