// While a proposal is written: shows those of the room and of the town that sound like it. The lists were loaded with the page, the town's
// from its public address before anything is typed; what is typed stays on this phone.

import { prepare, similar } from "./similarity.js";

const PAUSE = 500; // ms without a key
const place = document.getElementById("similar");
const form = document.getElementById("proposal");
if (place && form) start();

async function start() {
  const room = JSON.parse(document.getElementById("room-proposals").textContent);
  let prepared = prepare(room);
  let timer = 0;
  let shown = "";
  const look = () => {
    const found = similar(form.elements.title.value, form.elements.what.value, prepared);
    const now = found.map((each) => each.url).join(" ");
    if (now === shown) return;
    shown = now;
    show(found);
  };
  form.addEventListener("input", ({ target }) => {
    if (target.name !== "title" && target.name !== "what") return; // below the list nothing may move while somebody types there
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  prepared = prepare([...room, ...(await townProposals(place.dataset.town))]);
  if (form.elements.title.value) look(); // a draft that was kept
}

async function townProposals(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? (await answer.json()).proposals : [];
  } catch {
    return []; // the room's are compared all the same
  }
}

function show(found) {
  const list = place.querySelector("ul");
  list.textContent = "";
  list.append(...found.map(row));
  place.querySelector("section").hidden = !found.length;
  place.querySelector("[role=status]").textContent = found.length ? place.dataset.said.replace("{n}", found.length) : "";
}

function row({ title, text, url }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const words = document.createElement("p");
  link.href = url;
  link.textContent = title;
  words.className = "small";
  words.textContent = text;
  for (const each of [link, words]) each.dir = "auto";
  item.append(link, words);
  return item;
}
