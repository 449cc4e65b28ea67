// Uses the gateway as anyone would who has this client: node consumer.js HOST PORT TOKEN. One line for each thing heard.
const EventBus = require('vertx3-tcp-eventbus-client/lib/tcp-vertx-eventbus');

const [host, port, token] = process.argv.slice(2);
const read = 'streams.device.read';
const bytes = (text) => Buffer.from(text, 'base64url').toString();
const tell = (what, ...more) => console.log(what + ': ' + more.join(' '));
const bus = new EventBus(host, Number(port));
bus.defaultHeaders = { authorization: 'Bearer ' + token };
bus.onerror = (failure) => tell('error', failure.message);
bus.onclose = () => tell('closed');

function ask(address, body, then) {
  bus.send(address, body, (failure, reply) => {
    if (failure) {
      tell('failed', failure.failureCode, failure.failureType, failure.message);
    }
    then(reply);
  });
}

function hear(failure, message) {
  tell('read', message.headers.offset, bytes(message.body).trim());
  if (bytes(message.body).includes('answer')) {
    bus.unregisterHandler(read, hear);
    ask('streams.nosuch.write', 'text', () =>
      ask('streams.device.control', { op: 'nosuch' }, () => {
        bus.publish('streams.device.write', 'text');
        ask('streams.list', {}, () => bus.transport.end());
      }));
  }
}

bus.onopen = () => {
  ask('streams.list', {}, (reply) => tell('listed', reply.body.map((state) => state.stream)));
  bus.registerHandler(read, hear);
  ask('streams.device.fetch', { from: 'earliest' }, (reply) => {
    tell('fetched', reply.headers.offset, reply.headers.next, bytes(reply.body).trim());
    ask('streams.device.write', 'ask\n', (receipt) => tell('written', receipt.body.bytes));
  });
};
