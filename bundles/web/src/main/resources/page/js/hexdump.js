import { element } from './dom.js';
import { number } from './format.js';

const FEW_BYTES = 2048;
const MANY_BYTES = 64 * 1024;

/**
 * A hex dump of bytes with their offsets; of many, the first or the last ones, with a button for more.
 *
 * @param {Uint8Array} bytes
 * @param {{offset: number, doubt?: number, last?: boolean, label: string}} options `offset` of the first byte, `doubt`: how
 *     many of the first may have left, which are marked; `last`: the last bytes matter most
 */
export function hexDump(bytes, { offset, doubt = 0, last = false, label }) {
  const width = matchMedia('(max-width: 640px)').matches ? 8 : 16;
  const dump = element('pre.hexdump', { tabindex: 0, role: 'region', 'aria-label': label });
  const show = (most) => {
    const from = last ? Math.max(0, Math.ceil((bytes.length - most) / width) * width) : 0;
    fill(dump, bytes, offset, doubt, width, from, Math.min(from + most, bytes.length));
  };
  show(FEW_BYTES);
  if (bytes.length <= FEW_BYTES) {
    return dump;
  }
  const more = element(
    'button',
    {
      type: 'button',
      onclick: () => {
        show(MANY_BYTES);
        more.remove();
      },
    },
    `Show ${bytes.length <= MANY_BYTES ? 'all' : `the ${last ? 'last' : 'first'} ${number(MANY_BYTES)} of`} ${number(bytes.length)} bytes`,
  );
  return element('div', {}, more, dump);
}

function fill(dump, bytes, offset, doubt, width, from, to) {
  const digits = Math.max(8, String(offset + bytes.length).length);
  const lines = [];
  for (let at = from; at < to; at += width) {
    const line = bytes.subarray(at, Math.min(at + width, to));
    const inDoubt = Math.min(Math.max(doubt - at, 0), line.length);
    lines.push(element('span.offset', {}, String(offset + at).padStart(digits)), '  ');
    if (inDoubt > 0) {
      lines.push(element('mark', { title: 'may have left' }, hex(line.subarray(0, inDoubt))), ' ');
    }
    lines.push(hex(line.subarray(inDoubt)), ' '.repeat((width - line.length) * 3 + (inDoubt === line.length ? 0 : 1)));
    lines.push(element('span.text', {}, `|${printable(line)}|`), '\n');
  }
  dump.replaceChildren(...lines);
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function printable(bytes) {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
}
