// Ticket-like work over HTTP, the same for every product: open, reply, change, list 50; each caller on one connection of its own,
// signed in once. CPU is that of all the product's processes, its database included; the callers' own is not.
import http from 'node:http';
import {figure, load} from '../figure.mjs';

export const operations = ['open', 'reply', 'change', 'list'];
export const callerCounts = [1, 16];
export const tickets = 10_000;

/** One connection to a server, kept open, with what it sends each time. */
export class Connection {
  constructor(port, headers = {}) {
    Object.assign(this, {port, headers, agent: new http.Agent({keepAlive: true, maxSockets: 1})});
  }
  /** @returns {status, headers, text} */
  ask(method, path, body, type = 'application/json') {
    const headers = {...this.headers};
    if (body !== undefined) Object.assign(headers, {'Content-Type': type, 'Content-Length': Buffer.byteLength(body)});
    return new Promise((resolve, reject) => {
      const request = http.request({host: '127.0.0.1', port: this.port, agent: this.agent, method, path, headers}, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => (text += chunk));
        answer.on('end', () => resolve({status: answer.statusCode, headers: answer.headers, text}));
        answer.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  }
  /** The text of an answer that has to be a good one. */
  async need(method, path, body, type) {
    const answer = await this.ask(method, path, body, type);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`);
    return answer.text;
  }
  close() {
    this.agent.destroy();
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
