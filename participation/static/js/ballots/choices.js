// The ballot of several choices: when enough are chosen, the sentence above the button says how to swap.

import { addBallot } from "../ballot_form.js";

const chosenIn = (ballot) => ballot.querySelectorAll(":checked").length;

addBallot("choices", {
  update(ballot) {
    const isFull = chosenIn(ballot) >= ballot.dataset.most;
    for (const box of ballot.querySelectorAll('[type="checkbox"]')) box.setAttribute("aria-disabled", String(isFull && !box.checked));
  },

  check(ballot) {
    const { least, most, missing, ready, none, full } = ballot.dataset;
    const n = chosenIn(ballot);
    if (n < least) return { ready: false, sentence: missing, n };
    return { ready: true, sentence: n ? (n >= most && full) || ready : none, n };
  },
});

document.addEventListener("click", (event) => {
  if (event.target.matches('[type="checkbox"][aria-disabled="true"]')) event.preventDefault();
});
