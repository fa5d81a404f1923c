// Keeps the screen on while `isWanted()`, where the browser allows it (not over plain HTTP). Used by phone.js and stage.js.

let lock = null;

/** Gives a function to call when the answer of `isWanted` may have changed. */
export function keepScreenOn(isWanted) {
  async function update() {
    try {
      if (!isWanted()) await lock?.release();
      else if (document.visibilityState === "visible") lock = await navigator.wakeLock?.request("screen");
    } catch {
      // low battery, or not allowed
    }
  }
  document.addEventListener("visibilitychange", update);
  update();
  return update;
}
