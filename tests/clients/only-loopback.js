// Refuses every connection that leaves this machine, and remembers where it would have gone. Below all HTTP libraries, so
// that no client finds a way around it.
import net from 'node:net';

export const elsewhere = [];

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const first = Array.isArray(given[0]) ? given[0][0] : given[0];
  const host = typeof first === 'object' ? first.host ?? 'localhost' : typeof given[1] === 'string' ? given[1] : 'localhost';
  if (host === '127.0.0.1') return connect.apply(this, given);

  elsewhere.push(host);
  // Later, when whoever asked for the connection listens to its errors.
  setImmediate(() => this.destroy(new Error(`Only 127.0.0.1 may be talked to, not ${host}.`)));
  return this;
};
