// Clears what the phone kept of this room: on the pages after erasing, and after handing the phone on.

import { clearRoom } from "./room_storage.js";

clearRoom(document.body.dataset.room);
