// Runs ccxt for another program. Each line in is {id, client, call, args}: "new" makes the client of that name from ccxt's
// own options, anything else calls its method of that name. Each line out is {id, result} or {id, error}, and always
// {elsewhere}: the hosts other than 127.0.0.1 that were to be talked to.
import { elsewhere } from './only-loopback.js';
import { createInterface } from 'node:readline';
import ccxt from 'ccxt';

const clients = new Map();

async function run({ client, call, args }) {
  if (call === 'new') {
    clients.set(client, new ccxt.binance(args[0]));
    return null;
  }

  return await clients.get(client)[call](...args);
}

// An error by its classes, most special first: OrderImmediatelyFillable, InvalidOrder, ….
function described(error) {
  const kinds = [];
  for (let kind = error.constructor; kind && kind.name; kind = Object.getPrototypeOf(kind)) kinds.push(kind.name);
  return { kinds, message: String(error.message) };
}

async function answer(line) {
  const request = JSON.parse(line);
  let outcome;
  try {
    outcome = { result: (await run(request)) ?? null };
  } catch (error) {
    outcome = { error: described(error) };
  }

  process.stdout.write(JSON.stringify({ id: request.id, ...outcome, elsewhere }) + '\n');
}

createInterface({ input: process.stdin }).on('line', answer).on('close', () => process.exit(0));
