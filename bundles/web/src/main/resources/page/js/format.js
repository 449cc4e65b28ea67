/** Numbers, times and bytes as a person reads them. */

const grouped = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** @param {number} n */
export function number(n) {
  return grouped.format(n);
}

/** @returns {string} such as "1 byte", "2 bytes" */
export function count(n, singular, plural = singular + 's') {
  return `${number(n)} ${n === 1 ? singular : plural}`;
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** @param {number} micros since the epoch */
export function time(micros) {
  return clock.format(new Date(micros / 1000));
}

/** @param {number} micros since the epoch */
export function date(micros) {
  return day.format(new Date(micros / 1000));
}

/** @returns {string} the bytes as UTF-8 text on one line, control characters as the escapes that `tstreams send` takes */
export function escaped(bytes) {
  const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x1b': '\\e', '\\': '\\\\' };
  return new TextDecoder().decode(bytes).replace(
    /[\x00-\x1f\x7f\\]/g,
    (c) => named[c] ?? '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0'),
  );
}
