// This person's own answers. The server destroys single ballots when the result exists; from then on only this phone knows them.
// Used by poll_screen.js and own_data.js.

import { RoomStorage } from "./room_storage.js";

export class OwnAnswers {
  constructor(room) {
    this.storage = new RoomStorage(room, "own", () => ({ epoch: "", answers: {} }));
  }

  /** {poll: {answer, question?}} of this evening. */
  get all() {
    return this.storage.read().answers;
  }

  /** After a restore from a backup polls may have other numbers: answers of another epoch go. */
  setEpoch(epoch) {
    const kept = this.storage.read();
    if (kept.epoch === epoch) return;
    this.storage.write((value) => Object.assign(value, { epoch, answers: kept.epoch ? {} : value.answers }));
  }

  /** Add the server's ballots, which win over what the phone has; gives both together. A missing ballot removes nothing. */
  merge(ballots) {
    const { all } = this;
    if (Object.keys(ballots).some((poll) => !all[poll] || !isSameAnswer(all[poll].answer, ballots[poll].answer))) {
      this.storage.write(({ answers }) => {
        for (const poll of Object.keys(ballots)) answers[poll] = Object.assign({}, answers[poll], { answer: ballots[poll].answer });
      });
    }
    return Object.assign(this.all, ballots);
  }

  put(poll, answer) {
    this.merge({ [poll]: { answer } });
  }

  /** The question's wording, for those who download their answers. */
  putQuestion(poll, question) {
    const { all } = this;
    if (all[poll] && all[poll].question !== question) this.storage.write(({ answers }) => (answers[poll].question = question));
  }
}

/** The order of keys makes no difference. */
export function isSameAnswer(a, b) {
  return JSON.stringify(a, sortKeys) === JSON.stringify(b, sortKeys);
}

function sortKeys(_key, value) {
  const isObject = value && typeof value === "object" && !Array.isArray(value);
  return isObject ? Object.fromEntries(Object.entries(value).sort()) : value;
}
