// Votes on their way: kept on the phone until the server says what became of them. All tabs share the sequence numbers.
// Used by connection.js, which sends the frames and hands on the server's answers.

import { isSameAnswer } from "./own_answers.js";
import { RoomStorage } from "./room_storage.js";

const ACK_TIMEOUT = 5_000; // an acknowledgement takes milliseconds; after this long something is wrong
const MAX_TRIES = 5;
const REOPEN_RETRY = 2_000; // a poll that is not final may open again, so soon that no slot of the closed one was ever sent
const RACE = 2_000; // a `mine` frame that was read before a ballot's commit can arrive after its acknowledgement

export class Outbox {
  /** `send(frame)` says whether it went out; `onTimeout()` checks whether the socket is alive; `onAck(frame)` tells the page. */
  constructor({ room, send, onTimeout, onAck }) {
    const storage = new RoomStorage(room, "", () => ({ seqs: {}, waiting: {} }));
    Object.assign(this, { send, onTimeout, onAck, storage, stored: {}, recentAcks: {}, waiting: new Map() });
    for (const [poll, kept] of Object.entries(storage.read().waiting)) this.waiting.set(Number(poll), { ...kept, tries: 0 });
    this.ackHandlers = {
      saved: (frame, entry) => this.handleSaved(frame, entry),
      stale: (frame, entry) => this.handleStale(frame, entry),
      closed: (frame, entry) => this.handleClosed(frame, entry),
      invalid: (frame, entry) => this.handleInvalid(frame, entry),
      busy: (frame, entry) => this.handleBusy(frame, entry),
    };
  }

  vote(poll, answer) {
    this.put(poll, answer, this.nextSeq(poll));
    this.transmit(poll);
  }

  /** {seq, answer, sendings, closed?} of a vote that the server has not confirmed, else undefined. */
  pending(poll) {
    return this.waiting.get(Number(poll));
  }

  nextSeq(poll) {
    return Math.max(this.stored[poll]?.seq ?? 0, this.newestSeq(poll)) + 1;
  }

  /** The highest number that any tab has used. */
  newestSeq(poll) {
    return this.storage.read().seqs[poll] ?? 0;
  }

  put(poll, answer, seq) {
    clearTimeout(this.waiting.get(poll)?.timer);
    const tries = this.waiting.get(poll)?.tries ?? 0;
    this.waiting.set(poll, { seq, answer, tries, sendings: 0 });
    this.persist(poll);
  }

  persist(poll) {
    const { seq, answer, sendings } = this.waiting.get(poll);
    this.storage.write((kept) => {
      kept.seqs[poll] = seq;
      kept.waiting[poll] = { seq, answer, sendings };
    });
  }

  remove(poll) {
    clearTimeout(this.waiting.get(poll)?.timer);
    this.waiting.delete(poll);
    this.storage.write((kept) => delete kept.waiting[poll]);
  }

  // -- sending --

  transmit(poll) {
    const entry = this.waiting.get(poll);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.sentAt = this.send({ t: "vote", poll, seq: entry.seq, answer: entry.answer }) ? Date.now() : 0;
    if (!entry.sentAt) return;
    entry.sendings = (entry.sendings ?? 1) + 1;
    this.persist(poll);
    entry.timer = setTimeout(() => {
      this.onTimeout();
      this.transmit(poll);
    }, ACK_TIMEOUT);
  }

  /** The request failed: the next welcome sends the vote again. */
  markUnsent(poll) {
    const entry = this.waiting.get(poll);
    if (entry) entry.sentAt = 0;
  }

  /** After a welcome: on a new socket send everything again, by plain requests only what is not on its way. */
  resend(isNewSocket) {
    for (const [poll, entry] of this.waiting) {
      if (!entry.closed && (isNewSocket || Date.now() - (entry.sentAt ?? 0) > ACK_TIMEOUT)) this.transmit(poll);
    }
  }

  // -- what the server says --

  /** The server's ballots of this phone. Adds to `ballots` what the server acknowledged while it was reading them. */
  handleStored(ballots) {
    for (const [poll, ack] of Object.entries(this.recentAcks)) {
      const ballot = ballots[poll];
      if (Date.now() - ack.at < RACE && !ballot?.final && (ballot?.seq ?? 0) < ack.seq) ballots[poll] = { seq: ack.seq, answer: ack.answer };
    }
    this.stored = ballots;
  }

  /** A vote refused as "closed" goes out again if its poll opens again; it is given up when the evening moves on. */
  handleStep(step) {
    for (const [poll, entry] of this.waiting) {
      if (!entry.closed) continue;
      if (step?.poll?.id !== poll || step.poll.state === "revealed") this.remove(poll);
      else if (step.poll.state === "open") {
        entry.closed = false;
        this.transmit(poll);
      }
    }
  }

  handleAck(frame) {
    const entry = this.waiting.get(frame.poll);
    if (!entry || (frame.seq !== undefined && frame.seq < entry.seq && frame.status !== "stale")) return;
    clearTimeout(entry.timer);
    this.ackHandlers[frame.status]?.(frame, entry);
  }

  handleSaved(frame, { seq, answer }) {
    this.stored[frame.poll] = { seq, answer };
    this.recentAcks[frame.poll] = { seq, answer, at: Date.now() };
    this.remove(frame.poll);
    this.onAck({ ...frame, answer });
  }

  handleStale(frame, entry) {
    this.stored[frame.poll] = { seq: frame.seq, answer: frame.answer };
    const newest = this.newestSeq(frame.poll);
    if (newest > entry.seq || entry.tries >= MAX_TRIES) {
      this.remove(frame.poll); // another tab has voted since
      return this.onAck(frame);
    }
    this.put(frame.poll, entry.answer, Math.max(frame.seq, newest) + 1);
    this.waiting.get(frame.poll).tries = entry.tries + 1;
    this.transmit(frame.poll);
  }

  handleClosed(frame, entry) {
    const stored = this.stored[frame.poll];
    if (stored && isSameAnswer(stored.answer, entry.answer)) return this.handleSaved({ ...frame, status: "saved" }, entry); // only the ack was lost
    entry.closed = true;
    // A poll that is not final still has its ballots, and this one is not among them. In a final one nobody can tell any more
    // whether an earlier sending arrived whose acknowledgement was lost.
    const unsure = Boolean(frame.final && entry.sendings > 1);
    if (!unsure) entry.sendings = 0;
    this.persist(frame.poll);
    if (!frame.final && entry.tries++ < MAX_TRIES) entry.timer = setTimeout(() => this.transmit(frame.poll), REOPEN_RETRY);
    this.onAck({ ...frame, unsure });
  }

  handleInvalid(frame, entry) {
    this.remove(frame.poll);
    this.onAck({ ...frame, answer: entry.answer });
  }

  handleBusy(frame, entry) {
    entry.sendings -= 1; // the server did not even look at it
    const wait = (frame.retry_ms ?? 1000) * (1 + Math.random());
    entry.timer = setTimeout(() => this.transmit(frame.poll), wait);
  }
}
