import { icon } from './dom.js';

/** Each state has a shape of its own, so that colour alone never tells. */
const SHAPES = {
  open: ['M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z', true],
  connecting: ['M8 2.75a5.25 5.25 0 1 0 5.25 5.25', false],
  backoff: ['M8 1.8 15 14H1z', true],
  waiting: ['M8 2 14 8 8 14 2 8z', false],
  closed: ['M3.25 3.25h9.5v9.5h-9.5z', false],
  failed: ['M3.5 3.5l9 9M12.5 3.5l-9 9', false],
};

const WORDS = {
  backoff: 'retrying',
};

/** Draws the state into the element: shape, colour by class, and its word. */
export function showState(into, state) {
  if (into.dataset.state === state) {
    return;
  }
  into.dataset.state = state;
  const [path, filled] = SHAPES[state] ?? SHAPES.waiting;
  into.replaceChildren(icon(path, filled), stateWord(state));
}

/** What a person calls it. */
export function stateWord(state) {
  return WORDS[state] ?? state;
}
