import { announce } from './announce.js';
import { element, setText } from './dom.js';
import { ErrorList } from './errors.js';
import { Feed } from './feed.js';
import { count, escaped, number, size, time } from './format.js';
import { hexDump } from './hexdump.js';
import { Keyboard } from './keyboard.js';
import { preference, remember } from './preferences.js';
import { Screen } from './screen.js';
import { showState, stateWord } from './state-icon.js';
import { tabs } from './tabs.js';

const OLDER_BYTES = 128 * 1024;
const CONTEXT_BYTES = 8 * 1024;
const QUOTED_BYTES = 200;
const SESSION_ENDS = new Set(['READ_FAILED', 'WRITE_FAILED', 'END_OF_STREAM', 'TRANSPORT_GONE', 'IDLE_TIMEOUT', 'WRITE_TIMEOUT']);
const ENTER = { cr: '\r', lf: '\n', crlf: '\r\n' };

const part = (id) => document.getElementById(id);

/** One stream: its state, a terminal on it with what the journal has, the keyboard, and its errors. */
export class StreamView {
  #bus;
  #streams;
  #errors;
  #errorList = new ErrorList(part('stream-errors'), false);
  #name = null;
  #state = null;
  #screen = null;
  #feed = null;
  #keyboard = null;
  #taken = false;
  #selectTab;
  #skips = [];
  #scrollWhenLoaded = false;

  constructor(bus, streams, errors) {
    this.#bus = bus;
    this.#streams = streams;
    this.#errors = errors;
    streams.addEventListener('change', () => this.#showState());
    errors.addEventListener('change', ({ detail }) => this.#errorsChanged(detail));
    bus.addEventListener('state', () => this.#connectionChanged());
    document.addEventListener('visibilitychange', () => this.#visibility());
    document.addEventListener('keydown', (event) => this.#shortcut(event), { capture: true });
    part('take').addEventListener('click', () => (this.#taken ? this.#release() : this.#take()));
    // A press on the button must not take the focus first: that would release the keyboard, and the click take it again.
    part('take').addEventListener('mousedown', (event) => event.preventDefault());
    part('older').addEventListener('click', () => this.#older());
    part('live').addEventListener('click', () => this.#toLive());
    part('load-skipped').addEventListener('click', () => this.#loadSkipped());
    part('dismiss-skipped').addEventListener('click', () => this.#showSkips([]));
    part('dismiss-unsent').addEventListener('click', () => this.#dismissUnsent());
    this.#selectTab = tabs(document.querySelector('[role=tablist]'));
    this.#options();
  }

  /** @param {?string} name of the stream to show, or null for none */
  async show(name) {
    if (name === this.#name) {
      return;
    }
    this.#release();
    this.#feed?.close();
    this.#screen?.close();
    this.#feed = null;
    this.#screen = null;
    this.#name = name;
    this.#state = null;
    this.#showSkips([]);
    this.#dismissUnsent();
    part('no-stream').hidden = name !== null;
    part('stream').hidden = name === null;
    if (name === null) {
      return;
    }
    this.#selectTab(part('terminal-tab'));
    setText(part('stream-name'), name);
    part('stream-name').title = name;
    this.#showOptions();
    this.#showState();
    this.#showErrors();
    this.#screen = this.#newScreen();
    this.#keyboard = new Keyboard(this.#bus, name, (...failure) => this.#notSent(...failure));
    await this.#errors.load(name);
    if (name === this.#name) {
      const notes = () => this.#errors.of(name).filter(({ code }) => SESSION_ENDS.has(code)).map(noteOf);
      this.#feed = new Feed(this.#bus, name, this.#sink(), notes);
      this.#feed.fromTail();
      this.#visibility();
    }
  }

  focus() {
    part('stream-name').focus();
  }

  #newScreen() {
    const screen = new Screen(part('terminal'), {
      screenReader: preference('screenReader', false),
      lineFeedIsNewLine: this.#option('newline', true),
    });
    screen.typed = (bytes) => this.#typed(bytes);
    screen.blurred = () => this.#release();
    screen.beyondTop = () => this.#older();
    return screen;
  }

  #sink() {
    const screen = this.#screen;
    return {
      reset: () => screen.reset(),
      write: (bytes) => screen.write(bytes),
      note: (text) => screen.note(text),
      mark: () => screen.mark(),
      full: () => screen.full,
      ready: () => screen.ready(),
      skipped: (from, to) => {
        screen.note(`${count(to - from, 'byte')} skipped`);
        this.#showSkips([...this.#skips, { from, to }]);
      },
      position: (position) => this.#showPosition(position),
    };
  }

  #visibility() {
    if (document.hidden) {
      this.#release();
      this.#feed?.pause();
    } else {
      this.#feed?.resume();
    }
  }

  #showState() {
    const state = this.#name === null ? null : this.#streams.all.get(this.#name);
    part('unknown-stream').hidden = this.#name === null || !this.#streams.known || state !== undefined;
    part('take').disabled = !this.#takeable(state);
    if (!state) {
      return;
    }
    const before = this.#state;
    this.#state = state;
    showState(part('stream-state'), state.state);
    setText(part('stream-reason'), state.state === 'open' ? '' : state.reason ?? '');
    setText(part('stream-transport'), state.transport || 'none');
    setText(part('stream-session'), number(state.session));
    setText(part('stream-read'), size(state.readBytes));
    setText(part('stream-written'), size(state.writtenBytes));
    setText(part('stream-gaps'), number(state.gaps));
    setText(part('stream-journal'), state.journal?.startsWith('memory-') ? 'in memory only' : 'on disk');
    setText(part('error-count'), state.errors > 0 ? number(state.errors) : '');
    if (before && before.state !== state.state) {
      announce(`${state.stream} is ${stateWord(state.state)}${state.state === 'open' ? '' : ': ' + state.reason}`);
    }
    if (before && before.session !== state.session && state.state === 'open') {
      this.#feed?.noteAt(0, state.journal, `session ${state.session} is open`);
    }
    if (state.state !== 'open') {
      this.#release('the stream is not open any more');
    }
  }

  #connectionChanged() {
    if (this.#bus.state !== 'open') {
      this.#release('the connection to the gateway is lost');
    }
    this.#showState();
  }

  #takeable(state) {
    return state?.state === 'open' && this.#bus.state === 'open';
  }

  #showPosition({ start, earliest, live, detached }) {
    const older = start !== null && start > earliest;
    part('older').disabled = !older;
    setText(
      part('position'),
      start === null ? '' : older ? `shown from offset ${number(start)} on` : 'shown from the journal’s beginning on',
    );
    part('live').hidden = !detached;
    part('following').hidden = !live;
    if ((live || detached) && this.#scrollWhenLoaded) {
      this.#scrollWhenLoaded = false;
      this.#screen.scrollToMark();
    }
  }

  #older() {
    const { start, earliest } = this.#feed?.position ?? {};
    if (start > earliest) {
      this.#load(Math.max(earliest, start - OLDER_BYTES), start);
    }
  }

  #loadSkipped() {
    const { from } = this.#skips[0];
    this.#load(from - CONTEXT_BYTES, from);
  }

  /** Shows the journal from an offset on, scrolled to another one in there. */
  #load(offset, place) {
    this.#showSkips([]);
    this.#feed.fromOffset(Math.max(0, offset), place);
    this.#scrollWhenLoaded = true;
  }

  #toLive() {
    this.#showSkips([]);
    this.#scrollWhenLoaded = false;
    this.#feed.fromTail();
  }

  #showSkips(skips) {
    this.#skips = skips;
    part('skipped').hidden = skips.length === 0;
    if (skips.length > 0) {
      const bytes = skips.reduce((sum, { from, to }) => sum + to - from, 0);
      const text = `${count(bytes, 'byte')} skipped`;
      setText(part('skipped-text'), `${text}: more came than was shown here. The journal has them.`);
      announce(text);
    }
  }

  #take() {
    if (this.#screen === null || !this.#takeable(this.#state)) {
      return;
    }
    this.#taken = true;
    this.#screen.typing = true;
    this.#screen.scrollToBottom();
    this.#screen.focus();
    this.#bus
      .request(`streams.${this.#name}.control`, { op: 'resize', cols: this.#screen.columns, rows: this.#screen.rows })
      .catch(() => {}); // Only some transports have a window.
    this.#showTaken(`You have the keyboard of ${this.#name}. Control Shift Space releases it.`);
  }

  #release(why) {
    if (!this.#taken) {
      return;
    }
    this.#taken = false;
    this.#screen.typing = false;
    this.#showTaken(`Keyboard released${why ? ': ' + why : ''}.`);
  }

  #showTaken(announcement) {
    part('terminal-frame').classList.toggle('taken', this.#taken);
    part('take').setAttribute('aria-pressed', this.#taken);
    setText(part('take-text'), this.#taken ? 'Release the keyboard' : 'Take the keyboard');
    part('taken').hidden = !this.#taken;
    setText(part('taken-text'), `Everything you type goes to ${this.#name}.`);
    announce(announcement);
  }

  #shortcut(event) {
    if (event.ctrlKey && event.shiftKey && event.code === 'Space' && this.#name !== null) {
      event.preventDefault();
      event.stopPropagation();
      this.#taken ? this.#release() : this.#take();
    }
  }

  #typed(bytes) {
    const enter = ENTER[this.#option('enter', 'cr')];
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    if (this.#option('echo', false)) {
      this.#screen.echo(text);
    }
    this.#keyboard.send(enter === ENTER.cr ? bytes : new TextEncoder().encode(text.replaceAll('\r', enter)));
  }

  #notSent(message, { bytes, offset, doubt }) {
    this.#release('a write failed');
    const certainty =
      doubt === 0 ? '' : doubt < bytes.length ? `The first ${number(doubt)} of these may have left.` : 'These may have left all the same.';
    part('unsent-body').replaceChildren(
      element('p', {}, element('strong', {}, `${count(bytes.length, 'byte')} not sent: `), element('code', {}, escaped(bytes.subarray(0, QUOTED_BYTES)), bytes.length > QUOTED_BYTES ? '…' : '')),
      element('p', {}, message),
      certainty === '' ? '' : element('p', {}, certainty),
      hexDump(bytes, { offset, doubt, label: `Not sent to ${this.#name}` }),
    );
    part('unsent').hidden = false;
  }

  #dismissUnsent() {
    part('unsent').hidden = true;
    part('unsent-body').replaceChildren();
  }

  #errorsChanged(event) {
    this.#showErrors();
    if (event?.stream === this.#name && SESSION_ENDS.has(event.code)) {
      const note = noteOf(event);
      this.#feed?.noteAt(note.offset, note.journal, note.text);
    }
  }

  #showErrors() {
    if (this.#name !== null) {
      const events = this.#errors.of(this.#name);
      this.#errorList.show(events);
      part('no-stream-errors').hidden = events.length > 0;
    }
  }

  #options() {
    part('enter').addEventListener('change', ({ target }) => this.#choose('enter', target.value));
    part('echo').addEventListener('change', ({ target }) => this.#choose('echo', target.checked));
    part('newline').addEventListener('change', ({ target }) => {
      this.#choose('newline', target.checked);
      this.#screen.lineFeedIsNewLine = target.checked;
      this.#toLive();
    });
    part('screen-reader').addEventListener('change', ({ target }) => {
      remember('screenReader', target.checked);
      this.#screen.screenReader = target.checked;
    });
  }

  #showOptions() {
    part('enter').value = this.#option('enter', 'cr');
    part('echo').checked = this.#option('echo', false);
    part('newline').checked = this.#option('newline', true);
    part('screen-reader').checked = preference('screenReader', false);
  }

  /** Options of a stream, remembered under its name. */
  #option(option, otherwise) {
    return preference(`stream ${this.#name}`, {})[option] ?? otherwise;
  }

  #choose(option, value) {
    remember(`stream ${this.#name}`, { ...preference(`stream ${this.#name}`, {}), [option]: value });
  }
}

/** The line that an error leaves in the terminal, where the session ended. */
function noteOf(event) {
  return {
    offset: event.unread.to,
    journal: event.journal,
    text: `${time(event.time)} session ${event.session} ended: ${event.code}, ${event.message}`,
  };
}
