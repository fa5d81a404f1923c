// After erasing: the phone forgets what it kept of this room.

for (const key of Object.keys(localStorage)) {
  if (key.includes(document.body.dataset.room)) localStorage.removeItem(key);
}
