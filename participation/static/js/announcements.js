// Reads out what is new to those who hear the page, through one hidden status. The slots themselves are never live regions.
// Used by phone.js and stage.js.

const status = document.getElementById("news");
const lastKeys = new Map(); // subject → the key that was announced last

let clearing;

export function announce(words) {
  clearTimeout(clearing);
  status.textContent = words;
  clearing = setTimeout(() => (status.textContent = ""), 1000); // those who read the page from its top would find it there
}

/** Announce `words` if `key` differs from the last one of this subject. Empty words only remember the key. */
export function announceChange(subject, key, words) {
  if (lastKeys.get(subject) === key) return;
  lastKeys.set(subject, key);
  if (words) announce(words);
}
