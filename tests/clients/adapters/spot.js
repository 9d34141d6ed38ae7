import { Spot } from '@binance/spot';

export function open({ X, W, key, secret }) {
  const signing = secret.includes('PRIVATE KEY') ? { privateKey: secret } : { apiSecret: secret };
  const client = new Spot({
    configurationRestAPI: { apiKey: key, ...signing, basePath: X, timeout: 5000 },
    configurationWebsocketStreams: { wsURL: W },
    configurationWebsocketAPI: { apiKey: key, ...signing, wsURL: W + '/ws-api/v3' },
  });
  let streams, api;
  const connectedStreams = () => (streams ??= client.websocketStreams.connect());
  const connectedApi = () => (api ??= client.websocketAPI.connect());
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

// REST answers read their body when asked, WebSocket answers have it.
export const plain = answer => (typeof answer?.data === 'function' ? answer.data() : answer?.data);
