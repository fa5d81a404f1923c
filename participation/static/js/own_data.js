// The page "What is stored about me?": shows how many answers only this phone knows, and adds them to the downloaded file.

import { OwnAnswers } from "./own_answers.js";
import { claimRoom } from "./room_storage.js";

const { room, me } = document.body.dataset;
claimRoom(room, me);
const answers = Object.values(new OwnAnswers(room).all);
const row = document.getElementById("remembered");
const link = document.querySelector("a[download]");

row.querySelector("dd").textContent = answers.length;
row.hidden = false;

link.addEventListener("click", async (event) => {
  if (!answers.length) return; // the server's file is complete
  event.preventDefault();
  try {
    const reply = await fetch(link.href, { credentials: "same-origin" });
    download(Object.assign(await reply.json(), { remembered_by_this_phone: answers }));
  } catch {
    location.href = link.href;
  }
});

function download(content) {
  const file = document.createElement("a");
  file.href = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  file.download = "augenhoehe.json";
  file.click();
  setTimeout(() => URL.revokeObjectURL(file.href), 60_000);
}
