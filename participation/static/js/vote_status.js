// The sentence above the phone's main button: what became of the vote, or what is missing. Used by poll_screen.js.

import { checkAnswer } from "./ballot_form.js";

/** {words, look} for a PollScreen; `look` is a class of the line: "saved", "waiting", "late" or "". */
export function describeVote(screen, { state, isOpen, root }) {
  if (state === "none") {
    const words = isOpen ? wordsBeforeVote(screen, root) : screen.texts.none;
    return { words, look: screen.refused || screen.isOver ? "late" : "" };
  }
  if (state === "saved") {
    const words = wordsAfterVote(screen, isOpen);
    return { words, look: screen.late[screen.poll] || words === screen.texts.please_change ? "late" : "saved" };
  }
  if (state === "late") return { words: wordsOfLateVote(screen), look: "late" };
  return { words: screen.texts[state], look: state === "waiting" ? "waiting" : "" };
}

function wordsBeforeVote({ texts, poll, changing, isOver, refused, hasResult, sendsAtOnce }, root) {
  if (sendsAtOnce) return refused ?? ""; // nothing is missing
  if (isOver) return hasResult ? texts.held_result : texts.held;
  const { ready, sentence } = checkAnswer(root);
  return refused ?? (ready && changing === poll ? texts.changing : sentence);
}

function wordsAfterVote({ texts, poll, late, answers, drafts, lang }, isOpen) {
  if (late[poll]) return late[poll].unsure ? texts.unsure_change : texts.late_change;
  if (isOpen && answers[poll]?.please_change) return texts.please_change;
  const at = drafts.savedAt(poll);
  const words = at ? texts[isOpen ? "saved_at" : "counted_at"] : texts[isOpen ? "saved" : "counted"];
  return words.replace("{time}", clockTime(at, lang));
}

function wordsOfLateVote({ texts, poll, late, lang }) {
  const vote = late[poll];
  if (vote?.unsure) return texts.unsure;
  return vote ? texts.late_at.replace("{time}", clockTime(vote.at, lang)).replace("{end}", clockTime(vote.end, lang)) : texts.late;
}

function clockTime(at, lang) {
  return new Date(at ?? 0).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit" });
}
