// Votes on their way: kept on the phone until the server says what became of them; the seq is shared by all tabs.

const PATIENCE = 5_000; // an acknowledgement takes milliseconds; after this long something is wrong
const MOST_TRIES = 5;
const RACE = 2_000; // a `mine` that was read before a ballot's commit can arrive after its acknowledgement
const KEPT = 2 * 24 * 3600 * 1000;
const PREFIX = "augenhoehe:";

export class Outbox {
  /** `room` names the shelf in localStorage; `send(frame)` says whether it went out; `doubt()` asks whether the line is alive. */
  constructor({ room, send, doubt, ack, gone }) {
    Object.assign(this, { send, doubt, tell: ack, gone, shelf: room && PREFIX + room, known: {}, acked: {}, waiting: new Map() });
    sweep(this.shelf);
    for (const [poll, kept] of Object.entries(this.read().waiting)) this.waiting.set(Number(poll), { ...kept, tries: 0 });
  }

  vote(poll, answer) {
    this.put(poll, answer, this.next(poll));
    this.transmit(poll);
  }

  /** {seq, answer, closed?} of a vote that the server has not confirmed, else undefined. */
  pending(poll) {
    return this.waiting.get(Number(poll));
  }

  next(poll) {
    return Math.max(this.known[poll]?.seq ?? 0, this.read().seqs[poll] ?? 0) + 1;
  }

  put(poll, answer, seq) {
    clearTimeout(this.waiting.get(poll)?.timer);
    const tries = this.waiting.get(poll)?.tries ?? 0;
    this.waiting.set(poll, { seq, answer, tries });
    this.write((shelf) => {
      shelf.seqs[poll] = seq;
      shelf.waiting[poll] = { seq, answer };
    });
  }

  transmit(poll) {
    const entry = this.waiting.get(poll);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.sent = this.send({ t: "vote", poll, seq: entry.seq, answer: entry.answer }) ? Date.now() : 0;
    if (!entry.sent) return;
    entry.timer = setTimeout(() => {
      this.doubt();
      this.transmit(poll);
    }, PATIENCE);
  }

  unsent(poll) {
    const entry = this.waiting.get(poll);
    if (entry) entry.sent = 0;
  }

  /** After a welcome: on a new socket everything again, by plain requests only what is not under way. */
  resend(isNew) {
    for (const [poll, entry] of this.waiting) {
      if (!entry.closed && (isNew || Date.now() - (entry.sent ?? 0) > PATIENCE)) this.transmit(poll);
    }
  }

  /** What the server has, but for what it acknowledged while it was reading this. */
  mine(ballots) {
    for (const [poll, acked] of Object.entries(this.acked)) {
      const stored = ballots[poll];
      if (Date.now() - acked.at < RACE && !stored?.final && (stored?.seq ?? 0) < acked.seq) ballots[poll] = { seq: acked.seq, answer: acked.answer };
    }
    this.known = ballots;
  }

  /** A vote refused as "closed" goes out again if its poll opens again; it is given up when the evening moves on. */
  stepped(data) {
    for (const [poll, entry] of this.waiting) {
      if (!entry.closed) continue;
      if (data?.poll?.id !== poll || data.poll.state === "revealed") this.drop(poll);
      else if (data.poll.state === "open") {
        entry.closed = false;
        this.transmit(poll);
      }
    }
  }

  acknowledged(frame) {
    const entry = this.waiting.get(frame.poll);
    if (!entry || (frame.seq !== undefined && frame.seq < entry.seq && frame.status !== "stale")) return;
    clearTimeout(entry.timer);
    this[frame.status]?.(frame, entry);
  }

  saved(frame, entry) {
    this.known[frame.poll] = { seq: entry.seq, answer: entry.answer };
    this.acked[frame.poll] = { seq: entry.seq, answer: entry.answer, at: Date.now() };
    this.drop(frame.poll);
    this.tell({ ...frame, answer: entry.answer });
  }

  stale(frame, entry) {
    this.known[frame.poll] = { seq: frame.seq, answer: frame.answer };
    const newest = this.read().seqs[frame.poll] ?? 0;
    if (newest > entry.seq || entry.tries >= MOST_TRIES) {
      this.drop(frame.poll); // another tab has spoken since
      return this.tell(frame);
    }
    this.put(frame.poll, entry.answer, Math.max(frame.seq, newest) + 1);
    this.waiting.get(frame.poll).tries = entry.tries + 1;
    this.transmit(frame.poll);
  }

  closed(frame, entry) {
    const stored = this.known[frame.poll];
    if (stored && same(stored.answer, entry.answer)) return this.saved({ ...frame, status: "saved" }, entry); // only the ack was lost
    entry.closed = true;
    this.tell({ ...frame, stored });
  }

  invalid(frame, entry) {
    this.drop(frame.poll);
    this.tell({ ...frame, answer: entry.answer });
  }

  busy(frame, entry) {
    const wait = (frame.retry_ms ?? 1000) * (1 + Math.random());
    entry.timer = setTimeout(() => this.transmit(frame.poll), wait);
  }

  drop(poll) {
    clearTimeout(this.waiting.get(poll)?.timer);
    this.waiting.delete(poll);
    this.write((shelf) => delete shelf.waiting[poll]);
  }

  read() {
    try {
      const shelf = JSON.parse(localStorage.getItem(this.shelf));
      if (shelf?.seqs && shelf.waiting) return shelf;
    } catch {
      // Private windows may have no storage; then this tab remembers alone.
    }
    return this.own ?? { seqs: {}, waiting: {} };
  }

  write(change) {
    if (!this.shelf) return;
    const shelf = this.read();
    change(shelf);
    shelf.at = Date.now();
    this.own = shelf;
    try {
      localStorage.setItem(this.shelf, JSON.stringify(shelf));
    } catch {
      // see read()
    }
  }
}

function same(a, b) {
  const plain = (value) => JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner);
  return plain(a) === plain(b);
}

// What other evenings left behind.
function sweep(own) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX) || key === own) continue;
      if (Date.now() - (JSON.parse(localStorage.getItem(key))?.at ?? 0) > KEPT) localStorage.removeItem(key);
    }
  } catch {
    // nothing to sweep
  }
}
