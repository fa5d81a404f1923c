// A press must do what its button said. While a mouse, a finger or a key is down the page stays as it is;
// and a button of a list that has just moved ignores presses for a moment. Used by whatever changes the page: slots.js, phone.js, console.js.

const REST = 800; // ms in which a moved button ignores presses
const CLICK_DELAY = 400; // ms in which the click follows a pointer that was lifted
const CONTROLS = "button, a, input, label, select, textarea, summary";
const LIST_BUTTONS = "[data-entry] button, [data-proposal] button, .agenda button";
const waiting = new Map(); // name → the newest change of that name
let isPressed = false;
let releaseTimer;

/** Change the page now, or as soon as nothing is pressed. A later change of the same name replaces one that still waits. */
export function changeWhenReleased(name, change) {
  waiting.delete(name);
  waiting.set(name, change);
  if (!isPressed) runChanges();
}

function runChanges() {
  clearTimeout(releaseTimer);
  isPressed = false;
  const before = buttonPositions();
  while (waiting.size) {
    const [name, change] = waiting.entries().next().value;
    waiting.delete(name);
    change();
  }
  const lists = new Set([...before.values()].map(({ list }) => list)); // in a list that had no buttons nobody can have meant another one
  for (const [key, { button, list, left, top }] of buttonPositions()) {
    const old = before.get(key);
    const hasMoved = old ? Math.abs(old.left - left) > 4 || Math.abs(old.top - top) > 4 : lists.has(list);
    if (hasMoved) disableForAMoment(button);
  }
}

/** Where the buttons of lists are, by what a press on them would send. */
function buttonPositions() {
  const found = new Map();
  for (const button of document.querySelectorAll(LIST_BUTTONS)) {
    const { left, top } = button.getBoundingClientRect();
    found.set(`${button.name}=${button.value}`, { button, list: button.closest("[data-slot], [data-refresh]"), left, top });
  }
  return found;
}

function disableForAMoment(button) {
  clearTimeout(button.restTimer);
  button.setAttribute("aria-disabled", "true");
  button.restTimer = setTimeout(() => {
    button.restTimer = null;
    button.removeAttribute("aria-disabled");
  }, REST);
}

// -- presses --

function startPress(event) {
  if (!event.target.closest?.(CONTROLS)) return;
  clearTimeout(releaseTimer);
  isPressed = true;
}

function endPress(wait) {
  if (!isPressed) return;
  clearTimeout(releaseTimer);
  releaseTimer = setTimeout(runChanges, wait);
}

document.addEventListener("pointerdown", (event) => event.isPrimary && event.button === 0 && startPress(event), true);
document.addEventListener("pointerup", () => endPress(CLICK_DELAY), true);
document.addEventListener("pointercancel", () => endPress(0), true);
document.addEventListener("pointermove", (event) => isPressed && event.pointerType === "mouse" && event.buttons === 0 && endPress(CLICK_DELAY), true);
document.addEventListener("keydown", (event) => (event.key === " " || event.key === "Enter") && startPress(event), true);
document.addEventListener("keyup", () => endPress(0), true);
addEventListener("blur", () => endPress(0));
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("button")?.restTimer) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    endPress(0); // after everything that listens to this click
  },
  true,
);
