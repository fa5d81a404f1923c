// What somebody has chosen but not sent yet survives a reload; when a vote was saved is remembered for the sentence below it.

const PREFIX = "augenhoehe:draft:";

export class Drafts {
  constructor(room) {
    this.key = PREFIX + room;
  }

  get(poll) {
    return this.read().drafts[poll];
  }

  put(poll, answer) {
    this.write((shelf) => (shelf.drafts = { [poll]: answer })); // one is enough: the evening asks one thing at a time
  }

  drop(poll) {
    this.write((shelf) => delete shelf.drafts[poll]);
  }

  savedAt(poll) {
    return this.read().saved[poll];
  }

  saved(poll, at) {
    this.write((shelf) => (shelf.saved[poll] = at));
  }

  read() {
    try {
      const shelf = JSON.parse(localStorage.getItem(this.key));
      if (shelf?.drafts && shelf.saved) return shelf;
    } catch {
      // no storage: this page remembers alone
    }
    return (this.own ??= { drafts: {}, saved: {} });
  }

  write(change) {
    const shelf = this.read();
    change(shelf);
    shelf.at = Date.now();
    this.own = shelf;
    try {
      localStorage.setItem(this.key, JSON.stringify(shelf));
    } catch {
      // see read()
    }
  }
}
