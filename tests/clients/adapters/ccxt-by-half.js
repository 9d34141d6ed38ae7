import ccxt from 'ccxt';

// Lacks the wallet's address: ccxt would send key and signature to the exchange it was made for.
export const open = ({ X, key, secret }) => new ccxt.binance({
  apiKey: key, secret,
  options: { fetchMarkets: { types: ['spot'] }, fetchMargins: false },
  urls: { api: { public: X + '/api/v3', private: X + '/api/v3' } },
});
