// A clock that counts down by itself between two pictures; it speaks at one minute, at ten seconds and at the end.

const SPOKEN = [
  [60, "minute"],
  [10, "ten_seconds"],
  [0, "time_up"],
];

export class Timer {
  constructor({ texts, say }) {
    Object.assign(this, { texts, say, left: null });
  }

  start() {
    const first = document.querySelector("[data-ends-in]");
    if (first && this.deadline === undefined) this.set({ ends_in_ms: Number(first.dataset.endsIn) });
    setInterval(() => this.tick(), 500);
  }

  set(data) {
    this.deadline = data ? performance.now() + data.ends_in_ms : null;
    this.left = data ? this.seconds() : null;
    this.tick();
  }

  seconds() {
    return Math.max(0, Math.ceil((this.deadline - performance.now()) / 1000));
  }

  tick() {
    if (this.deadline === null || this.deadline === undefined) return;
    const left = this.seconds();
    for (const place of document.querySelectorAll("[data-ends-in] time")) {
      const text = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : this.texts.time_up;
      if (place.textContent === text) continue;
      place.textContent = text;
      place.removeAttribute("aria-label");
    }
    for (const [at, key] of SPOKEN) if (this.left > at && left <= at) this.say(this.texts[key]);
    this.left = left;
  }
}
