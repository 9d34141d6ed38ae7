import Binance from 'node-binance-api';

export function open({ wsApi, ...options }) {
  const client = new Binance().options(options);
  // The one address that it has no option for.
  client.wsApi = wsApi;
  return client;
}
