import { forgetToken, token } from './token.js';
import { announce } from './announce.js';
import { Bus } from './bus.js';
import { setText } from './dom.js';
import { ErrorList, Errors } from './errors.js';
import { StreamList } from './stream-list.js';
import { StreamView } from './stream-view.js';
import { Streams } from './streams.js';
import { theme } from './theme.js';
import { Transports } from './transports.js';

const part = (id) => document.getElementById(id);

const CONNECTION = {
  connecting: 'Connecting…',
  open: 'Connected',
  lost: 'Not connected',
};

/** Shows what to do when this tab has no token, or one that the gateway refuses. */
function askForLink(refused) {
  document.body.dataset.page = 'no-access';
  part('no-access').hidden = false;
  part('app').hidden = true;
  setText(part('no-access-title'), refused ? 'The gateway refused this link' : 'This page opens with a link');
  setText(
    part('no-access-text'),
    refused ? 'Its token is not this gateway’s, or not any more.' : 'The link carries the token that lets you in; without it nothing is shown.',
  );
}

function themeSwitch() {
  part('theme').value = theme.choice;
  part('theme').addEventListener('change', ({ target }) => theme.choose(target.value));
}

/** What the fragment names: `#/streams/NAME`, `#/errors`, `#/transports`; else the list of streams. */
function route() {
  const [, view, name] = /^#\/(streams|errors|transports)(?:\/([\w.-]+))?$/.exec(location.hash) ?? [null, 'streams'];
  return { view, name: view === 'streams' ? name ?? null : null };
}

function start() {
  const bus = new Bus(token());
  const streams = new Streams(bus);
  const errors = new Errors(bus);
  const list = new StreamList(streams, (name) => (location.hash = `#/streams/${name}`));
  const stream = new StreamView(bus, streams, errors);
  const errorList = new ErrorList(part('all-errors'), true);
  const transports = new Transports(bus);
  let newErrors = 0;

  function show() {
    const { view, name } = route();
    document.body.dataset.page = view;
    document.body.dataset.stream = name === null ? 'none' : 'one';
    for (const link of document.querySelectorAll('nav a')) {
      link.getAttribute('href') === `#/${view}` ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
    }
    document.title = name === null ? 'Threaded Streams' : `${name} · Threaded Streams`;
    stream.show(name);
    list.select(name);
    refresh();
  }

  function refresh() {
    const { view } = route();
    if (bus.state === 'open') {
      transports.show();
    }
    if (bus.state === 'open' && view === 'errors') {
      errors.loadAll([...streams.all.values()]);
    }
    if (view === 'errors') {
      newErrors = 0;
      showErrors();
    }
  }

  function showErrors() {
    setText(part('new-errors'), newErrors > 0 ? String(newErrors) : '');
    if (route().view === 'errors') {
      errorList.show(errors.all);
    }
    part('no-errors').hidden = errors.all.length > 0;
  }

  errors.addEventListener('change', ({ detail }) => {
    newErrors += detail !== null && route().view !== 'errors' ? 1 : 0;
    showErrors();
  });

  bus.addEventListener('state', () => {
    if (bus.state === 'refused') {
      forgetToken();
      askForLink(true);
      return;
    }
    document.body.dataset.connection = bus.state;
    setText(part('connection'), CONNECTION[bus.state]);
    part('lost').hidden = bus.state !== 'lost';
    announce(bus.state === 'lost' ? 'The connection to the gateway is lost.' : 'Connected to the gateway.');
    refresh();
  });

  streams.addEventListener('change', function once() {
    if (streams.known) {
      streams.removeEventListener('change', once);
      refresh();
    }
  });

  part('skip').addEventListener('click', (event) => {
    event.preventDefault();
    route().name === null ? list.focus() : stream.focus();
  });
  part('back').addEventListener('click', () => (location.hash = '#/streams'));
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest('input, select, textarea:not(.xterm-helper-textarea)');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.altKey && !event.metaKey && route().view === 'streams') {
      part('filter').focus();
      event.preventDefault();
    } else if (event.key === 'Escape' && !event.defaultPrevented && route().name !== null && !typing) {
      location.hash = '#/streams';
      list.focus();
    }
  });
  window.addEventListener('hashchange', show);

  bus.connect();
  show();
}

themeSwitch();
token() === null ? askForLink(false) : start();
