// Keeps a page connected to its room: by socket where that works, else by plain requests (http_fallback.js).
// Phone, stage and console use it. It works over plain HTTP: nothing here needs a secure context.

import { HttpFallback } from "./http_fallback.js";
import { Outbox } from "./outbox.js";

const SILENCE_LIMIT = 35_000; // the server sends a beat every 15 s; without any frame for this long the socket is dead
const BEAT_TIMEOUT = 2_000; // the server must answer a beat within this time
const WELCOME_TIMEOUT = 4_000; // without a welcome within this time plain requests start
const SLOW_RETRY = 60_000; // while plain requests work, the socket is tried only so often
const MAX_RETRY_WAIT = 20_000;
const STABLE_AFTER = 10_000; // a socket that lasted this long was no failed attempt

const random = (below) => Math.random() * below;

/**
 * connect({socket: "/live/<room>/", http: "/live/<room>/" or null, lang, epoch, have, on}) → {vote, pending, retry, status}
 * `on`: slot(frame), mine(frame), ack(frame), status("online" | "reconnecting" | "slow" | "gone"), welcome(frame).
 */
export function connect(options) {
  const connection = new Connection(options);
  connection.start();
  return {
    vote: (poll, answer) => connection.outbox.vote(poll, answer),
    pending: (poll) => connection.outbox.pending(poll),
    retry: () => connection.retry(),
    get status() {
      return connection.status;
    },
  };
}

class Connection {
  constructor({ socket, http = null, lang, epoch = "", have = {}, on = {} }) {
    Object.assign(this, { path: socket, lang, epoch, on, revisions: { ...have } });
    this.status = "";
    this.attempts = 0;
    this.lastFrameAt = Date.now();
    this.outbox = new Outbox({
      room: http,
      send: (frame) => this.send(frame),
      onTimeout: () => this.checkSocket(),
      onAck: (frame) => this.on.ack?.(frame),
    });
    this.fallback = new HttpFallback({ address: http, connection: this });
    this.frameHandlers = {
      welcome: (frame, isHttp) => this.handleWelcome(frame, isHttp),
      slot: (frame) => this.handleSlot(frame),
      mine: (frame) => this.handleMine(frame),
      ack: (frame) => this.outbox.handleAck(frame),
      beat: (frame) => this.handleBeat(frame),
      bye: (frame) => this.handleBye(frame),
    };
  }

  start() {
    addEventListener("online", () => this.retry(random(1000)));
    addEventListener("offline", () => this.checkSocket());
    addEventListener("pageshow", (event) => event.persisted && this.retry());
    addEventListener("pagehide", () => this.closeSocket());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.retry());
    setInterval(() => this.isWelcomed && Date.now() - this.lastFrameAt > SILENCE_LIMIT && this.reconnect(0), 5000);
    this.openSocket();
  }

  setStatus(status) {
    if (status === this.status) return;
    this.status = status;
    this.on.status?.(status);
  }

  // -- the socket --

  openSocket() {
    if (this.status === "gone") return;
    this.closeSocket();
    this.openedAt = Date.now();
    this.fallback.startAfter(WELCOME_TIMEOUT);
    const address = new URL(this.path, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    let socket;
    try {
      socket = this.socket = new WebSocket(address.href);
    } catch {
      return this.reconnectWithBackoff();
    }
    const hello = () => JSON.stringify({ t: "hello", epoch: this.epoch || undefined, have: this.revisions, lang: this.lang });
    socket.onopen = () => socket.send(hello());
    socket.onmessage = (event) => socket === this.socket && this.handleFrame(JSON.parse(event.data));
    socket.onclose = socket.onerror = () => socket === this.socket && this.reconnectWithBackoff();
    // Some proxies swallow the handshake: the socket neither opens nor closes.
    this.handshakeTimer = setTimeout(() => socket === this.socket && !this.isWelcomed && this.reconnectWithBackoff(), WELCOME_TIMEOUT * 2);
  }

  closeSocket() {
    const { socket } = this;
    this.socket = null;
    this.isWelcomed = false;
    clearTimeout(this.handshakeTimer);
    clearTimeout(this.beatTimer);
    clearTimeout(this.reconnectTimer);
    this.beatTimer = null;
    if (socket) socket.onclose = socket.onerror = socket.onmessage = null;
    socket?.close();
  }

  /** The socket failed: try again, and wait longer after each failure. */
  reconnectWithBackoff() {
    this.closeSocket();
    if (this.status === "gone") return;
    if (Date.now() - this.welcomedAt > STABLE_AFTER) this.attempts = 0;
    this.welcomedAt = NaN;
    const isSlow = this.status === "slow";
    const backoff = () => random(Math.min(MAX_RETRY_WAIT, 500 * 2 ** this.attempts++));
    this.reconnectAfter(isSlow ? SLOW_RETRY * (0.75 + random(0.5)) : backoff(), WELCOME_TIMEOUT);
  }

  /** The socket is dead or missed something: open a new one after `wait` ms. */
  reconnect(wait) {
    this.closeSocket();
    this.reconnectAfter(wait, WELCOME_TIMEOUT + wait);
  }

  reconnectAfter(wait, fallbackWait) {
    if (this.status !== "slow") this.setStatus("reconnecting");
    this.fallback.startAfter(fallbackWait);
    this.reconnectTimer = setTimeout(() => this.openSocket(), wait);
  }

  /** The phone was unlocked, the network came back, or somebody pressed "try again". */
  retry(wait = 0) {
    if (this.status === "gone") return;
    this.attempts = 0;
    if (this.isWelcomed) return this.checkSocket();
    this.fallback.poll();
    if (this.socket && Date.now() - this.openedAt < BEAT_TIMEOUT) return;
    this.reconnect(wait);
  }

  /** Send a beat, and reconnect if the server does not answer it. */
  checkSocket() {
    if (!this.isWelcomed || this.beatTimer) return;
    this.send({ t: "beat" });
    this.beatTimer = setTimeout(() => this.reconnect(0), BEAT_TIMEOUT);
  }

  /** Whether the frame went out. Only votes can go out by plain requests. */
  send(frame) {
    if (this.isWelcomed && this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(frame));
      return true;
    }
    return frame.t === "vote" && this.fallback.postVote(frame);
  }

  /** The server wants this page no longer: never connect again. */
  leave() {
    this.fallback.stop();
    this.closeSocket();
    this.setStatus("gone");
  }

  // -- frames (docs/protocol.md) --

  /** `isHttp`: the frame came by a plain request. */
  handleFrame(frame, isHttp = false) {
    this.lastFrameAt = Date.now();
    clearTimeout(this.beatTimer);
    this.beatTimer = null;
    this.frameHandlers[frame.t]?.(frame, isHttp);
  }

  handleWelcome(frame, isHttp) {
    if (this.socket && !isHttp) {
      this.isWelcomed = true;
      this.welcomedAt = Date.now();
      clearTimeout(this.handshakeTimer);
      this.fallback.stop();
      this.setStatus("online");
    }
    if (frame.epoch !== this.epoch) this.revisions = {};
    this.epoch = frame.epoch;
    delete this.revisions.people; // this slot also follows presence, which every process counts anew
    this.on.welcome?.(frame);
    this.outbox.resend(!isHttp);
  }

  handleSlot(frame) {
    if (frame.rev <= (this.revisions[frame.name] ?? -1)) return;
    this.revisions[frame.name] = frame.rev;
    this.on.slot?.(frame);
    if (frame.name === "step") this.outbox.handleStep(frame.data);
  }

  handleMine(frame) {
    frame.ballots = frame.ballots || {};
    this.outbox.handleStored(frame.ballots);
    this.on.mine?.(frame);
  }

  handleBeat({ revs = {} }) {
    const isBehind = () => Object.keys(revs).some((name) => name in this.revisions && revs[name] > this.revisions[name]);
    if (!isBehind() || Date.now() - (this.refreshedAt ?? 0) < SILENCE_LIMIT) return;
    // The server sends at most five pictures a second: the missing one may already be on its way.
    setTimeout(() => {
      if (!isBehind() || !this.isWelcomed) return;
      this.refreshedAt = Date.now();
      this.reconnect(random(500));
    }, 1500);
  }

  handleBye(frame) {
    if (frame.retry_ms === undefined) return this.leave();
    this.reconnect(frame.retry_ms + random(frame.retry_ms));
  }
}
