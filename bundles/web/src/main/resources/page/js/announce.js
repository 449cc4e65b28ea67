import { setText } from './dom.js';

/** Says something to whom listens to the page rather than sees it; politely, after what is being said. */
export function announce(text) {
  setText(document.getElementById('announcements'), text);
}
