import binanceApiNode from 'binance-api-node';

export function open({ X, W, key, secret }) {
  const Binance = binanceApiNode.default;
  const client = Binance({ apiKey: key, apiSecret: secret, httpBase: X, wsBase: W + '/ws', wsApi: W + '/ws-api/v3' });
  return client;
}
