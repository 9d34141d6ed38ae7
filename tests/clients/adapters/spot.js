import { Spot } from '@binance/spot';

export function open({ X, W, key, secret }) {
  const client = new Spot({
    configurationRestAPI: { apiKey: key, apiSecret: secret, basePath: X, timeout: 5000 },
    configurationWebsocketStreams: { wsURL: W },
    configurationWebsocketAPI: { apiKey: key, apiSecret: secret, wsURL: W + '/ws-api/v3' },
  });
  return served(client);
}

export function served(client) {
  let streams, api;
  const connectedStreams = () => (streams ??= connect(client.websocketStreams));
  const connectedApi = () => (api ??= connect(client.websocketAPI));
  return {
    rest: client.restAPI,
    api: async (method, params) => (await connectedApi())[method](params),

    subscribe: async (stream, params, tell) => {
      (await connectedStreams())[stream](params).on('message', tell);
    },

    userData: async tell => {
      const { stream } = await (await connectedApi()).userDataStreamSubscribeSignature();
      stream.on('message', tell);
    },
  };
}

// While nobody answers it tries again by itself, but ends the process unless somebody listens to its errors.
async function connect(sockets) {
  const connection = await sockets.connect();
  connection.on('error', error => console.error(error.message));
  return connection;
}

// REST answers read their body when asked, WebSocket answers have it.
export const plain = answer => (typeof answer?.data === 'function' ? answer.data() : answer?.data);
