// One connection that lasts: a socket when it can, plain requests when it must; votes are kept until the server has them.
// Works over plain HTTP: nothing here needs a secure context.

import { Outbox } from "./outbox.js";

const SILENCE = 35_000; // no frame for so long is death; the server beats every 15 s
const ANSWER = 2_000; // after waking, a beat must be answered
const WELCOME = 4_000; // then plain requests take over
const SLOW_RETRY = 60_000;
const LONGEST_WAIT = 20_000;
const STABLE = 10_000;

const random = (below) => Math.random() * below;

/**
 * connect({socket: "/live/<room>/", http: "/live/<room>/" or null, lang, epoch, have, on}) → {vote, pending, retry, status}
 * `on`: slot(frame, changed), mine(frame), ack(frame), status("online" | "reconnecting" | "slow" | "gone"), welcome(frame).
 */
export function connect(options) {
  const connection = new Connection(options);
  connection.start();
  return {
    vote: (poll, answer) => connection.outbox.vote(poll, answer),
    pending: (poll) => connection.outbox.pending(poll),
    retry: () => connection.wake(),
    get status() {
      return connection.status;
    },
  };
}

class Connection {
  constructor({ socket, http = null, lang, epoch = "", have = {}, on = {} }) {
    Object.assign(this, { path: socket, http, lang, epoch, on, have: { ...have } });
    this.status = "";
    this.attempts = 0;
    this.heard = Date.now();
    this.outbox = new Outbox({
      room: http,
      send: (frame) => this.send(frame),
      doubt: () => this.probe(),
      ack: (frame) => this.on.ack?.(frame),
      gone: () => this.leave(),
    });
  }

  start() {
    addEventListener("online", () => this.wake(random(1000)));
    addEventListener("offline", () => this.probe());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    addEventListener("pagehide", () => this.drop());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
    setInterval(() => this.welcomed && Date.now() - this.heard > SILENCE && this.again(0), 5000);
    this.open();
  }

  say(status) {
    if (status === this.status) return;
    this.status = status;
    this.on.status?.(status);
  }

  // -- the socket --

  open() {
    if (this.status === "gone") return;
    this.drop();
    this.opened = Date.now();
    this.fallback ??= setTimeout(() => this.startPolling(), WELCOME);
    const address = new URL(this.path, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    let ws;
    try {
      ws = this.ws = new WebSocket(address.href);
    } catch {
      return this.lost();
    }
    ws.onopen = () => ws.send(JSON.stringify({ t: "hello", epoch: this.epoch || undefined, have: this.have, lang: this.lang }));
    ws.onmessage = (event) => ws === this.ws && this.receive(JSON.parse(event.data));
    ws.onclose = ws.onerror = () => ws === this.ws && this.lost();
    // Some proxies swallow the handshake: neither open nor closed.
    this.patience = setTimeout(() => ws === this.ws && !this.welcomed && this.lost(), WELCOME * 2);
  }

  drop() {
    const ws = this.ws;
    this.ws = null;
    this.welcomed = false;
    clearTimeout(this.patience);
    clearTimeout(this.probing);
    clearTimeout(this.next);
    this.probing = null;
    if (ws) ws.onclose = ws.onerror = ws.onmessage = null;
    ws?.close();
  }

  lost() {
    this.drop();
    if (this.status === "gone") return;
    if (Date.now() - this.since > STABLE) this.attempts = 0;
    this.since = NaN;
    this.fallback ??= setTimeout(() => this.startPolling(), WELCOME);
    if (this.status !== "slow") this.say("reconnecting");
    const wait = this.status === "slow" ? SLOW_RETRY * (0.75 + random(0.5)) : random(Math.min(LONGEST_WAIT, 500 * 2 ** this.attempts++));
    this.next = setTimeout(() => this.open(), wait);
  }

  /** The line is dead or behind: a new one after `wait` ms. */
  again(wait) {
    this.drop();
    if (this.status !== "slow") this.say("reconnecting");
    this.fallback ??= setTimeout(() => this.startPolling(), WELCOME + wait);
    this.next = setTimeout(() => this.open(), wait);
  }

  /** The phone was unlocked, the network came back, or somebody pressed "try again". */
  wake(wait = 0) {
    if (this.status === "gone") return;
    this.attempts = 0;
    if (this.welcomed) return this.probe();
    if (this.ws && Date.now() - this.opened < ANSWER) return;
    this.again(wait);
    if (this.polling) this.poll();
  }

  probe() {
    if (!this.welcomed || this.probing) return;
    this.send({ t: "beat" });
    this.probing = setTimeout(() => this.again(0), ANSWER);
  }

  send(frame) {
    if (this.welcomed && this.ws?.readyState === WebSocket.OPEN) return this.ws.send(JSON.stringify(frame)), true;
    if (frame.t === "vote" && this.polling) return this.post(frame), true;
    return false;
  }

  leave() {
    this.stopPolling();
    this.drop();
    this.say("gone");
  }

  // -- frames --

  receive(frame) {
    this.heard = Date.now();
    clearTimeout(this.probing);
    this.probing = null;
    this[`on_${frame.t}`]?.(frame);
  }

  on_welcome(frame) {
    if (this.ws && !this.reading) {
      this.welcomed = true;
      this.since = Date.now();
      clearTimeout(this.patience);
      this.stopPolling();
      this.say("online");
    }
    if (frame.epoch !== this.epoch) this.have = {};
    this.epoch = frame.epoch;
    delete this.have.people; // it also follows presence, which every process counts anew
    this.on.welcome?.(frame);
    this.outbox.resend(!this.reading);
  }

  on_slot(frame) {
    if (frame.rev <= (this.have[frame.name] ?? -1)) return;
    this.have[frame.name] = frame.rev;
    this.on.slot?.(frame, true);
    if (frame.name === "step") this.outbox.stepped(frame.data);
  }

  on_mine(frame) {
    this.outbox.mine((frame.ballots ??= {}));
    this.on.mine?.(frame);
  }

  on_ack(frame) {
    this.outbox.acknowledged(frame);
  }

  on_beat({ revs = {} }) {
    const behind = () => Object.keys(revs).some((name) => name in this.have && revs[name] > this.have[name]);
    if (!behind() || Date.now() - (this.refreshed ?? 0) < SILENCE) return;
    // The newer picture may already be on its way: at most five a second are sent.
    setTimeout(() => {
      if (!behind() || !this.welcomed) return;
      this.refreshed = Date.now();
      this.again(random(500));
    }, 1500);
  }

  on_bye(frame) {
    if (frame.retry_ms === undefined) return this.leave();
    this.again(frame.retry_ms + random(frame.retry_ms));
  }

  // -- without sockets --

  startPolling() {
    if (!this.http || this.polling || this.welcomed || this.status === "gone") return;
    this.polling = true;
    this.poll();
  }

  stopPolling() {
    this.polling = false;
    clearTimeout(this.fallback);
    clearTimeout(this.nextPoll);
    this.fallback = null;
  }

  async poll() {
    clearTimeout(this.nextPoll);
    if (!this.polling || this.asking) return;
    this.asking = true;
    const have = Object.entries(this.have).map(([name, rev]) => `${name}:${rev}`);
    const query = new URLSearchParams({ epoch: this.epoch, have: have.join(","), lang: this.lang });
    let wait = 0;
    try {
      const answer = await request(`${this.http}state?${query}`);
      if ([401, 403, 404].includes(answer.status)) return this.leave();
      if (answer.ok) wait = this.read(await answer.json());
    } catch {
      // The network or the server is away; the socket goes on trying too.
    } finally {
      this.asking = false;
    }
    if (this.polling) this.nextPoll = setTimeout(() => this.poll(), wait || this.failed());
  }

  read({ welcome, mine, slots, poll_ms }) {
    if (!this.polling) return 1; // the socket came back meanwhile, and knows better
    this.say("slow");
    this.failures = 0;
    this.reading = true;
    for (const frame of [welcome, mine, ...slots]) if (frame) this.receive(frame);
    this.reading = false;
    return poll_ms * (0.8 + random(0.4));
  }

  /** How long to wait after a request that did not come back. */
  failed() {
    if (this.status === "slow") {
      this.say("reconnecting");
      this.again(random(2000)); // the next try of the socket would be a minute away
    }
    this.failures = (this.failures ?? 0) + 1;
    return 1000 + random(Math.min(LONGEST_WAIT, 1000 * 2 ** this.failures));
  }

  async post(frame) {
    try {
      const answer = await request(`${this.http}vote`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(frame),
      });
      if ([401, 403, 404].includes(answer.status)) return this.leave();
      this.receive(await answer.json());
    } catch {
      this.outbox.unsent(frame.poll); // goes out again with the next welcome
    }
  }
}

async function request(address, init = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 8000);
  try {
    return await fetch(address, { credentials: "same-origin", cache: "no-store", ...init, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}
