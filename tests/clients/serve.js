// Runs one package's clients for another program: node serve.js <adapter>. Each line in is {id, client, call, args}:
//   "open"    makes the client of that name, from {X, W, key, secret}: addresses of HTTP and of WebSockets, and a trader's key
//   "follow"  calls a method again and again, [channel, method, ...args], and tells each result, or {gaveUp} for an error
//   any other is the path of one of the client's own methods.
// An argument {"tell": channel} becomes a callback, null is left out. Each line out is {id, result} or {id, error}, or what was told:
// {client, channel, event}; and always {elsewhere}, the hosts other than 127.0.0.1 that were to be talked to.
import { elsewhere } from './only-loopback.js';
import { createInterface } from 'node:readline';

// Standard output is for the lines alone, not for what clients have to say; and what they throw where nobody listens is worth
// reading, not dying of.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
process.on('unhandledRejection', error => console.error(error));

const say = line => write(JSON.stringify({ ...line, elsewhere }) + '\n');
const adapter = await import(`./adapters/${process.argv[2]}.js`);
const plain = adapter.plain ?? (result => (typeof result === 'function' ? null : result));
const clients = new Map();

const telling = (client, channel) => (...events) => say({ client, channel, event: events.length === 1 ? events[0] : events });

async function call(client, path, args) {
  const names = path.split('.');
  const method = names.pop();
  const owner = names.reduce((object, name) => object[name], clients.get(client));
  const given = args.map(arg => (arg?.tell ? telling(client, arg.tell) : arg ?? undefined));
  return await plain(await owner[method](...given));
}

async function follow(client, channel, path, args) {
  const tell = telling(client, channel);
  try {
    for (;;) tell(await call(client, path, args));
  } catch (error) {
    tell({ gaveUp: described(error) });
  }
}

async function run({ client, call: path, args }) {
  if (path === 'open') clients.set(client, await adapter.open(args[0]));
  else if (path === 'follow') follow(client, args[0], args[1], args.slice(2));
  else return await call(client, path, args);
}

// An error by its classes, most special first: OrderImmediatelyFillable, InvalidOrder, …; and by the exchange's own code.
function described(error) {
  const kinds = [];
  for (let kind = error.constructor; kind && kind.name; kind = Object.getPrototypeOf(kind)) kinds.push(kind.name);
  const body = error.response?.data ?? error;
  return { kinds, message: String(body.msg ?? error.message), code: body.code };
}

createInterface({ input: process.stdin })
  .on('line', async line => {
    const request = JSON.parse(line);
    try {
      say({ id: request.id, result: (await run(request)) ?? null });
    } catch (error) {
      say({ id: request.id, error: described(error) });
    }
  })
  .on('close', () => process.exit(0));
