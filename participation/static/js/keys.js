// Keys for the town hall's desk. What a key does stands in the page: an element with data-key is pressed, or gets the focus.
// In a list (data-rows) J and K go from row to row, and X ticks the row. Single letters can be turned off, because speech input may produce them.

const OFF = "augenhoehe:keys-off";
const help = document.querySelector("dialog.keys-help");
const own = help?.querySelector("[data-keys-switch]");

if (help && help.showModal) {
  for (const hint of document.querySelectorAll("[data-keys-hint]")) hint.hidden = false;
  document.querySelector("[data-keys-hint] [data-key='?']").addEventListener("click", () => help.showModal());
  own.checked = !isOff();
  own.addEventListener("change", () => remember(!own.checked));
}
document.addEventListener("keydown", press);

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    off ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF);
  } catch {
    // without storage the choice holds for this page alone, and the box shows it
  }
}

function press(event) {
  if (event.defaultPrevented || event.repeat || event.isComposing || (help && help.open)) return;
  const done = event.key === "Enter" && (event.ctrlKey || event.metaKey) ? submit() : !isTyping(event) && !isOff() && byLetter(event);
  if (done) event.preventDefault();
}

function isTyping({ target, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return true;
  return target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

/** Ctrl and Enter send the form that leads on: the answer, or its publication. */
function submit() {
  const button = document.querySelector("form[data-leads-on] [type=submit]");
  if (button) button.click();
  return Boolean(button);
}

function byLetter({ key, target }) {
  const letter = key.toLowerCase();
  const links = [...document.querySelectorAll("[data-rows] tbody th a")];
  if (links.length && (letter === "j" || letter === "k")) return move(links, letter === "j" ? 1 : -1);
  if (links.includes(target) && (key === "ArrowDown" || key === "ArrowUp")) return move(links, key === "ArrowDown" ? 1 : -1);
  if (letter === "x") return tick(target);
  if (/^[1-9]$/.test(key)) return decide(Number(key));
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(letter)}"]`)].find((element) => element.getClientRects().length);
  if (!found) return false;
  if (found.matches("[type=search]")) found.select();
  else if (found.type === "submit") found.focus();
  else found.click();
  return true;
}

function move(links, step) {
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step));
  links[next].focus();
  return true;
}

/** Tick the box of the row that has the focus, or take the tick away. */
function tick(target) {
  const box = target.closest("[data-rows] tbody tr")?.querySelector("input[type=checkbox]");
  if (box) box.click();
  return Boolean(box);
}

/** Choose a decision by its number, and go on to the reason. */
function decide(number) {
  const form = document.querySelector("form[data-leads-on]");
  const choice = form?.querySelectorAll("[data-numbered] input[type=radio]")[number - 1];
  if (!choice) return false;
  choice.click();
  [...form.querySelectorAll("textarea")].find((field) => !field.closest("details:not([open])"))?.focus();
  return true;
}
