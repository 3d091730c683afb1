// A PostgreSQL server as far as its greeting, of a version that is too old: `node old_server.mjs VERSION PORT_FILE`.
// https://www.postgresql.org/docs/15/protocol-message-formats.html
import {writeFileSync} from 'node:fs';
import {createServer} from 'node:net';

const [version, portFile] = process.argv.slice(2);
const message = (kind, ...parts) => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(kind, 0, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const number = (n) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
};
const parameter = (name, value) => message('S', Buffer.from(`${name}\0${value}\0`));
const greeting = Buffer.concat([
  message('R', number(0)),
  parameter('server_version', version),
  parameter('client_encoding', 'UTF8'),
  message('K', number(1), number(1)),
  message('Z', Buffer.from('I')),
]);
const askForEncryption = new Set([80877103, 80877104]);  // SSLRequest, GSSENCRequest

createServer((socket) => {
  socket.on('error', () => {});
  let greeted = false;
  socket.on('data', (data) => {
    if (greeted || data.length < 8) return;
    if (askForEncryption.has(data.readUInt32BE(4))) return socket.write('N');
    greeted = true;
    socket.write(greeting);
  });
}).listen(0, '127.0.0.1', function () {
  writeFileSync(portFile, String(this.address().port));
});
setTimeout(() => process.exit(0), 60_000);
