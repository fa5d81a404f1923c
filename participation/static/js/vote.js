// The screen of a poll: which of its states it is in, and the sentence that says what became of one's vote.

import { check, gather, phraseAt, prepare, restore } from "./ballots.js";
import { Drafts } from "./drafts.js";
import { dataOf, isAtWork, release, settle } from "./slots.js";

const RESTING = 800; // ms in which a second tap of the same thumb must not press the next button

const place = () => document.querySelector('[data-slot="step"]');
const byId = (id) => document.getElementById(id);

export class Vote {
  constructor({ live, texts, http, lang }) {
    Object.assign(this, { live, texts, lang, mine: {}, late: {}, changing: null, pressedAt: 0 });
    this.drafts = new Drafts(http);
    document.addEventListener("input", () => this.typed());
    document.addEventListener("click", (event) => this.clicked(event));
  }

  get poll() {
    return Number(place()?.querySelector("main[data-poll]")?.dataset.poll) || null;
  }

  /** none | sending | waiting | saved | late */
  get state() {
    const { poll } = this;
    const pending = this.live.pending(poll);
    if (pending && !pending.closed) return this.live.status === "reconnecting" ? "waiting" : "sending";
    if (pending?.closed || this.late[poll]) return this.mine[poll] ? "saved" : "late";
    return this.mine[poll] && this.changing !== poll ? "saved" : "none";
  }

  /** After every new picture of the step: put in what is this person's own. */
  arrive() {
    const { poll } = this;
    if (!poll) return;
    if (!byId("send")) this.changing = null;
    const root = place();
    const answer = this.live.pending(poll)?.answer ?? (this.changing === poll ? this.drafts.get(poll) : null) ?? this.mine[poll]?.answer ?? this.drafts.get(poll);
    prepare(root, false);
    if (!isAtWork(root)) restore(root, answer);
    this.show();
  }

  show() {
    const { poll, state } = this;
    if (!poll) return;
    const root = place();
    const isOpen = Boolean(byId("send"));
    const isLocked = !isOpen || state !== "none";
    root.querySelector("main").classList.toggle("said", isLocked);
    prepare(root, isLocked);
    for (const part of root.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
    this.ring(root);
    if (isOpen) this.buttons(state);
    this.say(state, isOpen);
  }

  buttons(state) {
    const isHeld = this.isHeld();
    const wanted = isHeld ? "onward" : { none: "send", sending: "send", saved: "change", waiting: "retry", late: "onward" }[state];
    const hadFocus = document.activeElement?.closest("footer");
    for (const id of ["send", "change", "retry", "onward"]) byId(id).hidden = id !== wanted;
    if (hadFocus) byId(wanted).focus();
    byId("send").setAttribute("aria-disabled", String(state === "sending" || !check(place()).ready));
  }

  /** The poll went on while somebody was still at work here. */
  isHeld() {
    const poll = dataOf("step")?.poll;
    return Boolean(place().held && !(poll?.id === this.poll && poll.state === "open"));
  }

  say(state, isOpen) {
    const { texts, poll } = this;
    const sent = byId("sent");
    let look = { saved: "saved", waiting: "waiting", late: "late" }[state] ?? "";
    let words = texts[state];
    if (state === "saved") words = this.savedWords(isOpen);
    if (state === "late") words = this.lateWords();
    if (state === "none") words = isOpen ? (this.isHeld() ? texts.held : (this.refused ?? this.unsent())) : texts.none;
    if (state === "none" && (this.refused || this.isHeld())) look = "late";
    if (state === "saved" && (this.late[poll] || words === texts.please_change)) look = "late";
    if (dataOf("step")?.poll?.state === "revealed" || place().querySelector("[data-slot=results]")) return; // the result speaks
    sent.className = `sent ${look}`.trim();
    const span = sent.querySelector("span");
    if (span.textContent !== words) span.textContent = words;
  }

  unsent() {
    const { ready, sentence } = check(place());
    return ready && this.changing === this.poll ? this.texts.changing : sentence;
  }

  savedWords(isOpen) {
    const { texts, poll } = this;
    if (this.late[poll]) return texts.late_change;
    if (isOpen && this.mine[poll]?.please_change) return texts.please_change;
    const at = this.drafts.savedAt(poll);
    const words = at ? texts[isOpen ? "saved_at" : "counted_at"] : texts[isOpen ? "saved" : "counted"];
    return words.replace("{time}", this.clock(at));
  }

  lateWords() {
    const late = this.late[this.poll];
    return late ? this.texts.late_at.replace("{time}", this.clock(late.at)).replace("{end}", this.clock(late.end)) : this.texts.late;
  }

  clock(at) {
    return new Date(at ?? 0).toLocaleTimeString(this.lang, { hour: "2-digit", minute: "2-digit" });
  }

  /** One's own place in the room's picture; it is nobody else's dot. */
  ring(root) {
    const answer = this.mine[this.poll]?.answer;
    const was = this.mine[root.querySelector("main").dataset.before]?.answer?.value;
    const line = root.querySelector('[data-own="line"]');
    if (line) line.replaceChildren(...onTheLine(line, was, answer?.value, this.texts.you));
    const before = root.querySelector("[data-was]");
    if (before && was !== undefined) {
      before.textContent = this.texts.stood.replace("{phrase}", phraseAt(root.querySelector("[data-phrases]"), was));
      before.hidden = false;
    }
    for (const row of root.querySelectorAll("[data-option]")) {
      row.querySelector(".mine")?.remove();
      const points = answer?.points?.[row.dataset.option];
      if (String(answer?.option) !== row.dataset.option && !points) continue;
      const mark = document.createElement("span");
      mark.className = "mine";
      mark.append(document.querySelector("header svg.you")?.cloneNode(true) ?? "", points ? `${this.texts.you}: ${points}` : this.texts.your_answer);
      row.querySelector(".label").append(" ", mark);
    }
  }

  // -- what somebody does --

  typed() {
    const { poll } = this;
    if (!poll || !byId("send") || this.state !== "none") return;
    this.refused = null;
    this.drafts.put(poll, gather(place()));
    this.buttons("none");
    this.say("none", true);
  }

  /** Called for the form's main button; true if the vote is on its way by script. */
  send() {
    const { poll } = this;
    if (this.state !== "none") return;
    if (this.isHeld()) return this.show();
    const { ready, field } = check(place());
    if (!ready) {
      this.show();
      return field?.focus();
    }
    this.changing = this.refused = null;
    delete this.late[poll];
    this.pressedAt = Date.now();
    this.live.vote(poll, gather(place()));
    settle("step");
    this.arrive();
    scrollTo({ top: 0 });
  }

  clicked({ target }) {
    const id = target.closest?.("footer button")?.id;
    if (Date.now() - this.pressedAt < RESTING) return;
    if (id === "retry") this.live.retry();
    if (id === "change") {
      this.changing = this.poll;
      this.show();
      place().querySelector("[data-ballot] input:not([hidden])")?.focus({ preventScroll: true });
    }
    if (id === "onward") {
      this.changing = null;
      this.drafts.drop(this.poll);
      release("step");
      this.arrive();
    }
  }

  // -- what the server says --

  read({ ballots = {} }) {
    this.mine = ballots;
    for (const poll of Object.keys(ballots)) if (this.changing !== Number(poll)) this.drafts.drop(poll);
    this.arrive();
  }

  acknowledged({ poll, status, answer, detail, closed_ago_ms: ago = 0 }) {
    const now = Date.now();
    if (status === "saved" || status === "stale") {
      this.mine[poll] = { answer };
      delete this.late[poll];
      this.drafts.drop(poll);
      this.drafts.saved(poll, now);
      settle("step");
      if (place()?.held) release("step");
    }
    if (status === "closed") {
      this.late[poll] = { at: now, end: now - ago };
      settle("step");
      if (place()?.held) release("step");
    }
    if (status === "invalid") {
      this.refused = detail;
      this.changing = poll;
      this.drafts.put(poll, answer);
    }
    if (poll === this.poll) this.arrive();
  }
}

function onTheLine(group, was, now, you) {
  const { x0, x1, y } = group.dataset;
  const at = (value) => `${Number(x0) + ((x1 - x0) * value) / 100}%`;
  const make = (name, attributes, text = "") => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, entry] of Object.entries(attributes)) shape.setAttribute(key, entry);
    shape.textContent = text;
    return shape;
  };
  const shapes = [];
  if (was !== undefined && now !== undefined) shapes.push(make("line", { class: "moved", x1: at(was), x2: at(now), y1: y, y2: y }));
  if (was !== undefined) shapes.push(make("circle", { class: "you-ring", cx: at(was), cy: y, r: 9 }));
  if (now === undefined) return shapes;
  const isLeft = now > 80 || (was > now && now > 15); // beside the way it came, not on it
  const side = isLeft ? { dx: -16, "text-anchor": "end" } : { dx: 16 };
  const isInTheWay = (isLeft ? was < now : was > now) && Math.abs(now - was) < 20; // near the end of the line: beyond both rings
  return [
    ...shapes,
    make("circle", { class: "you-ring", cx: at(now), cy: y, r: 11 }),
    make("circle", { class: "you-dot", cx: at(now), cy: y, r: 5 }),
    make("text", { class: "here", x: at(isInTheWay ? was : now), y: Number(y) + 5, ...side }, you),
  ];
}
