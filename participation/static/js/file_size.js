// A file that is larger than the server takes is told at once. The server would close the connection while it arrives.

for (const field of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  const message = document.createElement("p");
  message.className = "error";
  message.setAttribute("role", "alert");
  message.textContent = field.dataset.tooLarge;
  field.addEventListener("change", () => {
    message.remove();
    if ([...field.files].every((file) => file.size <= Number(field.dataset.mostBytes))) return;
    field.value = "";
    field.after(message);
  });
}
