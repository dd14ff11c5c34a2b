// Requests and answers as lines of JSON over a Unix socket that only this user can open (0600, in a 0700 folder).
//
//   → {"id":1,"op":"query","params":{…}}        ← {"id":1,"result":…}  or  {"id":1,"error":{code,kind,message,hint}}
//                                                ← {"id":1,"progress":…}  any number of them before
//   → {"id":1,"op":"cancel"}                     aborts the request with that id; it still answers
import * as fs from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { errorText, isCryptError } from '../../kernel/crypt-error.ts';
import { isJsonObject, parseJson, type JsonObject } from '../../kernel/parse-json.ts';
import { fail } from './errors.ts';
import { readLines } from './read-lines.ts';

/**
 * Performs one operation. What it returns and what it tells meanwhile must be JSON; `signal` aborts when the caller cancels
 * or goes away.
 */
export type Operation = (
  params: JsonObject,
  signal: AbortSignal,
  progress: (value: unknown) => void,
) => Promise<unknown>;

export interface LineServer {
  close(): Promise<void>;
}

/**
 * Listens at `path`, replacing a socket that a dead process left there.
 * @throws SOCKET_FOLDER (terminal) when the folder is another user's.
 */
export async function startLineServer(
  path: string,
  operations: Readonly<Record<string, Operation>>,
): Promise<LineServer> {
  await ownFolder(dirname(path));
  await fs.rm(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, operations);
  });
  await listen(server, path);
  await fs.chmod(path, 0o600);
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await fs.rm(path, { force: true });
    },
  };
}

/** The system's temporary folder is open to all: a folder in it may have been made by someone else, or be open too. */
async function ownFolder(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await fs.lstat(folder);
  if (uid !== process.getuid?.()) throw fail('SOCKET_FOLDER', { folder });
  if ((mode & 0o077) !== 0) await fs.chmod(folder, 0o700);
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
}

function serve(socket: Socket, operations: Readonly<Record<string, Operation>>): void {
  const running = new Map<number, AbortController>();
  // A peer that went away has no use for an answer; its requests are aborted by 'close'.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const controller of running.values()) controller.abort();
  });
  const send = (reply: object): void => {
    if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
  };
  readLines(socket, (line) => {
    void answer(line, operations, running, send).then((reply) => {
      if (reply !== undefined) send(reply);
      return undefined;
    });
  });
}

async function answer(
  line: string,
  operations: Readonly<Record<string, Operation>>,
  running: Map<number, AbortController>,
  send: (reply: object) => void,
): Promise<object | undefined> {
  let id = 0;
  try {
    const request = parseJson(line);
    if (!isJsonObject(request) || typeof request['id'] !== 'number') {
      throw fail('SOCKET_REQUEST', { reason: 'it has no id' });
    }
    id = request['id'];
    const name = request['op'];
    if (name === 'cancel') {
      running.get(id)?.abort();
      return undefined;
    }
    const operation = typeof name === 'string' && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) throw fail('SOCKET_REQUEST', { reason: `no operation named ${JSON.stringify(name)}` });
    const controller = new AbortController();
    running.set(id, controller);
    const params = isJsonObject(request['params']) ? request['params'] : {};
    const asked = id;
    const progress = (value: unknown): void => send({ id: asked, progress: value });
    return { id, result: await operation(params, controller.signal, progress) };
  } catch (error) {
    return { id, error: describe(error) };
  } finally {
    running.delete(id);
  }
}

function describe(error: unknown): object {
  if (isCryptError(error)) {
    const { code, kind, message, hint, params } = error;
    return { code, kind, message, hint, params };
  }
  return { code: 'KERNEL_INVARIANT', kind: 'bug', message: errorText(error), hint: '', params: {} };
}
