/** Makes elements. Text is always text, never markup: names, reasons and bytes come from devices. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} name of the element, with classes after dots: `span.state.quiet`
 * @param {Object<string, *>} attributes `on...` are listeners; true, false and null as for boolean attributes
 * @param {...(Node|string|number|null)} children
 */
export function element(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const made = document.createElement(tag);
  made.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** An icon of 16 by 16 that is drawn in the text's colour and that screen readers pass over. */
export function icon(path, filled = true) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', path);
  shape.setAttribute('fill', filled ? 'currentColor' : 'none');
  if (!filled) {
    shape.setAttribute('stroke', 'currentColor');
    shape.setAttribute('stroke-width', '1.75');
    shape.setAttribute('stroke-linecap', 'round');
    shape.setAttribute('stroke-linejoin', 'round');
  }
  svg.append(shape);
  return svg;
}

/** Sets the text only where it differs, so that nothing is laid out or announced anew for nothing. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}
