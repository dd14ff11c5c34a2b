// The floor of a durable answer: bare node:http that appends each body to one file and answers after the fdatasync that
// covers it. Run as a process of its own: `node floor-server.js <file>`; prints its port.
import { open } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';

const file = await open(process.argv[2] ?? '/tmp/floor', 'w');
let waiting: { body: Buffer; answer: ServerResponse }[] = [];
let busy = false;

async function flush(): Promise<void> {
  busy = true;
  while (waiting.length > 0) {
    const group = waiting;
    waiting = [];
    await file.write(Buffer.concat(group.map((item) => item.body)));
    await file.datasync();
    for (const { answer } of group) answer.end('ok');
  }
  busy = false;
}

const server = createServer((request, answer) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    answer.setHeader('content-length', 2);
    waiting.push({ body: Buffer.concat(chunks), answer });
    if (!busy) void flush();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
