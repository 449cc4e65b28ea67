import { element, setText } from './dom.js';
import { count, size } from './format.js';
import { Sparkline } from './sparkline.js';
import { showState, stateWord } from './state-icon.js';
import { colour, theme } from './theme.js';

const ROW_PIXELS = 64;
const BEYOND = 3;
const SPARK = { width: 88, height: 30 };

/**
 * The list of streams. Only the rows in sight exist, so a thousand streams cost what twenty do. One tab stop: arrow keys
 * move in it, Enter opens.
 */
export class StreamList {
  #streams;
  #open;
  #list = document.getElementById('stream-list');
  #rows = document.getElementById('stream-rows');
  #filter = document.getElementById('filter');
  #summary = document.getElementById('summary');
  #empty = document.getElementById('no-streams');
  #shown = new Map();
  #names = [];
  #active = null;
  #selected = null;
  #frame = null;

  /**
   * @param {import('./streams.js').Streams} streams
   * @param {function(string): void} open called with a name
   */
  constructor(streams, open) {
    this.#streams = streams;
    this.#open = open;
    this.#filter.addEventListener('input', () => this.#refresh());
    this.#filter.addEventListener('keydown', (event) => this.#filterKey(event));
    this.#list.addEventListener('scroll', () => this.#draw(), { passive: true });
    this.#list.addEventListener('keydown', (event) => this.#key(event));
    this.#list.addEventListener('click', (event) => this.#click(event));
    new ResizeObserver(() => this.#draw()).observe(this.#list);
    theme.addEventListener('change', () => this.#draw());
    streams.addEventListener('change', () => this.#refreshSoon());
  }

  /** Marks the stream that is open beside the list. */
  select(name) {
    this.#selected = name;
    this.#active = name ?? this.#active;
    this.#draw();
  }

  focus() {
    this.#list.focus();
  }

  /** Once for all that changes until the next frame. */
  #refreshSoon() {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#refresh();
    });
  }

  #refresh() {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.#names = [];
    let open = 0;
    for (const state of this.#streams.all.values()) {
      open += state.state === 'open' ? 1 : 0;
      const text = `${state.stream} ${state.transport} ${state.state} ${stateWord(state.state)} ${state.reason}`.toLowerCase();
      if (words.every((word) => text.includes(word))) {
        this.#names.push(state.stream);
      }
    }
    const all = this.#streams.all.size;
    const others = all - open;
    setText(
      this.#summary,
      !this.#streams.known
        ? 'Asking the gateway…'
        : (words.length > 0 ? `${this.#names.length} of ` : '') +
            `${count(all, 'stream')}, ${open} open` +
            (others > 0 ? `, ${others} not` : ''),
    );
    this.#empty.hidden = !this.#streams.known || this.#names.length > 0;
    this.#empty.firstElementChild.hidden = all > 0;
    this.#empty.lastElementChild.hidden = all === 0;
    this.#list.hidden = this.#names.length === 0;
    if (!this.#names.includes(this.#active)) {
      this.#active = this.#names[0] ?? null;
    }
    this.#draw();
  }

  #draw() {
    const top = this.#list.scrollTop;
    const first = Math.max(0, Math.floor(top / ROW_PIXELS) - BEYOND);
    const last = Math.min(this.#names.length, Math.ceil((top + this.#list.clientHeight) / ROW_PIXELS) + BEYOND);
    const wanted = new Set(this.#names.slice(first, last));
    if (this.#names.includes(this.#active)) {
      wanted.add(this.#active); // What aria-activedescendant names has to exist.
    }
    const free = [];
    for (const [name, row] of this.#shown) {
      if (!wanted.has(name)) {
        this.#shown.delete(name);
        free.push(row);
      }
    }
    this.#rows.style.height = `${this.#names.length * ROW_PIXELS}px`;
    const line = colour('accent');
    for (const name of wanted) {
      let row = this.#shown.get(name);
      if (!row) {
        row = free.pop() ?? new Row(this.#rows);
        this.#shown.set(name, row);
      }
      const index = this.#names.indexOf(name);
      row.show(this.#streams.all.get(name), index, this.#names.length, this.#streams.rate(name));
      row.mark(name === this.#active, name === this.#selected);
      row.sparkline.draw(this.#streams.rates(name), line);
    }
    free.forEach((row) => row.remove());
    const active = this.#shown.get(this.#active);
    if (active) {
      this.#list.setAttribute('aria-activedescendant', active.id);
    } else {
      this.#list.removeAttribute('aria-activedescendant');
    }
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#list.clientHeight / ROW_PIXELS) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key in steps) {
      this.#move(steps[event.key]);
      event.preventDefault();
    } else if ((event.key === 'Enter' || event.key === ' ') && this.#active !== null) {
      this.#open(this.#active);
      event.preventDefault();
    }
  }

  #move(step) {
    const to = Math.min(Math.max(this.#names.indexOf(this.#active) + step, 0), this.#names.length - 1);
    this.#active = this.#names[to] ?? null;
    const top = to * ROW_PIXELS;
    if (top < this.#list.scrollTop) {
      this.#list.scrollTop = top;
    } else if (top + ROW_PIXELS > this.#list.scrollTop + this.#list.clientHeight) {
      this.#list.scrollTop = top + ROW_PIXELS - this.#list.clientHeight;
    }
    this.#draw();
  }

  #filterKey(event) {
    if (event.key === 'Escape' && this.#filter.value !== '') {
      this.#filter.value = '';
      this.#refresh();
      event.preventDefault();
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      this.focus();
      event.preventDefault();
    }
  }

  #click(event) {
    const row = event.target.closest('[role=option]');
    if (row) {
      this.#open(row.dataset.stream);
    }
  }
}

let rows = 0;

/** One row, used for one stream after another. */
class Row {
  id = `row-${rows++}`;
  #name = element('span.name');
  #state = element('span.state');
  #about = element('span.about');
  #rate = element('span.rate');
  #troubles = element('span.troubles');
  #spark = element('span.spark', { 'aria-hidden': 'true' });
  #element = element(
    'div.row',
    { role: 'option', id: this.id },
    this.#state,
    this.#name,
    this.#about,
    this.#spark,
    this.#rate,
    this.#troubles,
  );

  constructor(into) {
    into.append(this.#element);
    this.sparkline = new Sparkline(this.#spark, SPARK.width, SPARK.height);
  }

  show(state, index, among, rate) {
    this.#element.style.transform = `translateY(${index * ROW_PIXELS}px)`;
    this.#element.dataset.stream = state.stream;
    this.#element.setAttribute('aria-posinset', index + 1);
    this.#element.setAttribute('aria-setsize', among);
    setText(this.#name, state.stream);
    this.#name.title = state.stream;
    showState(this.#state, state.state);
    setText(this.#about, state.state === 'open' || !state.reason ? state.transport || 'no transport' : state.reason);
    this.#about.title = state.reason ?? '';
    setText(this.#rate, rate ? `${size(rate)}/s` : state.state === 'open' ? 'quiet' : '');
    setText(
      this.#troubles,
      [state.errors > 0 ? count(state.errors, 'error') : '', state.gaps > 0 ? count(state.gaps, 'gap') : '']
        .filter(Boolean)
        .join(', '),
    );
  }

  mark(active, selected) {
    this.#element.classList.toggle('active', active);
    this.#element.setAttribute('aria-selected', selected);
  }

  remove() {
    this.#element.remove();
  }
}
