import { Spot } from '@binance/spot';
import { served } from './spot.js';

export { plain } from './spot.js';

// Signs with the private half of a pair of keys, of which the exchange has the other.
export const open = ({ X, W, key, secret: privateKey }) => served(new Spot({
  configurationRestAPI: { apiKey: key, privateKey, basePath: X, timeout: 5000 },
  configurationWebsocketStreams: { wsURL: W },
  configurationWebsocketAPI: { apiKey: key, privateKey, wsURL: W + '/ws-api/v3' },
}));
