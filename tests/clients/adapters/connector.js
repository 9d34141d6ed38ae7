import { Spot, WebsocketAPI, WebsocketStream } from '@binance/connector';

export function open({ X, W, key, secret }) {
  const client = new Spot(key, secret, { baseURL: X });
  let connected;
  return {
    rest: client,

    // Ends when the connection is open, and with it the subscription.
    subscribe: (stream, tell) => new Promise(open => {
      const callbacks = { open, message: text => tell(JSON.parse(text)) };
      const streams = new WebsocketStream({ wsURL: W, callbacks });
      streams.subscribe(stream);
    }),

    api: async (method, ...args) => (await (connected ??= connect(W, key, secret)))(method, args),
  };
}

// This client leaves it to its user to bring answers and requests together.
function connect(W, key, secret) {
  const waiting = new Map();
  let lastId = 0;
  const message = text => {
    const { id, ...answer } = JSON.parse(text);
    waiting.get(id)?.(answer);
    waiting.delete(id);
  };
  return new Promise(opened => {
    const callbacks = { open: () => opened(send), message };
    const requests = new WebsocketAPI(key, secret, { wsURL: W + '/ws-api/v3', callbacks });
    const send = (method, args) => new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, ({ result, error }) => (error ? reject(Object.assign(new Error(error.msg), error)) : resolve({ data: result })));
      requests[method](...args.slice(0, -1), { ...args.at(-1), id });
    });
  });
}

export const plain = answer => answer?.data;
