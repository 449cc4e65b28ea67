import { fromBase64url } from './bytes.js';
import { element } from './dom.js';
import { count, date, number, time } from './format.js';
import { hexDump } from './hexdump.js';

const KEPT = 200;
const ASKED_STREAMS = 40;

/**
 * The latest error events of the gateway, the newest first: those that it kept, and those that come while the page is
 * open. Dispatches `change`; its `detail` is a new event, or null.
 */
export class Errors extends EventTarget {
  /** @type {object[]} */
  all = [];

  #bus;

  constructor(bus) {
    super();
    this.#bus = bus;
    bus.subscribe('streams.errors', ({ body }) => this.#add([body], body));
  }

  /** @returns {object[]} of one stream, the newest first */
  of(stream) {
    return this.all.filter((event) => event.stream === stream);
  }

  /** Asks for what the gateway kept of a stream. */
  async load(stream) {
    try {
      const { body } = await this.#bus.request(`streams.${stream}.recent`);
      this.#add(body, null);
    } catch {
      // A stream that is no more, or a connection that is lost: what is known stays.
    }
  }

  /** Asks for what the gateway kept of the streams that had errors. */
  async loadAll(states) {
    const names = states.filter((state) => state.errors > 0).map((state) => state.stream);
    await Promise.all(names.slice(0, ASKED_STREAMS).map((name) => this.load(name)));
  }

  #add(events, news) {
    const key = (event) => `${event.stream} ${event.time} ${event.code}`;
    const known = new Set(this.all.map(key));
    const added = events.filter((event) => !known.has(key(event)));
    if (added.length > 0) {
      this.all = [...added, ...this.all].sort((a, b) => b.time - a.time).slice(0, KEPT);
      this.dispatchEvent(new CustomEvent('change', { detail: news }));
    }
  }
}

/** A list of error events; each opens to both halves. What is open stays open when others come. */
export class ErrorList {
  #into;
  #withStream;
  #items = new Map();

  /**
   * @param {HTMLElement} into
   * @param {boolean} withStream whether each says of which stream it is
   */
  constructor(into, withStream) {
    this.#into = into;
    this.#withStream = withStream;
  }

  show(events) {
    const items = new Map(events.map((event) => [event, this.#items.get(event) ?? errorItem(event, this.#withStream)]));
    this.#items = items;
    [...this.#into.children].forEach((item) => {
      if (![...items.values()].includes(item)) {
        item.remove();
      }
    });
    let before = null;
    for (const item of items.values()) {
      if (item.parentNode !== this.#into) {
        this.#into.insertBefore(item, before === null ? this.#into.firstChild : before.nextSibling);
      }
      before = item;
    }
  }
}

function errorItem(event, withStream) {
  const details = element(
    'details',
    {
      ontoggle: () => {
        if (details.open && details.childElementCount === 1) {
          details.append(halves(event, withStream));
        }
      },
    },
    element(
      'summary',
      {},
      element('time', { datetime: new Date(event.time / 1000).toISOString(), title: date(event.time) }, time(event.time)),
      element('strong.code', {}, event.code),
      withStream ? element('span.stream', {}, event.stream) : null,
      element('span.message', {}, event.message),
    ),
  );
  return element('li', {}, details);
}

/** Both halves of an error: what had been read, and what was not sent. */
function halves(event, withLink) {
  const { unread, unsent } = event;
  const label = `${event.stream}, ${event.code}`;
  return element(
    'div.halves',
    {},
    half(
      'Read last',
      unread.to > unread.from
        ? `offsets ${number(unread.from)} to ${number(unread.to)}${unread.truncated ? '; what came before is in the journal' : ''}`
        : 'nothing in this session',
      unread.bytes && hexDump(fromBase64url(unread.bytes), { offset: unread.from, last: true, label: `Read last, ${label}` }),
    ),
    half(
      'Not sent',
      unsentText(unsent),
      unsent.bytes &&
        hexDump(fromBase64url(unsent.bytes), { offset: unsent.offset, doubt: unsent.doubt, label: `Not sent, ${label}` }),
    ),
    withLink ? element('p', {}, element('a', { href: `#/streams/${event.stream}` }, `Open ${event.stream}`)) : null,
  );
}

function half(title, text, dump) {
  return element('section', {}, element('h3', {}, title, ' ', element('span.quiet', {}, text)), dump || null);
}

function unsentText({ offset, count: bytes, doubt, truncated }) {
  if (bytes === 0) {
    return 'nothing was waiting';
  }
  return (
    `${count(bytes, 'byte')} from output offset ${number(offset)} on` +
    (doubt > 0 ? `; the first ${number(doubt)} may have left all the same` : '') +
    (truncated ? '; only the first of them are shown' : '')
  );
}
