// Which proposals sound like the one that is being written. It compares words on the phone; nothing typed leaves it.
// Pure functions: similar_proposals.js shows what they find.

const MOST = 3;
const OFTEN = 0.25; // of the proposals: a word that stands in more of them tells nothing
const FEW = 5; // proposals, too few to say what stands in many
const ENDINGS = /(?:ungen|ung|innen|in|heiten|heit|keiten|keit|lichen|liche|lich|en|er|em|es|e|n)$/;
const PLURAL = /([^aius])s$/; // not in "Bus", "Glas", "Eis"
const STEM_MIN = 4; // letters that stay when an ending is cut, and of a word that names a subject by itself
const COMMON = new Set(
  `
    aber alle allen alles als also am an auch auf aus bei beim bis brauchen braucht bitte da dafur damit dann das dass dem
    den der des die dies diese diesem diesen doch dort durch ein eine einem einen einer eines einfach er es etwas fur gibt
    geht gut haben hat hier ich ihr im immer in ist ja jede jeden jeder jedes kann kein keine konnen konnte konnten machen
    mal man mehr mit muss mussen nach nicht noch nur oder ohne schon sehr sein sich sie sind so soll sollen sollte sollten
    statt uber um und uns unser unsere unserem unseren unter viel viele vom von vor wurde wurden war was weil wenn wer
    werden wie will wir wird wo wollen zu zum zur montag dienstag mittwoch donnerstag freitag samstag sonntag abend
    vorschlag jugendliche jugendlichen leute a all and are at be but by can for from has have in is it its more not of on or
    our should so that the there they this to we with would you
  `
    .trim()
    .split(/\s+/),
);

/** The stems of the words in `text`, without words that stand in nearly every text: small letters, umlauts without dots, no ending. */
export function stemsOf(text) {
  const plain = text.toLowerCase().replace(/ß/g, "ss").normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const words = plain.match(/[\p{L}\p{N}]+/gu) || [];
  return new Set(words.filter((word) => word.length > 2 && !COMMON.has(word)).map(stem));
}

function stem(word) {
  const cut = word.replace(PLURAL, "$1").replace(ENDINGS, "");
  return cut.length >= STEM_MIN ? cut : word;
}

/** The same stem, or one that stands at an end of the other: German builds its nouns that way ("Nachtbus", "Rufbus", "Bus"). */
export function fits(one, other) {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 3 && (long.endsWith(short) || (short.length >= STEM_MIN && long.startsWith(short)));
}

/** What `proposals` ([{title, text, …}]) look like to `similar`; made once for a list. */
export function prepare(proposals) {
  const prepared = proposals.map((proposal) => ({ proposal, title: stemsOf(proposal.title), text: stemsOf(proposal.text) }));
  const standsIn = new Map();
  for (const { title, text } of prepared) {
    for (const word of new Set([...title, ...text])) standsIn.set(word, (standsIn.get(word) || 0) + 1);
  }
  const most = proposals.length > FEW ? Math.max(2, proposals.length * OFTEN) : FEW;
  const says = (word) => standsIn.get(word) <= most;
  return prepared.map(({ proposal, title, text }) => ({ proposal, title: [...title].filter(says), text: [...text].filter(says) }));
}

/** At most three of the prepared proposals that share their subject with what is written, the most alike first. */
export function similar(title, what, prepared) {
  const own = [...stemsOf(`${title} ${what}`)];
  const ownTitle = [...stemsOf(title)];
  const found = [];
  for (const each of prepared) {
    const score = scoreOf(own, ownTitle, each);
    if (score > 0) found.push({ score, proposal: each.proposal });
  }
  found.sort((one, other) => other.score - one.score);
  return found.slice(0, MOST).map((each) => each.proposal);
}

const isLong = (word) => word.length >= STEM_MIN;

/** 0 unless a word of one title stands in the other proposal, and it is the subject of both or one more word is shared. */
function scoreOf(own, ownTitle, { title, text }) {
  const shared = (words, others) => words.filter((word) => others.some((other) => fits(word, other))).length;
  const inTitle = shared(title, own);
  const ofTitle = shared(ownTitle, [...title, ...text]);
  if (!inTitle && !ofTitle) return 0;
  const inText = shared(own, text.filter((word) => !title.includes(word)));
  const inBothTitles = shared(title, ownTitle);
  const isSubject = 2 * inBothTitles > Math.min(title.length, ownTitle.length) || shared(title.filter(isLong), ownTitle.filter(isLong)) > 0;
  const score = 2 * inTitle + inText;
  return score >= 3 || isSubject ? score : 0;
}
