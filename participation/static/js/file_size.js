// A file that is larger than the server takes is told at once. The server would close the connection while it arrives.

for (const field of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  const message = document.createElement("p");
  message.className = "error";
  message.id = `${field.id}_size`;
  message.setAttribute("role", "alert");
  field.after(message);
  field.addEventListener("change", () => {
    const isTooLarge = [...field.files].some((file) => file.size > Number(field.dataset.mostBytes));
    message.textContent = isTooLarge ? field.dataset.tooLarge : "";
    field.toggleAttribute("aria-invalid", isTooLarge);
    if (isTooLarge) field.value = "";
  });
}
