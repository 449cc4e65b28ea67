import { SPARKLINE_POINTS } from './sparkline.js';

const POLL_MILLIS = 1000;
const byName = new Intl.Collator('en', { numeric: true });

/**
 * All streams: their state objects, and their rates of the last minute. Asks the gateway once a second while the page is
 * visible; a state that changes is told at once.
 *
 * Dispatches `change` after each news.
 */
export class Streams extends EventTarget {
  /** @type {Map<string, object>} state objects by name, sorted */
  all = new Map();
  /** Whether the gateway has answered once. */
  known = false;

  #bus;
  #rates = new Map();
  #polled = 0;
  #asking = false;
  #unsubscribe = null;

  constructor(bus) {
    super();
    this.#bus = bus;
    setInterval(() => this.#poll(), POLL_MILLIS);
    bus.addEventListener('state', () => this.#poll());
    document.addEventListener('visibilitychange', () => this.#watch());
    this.#watch();
  }

  /** @returns {(number|null)[]} bytes a second, the newest last */
  rates(name) {
    return this.#rates.get(name)?.points ?? new Array(SPARKLINE_POINTS).fill(null);
  }

  /** @returns {?number} bytes a second now */
  rate(name) {
    return this.rates(name).at(-1);
  }

  #watch() {
    if (document.hidden) {
      this.#unsubscribe?.();
      this.#unsubscribe = null;
    } else {
      this.#unsubscribe ??= this.#bus.subscribe('streams.state', ({ body }) => this.#changed(body));
      this.#poll();
    }
  }

  #changed(state) {
    if (this.all.has(state.stream)) {
      this.all.set(state.stream, state);
      this.dispatchEvent(new Event('change'));
    } else {
      this.#poll();
    }
  }

  async #poll() {
    if (document.hidden || this.#asking || this.#bus.state !== 'open') {
      return;
    }
    this.#asking = true;
    try {
      const { body } = await this.#bus.request('streams.list');
      this.#take(body);
    } catch {
      // Told by the bus; the next second asks again.
    } finally {
      this.#asking = false;
    }
  }

  #take(states) {
    const now = performance.now();
    const seconds = (now - this.#polled) / 1000;
    this.all = new Map(states.sort((a, b) => byName.compare(a.stream, b.stream)).map((state) => [state.stream, state]));
    if (seconds > 0.5) {
      const before = this.#rates;
      this.#rates = new Map(states.map((state) => [state.stream, next(before.get(state.stream), state.readBytes, seconds)]));
      this.#polled = now;
    }
    this.known = true;
    this.dispatchEvent(new Event('change'));
  }
}

/** One more point; after a pause of the page the line is broken, because nothing is known of that time. */
function next(rates, readBytes, seconds) {
  const points = rates?.points ?? new Array(SPARKLINE_POINTS).fill(null);
  const since = rates === undefined ? -1 : readBytes - rates.readBytes;
  if (seconds > 5) {
    points.push(null);
  }
  points.push(since < 0 || seconds <= 0 ? null : since / seconds);
  return { readBytes, points: points.slice(-SPARKLINE_POINTS) };
}
