import Binance from 'node-binance-api';

export function open({ X, W, key, secret }) {
  const client = new Binance().options({
    APIKEY: key, APISECRET: secret,
    urls: { base: X + '/api/', sapi: X + '/sapi/', stream: W + '/ws/', combineStream: W + '/stream?streams=' },
  });
  client.wsApi = W + '/ws-api/v3'; // has no option of its own
  return client;
}
