import { fromBase64url } from './bytes.js';
import { BusError } from './bus.js';

/** How much of the journal is shown when a stream is opened, and how much each step back adds. */
export const TAIL_BYTES = 64 * 1024;
/** A hole up to this is fetched without a word; a larger one is skipped, and said. */
export const SKIP_BYTES = 256 * 1024;

/**
 * Reads one stream for a screen: from an offset in its journal, and on as it goes. The journal has everything, so nothing
 * is kept here: what comes while the screen is busy is dropped and fetched later, or skipped where that is too much.
 *
 * A screen has
 * - `reset()`: begins anew
 * - `write(bytes)`
 * - `note(text)`: a line between the bytes
 * - `mark()`: this is the place that was asked for
 * - `skipped(from, to)`: these bytes were left out
 * - `full()`: whether more would push out what was written first
 * - `ready()`: a promise while it has more than enough to do, else null
 * - `position(position)`: where the feed is, after each step; see {@link Feed#position}
 */
export class Feed {
  #bus;
  #stream;
  #screen;
  #allNotes;
  #notes = [];
  #unsubscribe = null;
  #run = 0;
  #fetching = false;
  #journal = null;
  #start = null;
  #at = null;
  #end = 0;
  #earliest = 0;
  #live = false;
  #detached = false;
  #paused = false;

  /**
   * @param {import('./bus.js').Bus} bus
   * @param {string} stream
   * @param {object} screen
   * @param {function(): {offset: number, journal: string, text: string}[]} allNotes lines that belong between the bytes,
   *     as far as known
   */
  constructor(bus, stream, screen, allNotes) {
    this.#bus = bus;
    this.#stream = stream;
    this.#screen = screen;
    this.#allNotes = allNotes;
    this.#bus.addEventListener('state', this.#reconnected);
  }

  /**
   * `start` and `at` are the first offset shown and the next one, `earliest` and `end` those of the journal as far as
   * known. `live`: new bytes are shown as they come. `detached`: this is a look into the past that stays there.
   */
  get position() {
    return {
      start: this.#start,
      at: this.#at,
      end: this.#end,
      earliest: this.#earliest,
      live: this.#live,
      detached: this.#detached,
    };
  }

  /** Shows the stream's last bytes and follows it. */
  fromTail() {
    this.#open(`-${TAIL_BYTES}`, true);
  }

  /**
   * Shows what there is from an offset on until the screen is full, and follows the stream if that reaches its end.
   *
   * @param {number} offset
   * @param {number} mark an offset in there
   */
  fromOffset(offset, mark) {
    const journal = this.#journal;
    this.#open(offset, false);
    this.#notes.push({ offset: mark, journal, text: null });
  }

  /** While no one looks: nothing is received. */
  pause() {
    this.#paused = true;
    this.#unfollow();
  }

  resume() {
    if (this.#paused) {
      this.#paused = false;
      this.#follow();
      this.#catchUp();
    }
  }

  close() {
    this.#run++;
    this.#unfollow();
    this.#bus.removeEventListener('state', this.#reconnected);
  }

  /** A line that belongs at an offset: where a session ended. */
  noteAt(offset, journal, text) {
    if (this.#journal !== null && !sameScale(journal, this.#journal)) {
      return;
    }
    if (this.#at !== null && offset <= this.#at) {
      if (!this.#detached) {
        this.#screen.note(text);
      }
    } else {
      this.#notes.push({ offset, journal, text });
    }
  }

  #open(from, live) {
    this.#run++;
    this.#fetching = false;
    this.#start = null;
    this.#at = null;
    this.#journal = null;
    this.#live = live;
    this.#detached = false;
    this.#notes = this.#allNotes();
    this.#screen.reset();
    this.#follow();
    this.#catchUp(from);
  }

  #follow() {
    if (this.#unsubscribe === null && !this.#paused && !this.#detached) {
      this.#unsubscribe = this.#bus.subscribe(`streams.${this.#stream}.read`, (message) => this.#received(message));
    }
  }

  #unfollow() {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  #reconnected = () => {
    if (this.#bus.state === 'open' && !this.#paused) {
      this.#catchUp(this.#at ?? `-${TAIL_BYTES}`);
    }
  };

  #received({ headers, body }) {
    const offset = Number(headers.offset);
    const bytes = fromBase64url(body);
    this.#end = Math.max(this.#end, offset + bytes.length);
    if (this.#fetching || this.#at === null) {
      return;
    }
    if (!sameScale(headers.journal, this.#journal) || offset > this.#at || bytes.length === 0 || this.#screen.ready() !== null) {
      this.#catchUp();
    } else if (offset + bytes.length > this.#at) {
      this.#show(this.#at, bytes.subarray(this.#at - offset));
      this.#screen.position(this.position);
    }
  }

  /** Fetches to the journal's end, at the screen's pace. One runs at a time. */
  async #catchUp(from = this.#at) {
    if (this.#fetching || this.#paused || this.#detached || from === null || this.#bus.state !== 'open') {
      return;
    }
    const run = this.#run;
    this.#fetching = true;
    let next = from;
    try {
      do {
        await this.#screen.ready();
        if (run !== this.#run || this.#paused) {
          return;
        }
        next = this.#skip(next);
        const reply = await this.#bus.request(`streams.${this.#stream}.fetch`, { from: next });
        if (run !== this.#run) {
          return;
        }
        next = this.#fetched(reply, next);
      } while (next < this.#end && !this.#detached);
      this.#live = !this.#detached;
    } catch (failure) {
      if (run === this.#run) {
        this.#failed(failure);
      }
    } finally {
      if (run === this.#run) {
        this.#fetching = false;
        this.#screen.position(this.position);
      }
    }
  }

  #fetched(reply, asked) {
    const headers = reply.headers;
    const offset = Number(headers.offset);
    const next = Number(headers.next);
    const bytes = fromBase64url(reply.body);
    const another = this.#journal !== null && !sameScale(headers.journal, this.#journal);
    if (another) {
      this.#screen.note('a new journal begins: offsets count from its first byte');
    }
    this.#journal = headers.journal;
    this.#end = another ? Number(headers.end) : Math.max(this.#end, Number(headers.end));
    this.#earliest = Number(headers.earliest);
    if (another && asked !== 0) {
      this.#at = 0;
      return 0;
    }
    this.#start ??= offset;
    if (headers.gap) {
      this.#screen.note(gapText(JSON.parse(headers.gap)));
    }
    this.#show(offset, bytes);
    this.#at = next;
    if (!this.#live && next < this.#end && this.#screen.full()) {
      this.#detached = true;
      this.#unfollow();
    }
    this.#screen.position(this.position);
    return next;
  }

  /** Leaves out what is too much for a screen that is to show what happens now. */
  #skip(next) {
    if (this.#live && this.#at !== null && this.#end - this.#at > SKIP_BYTES) {
      const to = this.#end - TAIL_BYTES;
      this.#screen.skipped(this.#at, to);
      this.#at = to;
      return to;
    }
    return next;
  }

  /** Bytes, and the notes that belong between them. */
  #show(offset, bytes) {
    let at = offset;
    const end = offset + bytes.length;
    const due = this.#notes.filter((note) => note.offset <= end).sort((a, b) => a.offset - b.offset);
    this.#notes = this.#notes.filter((note) => note.offset > end);
    for (const note of due) {
      if (note.offset >= offset && sameScale(note.journal, this.#journal)) {
        this.#write(bytes.subarray(at - offset, note.offset - offset));
        at = note.offset;
        note.text === null ? this.#screen.mark() : this.#screen.note(note.text);
      }
    }
    this.#write(bytes.subarray(at - offset));
    this.#at = end;
  }

  #write(bytes) {
    if (bytes.length > 0) {
      this.#screen.write(bytes);
    }
  }

  #failed(failure) {
    if (!(failure instanceof BusError)) {
      throw failure;
    }
    if (failure.code === 'REFUSED' && this.#at !== null) {
      // An offset beyond the end: of a journal that is no more.
      this.#screen.note('the journal is another one now');
      this.fromTail();
    } else if (this.#bus.state === 'open') {
      this.#screen.note(failure.message);
    }
  }
}

/**
 * Whether offsets in both are of one count: a journal whose disk fails goes on in memory under another id, and back, with
 * the same offsets.
 */
function sameScale(id, other) {
  const scale = (journal) => /^(?:disk|memory)-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:-\d+)?$/i.exec(journal)?.[1] ?? journal;
  return scale(id) === scale(other);
}

function gapText(gap) {
  const bytes = gap.bytes < 0 ? 'bytes, how many is not known,' : `${gap.bytes} bytes`;
  return `${bytes} missing at ${gap.at}: ${gap.cause}`;
}
