// HTTP by hand, for what no decent client does: connections that are never read, half a head, thousands of streams.
import {connect} from 'node:net';
import {existsSync, readdirSync, readFileSync, readlinkSync} from 'node:fs';

/** One connection, one request at a time. `from`: the address it comes from, for the limits by address. */
export class Wire {
  constructor(port, {from = '127.0.0.1'} = {}) {
    this.socket = connect({port, host: '127.0.0.1', localAddress: from, noDelay: true});
    this.opened = new Promise((resolve) => {
      this.socket.once('connect', () => resolve(true));
      this.socket.once('close', () => resolve(false));
    });
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.on('error', () => {});
    this.socket.on('close', () => this.settle(null));
    this.socket.on('data', (chunk) => this.take(chunk));
    this.received = '';
  }
  take(chunk) {
    this.received += chunk.toString('latin1');
    if (!this.waiting) return;
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.received.slice(0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.received.length < end + 4 + length) return;
    const body = this.received.slice(end + 4, end + 4 + length);
    this.received = this.received.slice(end + 4 + length);
    const header = (name) => new RegExp(`\\r\\n${name}: ([^\\r]*)`, 'i').exec(head)?.[1] ?? null;
    this.settle({status: Number(head.slice(9, 12)), header, body, ms: performance.now() - this.began});
  }
  settle(answer) {
    const waiting = this.waiting;
    this.waiting = null;
    waiting?.(answer);
  }
  get isUsable() {
    return !this.waiting && !this.socket.destroyed;
  }
  /** The answer {status, header(name), body, ms}, or null when the connection ended before. */
  ask(bytes) {
    if (this.socket.destroyed) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.began = performance.now();
      this.socket.write(bytes);
    });
  }
  end() {
    this.socket.destroy();
  }
}

/** The bytes of a request. */
export function requestBytes(method, path, headers = {}, body) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const all = {Host: 'desk', ...headers, ...(body === undefined ? {} : {'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text)})};
  return `${method} ${path} HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${text}`;
}

/** What the system says of a process: bytes in memory, threads, and open sockets. */
export function processFigures(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]);
  let sockets = 0;
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    try {
      if (readlinkSync(`/proc/${pid}/fd/${name}`).startsWith('socket:')) sockets += 1;
    } catch {
      // closed meanwhile
    }
  }
  return {bytes: number('VmRSS') * 1024, threads: number('Threads'), sockets};
}

/** How many files this process may have open. */
export function descriptorsMax() {
  const limits = existsSync('/proc/self/limits') ? readFileSync('/proc/self/limits', 'utf8') : '';
  const [, soft] = /^Max open files\s+(\S+)/m.exec(limits) ?? [];
  return soft === undefined ? 0 : soft === 'unlimited' ? Infinity : Number(soft);
}

export const mib = (bytes) => `${Math.round(bytes / (1 << 20))} MiB`;
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
