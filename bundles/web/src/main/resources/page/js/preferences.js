/** What a person chose, remembered by the browser. Only choices are kept there, never what a stream said. */

/** @returns {*} */
export function preference(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  localStorage.setItem(name, JSON.stringify(value));
}
