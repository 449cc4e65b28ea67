/** Tabs: one is shown; left and right arrow keys move between them. */
export function tabs(list) {
  const all = [...list.querySelectorAll('[role=tab]')];

  function select(tab) {
    for (const each of all) {
      const chosen = each === tab;
      each.setAttribute('aria-selected', chosen);
      each.tabIndex = chosen ? 0 : -1;
      document.getElementById(each.getAttribute('aria-controls')).hidden = !chosen;
    }
  }

  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role=tab]');
    if (tab) {
      select(tab);
    }
  });
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      select(next);
      next.focus();
      event.preventDefault();
    }
  });
  return select;
}
