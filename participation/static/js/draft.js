// A proposal that is being written stays on this phone until it is sent; characters are counted as people count them.

const form = document.getElementById("proposal");
const sent = location.hash === "#sent" && document.body.dataset.room;
if (sent) {
  store(`augenhoehe:proposal:${sent}`, null);
  history.replaceState(null, "", location.pathname);
}
if (form) begin(form);

function begin(form) {
  const key = form.dataset.draft;
  const fields = [...form.querySelectorAll("input[maxlength], textarea, select")];
  if (key && !form.dataset.wrong) restore(key, fields);
  for (const field of fields) count(field);
  let waiting = 0;
  form.addEventListener("input", ({ target }) => {
    count(target);
    clearTimeout(waiting);
    if (key) waiting = setTimeout(() => keep(key, fields), 400);
  });
  addEventListener("pagehide", () => key && keep(key, fields));
  form.addEventListener("submit", () => {
    if (key) keep(key, fields);
    const button = document.querySelector('button[form="proposal"]');
    setTimeout(() => button?.setAttribute("aria-disabled", "true"), 0);
    setTimeout(() => button?.removeAttribute("aria-disabled"), 8000);
  });
  if (form.dataset.wrong) document.getElementById(form.dataset.wrong)?.focus();
}

function count(field) {
  const place = document.getElementById(`${field.id}-count`);
  if (place) place.textContent = place.dataset.text.replace("0", [...field.value].length);
}

function keep(key, fields) {
  const texts = fields.filter((field) => field.tagName !== "SELECT" && field.value.trim());
  // `at`, because the evening's page sweeps away what is old (outbox.js).
  store(key, texts.length ? { ...Object.fromEntries(fields.map((field) => [field.name, field.value])), at: Date.now() } : null);
  const place = document.getElementById("sent");
  if (texts.length && place && !place.classList.contains("late")) place.querySelector("span").textContent = place.dataset.kept;
  place?.classList.toggle("kept-here", texts.length > 0);
}

function restore(key, fields) {
  // Who typed while this script was on its way does not lose a word to an older draft.
  if (fields.some((field) => field.tagName !== "SELECT" && field.value !== field.defaultValue)) return keep(key, fields);
  let draft = null;
  try {
    draft = JSON.parse(localStorage.getItem(key));
  } catch {
    return; // no storage: private mode, or the phone is full
  }
  if (!draft) return;
  for (const field of fields) if (typeof draft[field.name] === "string") field.value = draft[field.name] || field.value;
  keep(key, fields);
}

function store(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
  } catch {
    // as above: the text is still in the form
  }
}
