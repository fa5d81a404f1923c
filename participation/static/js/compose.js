// "An evening in three minutes": the timetable follows each choice. Without script a button loads the page with it.

const form = document.querySelector("#compose");
let latest = 0;
let isSubmitting = false;

form.addEventListener("change", showTimetable);
form.addEventListener("submit", (event) => {
  if (isSubmitting) event.preventDefault(); // a second press would make a second evening
  isSubmitting = true;
});
addEventListener("pageshow", () => (isSubmitting = false));

async function showTimetable() {
  const number = ++latest;
  const data = new FormData(form);
  data.set("do", "show");
  try {
    const answer = await fetch(location.href, { method: "POST", body: data });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const plan = page.querySelector("#plan");
    if (plan && number === latest) document.querySelector("#plan").replaceChildren(...plan.childNodes);
  } catch {
    // No network: the timetable stays, and the button says what is wrong.
  }
}
