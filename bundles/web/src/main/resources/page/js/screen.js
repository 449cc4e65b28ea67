import { FitAddon } from '../lib/addon-fit/addon-fit.mjs';
import { Terminal } from '../lib/xterm/xterm.mjs';
import { theme } from './theme.js';

const LINE_FEED = 10;
const FULL_BYTES = 512 * 1024;
const SCROLLBACK_LINES = 30000;

/** Ends what a broken-off session may have left on: an unfinished sequence, the alternate screen, modes, colours. */
const AFTER_SESSION = '\x18\x1b[?1047l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?2004l\x1b[!p\x1b[m';

const PALETTES = {
  light: {
    background: '#ffffff', foreground: '#1c2430', cursor: '#1c2430', cursorAccent: '#ffffff',
    selectionBackground: '#bcd7ff', selectionForeground: '#10151d',
    scrollbarSliderBackground: '#1c243033', scrollbarSliderHoverBackground: '#1c243055', scrollbarSliderActiveBackground: '#1c243077',
    black: '#1c2430', red: '#b3261e', green: '#17703a', yellow: '#8a5300', blue: '#1257b8', magenta: '#8b2fa3', cyan: '#0b6b75', white: '#5b6675',
    brightBlack: '#5b6675', brightRed: '#c4342b', brightGreen: '#1c8244', brightYellow: '#96600a', brightBlue: '#1f6bd6', brightMagenta: '#a23fbb', brightCyan: '#0f7c87', brightWhite: '#1c2430',
  },
  dark: {
    background: '#0e131a', foreground: '#dce3ec', cursor: '#dce3ec', cursorAccent: '#0e131a',
    selectionBackground: '#2b4a73', selectionForeground: '#ffffff',
    scrollbarSliderBackground: '#dce3ec33', scrollbarSliderHoverBackground: '#dce3ec55', scrollbarSliderActiveBackground: '#dce3ec77',
    black: '#7d8998', red: '#ff8a80', green: '#6fd694', yellow: '#f0bd62', blue: '#7ab4ff', magenta: '#dd9bf0', cyan: '#67d3de', white: '#dce3ec',
    brightBlack: '#97a3b2', brightRed: '#ffaaa2', brightGreen: '#95e6b2', brightYellow: '#ffd58d', brightBlue: '#a5ccff', brightMagenta: '#ebbdf8', brightCyan: '#98e6ee', brightWhite: '#ffffff',
  },
};

/**
 * A terminal that shows a stream. It never takes more than it can draw: see {@link Screen#ready}. What a device prints has
 * no effect outside of it: no titles, links, clipboard or sounds. Nothing goes to `typed` unless {@link Screen#typing}.
 */
export class Screen {
  /** Called with each piece of input, as a string. */
  typed = () => {};
  /** Called when someone at the very top scrolls on. */
  beyondTop = () => {};
  /** Called when the keyboard no longer goes to this terminal. */
  blurred = () => {};

  #terminal;
  #fit = new FitAddon();
  #waiting = 0;
  #drained = null;
  #mark = null;
  #lines = 0;
  #typing = false;
  #observer;
  #recolour = () => (this.#terminal.options.theme = PALETTES[theme.isDark ? 'dark' : 'light']);

  /**
   * @param {HTMLElement} into
   * @param {{screenReader: boolean, lineFeedIsNewLine: boolean}} options
   */
  constructor(into, options) {
    this.#terminal = new Terminal({
      convertEol: options.lineFeedIsNewLine,
      screenReaderMode: options.screenReader,
      disableStdin: true,
      scrollback: SCROLLBACK_LINES,
      fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
      fontSize: 13,
      lineHeight: 1.2,
      minimumContrastRatio: 4.5,
      cursorInactiveStyle: 'outline',
      theme: PALETTES[theme.isDark ? 'dark' : 'light'],
      linkHandler: { activate: () => {} },
    });
    const terminal = this.#terminal;
    terminal.loadAddon(this.#fit);
    // Links of a device's making would lead anywhere.
    terminal.parser.registerOscHandler(8, () => true);
    terminal.attachCustomKeyEventHandler((event) => this.#key(event));
    terminal.onData((data) => this.#typing && this.typed(new TextEncoder().encode(data)));
    terminal.onBinary((data) => this.#typing && this.typed(Uint8Array.from(data, (c) => c.charCodeAt(0))));
    terminal.open(into);
    into.addEventListener('wheel', (event) => event.deltaY < 0 && this.#upwards(), { passive: true });
    terminal.textarea.addEventListener('blur', () => this.blurred());
    theme.addEventListener('change', this.#recolour);
    this.#observer = new ResizeObserver(() => this.#fit.fit());
    this.#observer.observe(into);
  }

  get columns() {
    return this.#terminal.cols;
  }

  get rows() {
    return this.#terminal.rows;
  }

  /** Whether what is typed is passed on, and the terminal's own answers to its device. */
  set typing(on) {
    this.#typing = on;
    this.#terminal.options.disableStdin = !on;
    this.#terminal.options.cursorBlink = on && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  set screenReader(on) {
    this.#terminal.options.screenReaderMode = on;
  }

  set lineFeedIsNewLine(on) {
    this.#terminal.options.convertEol = on;
  }

  focus() {
    this.#terminal.focus();
  }

  blur() {
    this.#terminal.blur();
  }

  /** Empties it, after what was written before. */
  reset() {
    this.#lines = 0;
    this.#write('\x18\x1bc');
  }

  /** Remembers the place after what was written before. */
  mark() {
    this.#terminal.write('', () => (this.#mark = this.#terminal.registerMarker(0)));
  }

  /** Scrolls to the place that was marked, after what was written before. */
  scrollToMark() {
    this.#terminal.write('', () => {
      if (this.#mark && !this.#mark.isDisposed) {
        this.#terminal.scrollToLine(this.#mark.line);
      }
    });
  }

  scrollToBottom() {
    this.#terminal.scrollToBottom();
  }

  /** @param {Uint8Array} bytes of the stream */
  write(bytes) {
    this.#lines += bytes.reduce((lines, byte) => lines + (byte === LINE_FEED ? 1 : 0), bytes.length / this.#terminal.cols);
    this.#write(bytes);
  }

  /** Whether more would push what was written first out of it. */
  get full() {
    return this.#lines >= SCROLLBACK_LINES;
  }

  /** What was typed, for a device that does not echo. */
  echo(text) {
    const shown = text
      .replaceAll('\r', '\r\n')
      .replaceAll('\x7f', '\b \b')
      .replace(/[\x00-\x07\x0b\x0c\x0e-\x1f]/g, (c) => '^' + String.fromCharCode(c.charCodeAt(0) + 64));
    this.#write(`\x1b[90m${shown}\x1b[39m`);
  }

  /** A dim line of the page's own between the stream's. */
  note(text) {
    const plain = text.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ');
    // As many blanks as lead to the next line from anywhere but the beginning of one.
    const newLine = ' '.repeat(this.#terminal.cols - 1) + '\r\x1b[K';
    this.#write(`${AFTER_SESSION}${newLine}\x1b[90m── ${plain} ──\x1b[m\r\n`);
  }

  /** @returns {?Promise<void>} null if more may be written; else done when the terminal has drawn what waits */
  ready() {
    if (this.#waiting < FULL_BYTES) {
      return null;
    }
    this.#drained ??= Promise.withResolvers();
    return this.#drained.promise;
  }

  close() {
    this.#observer.disconnect();
    theme.removeEventListener('change', this.#recolour);
    this.#terminal.dispose();
  }

  #write(data) {
    this.#waiting += data.length;
    this.#terminal.write(data, () => {
      this.#waiting -= data.length;
      if (this.#waiting < FULL_BYTES / 4 && this.#drained) {
        this.#drained.resolve();
        this.#drained = null;
      }
    });
  }

  /** Without the keyboard, keys scroll or belong to the browser: Tab leaves. */
  #key(event) {
    if (this.#typing) {
      return true;
    }
    if (event.type === 'keydown' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const scroll = {
        PageUp: () => this.#upwards() || this.#terminal.scrollPages(-1),
        PageDown: () => this.#terminal.scrollPages(1),
        ArrowUp: () => this.#upwards() || this.#terminal.scrollLines(-1),
        ArrowDown: () => this.#terminal.scrollLines(1),
        Home: () => this.#terminal.scrollToTop(),
        End: () => this.#terminal.scrollToBottom(),
      }[event.key];
      if (scroll) {
        scroll();
        event.preventDefault();
      }
    }
    return false;
  }

  /** Whether there is nothing above. */
  #upwards() {
    const buffer = this.#terminal.buffer.active;
    const top = buffer.viewportY === 0 && buffer.type === 'normal';
    if (top) {
      this.beyondTop();
    }
    return top;
  }
}
