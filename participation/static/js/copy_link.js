// The button that copies the private link of a proposal. Over plain HTTP browsers can't copy: there the address stands on the page.

const button = document.getElementById("copy");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.link);
      button.querySelector("span").textContent = button.dataset.copied;
    } catch {
      button.hidden = true;
    }
  });
}
