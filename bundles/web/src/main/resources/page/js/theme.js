import { preference, remember } from './preferences.js';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Light or dark: as the system has it, or as chosen. Dispatches `change` when the colours change. */
export const theme = new (class extends EventTarget {
  /** @type {'auto'|'light'|'dark'} */
  choice = preference('theme', 'auto');

  constructor() {
    super();
    dark.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  get isDark() {
    return this.choice === 'auto' ? dark.matches : this.choice === 'dark';
  }

  choose(choice) {
    this.choice = choice;
    remember('theme', choice);
    this.#apply();
  }

  #apply() {
    document.documentElement.dataset.theme = this.isDark ? 'dark' : 'light';
    this.dispatchEvent(new Event('change'));
  }
})();

/** @returns {string} a colour of the style sheet */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
