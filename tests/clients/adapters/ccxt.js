import ccxt from 'ccxt';

export async function open({ X, W, key, secret }) {
  const exchange = new ccxt.pro.binance({
    apiKey: key, secret,
    options: { fetchMarkets: { types: ['spot'] }, fetchMargins: false, fetchOpenOrders: { warnWithoutSymbol: false } },
    urls: { api: {
      public: X + '/api/v3', private: X + '/api/v3', v1: X + '/api/v1',
      sapi: X + '/sapi/v1', sapiV2: X + '/sapi/v2', sapiV3: X + '/sapi/v3', sapiV4: X + '/sapi/v4',
      ws: { spot: W + '/ws', margin: W + '/ws', 'ws-api': { spot: W + '/ws-api/v3' } },
    } },
  });
  await exchange.loadHttpProxyAgent(); // only for ws://: without it ccxt insists on TLS
  return exchange;
}
