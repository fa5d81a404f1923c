// Keeps what somebody has chosen but not sent, so that it survives a reload; and when each vote was saved.
// Used by poll_screen.js.

import { RoomStorage } from "./room_storage.js";

export class VoteDrafts {
  constructor(room) {
    this.storage = new RoomStorage(room, "draft", () => ({ drafts: {}, saved: {} }));
  }

  get(poll) {
    return this.storage.read().drafts[poll];
  }

  put(poll, answer) {
    this.storage.write((kept) => (kept.drafts = { [poll]: answer })); // one is enough: the evening asks one thing at a time
  }

  remove(poll) {
    if (this.get(poll)) this.storage.write((kept) => delete kept.drafts[poll]);
  }

  savedAt(poll) {
    return this.storage.read().saved[poll];
  }

  markSaved(poll, at) {
    this.storage.write((kept) => (kept.saved[poll] = at));
  }
}
