/**
 * The token that opens the gateway. It comes in the fragment of the link that `tstreams web` prints, which no server
 * sees; from there it moves to the tab's own storage, so that it does not stay in the address bar or the history.
 *
 * Loaded before everything else.
 */

const KEY = 'token';

function take() {
  const found = /^#token=([\w.~+/=-]+)$/.exec(location.hash);
  if (found) {
    sessionStorage.setItem(KEY, found[1]);
    history.replaceState(null, '', location.pathname);
  }
  return found !== null;
}

take();
window.addEventListener('hashchange', () => {
  if (take()) {
    location.reload();
  }
});

/** @returns {?string} null if this tab was not opened by a link with a token */
export function token() {
  return sessionStorage.getItem(KEY);
}

/** After the gateway refused it. */
export function forgetToken() {
  sessionStorage.removeItem(KEY);
}
