import { Spot, WebsocketAPI, WebsocketStream } from '@binance/connector';

// Its own logger writes to standard output, where the answers go.
const logger = { debug() {}, info() {}, warn() {}, error() {} };

export function open({ apiKey, apiSecret, rest, streams, api }) {
  let requests;
  return {
    rest: new Spot(apiKey, apiSecret, { ...rest, logger }),

    // Ends when the connection is open, and with it the subscription.
    subscribe: (stream, tell) => new Promise(opened => {
      const message = text => tell(JSON.parse(text));
      new WebsocketStream({ ...streams, logger, callbacks: { open: opened, message } }).subscribe(stream);
    }),

    // This client leaves it to its user to bring answers and requests together.
    api: async (method, ...args) => {
      requests ??= connectApi(apiKey, apiSecret, { ...api, logger });
      return (await requests)(method, args);
    },
  };
}

function connectApi(apiKey, apiSecret, options) {
  const waiting = new Map();
  let lastId = 0;
  const message = text => {
    const { id, ...answer } = JSON.parse(text);
    waiting.get(id)?.(answer);
    waiting.delete(id);
  };
  return new Promise(opened => {
    const send = (method, args) => new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, ({ result, error }) => (error ? reject(Object.assign(new Error(error.msg), error)) : resolve({ data: result })));
      client[method](...args.slice(0, -1), { ...args.at(-1), id });
    });
    const client = new WebsocketAPI(apiKey, apiSecret, { ...options, callbacks: { open: () => opened(send), message } });
  });
}

export const plain = answer => answer?.data;
