// Ticket-like work over HTTP, the same for every product: open, reply, change, list 50; each caller on one connection of its own,
// signed in once. CPU is that of all the product's processes, its database included; the callers' own is not.
import {Client, util} from 'undici';
import {figure, load} from '../figure.mjs';

export const operations = ['open', 'reply', 'change', 'list'];
export const callerCounts = [1, 16];
export const tickets = 10_000;

/** One connection to a server, kept open, with what it sends each time. */
export class Connection {
  constructor(port, headers = {}) {
    Object.assign(this, {headers, client: new Client(`http://127.0.0.1:${port}`)});
  }
  /** Through undici's handlers, its cheapest way: what callers spend, the product lacks.
      @returns {status, text, cookies()} */
  ask(method, path, body, type = 'application/json') {
    const headers = body === undefined ? this.headers : {...this.headers, 'Content-Type': type};
    return new Promise((resolve, reject) => {
      const chunks = [];
      let status, raw;
      this.client.dispatch({method, path, headers, body}, {
        onConnect() {},
        onHeaders(code, head) {
          [status, raw] = [code, head];
          return true;
        },
        onData: (chunk) => chunks.push(chunk) > 0,
        onComplete: () => resolve({status, text: Buffer.concat(chunks).toString(), cookies: () => [util.parseHeaders(raw)['set-cookie']].flat()}),
        onError: reject,
      });
    });
  }
  /** The text of an answer that has to be a good one. */
  async need(method, path, body, type) {
    const answer = await this.ask(method, path, body, type);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`);
    return answer.text;
  }
  close() {
    return this.client.close();
  }
}

/** Measures a product that has `open(caller)`, `reply(caller)`, `change(caller)` and `list(caller)`; `roots` are its processes.
    `aims`: CPU milliseconds by operation, or none for a peer. */
export async function measure(name, product, roots, seconds, aims = {}) {
  for (const callers of callerCounts) {
    for (const operation of operations) {
      const {rate, cpu, median, p99} = await load(callers, seconds, roots, (caller) => product[operation](caller));
      const row = `${operation}/${name}/${callers}`;
      figure('tickets', row, rate, 'ops/s');
      figure('tickets', `${row}/cpu`, cpu * 1000, 'ms', aims[operation] === undefined ? {} : {most: aims[operation]});
      figure('tickets', `${row}/median`, median, 'ms');
      figure('tickets', `${row}/p99`, p99, 'ms');
    }
  }
}
