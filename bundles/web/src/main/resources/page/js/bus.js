/* global EventBus */

const DEADLINE_SECONDS = 30;
const PING_MILLIS = 5000;

/** A request that failed: refused by its stream, or because the connection is gone. */
export class BusError extends Error {
  /** @param {{message: string, code?: string, unsent?: object}} failure the bridge's error frame */
  constructor(failure) {
    super(failure.message);
    this.code = failure.code ?? null;
    this.unsent = failure.unsent ?? null;
  }
}

/**
 * The gateway's event bus: requests with a deadline, and subscriptions that outlive the connection. It reconnects by
 * itself until the gateway refuses the token.
 *
 * Dispatches `state` whenever {@link Bus#state} changes; when it is `open`, all subscriptions hold again, and who follows
 * something fetches what it missed.
 */
export class Bus extends EventTarget {
  /** @type {'connecting'|'open'|'lost'|'refused'} */
  state = 'connecting';

  #token;
  #client;
  #frame = '';
  #pending = new Set();
  #subscriptions = new Map();

  /** @param {string} token */
  constructor(token) {
    super();
    this.#token = token;
  }

  connect() {
    const headers = { authorization: `Bearer ${this.#token}` };
    const client = new EventBus(new URL('eventbus', location.href).href, {
      transports: ['websocket'],
      // The client's own pings go without the token: ours below have it.
      vertxbus_ping_interval: -1,
      vertxbus_reconnect_delay_min: 400,
      vertxbus_reconnect_delay_max: 4000,
      vertxbus_reconnect_exponent: 1.5,
    });
    client.defaultHeaders = headers;
    client.enableReconnect(true);
    client.onopen = () => this.#opened();
    client.onclose = () => this.#closed();
    client.onerror = (failure) => this.#failed(failure);
    client.onunhandled = (frame) => {
      if (frame.type === 'err') {
        this.#failed(frame);
      }
    };
    this.#client = client;
    setInterval(() => {
      if (this.state === 'open') {
        this.#ping();
      }
    }, PING_MILLIS);
  }

  /**
   * @param {string} address
   * @param {*} body
   * @param {number} deadlineSeconds
   * @returns {Promise<{headers: object, body: *}>} rejected with a {@link BusError}
   */
  request(address, body = {}, deadlineSeconds = DEADLINE_SECONDS) {
    return new Promise((resolve, reject) => {
      if (this.state !== 'open') {
        reject(new BusError({ message: 'The gateway is not connected.' }));
        return;
      }
      const settle = (settled, value) => {
        clearTimeout(timer);
        this.#pending.delete(lost);
        settled(value);
      };
      const lost = (message) => settle(reject, new BusError({ message }));
      const timer = setTimeout(() => lost(`The gateway did not answer within ${deadlineSeconds} s.`), deadlineSeconds * 1000);
      this.#pending.add(lost);
      this.#client.send(address, body, {}, (failure, reply) => {
        if (failure) {
          // The client passes on only part of an error frame; its code and what was not sent are in the frame itself.
          const frame = JSON.parse(this.#frame);
          settle(reject, new BusError(frame));
          this.#failed(frame);
        } else {
          settle(resolve, { headers: reply.headers ?? {}, body: reply.body });
        }
      });
    });
  }

  /**
   * @param {string} address
   * @param {function({headers: object, body: *}): void} handler
   * @returns {function(): void} ends it
   */
  subscribe(address, handler) {
    let subscription = this.#subscriptions.get(address);
    if (!subscription) {
      const handlers = new Set();
      subscription = {
        handlers,
        deliver: (failure, message) => {
          if (!failure) {
            handlers.forEach((each) => each({ headers: message.headers ?? {}, body: message.body }));
          }
        },
      };
      this.#subscriptions.set(address, subscription);
      if (this.state === 'open') {
        this.#client.registerHandler(address, {}, subscription.deliver);
      }
    }
    subscription.handlers.add(handler);
    return () => {
      if (subscription.handlers.delete(handler) && subscription.handlers.size === 0) {
        this.#subscriptions.delete(address);
        if (this.state === 'open') {
          this.#client.unregisterHandler(address, {}, subscription.deliver);
        }
      }
    };
  }

  #opened() {
    const connection = this.#client.sockJSConn;
    const deliver = connection.onmessage;
    connection.onmessage = (event) => {
      this.#frame = event.data;
      deliver(event);
    };
    this.#ping();
    for (const [address, subscription] of this.#subscriptions) {
      this.#client.registerHandler(address, {}, subscription.deliver);
    }
    this.#become('open');
  }

  #closed() {
    if (this.state !== 'refused') {
      this.#become('lost');
    }
    [...this.#pending].forEach((lost) => lost('The connection to the gateway is lost.'));
  }

  #failed(failure) {
    if (failure.message?.startsWith('unauthorized') && this.state !== 'refused') {
      this.#become('refused');
      this.#client.close();
    }
  }

  #ping() {
    this.#client.sockJSConn.send(JSON.stringify({ type: 'ping', headers: this.#client.defaultHeaders }));
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}
