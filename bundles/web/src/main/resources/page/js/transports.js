import { element, setText } from './dom.js';
import { number } from './format.js';

/** The transports that there are, and the bundles that they come from; with them, the gateway says its version. */
export class Transports {
  #bus;
  #rows = document.getElementById('transport-rows');
  #version = document.getElementById('version');
  #none = document.getElementById('no-transports');

  constructor(bus) {
    this.#bus = bus;
  }

  /** Asks anew. */
  async show() {
    try {
      const { headers, body } = await this.#bus.request('streams.transports');
      setText(this.#version, headers.version ?? '');
      this.#rows.replaceChildren(...body.map(row));
      this.#none.hidden = body.length > 0;
    } catch {
      // Told by the bus; asked again when it is back.
    }
  }
}

function row({ transport, bundle, version, ranking, used, streams }) {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, transport),
    element('td', { 'data-label': 'Bundle' }, bundle),
    element('td', { 'data-label': 'Version' }, version),
    element('td.number', { 'data-label': 'Ranking' }, number(ranking)),
    element('td', { 'data-label': 'Used' }, used ? 'yes' : 'no, another one is preferred'),
    element('td.number', { 'data-label': 'Streams' }, number(streams)),
  );
}
