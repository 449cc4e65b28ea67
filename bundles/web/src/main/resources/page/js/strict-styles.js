/**
 * Keeps libraries within `style-src 'self'`. xterm.js fills `<style>` elements and sets `style` attributes, which that
 * policy refuses; the same rules through the object model it allows. So what a script gets for a `<style>` is an element
 * whose text goes into a constructed style sheet, and the attribute is set as `element.style`.
 *
 * Loaded before the terminal.
 */

const createElement = Document.prototype.createElement;
const setAttribute = Element.prototype.setAttribute;

Document.prototype.createElement = function (name, ...rest) {
  return name === 'style' ? adopted(createElement.call(this, 'template')) : createElement.call(this, name, ...rest);
};

Element.prototype.setAttribute = function (name, value) {
  if (name === 'style') {
    this.style.cssText = value;
  } else {
    setAttribute.call(this, name, value);
  }
};

/** The sheet's rules hold until the element is removed. */
function adopted(element) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  let text = '';
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set: (rules) => {
      text = rules;
      sheet.replaceSync(rules);
    },
  });
  element.remove = () => {
    HTMLElement.prototype.remove.call(element);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
  return element;
}
