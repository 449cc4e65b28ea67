import { fromBase64url, toBase64url } from './bytes.js';

/** What is typed or pasted and waits; a write takes at most {@link WRITE_BYTES} of it. */
const WAITING_BYTES = 1024 * 1024;
const WRITE_BYTES = 256 * 1024;
const WRITE_SECONDS = 120;

/**
 * Sends what is typed to one stream, in order: while one write is on its way, the next keys wait and go together. When a
 * write fails, what waits behind it is not sent either.
 */
export class Keyboard {
  #bus;
  #stream;
  #failed;
  #waiting = [];
  #waitingBytes = 0;
  #sending = false;

  /**
   * @param {import('./bus.js').Bus} bus
   * @param {string} stream
   * @param {function(string, {bytes: Uint8Array, offset: number, doubt: number}): void} failed called with a message and what
   *     was not sent; of its first `doubt` bytes it is not known
   */
  constructor(bus, stream, failed) {
    this.#bus = bus;
    this.#stream = stream;
    this.#failed = failed;
  }

  /** @param {Uint8Array} bytes */
  send(bytes) {
    if (this.#waitingBytes + bytes.length > WAITING_BYTES) {
      this.#failed('This is more than the stream takes at a time.', { bytes, offset: 0, doubt: 0 });
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (!this.#sending) {
      this.#sendAll();
    }
  }

  async #sendAll() {
    this.#sending = true;
    while (this.#waitingBytes > 0) {
      const bytes = this.#takeWaiting(WRITE_BYTES);
      try {
        await this.#bus.request(`streams.${this.#stream}.write`, { bytes: toBase64url(bytes) }, WRITE_SECONDS);
      } catch (failure) {
        const unsent = failure.unsent;
        const first = unsent ? fromBase64url(unsent.bytes) : bytes;
        this.#failed(failure.message, {
          bytes: joined([first, this.#takeWaiting(WAITING_BYTES)]),
          offset: unsent?.offset ?? 0,
          // Without an account of the stream's, the connection was lost while it was on its way.
          doubt: unsent ? unsent.doubt : failure.code ? 0 : bytes.length,
        });
      }
    }
    this.#sending = false;
  }

  #takeWaiting(most) {
    const all = joined(this.#waiting);
    const rest = all.subarray(most);
    this.#waiting = [rest];
    this.#waitingBytes = rest.length;
    return all.subarray(0, most);
  }
}

function joined(pieces) {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
