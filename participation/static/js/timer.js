// The phone's countdown. The server says how much time is left; between two frames the phone counts by itself.
// It announces one minute, ten seconds and the end. Stage and console use its way of writing a time.

const ANNOUNCED = [
  [60, "minute"],
  [10, "ten_seconds"],
  [0, "time_up"],
];

/** 75 → "1:15". */
export function minutesAndSeconds(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export class Timer {
  constructor({ texts, announce }) {
    Object.assign(this, { texts, announce, left: null });
  }

  start() {
    const shown = document.querySelector("[data-ends-in]");
    if (shown && this.deadline === undefined) this.set({ ends_in_ms: Number(shown.dataset.endsIn) });
    setInterval(() => this.tick(), 500);
  }

  /** The data of the slot "timer", or null if no time runs. */
  set(data) {
    this.deadline = data ? performance.now() + data.ends_in_ms : null;
    this.left = data ? this.secondsLeft() : null;
    this.tick();
  }

  secondsLeft() {
    return Math.max(0, Math.ceil((this.deadline - performance.now()) / 1000));
  }

  tick() {
    if (this.deadline === null || this.deadline === undefined) return;
    const left = this.secondsLeft();
    const text = left ? minutesAndSeconds(left) : this.texts.time_up;
    for (const time of document.querySelectorAll("[data-ends-in] time")) {
      if (time.textContent === text) continue;
      time.textContent = text;
      time.removeAttribute("aria-label");
    }
    for (const [second, key] of ANNOUNCED) if (this.left > second && left <= second) this.announce(this.texts[key]);
    this.left = left;
  }
}
