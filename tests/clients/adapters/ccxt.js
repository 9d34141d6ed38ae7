import ccxt from 'ccxt';

export async function open(options) {
  const exchange = new ccxt.pro.binance(options);
  // Without this ccxt refuses WebSockets without TLS.
  await exchange.loadHttpProxyAgent();
  return exchange;
}
