// Supporting proposals: which ones are one's own comes with `mine`; a tap is shown at once and taken back if it fails.

const SETTLE = 3_000; // a `mine` that was read before the last tap may still arrive for so long after it
const own = { supports: new Set(), proposals: [] };
const taps = new Map(); // proposal → {on, at}: what this page did last
let line = Promise.resolve(); // taps reach the server one after the other, or the last one might not win

document.addEventListener("mine", ({ detail }) => {
  if (detail.supports) {
    own.supports = new Set(detail.supports);
    for (const [id, tap] of taps) {
      if (Date.now() - tap.at > SETTLE) taps.delete(id);
      else put(id, tap.on);
    }
  }
  if (detail.proposals) own.proposals = detail.proposals;
  paint();
});
document.addEventListener("slot", paint);

function paint() {
  const places = document.querySelectorAll('[data-slot="proposals"]');
  if (!places.length) return;
  for (const button of document.querySelectorAll('button[name="support"]')) {
    button.setAttribute("aria-pressed", String(own.supports.has(Number(button.value))));
  }
  const written = new Set(own.proposals.map((entry) => entry.id));
  for (const entry of document.querySelectorAll("[data-proposal]")) {
    entry.querySelector(".mine").hidden = !written.has(Number(entry.dataset.proposal));
  }
  paintOwn(document.getElementById("own-proposals"));
}

// Proposals that only their author sees yet: on this phone, above the others.
function paintOwn(list) {
  if (!list) return;
  const waiting = own.proposals.filter((entry) => entry.state in list.dataset && entry.title);
  list.replaceChildren(...waiting.map((entry) => row(entry, list.dataset)));
  list.hidden = !waiting.length;
}

function row(entry, words) {
  const item = document.createElement("li");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = entry.receipt;
  link.textContent = entry.title;
  heading.append(link);
  const said = document.createElement("p");
  said.className = "row";
  const tag = document.createElement("span");
  tag.className = entry.state === "declined" ? "tag" : "tag warn";
  tag.append(icon(entry.state), words[entry.state]);
  const mine = document.createElement("span");
  mine.className = "mine";
  mine.append(ring(), words.yours);
  said.append(mine, tag);
  item.append(heading, said);
  return item;
}

const icon = (state) => document.getElementById("own-icons")?.content.querySelector(`[data-for="${state}"] svg`)?.cloneNode(true) ?? "";
const ring = () => document.querySelector("header svg.you")?.cloneNode(true) ?? "";

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.('button[name="support"]');
  if (!button) return;
  event.preventDefault();
  const id = Number(button.value);
  const { form } = button;
  const on = !own.supports.has(id);
  mark(id, on);
  line = line.then(() => send(form, id, on));
  const refusal = await line;
  if (refusal !== null) mark(id, !on);
  else taps.set(id, { on: own.supports.has(id), at: Date.now() });
  say(refusal ?? "");
});

function mark(id, on) {
  taps.set(id, { on, at: Date.now() });
  put(id, on);
  paint();
}

function put(id, on) {
  if (on) own.supports.add(id);
  else own.supports.delete(id);
}

// null if it was counted, else a sentence that says why not.
async function send(form, id, on) {
  const body = new URLSearchParams({ support: id, on: on ? 1 : 0 });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const failed = document.getElementById("support-said")?.dataset.failed ?? "";
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) return null;
    return answer.status === 409 ? await answer.text() : failed;
  } catch {
    return failed;
  }
}

function say(words) {
  const place = document.getElementById("support-said");
  if (!place) return;
  place.querySelector("span").textContent = words;
  place.classList.toggle("late", Boolean(words));
}
