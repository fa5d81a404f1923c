// JSON values in the browser's local storage. Storage may be forbidden, full or emptied: nothing here throws.
// Used by room_storage.js, proposal_form.js and keep_typed_text.js.

export const PREFIX = "augenhoehe:";
export const TYPED_TEXT = `${PREFIX}text:`; // what staff typed; it lasts longer than what phones keep

export function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Store a value, or remove it if it is null. False if the browser refused; an older value stays then. */
export function store(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

export function keysWith(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/** Remove those of `keys` whose value has no time `at`, or one more than `age` ms ago. */
export function removeOld(keys, age) {
  for (const key of keys) if (!(Date.now() - (load(key) || {}).at < age)) store(key, null);
}
