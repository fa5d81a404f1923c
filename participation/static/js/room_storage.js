// What this phone keeps of a room in its local storage. Without storage the open page alone remembers it.
// Used by everything that has to survive a reload: outbox.js, vote_drafts.js and own_answers.js.

import { PREFIX, TYPED_TEXT, keysWith, load, removeOld, store } from "./local_storage.js";

const MAX_AGE = 36 * 3600 * 1000; // as long as the cookie that makes a phone a participant

/** One JSON object of a room. `read()` gives a copy, `write(change)` changes and stores it. */
export class RoomStorage {
  constructor(room, name, empty) {
    Object.assign(this, { key: name ? `${PREFIX}${name}:${room}` : PREFIX + room, empty, unstored: null });
  }

  read() {
    const kept = this.unstored || load(this.key);
    return Object.assign(this.empty(), kept && Date.now() - kept.at < MAX_AGE ? kept : null);
  }

  write(change) {
    const value = this.read();
    change(value);
    value.at = Date.now();
    const isStored = store(this.key, value);
    if (!isStored) store(this.key, null); // an older state would be worse than none
    this.unstored = isStored ? null : value;
  }
}

/** Remove what another person may have left on this phone. `me` is how the server names the participant. */
export function claimRoom(room, me) {
  const owner = new RoomStorage(room, "me", () => ({}));
  const before = owner.read().me;
  if (before && before !== me) clearRoom(room);
  removeOld(
    keysWith(PREFIX).filter((key) => !key.startsWith(TYPED_TEXT)),
    MAX_AGE,
  );
  if (me) owner.write((value) => (value.me = me));
  addEventListener("storage", ({ key, newValue }) => key === owner.key && !newValue && location.reload()); // cleared in another tab
}

/** Leave nothing of this room on the phone. */
export function clearRoom(room) {
  for (const key of keysWith(PREFIX)) if (key.includes(room)) store(key, null);
}
