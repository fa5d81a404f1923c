// Plain requests where no socket gets through, as in some schools: asks for the state again and again, and posts votes.
// connection.js starts and stops it, and handles the frames that it brings.

const REQUEST_TIMEOUT = 8_000;
const MAX_RETRY_WAIT = 20_000;
const REFUSED = [401, 403, 404]; // the server wants this page no longer

const random = (below) => Math.random() * below;

export class HttpFallback {
  /** `address` is "/live/<room>/", or null if the page has no plain requests. */
  constructor({ address, connection }) {
    Object.assign(this, { address, connection, isPolling: false, isAsking: false, failures: 0, startTimer: null });
  }

  startAfter(wait) {
    if (!this.startTimer) this.startTimer = setTimeout(() => this.start(), wait);
  }

  start() {
    if (!this.address || this.isPolling || this.connection.isWelcomed || this.connection.status === "gone") return;
    this.isPolling = true;
    this.poll();
  }

  stop() {
    this.isPolling = false;
    clearTimeout(this.startTimer);
    clearTimeout(this.pollTimer);
    this.startTimer = null;
  }

  /** Ask for the state now, and then again and again. */
  async poll() {
    if (!this.isPolling) return;
    clearTimeout(this.pollTimer);
    if (this.isAsking) return;
    this.isAsking = true;
    const { revisions, epoch, lang } = this.connection;
    const have = Object.entries(revisions).map(([name, revision]) => `${name}:${revision}`);
    let wait = 0;
    try {
      const answer = await request(`${this.address}state?${new URLSearchParams({ epoch, have: have.join(","), lang })}`);
      if (REFUSED.includes(answer.status)) return this.connection.leave();
      if (answer.ok) wait = this.readState(await answer.json());
    } catch {
      // The network or the server is away; the socket is tried in the meantime too.
    } finally {
      this.isAsking = false;
    }
    if (this.isPolling) this.pollTimer = setTimeout(() => this.poll(), wait || this.waitAfterFailure());
  }

  /** Hand on the frames of an answer; gives the ms until the next request. */
  readState({ welcome, mine, slots, poll_ms }) {
    if (!this.isPolling) return 1; // the socket came back in the meantime, and its frames are newer
    this.connection.setStatus("slow");
    this.failures = 0;
    for (const frame of [welcome, mine, ...slots]) if (frame) this.connection.handleFrame(frame, true);
    return poll_ms * (0.8 + random(0.4));
  }

  waitAfterFailure() {
    if (this.connection.status === "slow") {
      this.connection.setStatus("reconnecting");
      this.connection.reconnect(random(2000)); // the socket's next attempt would be a minute away
    }
    this.failures += 1;
    return 1000 + random(Math.min(MAX_RETRY_WAIT, 1000 * 2 ** this.failures));
  }

  /** Whether the vote is on its way. Its acknowledgement comes back as a frame. */
  postVote(frame) {
    if (this.isPolling) this.post(frame);
    return this.isPolling;
  }

  async post(frame) {
    try {
      const answer = await request(`${this.address}vote`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(frame),
      });
      if (REFUSED.includes(answer.status)) return this.connection.leave();
      this.connection.handleFrame(await answer.json());
    } catch {
      this.connection.outbox.markUnsent(frame.poll); // goes out again after the next welcome
    }
  }
}

async function request(address, options = {}) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), REQUEST_TIMEOUT);
  try {
    return await fetch(address, { credentials: "same-origin", cache: "no-store", ...options, signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}
